import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
} from "../../src/domains/concurrency/concurrency-limit.commands.ts";
import { acquireSlotsWithLease, type LeaseRequest } from "../../src/domains/concurrency/concurrency-slots.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const Holders = graphql(`
  query Holders {
    concurrencyLimits {
      nodes {
        name
        activeSlots
        leases { totalCount nodes { slots expires holderType holderId flowRun { name } taskRun { name } } }
      }
    }
  }
`);

const LeasesOf = graphql(`
  query LeasesOf($id: ID!, $first: Int, $last: Int, $after: String, $before: String) {
    concurrencyLimit(id: $id) {
      leases(first: $first, last: $last, after: $after, before: $before) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { holderId }
      }
    }
  }
`);

describe.each(testDatabases)("leases of concurrency limits in GraphQL on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(() => door.close());

  const aLimit = async (name: string, limit: number): Promise<string> =>
    (await createConcurrencyLimit(door.core, { ...NEW_LIMIT_DEFAULTS, name, limit })).id;
  const lease = (names: readonly string[], holder: LeaseRequest["holder"], slots = 1) =>
    acquireSlotsWithLease(door.core, {
      names,
      slots,
      mode: "concurrency",
      leaseDuration: microsecondsFromSeconds(60),
      holder,
    });

  test("tell who holds slots now, in the same number of statements however many they are", async () => {
    const run = await aFlowRun(door.core, await aFlow(door.core), { name: "sailing" });
    const { run: task } = await createTaskRun(door.core, { task_key: "t", dynamic_key: "0", name: "loading" });
    await aLimit("crane", 5);
    await aLimit("dock", 5);
    await lease(["crane"], { type: "flow_run", id: run.id }, 2);
    await lease(["crane", "dock"], { type: "task_run", id: task.id });
    await lease(["dock"], null);
    door.statements.length = 0;
    const { concurrencyLimits } = await door.query(Holders, {});
    // The limits, the pages of what is held and how much it is, what is held itself, and the two kinds of holders.
    expect(door.statements).toHaveLength(6);
    const held = { expires: "2026-01-01T00:01:00.000000Z" };
    const byRun = { ...held, slots: 2, holderType: "FLOW_RUN", holderId: run.id, flowRun: { name: "sailing" } };
    const byTask = { ...held, slots: 1, holderType: "TASK_RUN", holderId: task.id, taskRun: { name: "loading" } };
    const byNobody = { ...held, slots: 1, holderType: null, holderId: null, flowRun: null, taskRun: null };
    expect(concurrencyLimits.nodes).toMatchObject([
      { name: "crane", activeSlots: 3, leases: { totalCount: 2, nodes: [byRun, byTask] } },
      { name: "dock", activeSlots: 2, leases: { totalCount: 2, nodes: [byTask, byNobody] } },
    ]);
    clock.advance(microsecondsFromSeconds(60));
    const later = (await door.query(Holders, {})).concurrencyLimits.nodes[0];
    expect(later).toMatchObject({ leases: { totalCount: 0, nodes: [] } });
  });

  test("are paged through from either end, whatever comes and goes meanwhile", async () => {
    const id = await aLimit("crane", 20);
    await aLimit("dock", 20);
    for (const name of ["a", "b", "c", "d", "e"]) {
      await lease(["crane", "dock"], { type: "other", id: name });
      clock.advance(microsecondsFromSeconds(1));
    }
    const page = async (variables: {
      first?: number;
      last?: number;
      after?: string | null;
      before?: string | null;
    }) => {
      const leases = (await door.query(LeasesOf, { id, ...variables })).concurrencyLimit?.leases;
      return { names: leases?.nodes.map((node) => node.holderId).join(""), ...leases?.pageInfo };
    };
    const first = await page({ first: 2 });
    expect(first).toMatchObject({ names: "ab", hasNextPage: true });
    // Those of the first page have run out, and another has come.
    clock.advance(microsecondsFromSeconds(56.5));
    await lease(["crane"], { type: "other", id: "f" });
    const second = await page({ first: 2, after: first.endCursor ?? null });
    expect(second).toMatchObject({ names: "cd", hasNextPage: true });
    expect(await page({ first: 2, after: second.endCursor ?? null })).toMatchObject({
      names: "ef",
      hasNextPage: false,
    });
    const last = await page({ last: 2 });
    expect(last).toMatchObject({ names: "ef", hasPreviousPage: true });
    expect(await page({ last: 5, before: last.startCursor ?? null })).toMatchObject({
      names: "cd",
      hasPreviousPage: false,
    });
  });
});
