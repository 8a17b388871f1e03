import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { parse } from "graphql";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { overWebSocket } from "./subscribing.ts";
import { aFlow, createTestDoor, type TestDoor } from "./support.ts";

const CREATE = `mutation ($input: CreateVariableInput!) {
  createVariable(input: $input) { __typename ... on VariableSuccess { variable { name } } ... on MutationError { message } }
}`;

/** Printed as it stands. */
const exactly = (text: string): unknown => JSON.rawJSON(text);

describe.each(testDatabases)("JSON in inputs on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function kept(name: string): Promise<string> {
    const row = await door.core.database.get(sql<{ value: string }>`select value from variable where name = ${name}`);
    return (row?.value ?? "").replaceAll(" ", "");
  }

  test("keeps its numbers to the digit, in variables and in literals", async () => {
    const value = { long: exactly("12345678901234567890"), float: exactly("1.0"), list: [exactly("2.50"), 3] };
    const text = '{"list":[2.50,3],"long":12345678901234567890,"float":1.0}';
    await door.query(CREATE, { input: { name: "inside", value } });
    expect(JSON.stringify(sorted(await kept("inside")))).toBe(JSON.stringify(sorted(text)));
    await door.query(CREATE, { input: { name: "bare", value: exactly("-1.0") } });
    expect(await kept("bare")).toBe("-1.0");
    await door.query('mutation ($v: JSON) { createVariable(input: { name: "own", value: $v }) { __typename } }', {
      v: exactly("1.00"),
    });
    expect(await kept("own")).toBe("1.00");
    await door.query(
      'mutation ($v: JSON = 4.0) { createVariable(input: { name: "literal", value: [1.0, 12345678901234567890, $v] }) { __typename } }',
    );
    expect(await kept("literal")).toBe("[1.0,12345678901234567890,4.0]");
  });

  /** Of JSON as text the members in one order, with the text of their numbers. */
  function sorted(text: string): unknown {
    return text.match(/"\w+":(?:\[[^\]]*\]|[^,}]+)/g)?.toSorted();
  }

  test("keeps them over a WebSocket too", async () => {
    const connection = overWebSocket(await door.listen());
    const variables = { input: { name: "live", value: [exactly("1.0"), exactly("12345678901234567890")] } };
    const document = parse(CREATE) as TypedDocumentNode<object, typeof variables>;
    expect(await connection.subscribe(document, variables).next()).toMatchObject({
      createVariable: { __typename: "VariableSuccess" },
    });
    await connection.close();
    expect(await kept("live")).toBe("[1.0,12345678901234567890]");
  });

  test("does not change what is no JSON: numbers there are numbers, and cost what they cost", async () => {
    const document = "query ($first: Int) { variables(first: $first) { nodes { name } } }";
    const plain = await door.execute(document, { first: 20 });
    const strange = await door.execute(document, { first: exactly("2.0e1") });
    expect(strange).toEqual(plain);
    expect(strange.extensions?.cost?.requested).toBeGreaterThan(19);
    const wrong = await door.execute(document, { first: exactly("2.5") });
    expect(wrong.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    const huge = await door.execute(document, { first: exactly("12345678901234567890") });
    expect(huge.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    const decay =
      "mutation ($input: CreateConcurrencyLimitInput!) { createConcurrencyLimit(input: $input) { __typename } }";
    expect(
      await door.query(decay, { input: { name: "l", limit: exactly("3.0"), slotDecayPerSecond: exactly("1.0") } }),
    ).toEqual({ createConcurrencyLimit: { __typename: "ConcurrencyLimitSuccess" } });
  });

  test("takes such a number for no object, and for a label's value", async () => {
    const flow = await aFlow(door.core);
    const run =
      "mutation ($input: CreateFlowRunInput!) { createFlowRun(input: $input) { __typename ... on CreateFlowRunSuccess { flowRun { labels } } } }";
    expect(await door.query(run, { input: { flowId: flow.id, parameters: exactly("1.0") } })).toEqual({
      createFlowRun: { __typename: "ValidationError" },
    });
    expect(await door.query(run, { input: { flowId: flow.id, labels: { share: exactly("1.0") } } })).toMatchObject({
      createFlowRun: { flowRun: { labels: { share: 1 } } },
    });
  });
});

test("the server tells its settings, but no secret", async () => {
  const [sqlite] = testDatabases;
  if (sqlite === undefined) throw new Error("There is no test database");
  const door = await createTestDoor(sqlite, { settings: { apiAuthString: "admin:open-sesame" } });
  try {
    const answer = await door.query<{ server: { settings: unknown } }, object>("{ server { settings } }", {});
    expect(answer).toMatchObject({
      server: { settings: { server: { api: { auth_string: "**********", port: 4200 }, database: {} } } },
    });
    expect(JSON.stringify(answer)).not.toContain("sesame");
  } finally {
    await door.close();
  }
});
