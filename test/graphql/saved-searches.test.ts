import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const SAVE = `mutation ($name: String!, $filters: [SavedSearchCriterionInput!]!) {
  saveSearch(input: { name: $name, filters: $filters }) {
    __typename
    ... on SaveSearchSuccess { created savedSearch { id name filters { object property type operation value } } }
    ... on MutationError { code message }
  }
}`;
const PAGE = `query ($filter: SavedSearchFilter, $orderBy: SavedSearchOrder, $first: Int, $after: String) {
  savedSearches(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { name }
  }
}`;
const DELETE = `mutation ($id: ID!) {
  deleteSavedSearch(input: { id: $id }) {
    __typename
    ... on DeleteSavedSearchSuccess { deletedId }
    ... on MutationError { code message }
  }
}`;

interface Saved {
  readonly saveSearch: {
    readonly __typename: string;
    readonly message?: string;
    readonly created: boolean;
    readonly savedSearch: { readonly id: string; readonly filters: readonly object[] };
  };
}

interface Page {
  readonly savedSearches: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly nodes: readonly { readonly name: string }[];
  };
}

const criterion = { object: "flow_run", property: "tags", type: "list", operation: "all", value: ["a", { deep: 1.0 }] };

describe.each(testDatabases)("saved searches on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  const save = async (name: string, filters: readonly object[]): Promise<Saved["saveSearch"]> =>
    (await door.query<Saved, object>(SAVE, { name, filters })).saveSearch;

  test("are saved under a name, replaced under it, and deleted", async () => {
    const first = await save("late", [criterion]);
    expect(first).toMatchObject({ created: true, savedSearch: { name: "late", filters: [criterion] } });
    const { id } = first.savedSearch;
    const second = await save("late", []);
    expect(second).toMatchObject({ created: false, savedSearch: { id, filters: [] } });
    const read = await door.query<object, object>(
      "query ($id: ID!) { savedSearch(id: $id) { name } node(id: $id) { id ... on SavedSearch { name } } }",
      { id },
    );
    expect(read).toEqual({ savedSearch: { name: "late" }, node: { id, name: "late" } });
    expect(await door.query(DELETE, { id })).toEqual({
      deleteSavedSearch: { __typename: "DeleteSavedSearchSuccess", deletedId: id },
    });
    expect(await door.query(DELETE, { id })).toMatchObject({ deleteSavedSearch: { __typename: "NotFoundError" } });
    expect(await door.query(`{ savedSearch(id: "${id}") { name } }`)).toEqual({ savedSearch: null });
  });

  test.each([
    ["", [], "must not be empty"],
    ["many", Array.from({ length: 101 }, () => criterion), "must not have more than 100 criteria"],
    ["zero", [{ ...criterion, property: "a\0b" }], "cannot be stored"],
  ])("are refused: %j", async (name, filters, message) => {
    const answer = await save(name, filters);
    expect(answer.__typename).toBe("ValidationError");
    expect(answer.message).toContain(message);
    expect((await door.query<Page, object>(PAGE, {})).savedSearches.totalCount).toBe(0);
  });

  test("are paged by name or id, from both ends, in as many statements however many there are", async () => {
    const counts: number[] = [];
    for (const names of [["b"], ["d", "a", "c"]]) {
      for (const name of names) await save(name, []);
      door.statements.length = 0;
      await door.query<Page, object>(PAGE, { first: 2 });
      counts.push(door.statements.length);
    }
    expect(counts).toEqual([2, 2]);
    for (const [orderBy, expected] of [
      [undefined, ["a", "b", "c", "d"]],
      [{ field: "NAME", direction: "DESC" }, ["d", "c", "b", "a"]],
      [{ field: "ID", direction: "ASC" }, ["b", "d", "a", "c"]],
    ] as const) {
      const walked: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { savedSearches }: Page = await door.query<Page, object>(PAGE, { orderBy, first: 3, after });
        walked.push(...savedSearches.nodes.map(({ name }) => name));
        ({ hasNextPage: more, endCursor: after } = savedSearches.pageInfo);
      }
      expect(walked).toEqual(expected);
    }
    const narrowed = await door.query<Page, object>(PAGE, { filter: { name: { in: ["a", "c", "x"] } } });
    expect(narrowed.savedSearches.nodes).toEqual([{ name: "a" }, { name: "c" }]);
  });

  test("and the kinds of workers that a pool can be made for", async () => {
    const { workerTypes } = await door.query<{ workerTypes: readonly { defaultBaseJobTemplate: object }[] }, object>(
      "{ workerTypes { type collection displayName isBeta installCommand defaultBaseJobTemplate } }",
    );
    expect(workerTypes).toMatchObject([{ type: "process", collection: "prefect", isBeta: false }]);
    expect(Object.keys(workerTypes[0]?.defaultBaseJobTemplate ?? {})).toEqual(["job_configuration", "variables"]);
  });
});
