/** The GraphQL API against bad documents, variables and cursors: coded errors, nothing of the server's inside told. */
import fc from "fast-check";
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schema } from "../../src/graphql/schema.ts";
import { testDatabases } from "../support/databases.ts";
import {
  createTarget,
  expectNoTrace,
  incompressible,
  LONGEST_ANSWER_MILLISECONDS,
  SEED,
  type Target,
  UNKNOWN_ID,
} from "./support.ts";

/** Generated operations for each root field. */
const RUNS_PER_FIELD = 60;

/** How long a stream has for telling an error; one that is accepted tells nothing. */
const SILENCE_MILLISECONDS = 50;

interface Answered {
  readonly data?: object | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const globalId = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString("base64");
const cursor = (text: string): string => Buffer.from(text).toString("base64url");

const HOSTILE_CURSORS: readonly string[] = [
  "",
  " ",
  "nonsense",
  "\u0000",
  "\ud800",
  cursor("e"),
  cursor("e-1"),
  cursor("e1"),
  cursor("e1:1"),
  cursor("e99999999999999999999999:99999999999999999999"),
  cursor("e99999999999999999999999"),
  cursor("e9223372036854775807"),
  cursor("l0"),
  cursor("e0,l0,s"),
  cursor("e0,l0,s9999999999999999999/9999999999999999999"),
  cursor("x0"),
  cursor("[1,2]"),
  cursor(`["2026-03-11T00:00:00Z","${UNKNOWN_ID}"]`),
  cursor("[null,null]"),
  cursor("GPC:S:1"),
  cursor("GPC:N:99999999999999999999"),
  cursor("GPC:J:{"),
  cursor("{}"),
  cursor("\u0000"),
  "A".repeat(100_000),
];

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  "",
  "text",
  "%_\\",
  "(a+)+$",
  "\u0000",
  "a\ud800b",
  "__proto__",
  "9999-12-31T23:59:59Z",
  "0001-01-01T00:00:00Z",
  "tomorrow",
  "2026-02-30",
  UNKNOWN_ID,
  UNKNOWN_ID.toUpperCase(),
  `${UNKNOWN_ID}0`,
  globalId("FlowRun", UNKNOWN_ID),
  globalId("Log", UNKNOWN_ID),
  globalId("Nothing", UNKNOWN_ID),
  globalId("FlowRun", "1"),
  globalId("FlowRun", `${UNKNOWN_ID}\u0000`),
  [],
  [null],
  [[["a"]]],
  ["\u0000"],
  ["\ud800"],
  Array.from({ length: 1_000 }, (_, index) => `tag ${index}`),
  Array.from({ length: 66_000 }, (_, index) => `${index.toString(16).padStart(8, "0")}${UNKNOWN_ID.slice(8)}`),
  incompressible(20_000),
  "%_".repeat(60_000),
  {},
  { a: { b: [1] } },
  { "\u0000": "\u0000" },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  ...HOSTILE_CURSORS,
];

/** How deep the values of arguments are made; filters hold filters. */
const DEEPEST_VALUE = 4;

/** Values that the type takes, but for one in three places, where stands something hostile. */
function anyValue(type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return anyValue(type.ofType, depth);
  const hostile = fc.constantFrom(...HOSTILE_VALUES);
  const fitting = fittingValue(type, depth);
  return depth === 0 && isInputObjectType(type)
    ? fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: hostile })
    : fc.oneof({ weight: 2, arbitrary: fitting }, { weight: 1, arbitrary: hostile });
}

