/** What `prefect transfer` carries, read from a server and made comparable to what another has of it. */
import type { Rest } from "./rest.ts";

type Fields = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** All rows of a list, whatever the size of a page. */
async function listed(rest: Rest, path: string, body: Fields = {}): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await rest.post<readonly Row[]>(path, { ...body, limit: 100, offset: rows.length });
    rows.push(...page);
    if (page.length < 100) return rows;
  }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Of the server or of the moment; and the type and schema of a block, which its ids name. */
const LEFT_OUT = new Set([
  "id",
  "created",
  "updated",
  "created_by",
  "updated_by",
  "last_polled",
  "block_type",
  "block_schema",
]);

/** Schedules are listed by the moment they were made and capabilities by nothing: both are sets. */
const SETS = new Set(["schedules", "capabilities"]);

function inAnyOrder(list: unknown): unknown {
  return Array.isArray(list) ? list.map((each) => JSON.stringify(each)).sort() : list;
}

/** The resources of a server by kind and name, with ids replaced by the names of what they stand for. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

/** Reads resources of all kinds, with secrets. */
export async function resourcesOf(rest: Rest): Promise<Resources> {
  const pools = await listed(rest, "/work_pools/filter");
  const queues = await Promise.all(pools.map((pool) => listed(rest, `/work_pools/${String(pool.name)}/queues/filter`)));
  const deployments = await listed(rest, "/deployments/filter");
  const flows = await listed(rest, "/flows/filter");
  const nameOf = (rows: readonly Row[], id: unknown) => String(rows.find((row) => row.id === id)?.name);
  const documents = await listed(rest, "/block_documents/filter", { include_secrets: true });
  // Every server has types of its own from the beginning, and not all of them the same.
  const used = new Set(documents.flatMap((document) => [document.block_type_id, document.block_schema_id]));
  const inUse = async (path: string) => (await listed(rest, path)).filter((row) => used.has(row.id));
  const kinds: Record<string, ReadonlyMap<string, Row>> = {};
  const keep = (kind: string, rows: readonly Row[], name: (row: Row) => string) => {
    kinds[kind] = new Map(rows.map((row) => [name(row), row]));
  };
  keep("flow", flows, (row) => String(row.name));
  keep("deployment", deployments, (row) => `${nameOf(flows, row.flow_id)}/${String(row.name)}`);
  keep("work pool", pools, (row) => String(row.name));
  keep("work queue", queues.flat(), (row) => `${String(row.work_pool_name)}/${String(row.name)}`);
  keep("block type", await inUse("/block_types/filter"), (row) => String(row.slug));
  keep(
    "block schema",
    await inUse("/block_schemas/filter"),
    (row) => `of ${String((row.fields as Fields).block_type_slug)}`,
  );
  keep("block document", documents, (row) => `${String(row.block_type_name)}/${String(row.name)}`);
  keep("variable", await listed(rest, "/variables/filter"), (row) => String(row.name));
  keep("automation", await listed(rest, "/automations/filter"), (row) => String(row.name));
  keep("concurrency limit", await listed(rest, "/v2/concurrency_limits/filter"), (row) => String(row.name));
  keep("tag limit", await listed(rest, "/concurrency_limits/filter"), (row) => String(row.tag));

  const names = new Map(
    Object.entries(kinds).flatMap(([kind, rows]) =>
      [...rows].map(([name, row]) => [row.id, `${kind} ${name}`] as const),
    ),
  );
  const named = (text: string): string => text.replace(UUID, (id) => names.get(id) ?? "an id");
  const plain = (value: unknown): unknown => {
    if (typeof value === "string") return named(value);
    if (Array.isArray(value)) return value.map(plain);
    return typeof value === "object" && value !== null ? plainFields(value) : value;
  };
  const plainFields = (value: object): Fields => {
    const members = Object.entries(value).filter(([key]) => !LEFT_OUT.has(key));
    return Object.fromEntries(
      members
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, entry]) => [named(key), SETS.has(key) ? inAnyOrder(plain(entry)) : plain(entry)]),
    );
  };
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, rows]) => [
      kind,
      Object.fromEntries(
        [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, row]) => [named(name), plainFields(row)]),
      ),
    ]),
  );
}

/**
 * What the stock client makes of a server's resources on an empty one, which is less than there is, between any two servers:
 *
 * - it leaves behind flows without deployments, work pools that Prefect Cloud runs, and deployments on default queues;
 * - it takes no more of a block type than its names, copies a nested block into the outer one, and forgets the description
 *   of a pool, the pause of a queue, the runs ahead of a schedule, the rate of a limit;
 * - a deployment's limit becomes one that no deployment has.
 *
 * @param systemBlocks whether the target takes blocks of types that it has already. The reference does not, and what needs
 * them is left behind too.
 */
export function asCarried(resources: Resources, { systemBlocks }: { readonly systemBlocks: boolean }): Resources {
  const known = (type: unknown): boolean => !["block type pilot", "block type tug"].includes(String(type));
  const cloudPool = (type: unknown): boolean => /:push$|:managed$/.test(String(type));
  const left: Readonly<Record<string, (row: Fields, name: string) => boolean>> = {
    flow: (_row, name) => name === "never deployed",
    deployment: (row) => row.work_queue_name === "default" || (!systemBlocks && row.storage_document_id !== null),
    "work pool": (row) => cloudPool(row.type),
    "work queue": (row) => cloudPool(resources["work pool"]?.[String(row.work_pool_name)]?.type),
    "block type": (row) => !systemBlocks && row.is_protected === true,
    "block schema": (row) => !systemBlocks && known(row.block_type_id),
    "block document": (row) => !systemBlocks && known(row.block_type_id),
    automation: (_row, name) => !systemBlocks && name === "blows the horn",
  };
  const changed: Readonly<Record<string, (row: Fields) => Fields>> = {
    deployment: (row) => ({
      description: row.description ?? "None",
      global_concurrency_limit: null,
      schedules: (row.schedules as readonly string[]).map((each) =>
        each.replace(/("max_scheduled_runs":)\d+/, "$1null"),
      ),
      // What the client writes for a deployment that has none.
      ...(Object.keys(row.parameter_openapi_schema as Fields).length === 0 && {
        parameter_openapi_schema: { properties: {}, type: "object" },
      }),
      storage_document_id: null,
    }),
    "work pool": () => ({ description: null }),
    "work queue": () => ({ is_paused: false }),
    "block type": (row) =>
      row.is_protected === true
        ? {}
        : { code_example: null, description: null, documentation_url: null, logo_url: null },
    "block document": () => ({ block_document_references: {} }),
    "concurrency limit": (row) => ({
      slot_decay_per_second: 0,
      name: String(row.name).replace(/^deployment:.*/, "deployment:an id"),
    }),
  };
  return Object.fromEntries(
    Object.entries(resources).map(([kind, rows]) => [
      kind,
      Object.fromEntries(
        Object.entries(rows)
          .filter(([name, row]) => left[kind]?.(row, name) !== true)
          .map(([name, row]) => [
            name.replace(/^deployment:.*/, "deployment:an id"),
            { ...row, ...changed[kind]?.(row) },
          ]),
      ),
    ]),
  );
}
