import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import { createWorkPool, updateWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { createQueueInPool } from "../../src/domains/work-queues/work-queue.commands.ts";
import { recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, createTestDoor, type TestDoor } from "./support.ts";

const page = exampleOperation("07-work-pools");
const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

interface Page {
  readonly workPools: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly upcomingRuns: { readonly nodes: readonly { readonly name: string }[] } }[];
  };
}

const RunsOfPools = graphql(`
  query RunsOfPools($first: Int, $last: Int, $after: String, $before: String) {
    workPools(filter: { name: ["busy"] }, first: 1) {
      nodes {
        activeRuns(first: 5) { totalCount countsByState { total } nodes { name } }
        upcomingRuns(first: $first, last: $last, after: $after, before: $before) {
          totalCount
          pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
          nodes { name }
        }
        workQueues(first: 2) { nodes { name upcomingRuns(first: 5) { totalCount nodes { name } } activeRuns(first: 5) { nodes { name } } } }
      }
    }
  }
`);

describe.each(testDatabases)("the page of work pools on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase, { clock: new ManualClock(NOW) });
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function aPool(name: string): Promise<void> {
    const { core } = door;
    const flow = await aFlow(core, `flow of ${name}`);
    await createWorkPool(core, { name, type: "process", concurrency_limit: 2 });
    await createQueueInPool(core, name, { name: "fast", priority: 1 });
    await recordHeartbeat(core, name, { name: "worker" });
    const run = (runName: string, queue: string, seconds: number | null) =>
      createFlowRun(core, {
        flow_id: flow.id,
        name: runName,
        work_pool_name: name,
        work_queue_name: queue,
        state:
          seconds === null
            ? { type: "RUNNING" }
            : {
                type: "SCHEDULED",
                name: seconds < 0 ? "Late" : "Scheduled",
                state_details: { scheduled_time: at(seconds) },
              },
      });
    await run("running", "default", null);
    // Due in turns in either queue.
    for (const [place, runName] of ["a", "b", "c", "d", "e"].entries()) {
      await run(runName, place % 2 === 0 ? "fast" : "default", place * 60 - 60);
    }
  }

  test("is one operation, of as many statements however many pools there are", async () => {
    const counts: number[] = [];
    await aPool("busy");
    for (const names of [[], ["other", "third"]]) {
      for (const name of names) await aPool(name);
      door.statements.length = 0;
      const { workPools } = await door.query<Page, object>(page, { nextRuns: 3 });
      counts.push(door.statements.length);
      expect(workPools).toMatchObject({ totalCount: 1 + names.length, pageInfo: { hasNextPage: false } });
      for (const pool of workPools.nodes) {
        expect(pool).toMatchObject({
          type: "process",
          status: "READY",
          concurrencyLimit: 2,
          activeSlots: 1,
          backlog: { scheduled: 5, due: 2, late: 1 },
          workers: { totalCount: 1, nodes: [{ name: "worker", status: "ONLINE", lastHeartbeat: formatInstant(NOW) }] },
          workQueues: {
            totalCount: 2,
            nodes: [
              { name: "fast", priority: 1, activeSlots: 0, backlog: { scheduled: 3, due: 1, late: 1 } },
              { name: "default", priority: 2, activeSlots: 1, backlog: { scheduled: 2, due: 1, late: 0 } },
            ],
          },
          upcomingRuns: {
            pageInfo: { hasNextPage: true },
            nodes: [
              { name: "a", stateName: "Late", workQueueName: "fast" },
              { name: "b", stateName: "Scheduled", workQueueName: "default" },
              { name: "c", nextScheduledStartTime: formatInstant(at(60)) },
            ],
          },
        });
      }
    }
    // The cursor, the pools and their count; of the pools the slots and the two statements of the backlog; pages, rows and
    // counts of workers and of queues; of the queues slots and backlog; pages and rows of runs, and their flows.
    expect(counts).toEqual([18, 18]);
  });

  test("shows a pool that is paused, and none where none match", async () => {
    await aPool("busy");
    await updateWorkPool(door.core, "busy", { is_paused: true });
    const paused = await door.query<Page, object>(page, { filter: { status: ["PAUSED"] } });
    expect(paused.workPools.nodes).toMatchObject([
      { status: "PAUSED", isPaused: true, statusSince: formatInstant(NOW) },
    ]);
    expect((await door.query<Page, object>(page, { filter: { status: ["READY"] } })).workPools.nodes).toEqual([]);
  });

  test("runs of pools are merged from their queues, page by page from either end", async () => {
    await aPool("busy");
    await aPool("other");
    const whole = (await door.query(RunsOfPools, {})).workPools.nodes[0];
    expect(whole).toMatchObject({
      activeRuns: { totalCount: 1, countsByState: { total: 1 }, nodes: [{ name: "running" }] },
      upcomingRuns: { totalCount: 5 },
      workQueues: {
        nodes: [
          {
            name: "fast",
            upcomingRuns: { totalCount: 3, nodes: [{ name: "a" }, { name: "c" }, { name: "e" }] },
            activeRuns: { nodes: [] },
          },
          { name: "default", upcomingRuns: { totalCount: 2 }, activeRuns: { nodes: [{ name: "running" }] } },
        ],
      },
    });
    const read = async (variables: {
      first?: number;
      last?: number;
      after?: string | null;
      before?: string | null;
    }) => {
      const runs = (await door.query(RunsOfPools, variables)).workPools.nodes[0]?.upcomingRuns;
      return { names: runs?.nodes.map((run) => run.name).join(""), ...runs?.pageInfo };
    };
    const first = await read({ first: 2 });
    expect(first).toMatchObject({ names: "ab", hasNextPage: true });
    const second = await read({ first: 2, after: first.endCursor ?? null });
    expect(second).toMatchObject({ names: "cd", hasNextPage: true });
    expect(await read({ first: 2, after: second.endCursor ?? null })).toMatchObject({ names: "e", hasNextPage: false });
    const last = await read({ last: 2 });
    expect(last).toMatchObject({ names: "de", hasPreviousPage: true });
    expect(await read({ last: 3, before: last.startCursor ?? null })).toMatchObject({
      names: "abc",
      hasPreviousPage: false,
    });
  });
});
