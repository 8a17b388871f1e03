/** What is done to several flow runs at once: each is judged for itself. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const result = (success: string): string => `__typename
  ... on ${success} { ids flowRunIds refused { flowRunId code message } }
  ... on MutationError { code message }`;
const CANCEL = `mutation ($ids: [ID!]!, $message: String) {
  result: cancelFlowRuns(input: { ids: $ids, message: $message }) { ${result("CancelFlowRunsSuccess")} }
}`;
const DELETE = `mutation ($ids: [ID!]!) {
  result: deleteFlowRuns(input: { ids: $ids }) { ${result("DeleteFlowRunsSuccess")} }
}`;
const NOBODY = "00000000-0000-4000-8000-000000000000";

const globalId = (id: string): string => encodeGlobalId("FlowRun", id);

describe.each(testDatabases)("several flow runs on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function runs(...states: readonly ("SCHEDULED" | "RUNNING" | "COMPLETED" | "CANCELLED")[]): Promise<string[]> {
    const flow = await aFlow(door.core);
    const ids: string[] = [];
    for (const type of states) ids.push((await aFlowRun(door.core, flow, { state: { type } })).id);
    return ids;
  }

  async function resultOf(document: string, variables: object): Promise<object> {
    return (await door.query<{ result: object }, object>(document, variables)).result;
  }

  async function statesNow(): Promise<readonly object[]> {
    const { flowRuns } = await door.query<{ flowRuns: { nodes: readonly object[] } }, object>(
      "{ flowRuns(orderBy: { field: ID, direction: ASC }) { nodes { databaseId stateType state { message } } } }",
    );
    return flowRuns.nodes;
  }

  test("are cancelled, but for those that cannot be", async () => {
    const [waiting = "", running = "", ended = "", cancelled = ""] = await runs(
      "SCHEDULED",
      "RUNNING",
      "COMPLETED",
      "CANCELLED",
    );
    const variables = { ids: [globalId(waiting), running, ended, cancelled, NOBODY, waiting], message: "enough" };
    const expected = {
      __typename: "CancelFlowRunsSuccess",
      ids: [globalId(waiting), globalId(running), globalId(cancelled)],
      flowRunIds: [waiting, running, cancelled],
      refused: [
        { flowRunId: ended, code: "TRANSITION_REJECTED", message: expect.any(String) },
        { flowRunId: NOBODY, code: "NOT_FOUND", message: expect.any(String) },
      ],
    };
    // Once more leads to the same.
    for (let time = 0; time < 2; time += 1) expect(await resultOf(CANCEL, variables)).toEqual(expected);
    expect(await statesNow()).toMatchObject([
      { databaseId: waiting, stateType: "CANCELLED" },
      { databaseId: running, stateType: "CANCELLING", state: { message: "enough" } },
      { databaseId: ended, stateType: "COMPLETED" },
      { databaseId: cancelled, stateType: "CANCELLED" },
    ]);
  });

  test("are deleted, but for those that are not there", async () => {
    const [one = "", two = "", three = ""] = await runs("SCHEDULED", "COMPLETED", "CANCELLED");
    expect(await resultOf(DELETE, { ids: [three, NOBODY, globalId(one)] })).toEqual({
      __typename: "DeleteFlowRunsSuccess",
      ids: [globalId(three), globalId(one)],
      flowRunIds: [three, one],
      refused: [{ flowRunId: NOBODY, code: "NOT_FOUND", message: expect.any(String) }],
    });
    expect(await statesNow()).toMatchObject([{ databaseId: two }]);
  });

  test.each([
    ["more than there may be", Array.from({ length: 51 }, () => NOBODY)],
    ["no id", ["nonsense"]],
  ])("are refused as a whole for %s", async (_label, bad) => {
    const ids = [...(await runs("SCHEDULED")), ...bad];
    for (const document of [CANCEL, DELETE]) {
      expect(await resultOf(document, { ids })).toMatchObject({ __typename: "ValidationError" });
    }
    expect(await statesNow()).toMatchObject([{ stateType: "SCHEDULED" }]);
  });
});
