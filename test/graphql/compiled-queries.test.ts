import { readdirSync } from "node:fs";
import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXECUTIONS_BEFORE_COMPILATION, isCompilable } from "../../src/graphql/compiled-queries.ts";
import { schema } from "../../src/graphql/schema.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const examples = readdirSync(new URL("../../docs/graphql/operations", import.meta.url))
  .map((file) => file.replace(/\.graphql$/, ""))
  .sort();
const pages = examples.filter((name) => isCompilable(schema, parse(exampleOperation(name))));

test("compiles the pages of a dashboard", () => {
  expect(pages).toEqual(
    expect.arrayContaining(["01-dashboard", "02-flow-runs", "03-flow-run-histogram", "05-flow-run-graph", "06-logs"]),
  );
});

test.each([
  ["a mutation", 'mutation { deleteFlow(input: { id: "x" }) { __typename } }'],
  ["a subscription", "subscription { logTail { __typename } }"],
  ["an interface", '{ node(id: "x") { id } }'],
  ["a list of an interface", '{ nodes(ids: ["x"]) { id ... on Flow { name } } }'],
  ["a fragment on an interface", "{ flows { nodes { ...Id } } } fragment Id on Node { id }"],
  ["an inline fragment on an interface", "{ flows { nodes { ... on Node { id } } } }"],
  [
    "a conditional fragment",
    "query ($all: Boolean!) { flows { nodes { ...Name @include(if: $all) } } } fragment Name on Flow { name }",
  ],
  ["a conditional inline fragment", "query ($all: Boolean!) { flows { nodes { ... @skip(if: $all) { name } } } }"],
  ["a name that objects have", "{ flows { nodes { __proto__: name } } }"],
  [
    "two operations of which one is a mutation",
    'query A { flows { totalCount } } mutation B { deleteFlow(input: { id: "x" }) { __typename } }',
  ],
])("leaves %s to graphql-js", (_what, document) => {
  expect(isCompilable(schema, parse(document))).toBe(false);
});

describe.each(testDatabases)("on $name", (testDatabase) => {
  let door: TestDoor;

  beforeAll(async () => {
    door = await createTestDoor(testDatabase, { clock: new ManualClock(parseInstant("2026-11-20T10:00:00Z")) });
    const flow = await aFlow(door.core, "load");
    for (const name of ["one", "two", "three"]) await aFlowRun(door.core, flow, { name, tags: ["a", name] });
    await aFlow(door.core, "idle");
  });
  afterAll(() => door.close());

  /** The answers of graphql-js and of what came of the document by then. */
  async function bothAnswers(document: string, variables: object): Promise<[first: string, compiled: string]> {
    const ask = async (): Promise<string> =>
      // The log of PostgreSQL has a place for every transaction of the cluster, those of other tests included.
      JSON.stringify(await door.execute(document, variables), null, 1).replace(/"snapshotCursor": ".+"/, "");
    const first = await ask();
    for (let count = 1; count < EXECUTIONS_BEFORE_COMPILATION; count += 1) await ask();
    return [first, await ask()];
  }

  test.each(pages.map((name) => [name]))("%s is answered as by graphql-js", async (name) => {
    const [first, compiled] = await bothAnswers(exampleOperation(name), {});
    expect(compiled).toBe(first);
  });

  const lists = `query Lists($first: Int = 2, $filter: FlowRunFilter, $counts: Boolean!, $order: FlowRunOrder) {
    again: flowRuns(first: $first, filter: $filter, orderBy: $order) {
      __typename
      totalCount @include(if: $counts)
      edges { cursor @skip(if: $counts) node { ...Run } }
      nodes { id ...Run flow { ...Flow runs: flowRuns(first: 1) { nodes { ...Run } } } }
      pageInfo { endCursor hasNextPage }
    }
    flows { nodes { ...Flow name: name } nodes { id } }
  }
  fragment Run on FlowRun { name tags created state { type timestamp } parameters states { name } ... on FlowRun { runCount } }
  fragment Flow on Flow { id name @include(if: $counts) tags }`;

  test.each([
    ["counts", { counts: true }],
    ["no counts", { counts: false }],
    ["a page of one", { counts: true, first: 1 }],
    ["a filter", { counts: true, filter: { name: { any: ["two"] } } }],
    ["an order", { counts: false, order: { field: "NAME", direction: "ASC" } }],
    ["null for what has a default", { counts: true, first: null }],
    ["a variable too many", { counts: true, another: 1 }],
    ["a variable that lacks", {}],
    ["a number for a flag", { counts: 1 }],
    ["a fraction for an integer", { counts: true, first: 1.5 }],
    ["an integer that is none of 32 bits", { counts: true, first: 2 ** 31 }],
    ["a text for an integer", { counts: true, first: "1" }],
    ["a list for an integer", { counts: true, first: [1] }],
    ["a page too large", { counts: true, first: 100_000 }],
    ["a page of less than nothing", { counts: true, first: -1 }],
    ["a field that the filter lacks", { counts: true, filter: { nam: { any: ["two"] } } }],
    ["one value for a list", { counts: true, filter: { name: { any: "two" } } }],
    ["an order of no such name", { counts: true, order: { field: "NAM" } }],
    ["a list of variables", [true]],
  ])("variables: %s", async (_what, variables) => {
    const [first, compiled] = await bothAnswers(lists, variables);
    expect(compiled).toBe(first);
  });

  test.each([
    ["a field that fails", '{ flows { nodes { name } } flowRuns(after: "nonsense") { nodes { name } } }'],
    ["fields that fail in a list", '{ flows { nodes { name flowRuns(after: "nonsense") { totalCount } } } }'],
    ["an object that is not there", '{ flowRun(id: "Rmxvd1J1bjow") { name } }'],
    ["introspection", "{ __schema { queryType { name fields { name type { ofType { name } } } } } }"],
  ])("%s", async (_what, document) => {
    const [first, compiled] = await bothAnswers(document, {});
    expect(compiled).toBe(first);
  });

  test("of a document's operations the one that is named", async () => {
    const query =
      "query A { flows { totalCount } } query B { flowRuns { totalCount } } query C { flows { nodes { name } } }";
    const ask = async (operationName?: string): Promise<unknown> =>
      (await door.application.inject({ method: "POST", url: "/graphql", payload: { query, operationName } })).json();
    const names = ["A", "B", "C", "D", undefined];
    const first = await Promise.all(names.map(ask));
    for (let count = 0; count <= EXECUTIONS_BEFORE_COMPILATION; count += 1) {
      expect(await Promise.all(names.map(ask))).toEqual(first);
    }
  });
});
