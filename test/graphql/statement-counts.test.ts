/**
 * No field of what a page lists is read object by object: each field by itself takes as many statements for a page of fifty
 * as for one of ten.
 */
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertMany } from "../../src/db/insert.ts";
import { toJsonText } from "../../src/db/json-text.ts";
import { documentCipher } from "../../src/domains/blocks/encryption.ts";
import { schema } from "../../src/graphql/schema.ts";
import { newId } from "../../src/ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const OBJECTS = 50;
/** Enough for some of every kind there is to be among them. */
const FEW_OBJECTS = 10;

/** The root lists, and what they list. */
const LISTS = {
  artifactCollections: "ArtifactCollection",
  artifacts: "Artifact",
  automations: "Automation",
  blockDocuments: "BlockDocument",
  blockSchemas: "BlockSchema",
  blockTypes: "BlockType",
  concurrencyLimits: "ConcurrencyLimit",
  deployments: "Deployment",
  flowRuns: "FlowRun",
  flows: "Flow",
  taskRuns: "TaskRun",
  variables: "Variable",
  workers: "Worker",
  workPools: "WorkPool",
  workQueues: "WorkQueue",
} as const;

/** What can be selected of a type without asking for much. */
function selectionOf(type: GraphQLNamedType): string {
  if (isLeafType(type)) return "";
  if (type.name.endsWith("Connection")) return " { totalCount nodes { __typename } }";
  if (isAbstractType(type)) return " { __typename }";
  const hasId = (isObjectType(type) || isInterfaceType(type)) && type.getFields().id !== undefined;
  return hasId ? " { id }" : " { __typename }";
}

/** The graph of a run is a page of its own: it is read for one run, in chunks. */
const OF_ONE_OBJECT: ReadonlySet<string> = new Set(["FlowRun.graph"]);

function fieldsOf(typename: string): { readonly name: string; readonly selection: string }[] {
  const fields = Object.values((schema.getType(typename) as GraphQLObjectType).getFields());
  return fields
    .filter(({ name }) => !OF_ONE_OBJECT.has(`${typename}.${name}`))
    .map((field) => {
      const type = getNamedType(field.type);
      const isPage = field.args.some((argument) => argument.name === "first");
      return { name: field.name, selection: `${field.name}${isPage ? "(first: 2)" : ""}${selectionOf(type)}` };
    });
}

