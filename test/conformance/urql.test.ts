/** urql with its normalised cache, which knows the schema by introspection, and subscriptions over graphql-ws. */
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { getIntrospectionQuery, type IntrospectionQuery, isObjectType } from "graphql";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { schema } from "../../src/graphql/schema.ts";
import { createWorld, declares, FLOW_RUNS, readOperations, variablesOf, type World } from "./world.ts";

/** What a stream owes a test is here long before. */
const SILENCE_MILLISECONDS = 10_000;

const operations = await readOperations();

/** Types whose objects belong to the object they hang on, for they have no id of their own. */
const embedded = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith("__") && !("id" in type.getFields()))
  .map(({ name }) => name);

describe("urql with graphcache", () => {
  let world: World;
  let introspection: IntrospectionQuery;
  let socket: ReturnType<typeof createClient>;
  /** What graphcache has to say against the schema or the documents. */
  const warnings: string[] = [];

  beforeAll(async () => {
    world = await createWorld();
    socket = createClient({ url: `${world.url.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket });
    // From the server itself, as a dashboard's build would fetch it.
    const response = await fetch(`${world.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: getIntrospectionQuery({ descriptions: false }) }),
    });
    introspection = ((await response.json()) as { data: IntrospectionQuery }).data;
  });
  afterAll(async () => {
    await socket.dispose();
    await world.close();
  });
  beforeEach(() => {
    warnings.length = 0;
  });

  function connect(): Client {
    return new Client({
      url: `${world.url}/graphql`,
      preferGetMethod: false,
      exchanges: [
        cacheExchange({
          schema: introspection,
          keys: Object.fromEntries(embedded.map((name) => [name, () => null])),
          resolvers: { Query: { flowRuns: relayPagination() } },
          // "debug" is what is not in the cache yet.
          logger: (severity, message) => severity !== "debug" && warnings.push(message),
        }),
        fetchExchange,
        subscriptionExchange({
          forwardSubscription: ({ query = "", variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: socket.subscribe({ query, variables: variables as Record<string, unknown> }, sink as never),
            }),
          }),
        }),
      ],
    });
  }

  const only = (kind: string) => operations.filter((operation) => operation.kind === kind);

  test.each(only("query"))("runs $file, and has it whole in its cache", async (operation) => {
    const client = connect();
    const variables = variablesOf(operation, world);
    const { data, error } = await client.query(operation.text, variables);
    expect(error).toBeUndefined();
    const cached = await client.query(operation.text, variables, { requestPolicy: "cache-only" });
    expect([cached.error, cached.stale]).toEqual([undefined, false]);
    expect(cached.data).toEqual(data);
    expect(warnings).toEqual([]);
  });

  test("joins pages with relayPagination", async () => {
    const client = connect();
    const query = `query Pages($after: String) {
      flowRuns(first: 5, after: $after, filter: { parentTaskRunId: { isNull: true } }) {
        edges { node { id name } } pageInfo { hasNextPage endCursor }
      }
    }`;
    let after: string | undefined;
    let names: string[] = [];
    do {
      const { data } = await client.query(query, { after });
      names = data.flowRuns.edges.map((edge: { node: { name: string } }) => edge.node.name);
      after = data.flowRuns.pageInfo.hasNextPage ? data.flowRuns.pageInfo.endCursor : undefined;
    } while (after !== undefined);
    expect([names.length, new Set(names).size]).toEqual([FLOW_RUNS + 1, FLOW_RUNS + 1]);
    expect(warnings).toEqual([]);
  });

  /** The first item of a subscription. */
  function first(client: Client, query: string, variables: Record<string, unknown>) {
    return new Promise<{ data: Record<string, unknown>; error: unknown }>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("nothing came")), SILENCE_MILLISECONDS);
      const { unsubscribe } = client.subscription(query, variables).subscribe(({ data, error }) => {
        clearTimeout(timer);
        resolve({ data, error });
        setImmediate(() => unsubscribe());
      });
    });
  }

  test("shows in a list what a subscription tells", async () => {
    const client = connect();
    const query = "query Run($id: ID!) { snapshotCursor flowRun(id: $id) { id stateName } }";
    const seen: string[] = [];
    const watched = client.query(query, { id: world.ids.flowRun }).subscribe(({ data }) => {
      if (data) seen.push(data.flowRun.stateName);
    });
    await expect.poll(() => seen.length).toBe(1);
    const after = await world.act();
    const changes = `subscription Changes($after: String) {
      flowRunChanges(after: $after) { ... on FlowRunChange { flowRun { id stateName } } } }`;
    const { data, error } = await first(client, changes, { after });
    expect(error).toBeUndefined();
    expect(data).toMatchObject({ flowRunChanges: { flowRun: { stateName: expect.stringMatching(/^Act /) } } });
    await expect.poll(() => seen.at(-1)).toMatch(/^Act /);
    watched.unsubscribe();
    expect(warnings).toEqual([]);
  });

  test.each(only("subscription"))("hears something with $file", async (operation) => {
    expect(declares(operation, "after")).toBe(true);
    const variables = { ...variablesOf(operation, world), after: await world.act() };
    const { data, error } = await first(connect(), operation.text, variables);
    expect(error).toBeUndefined();
    expect(Object.values(data)[0]).toBeTypeOf("object");
    expect(warnings).toEqual([]);
  });
});
