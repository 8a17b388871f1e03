/** A server that was suspended for longer than events are kept, while another one deleted them. */
import { expect, test } from "vitest";
import { advanceLogBeginning } from "../../src/db/log-beginning.ts";
import { positionColumn } from "../../src/db/log-tail.ts";
import { withinTransaction } from "../../src/db/within-transaction.ts";
import { ManualClock, systemClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { overWebSocket } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor } from "./support.ts";

const Changes = graphql(`
  subscription ChangesOverSleep($filter: FlowRunFilter, $after: String) {
    flowRunChanges(filter: $filter, after: $after) {
      __typename
      ... on FlowRunChange { flowRun { name } }
      ... on StreamGap { reason }
    }
  }
`);

test.each(testDatabases)("tells every subscriber of the gap, and goes on behind it, on $name", async (testDatabase) => {
  const clock = new ManualClock(systemClock.now());
  const door = await createTestDoor(testDatabase, { clock });
  const { core } = door;
  const { database } = core;
  const flow = await aFlow(core);
  const { snapshotCursor: after } = await door.query<{ snapshotCursor: string }, object>("{ snapshotCursor }");
  const connection = overWebSocket(await door.listen());
  try {
    // Two who share what they are told, and one who is told by himself.
    const shared = { filter: { tags: { isEmpty: true } }, after };
    const streams = [shared, shared, { after }].map((variables) => connection.subscribe(Changes, variables));
    const next = () => Promise.all(streams.map(async (stream) => (await stream.next()).flowRunChanges));
    const all = (item: object) => streams.map(() => item);
    const named = (name: string) => all({ __typename: "FlowRunChange", flowRun: { name } });
    await aFlowRun(core, flow, { name: "first" });
    expect(await next()).toEqual(named("first"));

    await database.transaction(async (transaction) => {
      await aFlowRun({ ...core, database: withinTransaction(database, transaction) }, flow, { name: "lost" });
      const positions = await transaction.all(
        database.sql.selectFrom("event").select(positionColumn(database).as("position")).orderBy("sequence"),
      );
      const last = positions.at(-1);
      if (last === undefined) throw new Error("Nothing tells of the run");
      await transaction.run(database.sql.deleteFrom("event"));
      await advanceLogBeginning(database, transaction, "event", last.position, clock.now());
    });
    clock.advance(microsecondsFromSeconds(8 * 86_400));
    await aFlowRun(core, flow, { name: "kept" });
    expect(await next()).toEqual(all({ __typename: "StreamGap", reason: "HISTORY_REMOVED" }));
    expect(await next()).toEqual(named("kept"));
    await aFlowRun(core, flow, { name: "new" });
    expect(await next()).toEqual(named("new"));
    for (const stream of streams) await stream.stop();
    expect(door.logged).toEqual([]);
  } finally {
    await connection.close();
    await door.close();
  }
});
