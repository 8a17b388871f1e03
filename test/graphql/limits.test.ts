import { buildSchema, getIntrospectionQuery, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { costOf, MAX_COST, MAX_ITEM_COST } from "../../src/graphql/cost.ts";
import { MAX_ALIASES, MAX_CHARACTERS, MAX_DEPTH, MAX_ROOT_FIELDS, MAX_TOKENS } from "../../src/graphql/limits.ts";
import { schema } from "../../src/graphql/schema.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const [sqlite] = testDatabases;
if (sqlite === undefined) throw new Error("There is no test database");

describe("limits", () => {
  let server: TestDoor;
  beforeAll(async () => {
    server = await createTestDoor(sqlite);
  });
  afterAll(() => server.close());

  const refusal = async (query: string, variables?: object) => {
    const { errors, data } = await server.execute(query, variables as never);
    expect(data ?? null).toBeNull();
    return errors?.map((error) => [error.extensions.code, error.message]) ?? [];
  };

  /** flowRun { subflowRuns { nodes { subflowRuns { ... } } } }, two levels each. */
  const deep = (depth: number): string => {
    const nest = (levels: number): string =>
      levels <= 1
        ? "__typename name"
        : levels === 2
          ? "flow { name }"
          : `subflowRuns(first: 1) { nodes { ${nest(levels - 2)} } }`;
    return `{ flowRun(id: "00000000-0000-4000-8000-000000000000") { ${nest(depth - 1)} } }`;
  };

  test("bounds depth, in fragments too, but not that of introspection", async () => {
    expect((await server.execute(deep(MAX_DEPTH))).errors).toBeUndefined();
    expect(await refusal(deep(MAX_DEPTH + 1))).toEqual([
      ["LIMIT_EXCEEDED", `Fields nest ${MAX_DEPTH + 1} deep; ${MAX_DEPTH} is the limit`],
    ]);
    const inner = deep(MAX_DEPTH).replace(
      /^\{ (flowRun\(.*?\)) \{ (.*) \} \}$/,
      (_all, field, selections) =>
        `query { ${field} { ...F } } fragment F on FlowRun { subflowRuns { nodes { ${selections} } } }`,
    );
    expect((await refusal(inner))[0]?.[0]).toBe("LIMIT_EXCEEDED");
    const types = "ofType { kind ".repeat(20) + "}".repeat(20);
    expect((await server.execute(`{ __schema { types { fields { type { ${types} } } } } }`)).errors).toBeUndefined();
  });

  test("bounds aliases, root fields and tokens", async () => {
    const aliases = (count: number): string =>
      `{ server { ${Array.from({ length: count }, (_, index) => `a${index}: version`).join(" ")} } }`;
    expect((await server.execute(aliases(MAX_ALIASES))).errors).toBeUndefined();
    expect(await refusal(aliases(MAX_ALIASES + 1))).toEqual([
      ["LIMIT_EXCEEDED", `The document has more than ${MAX_ALIASES} aliases`],
    ]);
    const roots = `{ ${"snapshotCursor ".repeat(MAX_ROOT_FIELDS + 1)} }`;
    expect((await refusal(roots))[0]?.[0]).toBe("LIMIT_EXCEEDED");
    const hidden = `{ ...A ...B ... { ...B } } fragment A on Query { ${"snapshotCursor ".repeat(7)} }
      fragment B on Query { ...A }`;
    expect(await refusal(hidden)).toEqual([
      ["LIMIT_EXCEEDED", `The operation has 21 root fields; ${MAX_ROOT_FIELDS} is the limit`],
    ]);
    expect((await refusal(`{ ${"__typename ".repeat(MAX_TOKENS)} }`))[0]?.[0]).toBe("GRAPHQL_PARSE_FAILED");
    const text = (length: number): string => "{ server { version } } #".padEnd(length, "x");
    expect((await server.execute(text(MAX_CHARACTERS))).errors).toBeUndefined();
    expect(await refusal(text(MAX_CHARACTERS + 1))).toEqual([
      ["LIMIT_EXCEEDED", `The document has ${MAX_CHARACTERS + 1} characters; ${MAX_CHARACTERS} is the limit`],
    ]);
  });

  test("bounds what introspection can ask for", async () => {
    const nested = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    expect((await refusal(nested))[0]?.[0]).toBe("GRAPHQL_VALIDATION_FAILED");
    const types = "types { fields { type { fields { name } } } }";
    for (const aliased of [
      `{ a: __schema { ${types} } b: __schema { ${types} } }`,
      `{ __schema { a: ${types} b: ${types} } }`,
      `{ ...F } fragment F on Query { __schema { ...S } } fragment S on __Schema { a: ${types} }`,
      '{ a: __type(name: "Query") { name } }',
    ]) {
      const [first] = await refusal(aliased);
      expect(first, aliased).toEqual(["LIMIT_EXCEEDED", "Fields of introspection take no aliases"]);
    }
    const tools = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true });
    expect((await server.execute(tools)).errors).toBeUndefined();
  });

  test("bounds what each item of a subscription may cost", async () => {
    const ask = async (first: number) => {
      const query = `subscription { flowRunChanges { ... on FlowRunChange { flowRun { taskRuns(first: ${first}) { nodes {
        flowRun { taskRuns(first: 10) { nodes { id } } } } } } } } }`;
      const response = await server.door.pipeline.fetch("http://test/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify({ query }),
      });
      return response.body as unknown as AsyncIterable<Uint8Array> & { readable: { destroy(): void } };
    };
    let text = "";
    for await (const chunk of await ask(500)) text += new TextDecoder().decode(chunk);
    expect(text).toContain(`; ${MAX_ITEM_COST} is the limit`);
    const accepted = await ask(50);
    for await (const chunk of accepted) {
      expect(new TextDecoder().decode(chunk)).toMatch(/^retry: /);
      break;
    }
    await expect.poll(() => server.door.open.streams).toBe(0);
  });

  test("hides the schema where it is told to, and the names that errors would suggest", async () => {
    const closed = await createTestDoor(sqlite, { settings: { graphqlIntrospection: false } });
    for (const query of ["{ __schema { queryType { name } } }", '{ __type(name: "Query") { name } }']) {
      const { errors } = await closed.execute(query);
      expect(errors?.[0]?.message).toContain("introspection has been disabled");
    }
    expect((await closed.execute("{ flowRuns { nodes { nam } } }")).errors?.[0]?.message).toBe(
      'Cannot query field "nam" on type "FlowRun".',
    );
    const variables = { filter: { nam: {} } } as never;
    const filtered = "query($filter: FlowRunFilter) { flowRuns(filter: $filter) { totalCount } }";
    expect(JSON.stringify((await closed.execute(filtered, variables)).errors)).not.toContain("Did you mean");
    expect((await server.execute("{ flowRuns { nodes { nam } } }")).errors?.[0]?.message).toContain("Did you mean");
    expect(await closed.query("{ server { __typename } }")).toEqual({ server: { __typename: "Server" } });
    await closed.close();
  });

  test("counts the objects an operation may read, page sizes in variables included", async () => {
    const document = `query Runs($first: Int = 7, $inner: Int) {
      flowRuns(first: $first) { totalCount nodes { name flow { name } taskRuns(last: $inner) { edges { cursor node { name } } } } }
    }`;
    const cost = async (variables: object) => (await server.execute(document, variables as never)).extensions?.cost;
    // Per run: the run, its flow, and its task runs with a cursor and a name; its own name and the flow's; and a count.
    const requested = (first: number, inner: number) => Math.round(50 + first * (2.04 + inner * 1.04));
    expect(await cost({ inner: 3 })).toEqual({ requested: requested(7, 3), limit: MAX_COST });
    expect(await cost({ first: 2, inner: 3 })).toEqual({ requested: requested(2, 3), limit: MAX_COST });
    expect(await cost({ first: 2 })).toEqual({ requested: requested(2, 50), limit: MAX_COST });
    expect((await refusal(document, { first: 500, inner: 500 }))[0]?.[0]).toBe("LIMIT_EXCEEDED");
  });

  test("counts nested fragments in time that does not explode", () => {
    const fragments = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on FlowRun { ...F${index + 1} ...F${index + 1} }`,
    );
    const document = parse(
      `{ flowRun(id: "x") { ...F0 } } ${fragments.join(" ")} fragment F60 on FlowRun { flow { name } }`,
    );
    expect(costOf(schema, document, null, {})).toBeCloseTo(1.02 * 2 ** 60, -16);
  });

  test("counts plain fields a little and JSON fully, so that aliases cannot multiply them for nothing", () => {
    const cost = (field: string): number =>
      costOf(schema, parse(`{ flowRuns(first: 500) { nodes { ${field} } } }`), null, {});
    const aliased = (field: string): string =>
      Array.from({ length: MAX_ALIASES }, (_, index) => `a${index}: ${field}`).join(" ");
    expect(cost("name")).toBe(510);
    expect(cost(aliased("name"))).toBe(500 + 10 * MAX_ALIASES);
    expect(cost(aliased("parameters"))).toBe(500 + 500 * MAX_ALIASES);
  });

  test("counts what the chunks of graphs take besides their nodes, lest a list asks for hundreds", async () => {
    const graphs = (runs: number): string => `{ flowRuns(first: ${runs}) { nodes { graph(first: 1) { cursor } } } }`;
    expect(costOf(schema, parse(graphs(10)), null, {})).toBe(2_010);
    expect(await refusal(graphs(500))).toEqual([["LIMIT_EXCEEDED", expect.stringContaining("100510")]]);
  });

  test("counts lists without pages, mutations and what is not there", () => {
    const small = buildSchema(
      "type Query { run: Run runs: [Run!]! } type Run { name: String } type Mutation { go: Run }",
    );
    const cost = (document: string): number => costOf(small, parse(document), null, {});
    expect(cost("{ run { name } __typename }")).toBe(1);
    expect(cost("{ runs { name } }")).toBe(10);
    expect(cost("mutation { go { name } }")).toBe(21);
    expect(cost("{ nothing { at { all } } }")).toBe(0);
  });

  test("bounds pages, and lists in arguments", async () => {
    const code = async (query: string, variables?: object) => (await refusal(query, variables))[0]?.[0];
    expect(await code("{ flows(first: 501) { nodes { name } } }")).toBe("BAD_USER_INPUT");
    expect(await code("{ flows(last: -1) { nodes { name } } }")).toBe("BAD_USER_INPUT");
    expect(await code("{ flows(first: 1, last: 1) { nodes { name } } }")).toBe("BAD_USER_INPUT");
    expect(await code('{ flows(after: "x") { nodes { name } } }')).toBe("BAD_USER_INPUT");
    const cursor = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
    const id = "00000000-0000-4000-8000-000000000000";
    for (const parts of [
      ["NAME", "x", id],
      ["CREATED", "x", id],
      ["CREATED", 1.5, id],
      ["CREATED", 1, "x"],
      ["CREATED", 1],
      {},
      null,
    ]) {
      const query = `{ flows(after: "${cursor(parts)}") { nodes { name } } }`;
      expect(await code(query), JSON.stringify(parts)).toBe("BAD_USER_INPUT");
    }
    const ids = Array.from({ length: 1_001 }, () => id);
    const filtered = "query($ids: [ID!]!) { flows(filter: { id: { in: $ids } }) { nodes { name } } }";
    expect(await code(filtered, { ids })).toBe("BAD_USER_INPUT");
    const nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const globalIds = ids.slice(0, 101).map((uuid) => Buffer.from(`Flow:${uuid}`).toString("base64"));
    expect(await code(nodes, { ids: globalIds })).toBe("BAD_USER_INPUT");
    expect((await server.execute(nodes, { ids: globalIds.slice(1) } as never)).errors).toBeUndefined();
  });

  test("refuses ids that are none, and those of other types", async () => {
    const code = async (query: string) => {
      const { errors } = await server.execute(query);
      return errors?.[0]?.extensions.code;
    };
    const globalId = (text: string) => Buffer.from(text).toString("base64");
    const uuid = "00000000-0000-4000-8000-000000000000";
    for (const id of [
      "",
      "x",
      globalId("Flow:1"),
      globalId(`Flow:${uuid}`),
      globalId(`FlowRun:${uuid}:x`),
      "x".repeat(300),
    ]) {
      expect(await code(`{ flowRun(id: "${id}") { name } }`), id).toBe("BAD_USER_INPUT");
    }
    expect(await code(`{ flowRun(id: "${uuid}") { name } }`)).toBeUndefined();
    expect(await code(`{ node(id: "${globalId(`Query:${uuid}`)}") { id } }`)).toBe("NOT_FOUND");
    expect(await code(`{ node(id: "${globalId(`Flow:${uuid}`)}") { id } }`)).toBeUndefined();
  });
});
