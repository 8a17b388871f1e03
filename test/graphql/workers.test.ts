import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const Workers = graphql(`
  query Workers($filter: WorkerFilter, $orderBy: WorkerOrder, $first: Int, $after: String) {
    workers(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id name status lastHeartbeat workPool { id name } }
    }
  }
`);

const OneWorker = graphql(`
  query OneWorker($id: ID!) {
    worker(id: $id) { name }
  }
`);

const WorkersOfPool = graphql(`
  query WorkersOfPool($status: WorkerStatus) {
    workPools(filter: { name: ["yard"] }) { nodes { workers(status: $status) { totalCount nodes { name } } } }
  }
`);

describe.each(testDatabases)("workers in GraphQL on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    door = await createTestDoor(testDatabase, { clock });
    await createWorkPool(door.core, { name: "yard", type: "process" });
    await createWorkPool(door.core, { name: "dock", type: "process" });
    for (const [pool, name] of [
      ["yard", "first"],
      ["dock", "second"],
      ["yard", "third"],
      ["dock", "fourth"],
    ] as const) {
      await recordHeartbeat(door.core, pool, { name });
      clock.advance(microsecondsFromSeconds(1));
    }
    await recordHeartbeat(door.core, "yard", { name: "first" });
    await door.core.database.transaction((transaction) =>
      transaction.run(
        door.core.database.sql.updateTable("worker").set({ status: "OFFLINE" }).where("name", "=", "second"),
      ),
    );
  });
  afterEach(() => door.close());

  const names = async (variables: Parameters<typeof door.query<unknown, object>>[1]) =>
    (await door.query(Workers, variables as never)).workers.nodes.map((worker) => worker.name);

  test("of all pools are listed by when they were last heard of, and page by page", async () => {
    const { workers } = await door.query(Workers, {});
    expect(workers).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false } });
    expect(workers.nodes.map((worker) => worker.name)).toEqual(["first", "fourth", "third", "second"]);
    expect(workers.nodes[0]).toMatchObject({
      status: "ONLINE",
      lastHeartbeat: "2026-01-01T00:00:04.000000Z",
      workPool: { name: "yard" },
    });
    const first = (await door.query(Workers, { first: 3 })).workers;
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await names({ first: 3, after: first.pageInfo.endCursor })).toEqual(["second"]);
    expect(await names({ orderBy: { field: "ID", direction: "ASC" } })).toEqual(["first", "second", "third", "fourth"]);
    expect((await door.query(OneWorker, { id: workers.nodes[0]?.id ?? "" })).worker).toEqual({ name: "first" });
  });

  test("are found by pool, status and name", async () => {
    const yard = (await door.query(Workers, {})).workers.nodes[0]?.workPool?.id ?? "";
    expect(await names({ filter: { workPoolId: [yard] } })).toEqual(["first", "third"]);
    expect(await names({ filter: { status: ["OFFLINE"] } })).toEqual(["second"]);
    expect(await names({ filter: { status: ["ONLINE"], workPoolId: [yard], name: { contains: "THI" } } })).toEqual([
      "third",
    ]);
    expect(await names({ filter: { name: { in: ["second", "fourth"] } } })).toEqual(["fourth", "second"]);
    expect(await names({ filter: { workPoolId: [] } })).toEqual([]);
    const ofPool = await door.query(WorkersOfPool, { status: "OFFLINE" });
    expect(ofPool.workPools.nodes).toEqual([{ workers: { totalCount: 0, nodes: [] } }]);
  });
});
