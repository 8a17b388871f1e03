import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createVariable } from "../../src/domains/variables/variable.commands.ts";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { exampleOperation } from "./operations.ts";
import { createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("15-variables");

interface Page {
  readonly variables: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly { readonly id: string; readonly name: string; readonly value: unknown }[];
  };
}

const Create = graphql(`
  mutation CreateVariable($input: CreateVariableInput!) {
    createVariable(input: $input) {
      __typename
      ... on VariableSuccess { variable { id databaseId name value tags } }
      ... on MutationError { code message }
    }
  }
`);

const Update = graphql(`
  mutation UpdateVariable($input: UpdateVariableInput!) {
    updateVariable(input: $input) {
      __typename
      ... on VariableSuccess { variable { name value tags updated } }
      ... on MutationError { code message }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteVariable($input: DeleteVariableInput!) {
    deleteVariable(input: $input) {
      __typename
      ... on DeleteVariableSuccess { deletedId deletedDatabaseId }
      ... on MutationError { code message }
    }
  }
`);

const ByName = graphql(`
  query VariableByName($name: String!) { variableByName(name: $name) { databaseId value } }
`);

const NOW = "2026-01-01T12:00:00.000000Z";

describe.each(testDatabases)("variables on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant(NOW));
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function aVariable(name: string, value: string, tags: readonly string[] = []): Promise<string> {
    clock.advance(microsecondsFromSeconds(1));
    return (await createVariable(door.core, { name, value: json(value), tags })).id;
  }

  async function names(filter: object, orderBy?: object): Promise<string[]> {
    const { variables } = await door.query<Page, object>(page, { filter, ...(orderBy && { orderBy }) });
    expect(variables.totalCount).toBe(variables.nodes.length);
    return variables.nodes.map((node) => node.name);
  }

  test("the page is one operation, of as many statements however many there are", async () => {
    await aVariable("one", "1");
    const counts: number[] = [];
    for (const more of [[], ["two", "three", "four"]]) {
      for (const name of more) await aVariable(name, '{"deep":[true]}', ["blue"]);
      door.statements.length = 0;
      const { variables } = await door.query<Page, object>(page, { first: 2 });
      counts.push(door.statements.length);
      expect(variables.totalCount).toBe(1 + more.length);
      expect(variables.pageInfo.hasNextPage).toBe(more.length > 0);
    }
    // The page and the count.
    expect(counts).toEqual([2, 2]);
  });

  test("pages follow each other in every order, from both ends", async () => {
    for (const name of ["b", "d", "a", "c"]) await aVariable(name, '"x"');
    for (const [field, expected] of [
      ["ID", ["b", "d", "a", "c"]],
      ["CREATED", ["b", "d", "a", "c"]],
      ["UPDATED", ["b", "d", "a", "c"]],
      ["NAME", ["a", "b", "c", "d"]],
    ] as const) {
      for (const direction of ["ASC", "DESC"] as const) {
        const walked: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { variables }: Page = await door.query<Page, object>(page, {
            orderBy: { field, direction },
            first: 3,
            after,
          });
          walked.push(...variables.nodes.map((node) => node.name));
          after = variables.pageInfo.endCursor;
          more = variables.pageInfo.hasNextPage;
        }
        expect(walked, `${field} ${direction}`).toEqual(direction === "ASC" ? expected : expected.toReversed());
      }
    }
  });

  test("filters narrow by name, tags, id and the texts in a value", async () => {
    const id = await aVariable("db-url", '"postgres://Main/5432"', ["prod", "db"]);
    await aVariable("db-port", "5432", ["prod"]);
    await aVariable("hosts", '{"main":["Alpha",{"deep":"beta 100%"}]}');
    expect(await names({})).toEqual(["db-port", "db-url", "hosts"]);
    expect(await names({ name: { contains: "DB" } })).toEqual(["db-port", "db-url"]);
    expect(await names({ name: { in: ["hosts", "none"] } })).toEqual(["hosts"]);
    expect(await names({ tags: { all: ["prod", "db"] } })).toEqual(["db-url"]);
    expect(await names({ tags: { any: ["db", "prod"] } })).toEqual(["db-port", "db-url"]);
    expect(await names({ tags: { isEmpty: true } })).toEqual(["hosts"]);
    expect(await names({ id: { in: [encodeGlobalId("Variable", id)] } })).toEqual(["db-url"]);
    expect(await names({ id: { notIn: [id] } })).toEqual(["db-port", "hosts"]);
    expect(await names({ valueContains: "ALPHA" })).toEqual(["hosts"]);
    expect(await names({ valueContains: "beta" })).toEqual(["hosts"]);
    // Neither names of members nor numbers, and an empty text asks for nothing.
    expect(await names({ valueContains: "main" })).toEqual(["db-url"]);
    expect(await names({ valueContains: "5432" })).toEqual(["db-url"]);
    expect(await names({ valueContains: "" })).toEqual(["db-port", "db-url", "hosts"]);
    const { errors } = await door.execute(page, { filter: { valueContains: "x".repeat(10_001) } });
    expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  test("values are told to the digit", async () => {
    await aVariable("exact", '{"long":12345678901234567890,"float":1.0}');
    const response = await door.door.pipeline.fetch("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ variables { nodes { value } } }" }),
    });
    expect((await response.text()).replaceAll(" ", "")).toContain('"long":12345678901234567890,"float":1.0');
  });

  test("are made, found by id and by name, changed and deleted", async () => {
    const created = await door.query(Create, { input: { name: "a_b-1", value: { x: [1, null] }, tags: ["t", "t"] } });
    if (created.createVariable.__typename !== "VariableSuccess") throw new Error(JSON.stringify(created));
    const { id, databaseId } = created.createVariable.variable;
    expect(created.createVariable.variable).toMatchObject({ name: "a_b-1", value: { x: [1, null] }, tags: ["t"] });
    expect(await door.query("query ($id: ID!) { node(id: $id) { ... on Variable { name } } }", { id })).toEqual({
      node: { name: "a_b-1" },
    });
    expect(await door.query("query ($id: ID!) { variable(id: $id) { name } }", { id: databaseId })).toEqual({
      variable: { name: "a_b-1" },
    });
    expect(await door.query(ByName, { name: "a_b-1" })).toEqual({
      variableByName: { databaseId, value: { x: [1, null] } },
    });
    expect(await door.query(ByName, { name: "none" })).toEqual({ variableByName: null });

    clock.advance(microsecondsFromSeconds(60));
    const changed = await door.query(Update, { input: { id, value: null } });
    expect(changed.updateVariable).toEqual({
      __typename: "VariableSuccess",
      variable: { name: "a_b-1", value: null, tags: ["t"], updated: "2026-01-01T12:01:00.000000Z" },
    });
    const renamed = await door.query(Update, { input: { id: databaseId, name: "c", tags: [] } });
    expect(renamed.updateVariable).toMatchObject({ variable: { name: "c", value: null, tags: [] } });

    expect(await door.query(Delete, { input: { id } })).toEqual({
      deleteVariable: { __typename: "DeleteVariableSuccess", deletedId: id, deletedDatabaseId: databaseId },
    });
    for (const again of [
      (await door.query(Delete, { input: { id } })).deleteVariable,
      (await door.query(Update, { input: { id, name: "d" } })).updateVariable,
    ]) {
      expect(again).toEqual({ __typename: "NotFoundError", code: "NOT_FOUND", message: "Variable not found." });
    }
  });

  test("a taken name is a conflict, and a name that none may have is invalid", async () => {
    await aVariable("taken", "1");
    const id = await aVariable("other", "1");
    expect((await door.query(Create, { input: { name: "taken" } })).createVariable).toMatchObject({
      __typename: "ConflictError",
      message: "A variable with the name 'taken' already exists.",
    });
    expect((await door.query(Update, { input: { id, name: "taken" } })).updateVariable).toMatchObject({
      __typename: "ConflictError",
    });
    for (const name of ["", "Big", "a b", "a/b", "x".repeat(256)]) {
      const { createVariable: refused } = await door.query(Create, { input: { name } });
      expect(refused.__typename, name).toBe("ValidationError");
      const { updateVariable: unchanged } = await door.query(Update, { input: { id, name } });
      expect(unchanged.__typename, name).toBe("ValidationError");
    }
    expect((await door.query(Create, { input: { name: "x".repeat(255) } })).createVariable).toMatchObject({
      variable: { value: null, tags: [] },
    });
  });
});
