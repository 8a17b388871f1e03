/**
 * The answers that docs/graphql/cookbook.md shows: what the documents say of a small workspace, recorded in
 * docs/graphql/answers. `npx vitest run test/graphql/example-answers.test.ts -u` records them anew, `npm run docs` shows them.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createExampleWorld, type ExampleWorld } from "./example-world.ts";
import { exampleDocument, exampleOperation } from "./operations.ts";
import { overWebSocket } from "./subscribing.ts";

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Ids are random: each is replaced by one that tells which it is in the order of their appearance, in cursors as well. */
class Names {
  readonly #ids = new Map<string, string>();

  /** The value with other ids. */
  of(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.of(item)]));
    }
    return typeof value === "string" ? this.#ofText(value) : value;
  }

  #replaced(text: string): string {
    return text.replaceAll(UUID, (id) => {
      const known = this.#ids.get(id) ?? `01a1b2c3-0000-7000-8000-${String(this.#ids.size + 1).padStart(12, "0")}`;
      this.#ids.set(id, known);
      return known;
    });
  }

  #ofText(text: string): string {
    for (const encoding of ["base64", "base64url"] as const) {
      const decoded = Buffer.from(text, encoding).toString();
      const isEncoded = Buffer.from(decoded).toString(encoding) === text;
      if (isEncoded && UUID.test(decoded)) return Buffer.from(this.#replaced(decoded)).toString(encoding);
      UUID.lastIndex = 0;
    }
    return this.#replaced(text);
  }
}

type Variables = (world: ExampleWorld) => Readonly<Record<string, unknown>>;

const RANGE = { start: "2026-03-01T11:00:00Z", end: "2026-03-01T13:00:00Z" };

/** Documents by name, with the variables they are asked with. */
const QUERIES: Readonly<Record<string, Variables>> = {
  "01-dashboard": () => ({ range: RANGE, buckets: 2 }),
  "02-flow-runs": () => ({ first: 2, filter: { tags: { all: ["nightly"] } } }),
  "03-flow-run-histogram": () => ({ range: RANGE, buckets: 2, groupBy: "FLOW" }),
  "04-flow-run": ({ ids }) => ({ id: ids.finished }),
  "05-flow-run-graph": ({ ids }) => ({ id: ids.finished }),
  "06-logs": ({ ids }) => ({ filter: { minLevel: 20, text: "orders", flowRunId: [ids.finished] }, last: 200 }),
  "07-work-pools": () => ({}),
  "08-upcoming-and-late-runs": () => ({}),
  "09-deployments": () => ({}),
  "14-concurrency-limits": () => ({}),
  "15-variables": () => ({ filter: { name: { contains: "region" } } }),
  "16-artifacts": () => ({}),
  "17-blocks": () => ({}),
  "18-automations": () => ({}),
  "19-events": () => ({
    filter: { namePrefix: ["orders."], occurred: { after: "2026-03-01T00:00:00Z", before: "2026-03-01T23:59:59Z" } },
  }),
  "20-flow-run-inputs": ({ ids }) => ({ id: ids.finished, filter: { keyPrefix: "approval-" } }),
};

/** Streams, and of how many items they are told; each begins behind the cursor in `after`. */
const STREAMS: Readonly<Record<string, { readonly items: number; readonly variables: Variables }>> = {
  "10-flow-run-changes": { items: 2, variables: () => ({ filter: { tags: { all: ["nightly"] } } }) },
  "11-run-state-transitions": { items: 3, variables: ({ ids }) => ({ flowRunId: ids.finished }) },
  "12-log-tail": { items: 1, variables: () => ({}) },
  "13-events": { items: 1, variables: () => ({ filter: { namePrefix: ["orders."] } }) },
};

describe("example answers", () => {
  let world: ExampleWorld;
  beforeAll(async () => {
    world = await createExampleWorld();
  });
  afterAll(() => world.close());

  async function expectRecorded(name: string, variables: object, answer: unknown): Promise<void> {
    const text = `${JSON.stringify(new Names().of({ variables, answer }), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../docs/graphql/answers/${name}.json`);
  }

  test.each(Object.entries(QUERIES))("%s", async (name, variablesOf) => {
    const variables = variablesOf(world);
    const { data, errors } = await world.door.execute(exampleOperation(name), variables);
    expect(errors).toBeUndefined();
    await expectRecorded(name, variables, { data });
  });

  test("the streams", async () => {
    const connection = overWebSocket(await world.door.listen());
    for (const [name, { items, variables: variablesOf }] of Object.entries(STREAMS)) {
      const variables = { ...variablesOf(world), after: world.beginning };
      const stream = connection.subscribe(exampleDocument<object>(name), variables);
      const told: unknown[] = [];
      while (told.length < items) told.push({ data: await stream.next() });
      await stream.stop();
      await expectRecorded(name, variables, told);
    }
    await connection.close();
  });
});
