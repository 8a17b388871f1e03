/** Deleting flows, task runs and workers; other objects are deleted in the tests of what they are. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTaskRun } from "../../src/domains/task-runs/task-run-create.commands.ts";
import { createWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

function deletion(mutation: string): string {
  return `mutation ($id: ID!) { ${mutation}(input: { id: $id }) {
    __typename
    ... on ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Success { deletedId deletedDatabaseId }
    ... on MutationError { code }
  } }`;
}

describe.each(testDatabases)("deleting on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  /** Deletes an object, and once more, by its global id and by its UUID. */
  async function expectDeletion(typename: string, databaseId: string): Promise<void> {
    const mutation = `delete${typename}`;
    const id = encodeGlobalId(typename, databaseId);
    const first = await door.query<Record<string, object>, object>(deletion(mutation), { id });
    expect(first[mutation]).toEqual({
      __typename: `Delete${typename}Success`,
      deletedId: id,
      deletedDatabaseId: databaseId,
    });
    const again = await door.query<Record<string, object>, object>(deletion(mutation), { id: databaseId });
    expect(again[mutation]).toEqual({ __typename: "NotFoundError", code: "NOT_FOUND" });
    const { node } = await door.query<{ node: object | null }, object>("query ($id: ID!) { node(id: $id) { id } }", {
      id,
    });
    expect(node).toBeNull();
  }

  test("a flow takes its runs with it", async () => {
    const flow = await aFlow(door.core, "doomed");
    const other = await aFlow(door.core, "spared");
    await aFlowRun(door.core, flow);
    await aFlowRun(door.core, other, { name: "stays" });
    await expectDeletion("Flow", flow.id);
    const { flows, flowRuns } = await door.query<Record<string, object>, object>(
      "{ flows { nodes { name } } flowRuns { nodes { name } } }",
    );
    expect(flows).toEqual({ nodes: [{ name: "spared" }] });
    expect(flowRuns).toEqual({ nodes: [{ name: "stays" }] });
  });

  test("a task run", async () => {
    const run = await aFlowRun(door.core, await aFlow(door.core));
    const { run: taskRun } = await createTaskRun(door.core, { flow_run_id: run.id, task_key: "t", dynamic_key: "0" });
    await expectDeletion("TaskRun", taskRun.id);
  });

  test("a worker, which comes back when it is still there", async () => {
    await createWorkPool(door.core, { name: "pool", type: "process" });
    const workers = async (): Promise<readonly { readonly databaseId: string; readonly name: string }[]> =>
      (
        await door.query<{ workers: { nodes: { databaseId: string; name: string }[] } }, object>(
          "{ workers { nodes { databaseId name } } }",
        )
      ).workers.nodes;
    for (const name of ["one", "two"]) await recordHeartbeat(door.core, "pool", { name });
    const one = (await workers()).find(({ name }) => name === "one")?.databaseId ?? "";
    await expectDeletion("Worker", one);
    expect((await workers()).map(({ name }) => name)).toEqual(["two"]);
    await recordHeartbeat(door.core, "pool", { name: "one" });
    expect(new Set((await workers()).map(({ name }) => name))).toEqual(new Set(["one", "two"]));
  });
});