function fittingValue(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return fittingValue(type.ofType, depth);
  if (isListType(type)) return fc.array(anyValue(type.ofType, depth + 1), { maxLength: 3 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    if (depth > DEEPEST_VALUE) return fc.constant({});
    const fields = Object.values(type.getFields());
    const required = fields.filter((field) => isNonNullType(field.type)).map(({ name }) => name);
    const members = Object.fromEntries(fields.map((field) => [field.name, anyValue(field.type, depth + 1)]));
    return fc
      .subarray(
        fields.map(({ name }) => name),
        { maxLength: Math.min(3, fields.length) },
      )
      .chain((chosen) =>
        fc.record(
          Object.fromEntries(
            [...new Set([...required, ...chosen])].map((name) => [name, members[name] ?? fc.constant(1)]),
          ),
        ),
      );
  }
  if (type.name === "Int") return fc.constantFrom(1, 2, 500);
  if (type.name === "Float") return fc.constantFrom(1, 0.5);
  if (type.name === "Boolean") return fc.boolean();
  if (type.name === "DateTime") return fc.constant("2026-03-11T00:00:00.123456Z");
  if (type.name === "JSON") return fc.jsonValue();
  return type.name === "ID" || type.name === "UUID" ? fc.constant(UNKNOWN_ID) : fc.constantFrom("text", "a");
}

describe.each(testDatabases)("bad GraphQL requests on $name", (testDatabase) => {
  let target: Target;
  beforeAll(async () => {
    target = await createTarget(testDatabase);
  });
  afterAll(() => target.close());

  async function send(
    payload: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: string; answer: Answered }> {
    const started = performance.now();
    const response = await target.server.application.inject({
      method: "POST",
      url: "/graphql",
      payload,
      headers: { "content-type": "application/json", ...headers },
      // An event stream that is accepted has no end; its head is all that matters here.
      ...(headers.accept === "text/event-stream" ? { payloadAsStream: true as const } : {}),
    });
    const label = `${String(payload).slice(0, 2_000)} -> ${response.statusCode}`;
    const elapsed = performance.now() - started;
    expect(elapsed, label).toBeLessThan(LONGEST_ANSWER_MILLISECONDS);
    expect(response.statusCode, label).toBeLessThan(500);
    if (headers.accept === "text/event-stream") {
      const stream = (response as unknown as { stream(): NodeJS.ReadableStream & { destroy(): void } }).stream();
      const first = await new Promise<string>((resolve) => {
        let text = "";
        const timer = setTimeout(() => resolve(text), SILENCE_MILLISECONDS);
        stream.on("data", (chunk: Buffer) => {
          text += String(chunk);
          if (!text.includes('"errors"')) return;
          clearTimeout(timer);
          resolve(text);
        });
      });
      stream.destroy();
      const text = /data: (\{.*"errors".*\})/.exec(first)?.[1] ?? "{}";
      const answer = JSON.parse(text) as Answered;
      expectCoded(answer, label);
      return { status: response.statusCode, body: first, answer };
    }
    const answer = JSON.parse(response.body) as Answered;
    expectCoded(answer, label);
    expectNoTrace(response.body.slice(0, 10_000));
    return { status: response.statusCode, body: response.body, answer };
  }

  function expectCoded({ errors }: Answered, label: string): void {
    expect(target.logged, label).toEqual([]);
    for (const { message, extensions } of errors ?? []) {
      const told = `${label} ${message}`;
      expect(message, label).not.toBe("");
      expect(extensions?.code, told).toMatch(/^[A-Z_]+$/);
      expect(extensions?.code, told).not.toBe("INTERNAL_SERVER_ERROR");
      expect(extensions, told).not.toHaveProperty("stacktrace");
    }
  }

  const run = (query: string, variables?: unknown) => send(JSON.stringify({ query, variables }));

  async function expectRefused(query: string, variables?: unknown): Promise<void> {
    const before = await target.rowCounts();
    const { answer } = await run(query, variables);
    expect(answer.errors?.length, query.slice(0, 200)).toBeGreaterThan(0);
    expect(Object.values(answer.data ?? {}).filter((value) => value !== null)).toEqual([]);
    expect(await target.rowCounts()).toEqual(before);
  }

  async function expectWorking(): Promise<void> {
    const { answer } = await run("query ($id: ID!) { flowRun(id: $id) { id stateName flow { name } } }", {
      id: target.ids.flowRun,
    });
    expect(answer).toMatchObject({ data: { flowRun: { flow: { name: "a flow" } } } });
  }

  test("requests that are no GraphQL requests", async () => {
    const payloads = [
      "",
      " ",
      "{",
      "[]",
      "null",
      "1",
      '"text"',
      "{}",
      '{"query":null}',
      '{"query":1}',
      '{"query":{}}',
      '{"query":""}',
      '{"query":"{server{version}}","variables":1}',
      '{"query":"{server{version}}","variables":[]}',
      '{"query":"{server{version}}","variables":"x"}',
      '{"query":"{server{version}}","operationName":1}',
      '{"query":"{server{version}}","operationName":"nothing"}',
      '{"query":"{server{version}}","extensions":1}',
      '{"query":"{server{version}}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      '[{"query":"{server{version}}"}]',
      `${"[".repeat(100_000)}`,
      `{"query":"{a}","variables":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
      '{"query":"\\u0000"}',
      '{"query":"\\ud800"}',
      `{"query":"${"x".repeat(2_000_000)}"}`,
    ];
    const before = await target.rowCounts();
    for (const payload of payloads) {
      const { status, answer } = await send(payload);
      expect(status, payload.slice(0, 200)).toBeLessThan(500);
      if (status >= 400) expect(answer.errors?.length, payload.slice(0, 200)).toBeGreaterThan(0);
    }
    await send(Buffer.from([0xff, 0xfe]));
    const types = [
      "text/plain",
      "",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "a/b/c;;=",
    ];
    for (const type of types) {
      const { status } = await send('{"query":"{server{version}}"}', { "content-type": type });
      expect(status, type).toBeGreaterThanOrEqual(400);
    }
    for (const query of [
      "",
      "?query=%",
      "?query=%00",
      "?query={",
      "?query={server{version}}&variables={",
      "?variables=1",
      "?query=mutation{a}",
    ]) {
      const { application } = target.server;
      const response = await application.inject({ url: `/graphql${query}`, headers: { accept: "application/json" } });
      expect(response.statusCode, query).toBeLessThan(500);
      expectCoded(response.body === "" ? {} : (response.json() as Answered), query);
    }
    expect(await target.rowCounts()).toEqual(before);
    await expectWorking();
  });

  test("documents that are wrong, deep, wide or endless", async () => {
    const documents = [
      "{",
      "}",
      "{ }",
      "query",
      "query {",
      "{ server { version }",
      "{ \u0000 }",
      "# only a comment",
      "{ a(b: ) }",
      '{ a(b: "',
      '"""',
      "{ nothing }",
      "{ server { nothing } }",
      "{ server }",
      "{ flowRuns { nodes { name { a } } } }",
      "mutation { nothing }",
      "subscription { nothing }",
      "subscription { flowRunChanges { __typename } logTail { __typename } }",
      "query A { server { version } } query A { server { version } }",
      "query A { server { version } } query B { server { version } }",
      "{ ...F } fragment F on Query { ...F }",
      "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
      "{ ...Nothing }",
      "fragment F on Query { server { version } }",
      "type Query { a: Int }",
      "{ server { version @nothing } }",
      "query ($a: Nothing) { server { version } }",
      "query ($a: Int) { server { version } }",
      "{ flowRuns(first: $a) { totalCount } }",
      "query ($a: String) { flowRuns(first: $a) { totalCount } }",
      "{ flowRuns(nothing: 1) { totalCount } }",
      '{ flowRuns(first: "1") { totalCount } }',
      "{ flowRuns(first: 99999999999) { totalCount } }",
      "{ flowRuns(first: 1e3) { totalCount } }",
      "{ flowRuns(filter: []) { totalCount } }",
      '{ flowRuns(filter: { startTime: { after: "tomorrow" } }) { totalCount } }',
      "{ flowRuns(filter: { nothing: 1 }) { totalCount } }",
      "{ node { id } }",
      "{ node(id: 1.5) { id } }",
      "{ flowRun(id: null) { id } }",
      `{ ${"server { version } ".repeat(30)} }`,
      `{ ${Array.from({ length: 500 }, (_, i) => `a${i}: server { version }`).join(" ")} }`,
      `{ server { ${"version ".repeat(10_000)} } }`,
      `${"{ a ".repeat(5_000)}${"}".repeat(5_000)}`,
      `{ a(b: ${"[".repeat(3_000)}${"]".repeat(3_000)}) }`,
      `{ flowRuns(first: 1) { nodes { ${"subflowRuns(first: 1) { nodes { ".repeat(20)} id ${"} }".repeat(20)} } } }`,
      `{ flowRuns(first: 500) { nodes { taskRuns(first: 500) { nodes { id } } } } }`,
      `query ${"($a: Int)".repeat(500)} { server { version } }`,
      `{ server { version ${"@include(if: true) ".repeat(900)} } }`,
      `{ ...F0 } ${Array.from({ length: 200 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(" ")} fragment F200 on Query { nothing }`,
    ];
    for (const document of documents) await expectRefused(document);
    await expectWorking();
  });

  test("pages, cursors and ids that there cannot be", async () => {
    const lists = ["flowRuns", "flows", "taskRuns", "logs", "events"].filter(
      (name) => name in (schema.getQueryType()?.getFields() ?? {}),
    );
    expect(lists.length).toBeGreaterThan(2);
    const document = (field: string) =>
      `query ($first: Int, $last: Int, $after: String, $before: String) { ${field}(first: $first, last: $last, after: $after, before: $before) { edges { cursor } } }`;
    for (const field of lists) {
      for (const size of [-1, -(2 ** 31), 501, 2 ** 31 - 1, 2 ** 31, 1.5, "1", true]) {
        await expectRefused(document(field), { first: size });
        await expectRefused(document(field), { last: size });
      }
      for (const after of HOSTILE_CURSORS.slice(0, 4)) {
        await expectRefused(document(field), { after });
        await expectRefused(document(field), { last: 1, before: after });
      }
      for (const after of HOSTILE_CURSORS) await run(document(field), { after });
    }
    const ids = [
      "",
      "x",
      globalId("Nothing", UNKNOWN_ID),
      globalId("Log", UNKNOWN_ID),
      globalId("FlowRun", "1"),
      "a".repeat(10_000),
    ];
    for (const id of ids)
      await expectRefused("query ($id: ID!) { flowRun(id: $id) { id } flow(id: $id) { id } }", { id });
    await expectWorking();
  });

  /** What is asked for is not what is tried here. */
  const selectionOf = (field: GraphQLField<unknown, unknown>): string =>
    isLeafType(getNamedType(field.type)) ? "" : "{ __typename }";

  test.each(["query", "mutation"] as const)("arguments of the wrong kinds in every %s", async (operation) => {
    const type = operation === "query" ? schema.getQueryType() : schema.getMutationType();
    const fields = Object.values(type?.getFields() ?? {}).filter((field) => field.args.length > 0);
    expect(fields.length).toBeGreaterThan(5);
    for (const field of fields) {
      const variables = field.args.map((argument) => `$${argument.name}: ${argument.type}`).join(", ");
      const passed = field.args.map(({ name }) => `${name}: $${name}`).join(", ");
      const document = `${operation} (${variables}) { ${field.name}(${passed}) ${selectionOf(field)} }`;
      const values = fc.record(
        Object.fromEntries(field.args.map((argument) => [argument.name, anyValue(argument.type)])),
        { requiredKeys: field.args.filter((argument) => isNonNullType(argument.type)).map(({ name }) => name) },
      );
      await fc.assert(
        fc.asyncProperty(values, async (chosen) => {
          const before = await target.rowCounts();
          const { answer } = await run(document, chosen);
          if (operation === "query" || (answer.errors?.length ?? 0) > 0)
            expect(await target.rowCounts()).toEqual(before);
        }),
        { seed: SEED, numRuns: RUNS_PER_FIELD, endOnFailure: true },
      );
    }
    await expectWorking();
  });

  test("subscriptions with cursors, filters and ids that there cannot be", async () => {
    const accept = { accept: "text/event-stream" };
    const subscribe = async (field: string, variables: object) => {
      const query = `subscription ($after: String) { ${field} { __typename } }`;
      return (await send(JSON.stringify({ query, variables }), accept)).answer;
    };
    const fields = [
      "flowRunChanges(after: $after)",
      "logTail(after: $after)",
      `runStateTransitions(flowRunId: "${UNKNOWN_ID}", after: $after)`,
    ];
    for (const field of fields) {
      for (const after of HOSTILE_CURSORS) await subscribe(field, { after });
      for (const after of ["nonsense", cursor("e-1"), cursor("x0")]) {
        expect((await subscribe(field, { after })).errors?.length, `${field} ${after}`).toBeGreaterThan(0);
      }
    }
    for (const id of ["", "x", globalId("Log", UNKNOWN_ID)]) {
      const answer = await subscribe(`runStateTransitions(flowRunId: "${id}", after: $after)`, {});
      expect(answer.errors?.length, id).toBeGreaterThan(0);
    }
    await expectWorking();
  });
});