/** Fifty of everything, each with something of everything that hangs on it. */
async function fill({ core }: TestDoor): Promise<void> {
  const seed = new SeedRows(NOW);
  const identity = () => ({ id: newId(NOW), created: NOW, updated: NOW });
  const limits = Array.from({ length: OBJECTS }, (_, index) => ({
    ...identity(),
    active: true,
    name: `limit ${index}`,
    limit: 5,
    active_slots: 1,
    denied_slots: 0,
    slot_decay_per_second: 0,
    avg_slot_occupancy_seconds: 2,
  }));
  const automations = limits.map((_, index) => ({
    ...identity(),
    name: `automation ${index}`,
    description: "",
    enabled: true,
    tags: toJsonText([]),
    trigger: toJsonText({ type: "sequence", id: newId(NOW), triggers: [], within: null }),
    actions: toJsonText([{ type: "run-deployment", source: "inferred", deployment_id: null }]),
    actions_on_trigger: toJsonText([]),
    actions_on_resolve: toJsonText([]),
  }));
  const variables = limits.map((_, index) => ({
    ...identity(),
    name: `variable_${index}`,
    value: toJsonText(index),
    tags: toJsonText(["tag"]),
  }));
  const blockTypes = limits.map((_, index) => ({
    ...identity(),
    name: `type ${index}`,
    slug: `type-${index}`,
    logo_url: null,
    documentation_url: null,
    description: null,
    code_example: null,
    is_protected: false,
  }));
  const blockSchemas = blockTypes.map(({ id, slug }) => ({
    ...identity(),
    checksum: slug,
    fields: toJsonText({ title: slug }),
    capabilities: toJsonText(["write-path"]),
    version: "1.0",
    block_type_id: id,
  }));
  const cipher = await documentCipher(core);
  const documentOf = (schema: (typeof blockSchemas)[number], name: string, is_anonymous: boolean) => {
    const own = identity();
    const kind = { block_type_name: null, block_type_id: schema.block_type_id, block_schema_id: schema.id };
    return { ...own, ...kind, name, is_anonymous, data: cipher.encrypt(own.id, toJsonText({ value: name })) };
  };
  const blockDocuments = blockSchemas.map((schema, index) => documentOf(schema, `block-${index}`, false));
  // Each holds one that is not listed.
  const innerDocuments = blockSchemas.map((schema, index) => documentOf(schema, `inner-${index}`, true));
  const blockReferences = blockDocuments.map(({ id }, index) => ({
    ...identity(),
    name: "inner",
    parent_block_document_id: id,
    reference_block_document_id: innerDocuments[index]?.id ?? "",
  }));
  const leases = limits.map(({ id }) => ({
    id: newId(NOW),
    created: NOW,
    expiration: (NOW + 60_000_000) as Instant,
    resource_ids: toJsonText([id]),
    slots: 1,
    holder_type: null,
    holder_id: null,
  }));
  const holdings = leases.map((lease, index) => ({
    id: newId(NOW),
    created: NOW,
    limit_id: limits[index]?.id ?? "",
    lease_id: lease.id,
  }));
  const pools = limits.map((_, index) => seed.workPool({ name: `pool ${index}`, concurrency_limit: 5 }));
  const workers = pools.map((pool) => ({
    ...identity(),
    name: "worker",
    work_pool_id: pool.id,
    last_heartbeat_time: NOW,
    heartbeat_interval_seconds: 30,
    status: "ONLINE",
  }));
  for (const [index, pool] of pools.entries()) {
    const queue = seed.workQueue({ name: "queue", work_pool_id: pool.id, concurrency_limit: 5 });
    pool.default_queue_id = queue.id;
    const flow = seed.flow({ name: `flow ${index}` });
    const deployment = seed.deployment({
      flow_id: flow.id,
      name: "daily",
      work_queue_id: queue.id,
      concurrency_limit_id: limits[index]?.id ?? null,
    });
    const parent = seed.flowRun({ flow_id: flow.id, state_type: "RUNNING" });
    const task = seed.taskRun({ flow_run_id: parent.id, state_type: "RUNNING" });
    for (const state_type of ["SCHEDULED", "RUNNING", "COMPLETED"] as const) {
      seed.flowRun({
        flow_id: flow.id,
        deployment_id: deployment.id,
        work_queue_id: queue.id,
        state_type,
        parent_task_run_id: state_type === "COMPLETED" ? task.id : null,
        next_scheduled_start_time: state_type === "SCHEDULED" ? NOW : null,
      });
    }
  }
  await core.database.transaction(async (transaction) => {
    await insertMany(core.database, transaction, "automation", automations);
    await insertMany(core.database, transaction, "block_type", blockTypes);
    await insertMany(core.database, transaction, "block_schema", blockSchemas);
    await insertMany(core.database, transaction, "block_document", [...blockDocuments, ...innerDocuments]);
    await insertMany(core.database, transaction, "block_document_reference", blockReferences);
    await insertMany(core.database, transaction, "variable", variables);
    await insertMany(core.database, transaction, "concurrency_limit_v2", limits);
    await insertMany(core.database, transaction, "concurrency_lease", leases);
    await insertMany(core.database, transaction, "concurrency_holding", holdings);
  });
  await seed.insert(core.database);
  const inputs = seed.rows.flow_run.map(({ id }) => ({
    ...identity(),
    flow_run_id: id,
    key: "told",
    value: "{}",
    sender: null,
  }));
  await core.database.transaction((transaction) => insertMany(core.database, transaction, "flow_run_input", inputs));
  const artifacts = seed.rows.task_run.map((taskRun, index) => ({
    ...identity(),
    key: `key-${index}`,
    type: "table",
    description: null,
    data: toJsonText([index]),
    metadata_: null,
    flow_run_id: taskRun.flow_run_id ?? null,
    task_run_id: taskRun.id,
  }));
  const collections = artifacts.map((artifact) => ({ ...artifact, id: newId(NOW), latest_id: artifact.id }));
  await core.database.transaction(async (transaction) => {
    await insertMany(core.database, transaction, "artifact", artifacts);
    await insertMany(core.database, transaction, "artifact_collection", collections);
  });
  const schedules = seed.rows.deployment.map(({ id }) => ({
    ...identity(),
    deployment_id: id,
    schedule: toJsonText({ cron: "0 6 * * *", timezone: "UTC", day_or: true }),
    active: true,
    max_scheduled_runs: null,
    parameters: toJsonText({}),
    slug: null,
  }));
  await core.database.transaction(async (transaction) => {
    await insertMany(core.database, transaction, "worker", workers);
    await insertMany(core.database, transaction, "deployment_schedule", schedules);
  });
}

describe.each(testDatabases)("statements of pages on $name", (testDatabase) => {
  let door: TestDoor;
  beforeAll(async () => {
    door = await createTestDoor(testDatabase, { clock: new ManualClock(NOW) });
    await fill(door);
  });
  afterAll(() => door.close());

  /** How many statements a list with one field takes, and how many objects it listed. */
  async function measure(list: string, selection: string, first: number): Promise<readonly [number, number]> {
    door.statements.length = 0;
    const data = await door.query<Record<string, { readonly nodes: readonly unknown[] }>, object>(
      `{ ${list}(first: ${first}) { nodes { ${selection} } } }`,
      {},
    );
    return [door.statements.length, data[list]?.nodes.length ?? 0];
  }

  test.each(Object.entries(LISTS))("%s", async (list, typename) => {
    const growing: Record<string, readonly number[]> = {};
    for (const { name, selection } of fieldsOf(typename)) {
      const [few] = await measure(list, selection, FEW_OBJECTS);
      const [many, listed] = await measure(list, selection, OBJECTS);
      expect(listed, `${typename}.${name}`).toBe(OBJECTS);
      if (many !== few) growing[name] = [few, many];
    }
    expect(growing).toEqual({});
  });

  test.each(Object.entries(LISTS))("%s found again by their global ids", async (list, typename) => {
    const listed = await door.query<Record<string, { readonly nodes: readonly { readonly id: string }[] }>, object>(
      `{ ${list}(first: ${OBJECTS}) { nodes { id } } }`,
      {},
    );
    const ids = listed[list]?.nodes.map((node) => node.id) ?? [];
    const growing: Record<string, readonly number[]> = {};
    for (const { name, selection } of fieldsOf(typename)) {
      const counts: number[] = [];
      for (const count of [FEW_OBJECTS, OBJECTS]) {
        door.statements.length = 0;
        await door.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${typename} { ${selection} } } }`, {
          ids: ids.slice(0, count),
        });
        counts.push(door.statements.length);
      }
      if (counts[0] !== counts[1]) growing[name] = counts;
    }
    expect(growing).toEqual({});
  });
});
