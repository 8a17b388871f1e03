import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { overWebSocket, type Subscriber } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const postgresql = testDatabases.filter((testDatabase) => testDatabase.name === "postgresql");

const Follow = graphql(`
  subscription Follow($id: ID!, $after: String) {
    runStateTransitions(flowRunId: $id, after: $after) {
      ... on RunStateTransition {
        cursor
        to {
          name
        }
      }
    }
  }
`);

const Now = graphql(`
  query Now {
    snapshotCursor
  }
`);

// On SQLite there is one writer, and nothing can be committed out of order.
describe.each(postgresql)("snapshots on $name", (testDatabase) => {
  let server: TestDoor;
  let subscriber: Subscriber;
  let older: pg.Client;

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
    subscriber = overWebSocket(await server.listen());
    older = new pg.Client({ connectionString: server.core.settings.databaseUrl });
    await older.connect();
  });
  afterEach(async () => {
    await older.end();
    await subscriber.close();
    await server.close();
  });

  test("tell of what commits later and of nothing that had been committed, whatever the order of the log", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const propose = (name: string) =>
      proposeFlowRunState(server.core, run.id, { state: { type: "RUNNING", name }, force: true });
    // A transaction that has begun, and written its event, before the snapshot, and ends after it.
    await older.query("begin");
    await older.query(
      `insert into event (id, occurred, received, event, resource_id, resource, related, payload, flow_run_id, internal)
       values (gen_random_uuid(), 1, 1, 'prefect.flow-run.Older', $1, '{}', '[]', $2, $3, false)`,
      [`prefect.flow-run.${run.id}`, { validated_state: { type: "RUNNING", name: "Older" } }, run.id],
    );
    await propose("before the snapshot");
    const { snapshotCursor: after } = await server.query(Now);
    const stream = subscriber.subscribe(Follow, { id: run.id, after });
    await propose("after the snapshot");
    await older.query("commit");
    const seen: string[] = [];
    const cursors: string[] = [];
    const read = async (from: typeof stream): Promise<void> => {
      const item = (await from.next()).runStateTransitions;
      if (!("to" in item)) throw new Error("a gap");
      seen.push(item.to.name);
      cursors.push(item.cursor);
    };
    await read(stream);
    await read(stream);
    expect(seen).toEqual(["Older", "after the snapshot"]);
    await stream.stop();
    // The first item's cursor lies before the row that the snapshot has seen, which it still remembers.
    const resumed = subscriber.subscribe(Follow, { id: run.id, after: cursors[0] ?? null });
    await read(resumed);
    expect(seen.at(-1)).toBe("after the snapshot");
    await resumed.stop();
  });
});
