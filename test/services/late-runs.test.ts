import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readFlowRun } from "../../src/domains/flow-runs/flow-run.queries.ts";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run-create.commands.ts";
import { findOverdueFlowRuns, markFlowRunLate } from "../../src/domains/flow-runs/flow-run-late.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import type { NewState } from "../../src/orchestration/states.ts";
import { lateRuns } from "../../src/services/late-runs.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, makeFlow, NOW, openBench, plansOf, runRound, stateNames } from "./support.ts";

const scheduled = (time: Instant, name = "Scheduled"): NewState => ({
  type: "SCHEDULED",
  name,
  state_details: { scheduled_time: time },
});

describe.each(testDatabases)("late runs on $name", (testDatabase) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(testDatabase);
  });
  afterEach(() => bench.close());

  const makeRun = async (state: NewState): Promise<string> => {
    const flow_id = await makeFlow(bench.core);
    return (await createFlowRun(bench.core, { flow_id, state })).run.id;
  };
  const names = (id: string): Promise<string[]> => stateNames(bench.core, "flow_run", id);
  /** As many runs as are asked for, due at NOW, some of them at the same instant. */
  const seedDue = async (count: number): Promise<string[]> => {
    const seed = new SeedRows(at(-600));
    const { id: flow_id } = seed.flow({ name: "many" });
    const runs = Array.from({ length: count }, (_, index) => {
      const due = at(-Math.floor(index / 50));
      return seed.flowRun({
        flow_id,
        state_type: "SCHEDULED",
        expected_start_time: due,
        next_scheduled_start_time: due,
      });
    });
    await seed.insert(bench.core.database);
    return runs.map((run) => run.id);
  };
  const countLateStates = async (): Promise<{ states: number; runs: number }> => {
    const row = await bench.core.database.get(
      sql<{
        states: number;
        runs: number;
      }>`select count(*) as states, count(distinct flow_run_id) as runs from flow_run_state where name = 'Late'`,
    );
    return row ?? { states: 0, runs: 0 };
  };

  test("a run that has not started is late 15 s after its time, and keeps that", async () => {
    const id = await makeRun(scheduled(at(10)));
    bench.clock.set((at(25) - 1) as Instant);
    await runRound(bench.core, lateRuns);
    expect(await names(id)).toEqual(["Scheduled"]);
    bench.clock.set(at(25));
    await runRound(bench.core, lateRuns);
    await runRound(bench.core, lateRuns);
    expect(await names(id)).toEqual(["Scheduled", "Late"]);
    expect(await readFlowRun(bench.core, id)).toMatchObject({
      state_type: "SCHEDULED",
      state_name: "Late",
      state_timestamp: at(25),
      next_scheduled_start_time: at(10),
      expected_start_time: at(10),
    });
    const events = await bench.core.database.all(
      sql<{ event: string }>`select event from event where flow_run_id = ${id} order by sequence`,
    );
    expect(events.map(({ event }) => event)).toEqual(["prefect.flow-run.Scheduled", "prefect.flow-run.Late"]);
    const details = await bench.core.database.get(
      sql<{ details: string }>`select state_details as details from flow_run_state where name = 'Late'`,
    );
    expect(JSON.parse(details?.details ?? "")).toMatchObject({ scheduled_time: formatInstant(at(10)) });
  });

  test.each([
    ["waits for a retry", scheduled(NOW, "AwaitingRetry")],
    ["waits for a slot", scheduled(NOW, "AwaitingConcurrencySlot")],
    ["is pending", { type: "PENDING" }],
    ["runs", { type: "RUNNING" }],
  ] satisfies [string, NewState][])("a run that %s is not late", async (_what, state) => {
    const id = await makeRun(state);
    bench.clock.advance(microsecondsFromSeconds(3_600));
    await runRound(bench.core, lateRuns);
    expect(await names(id)).toHaveLength(1);
  });

  test("a run that has started, or was put off, since it was found is left alone", async () => {
    const [started, putOff] = [await makeRun(scheduled(NOW)), await makeRun(scheduled(NOW))];
    bench.clock.advance(microsecondsFromSeconds(60));
    const found = await findOverdueFlowRuns(bench.core, at(45), undefined, 10);
    expect(found.map((run) => run.id)).toEqual([started, putOff]);
    await proposeFlowRunState(bench.core, started, { state: { type: "PENDING" } });
    await proposeFlowRunState(bench.core, putOff, { state: scheduled(at(600)), force: true });
    for (const run of found) expect(await markFlowRunLate(bench.core, run)).toBe(false);
    expect(await names(started)).toEqual(["Scheduled", "Pending"]);
    expect(await names(putOff)).toEqual(["Scheduled", "Scheduled"]);
  });

  test("all that became late during an outage are marked in one round", async () => {
    await seedDue(450);
    bench.clock.advance(microsecondsFromSeconds(60));
    await runRound(bench.core, lateRuns);
    expect(await countLateStates()).toEqual({ states: 450, runs: 450 });
  });

  test("several instances at once mark each run once", async () => {
    await seedDue(300);
    bench.clock.advance(microsecondsFromSeconds(60));
    const cores = [bench.core, await bench.another(), await bench.another()];
    await Promise.all(cores.map((core) => runRound(core, lateRuns)));
    await runRound(bench.core, lateRuns);
    expect(await countLateStates()).toEqual({ states: 300, runs: 300 });
    expect(bench.errors).toEqual([]);
  });

  test("a run that cannot be read stops no other", async () => {
    const [bad] = await seedDue(30);
    const nonsense = '{"scheduled_time": "when it suits"}';
    await bench.core.database.transaction((transaction) =>
      transaction.run(sql`update flow_run_state set state_details = ${nonsense} where flow_run_id = ${bad}`),
    );
    bench.clock.advance(microsecondsFromSeconds(60));
    await runRound(bench.core, lateRuns);
    expect(await countLateStates()).toEqual({ states: 29, runs: 29 });
    expect(bench.errors).toMatchObject([{ service: "late runs", count: 1, ids: [bad] }]);
  });

  test("they are found through the index of runs that may be late", async () => {
    const place = { id: "00000000-0000-0000-0000-000000000000", state_id: "", next_scheduled_start_time: NOW };
    const plans = await plansOf(bench.core, async (core) => {
      await findOverdueFlowRuns(core, at(0), undefined, 200);
      await findOverdueFlowRuns(core, at(0), place, 200);
    });
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toContain("flow_run_not_late_idx");
      expect(plan).not.toMatch(/TEMP B-TREE|Sort|SCAN/);
    }
  });
});
