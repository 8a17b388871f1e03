/** What pages offer to choose from: the states that runs have been in; and templates looked at before they are used. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const STATES = `query ($beginsWith: String, $orderBy: ObservedStateOrder! = LAST_SEEN, $first: Int! = 200) {
  observedStates(beginsWith: $beginsWith, orderBy: $orderBy, first: $first) { type name firstSeen lastSeen }
}`;

interface States {
  readonly observedStates: readonly {
    readonly type: string;
    readonly name: string;
    readonly firstSeen: string;
    readonly lastSeen: string;
  }[];
}

describe.each(testDatabases)("what there is to choose from on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(() => door.close());

  test("are the states that runs have been in", async () => {
    const flow = await aFlow(door.core);
    for (const [type, name] of [
      ["COMPLETED", "Completed"],
      ["PENDING", "Waiting"],
      ["COMPLETED", "Completed"],
      ["COMPLETED", "Cached"],
    ] as const) {
      await aFlowRun(door.core, flow, { state: { type, name } });
    }
    const names = async (variables: object): Promise<string[]> =>
      (await door.query<States, object>(STATES, variables)).observedStates.map(({ name }) => name);
    expect(await names({})).toEqual(["Cached", "Completed", "Waiting"]);
    expect(await names({ orderBy: "NAME" })).toEqual(["Cached", "Completed", "Waiting"]);
    expect(await names({ first: 1 })).toEqual(["Cached"]);
    expect(await names({ beginsWith: "com" })).toEqual(["Cached", "Completed"]);
    expect(await names({ beginsWith: " WAIT " })).toEqual(["Waiting"]);
    const { observedStates } = await door.query<States, object>(STATES, { beginsWith: "completed" });
    const completed = observedStates.find(({ name }) => name === "Completed");
    expect(completed?.type).toBe("COMPLETED");
    expect(Date.parse(completed?.firstSeen ?? "")).toBeLessThanOrEqual(Date.parse(completed?.lastSeen ?? ""));
  });

  test.each([{ first: 0 }, { first: 201 }, { beginsWith: "x".repeat(101) }, { beginsWith: "\0" }])(
    "is asked for within bounds, not by %j",
    async (variables) => {
      const { errors } = await door.execute<States, object>(STATES, variables);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
    },
  );

  test("templates are looked at before they are used", async () => {
    const problemOf = async (template: string): Promise<object | null> =>
      (
        await door.query<{ templateProblem: object | null }, object>(
          "query ($template: String!) { templateProblem(template: $template) { line message } }",
          { template },
        )
      ).templateProblem;
    expect(await problemOf("{{ event.id }} of {{ flow_run.name }}")).toBeNull();
    expect(await problemOf("one\n{{ event.id }")).toEqual({ line: 2, message: expect.stringContaining("}") });
  });
});
