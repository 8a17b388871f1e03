import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setStateOfFlowRun } from "../../src/domains/flow-runs/flow-run-actions.commands.ts";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run-create.commands.ts";
import { failExpiredPause, findExpiredPauses } from "../../src/domains/flow-runs/flow-run-pause-expiry.commands.ts";
import { resumeFlowRun } from "../../src/domains/flow-runs/flow-run-resume.commands.ts";
import type { StateDetails } from "../../src/orchestration/states.ts";
import { pauseExpirations } from "../../src/services/pause-expirations.ts";
import type { Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, makeFlow, NOW, openBench, plansOf, runRound, stateNames } from "./support.ts";

describe.each(testDatabases)("pause expirations on $name", (testDatabase) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(testDatabase);
  });
  afterEach(() => bench.close());

  /** A run that is paused since NOW. */
  const makePaused = async (details: Partial<StateDetails>, name = "Paused"): Promise<string> => {
    const flow_id = await makeFlow(bench.core);
    const { run } = await createFlowRun(bench.core, { flow_id, state: { type: "RUNNING" } });
    const state = { type: "PAUSED", name, state_details: details } as const;
    const { isDone } = await setStateOfFlowRun(bench.core, { id: run.id, state, force: name === "Suspended" });
    expect(isDone).toBe(true);
    return run.id;
  };
  const names = (id: string): Promise<string[]> => stateNames(bench.core, "flow_run", id);

  test("a run that was not resumed in time fails, and says why", async () => {
    const [paused, suspended] = [
      await makePaused({ pause_timeout: at(60) }),
      await makePaused({ pause_timeout: at(60), pause_reschedule: true }, "Suspended"),
    ];
    bench.clock.set(at(60));
    await runRound(bench.core, pauseExpirations);
    expect([await names(paused), await names(suspended)]).toEqual([
      ["Running", "Paused"],
      ["Running", "Suspended"],
    ]);
    bench.clock.set((at(60) + 1) as Instant);
    await runRound(bench.core, pauseExpirations);
    await runRound(bench.core, pauseExpirations);
    expect([await names(paused), await names(suspended)]).toEqual([
      ["Running", "Paused", "Failed"],
      ["Running", "Suspended", "Failed"],
    ]);
    const failures = await bench.core.database.all(
      sql<{ type: string; message: string }>`select type, message from flow_run_state where name = 'Failed'`,
    );
    const expected = { type: "FAILED", message: "The flow was paused and never resumed." };
    expect(failures).toEqual([expected, expected]);
  });

  test("a pause without an end does not end", async () => {
    const id = await makePaused({ pause_timeout: null });
    bench.clock.set(at(100_000_000));
    await runRound(bench.core, pauseExpirations);
    expect(await names(id)).toEqual(["Running", "Paused"]);
  });

  test("a run that was resumed and paused again since it was found is left alone", async () => {
    const id = await makePaused({ pause_timeout: at(60) });
    bench.clock.set(at(61));
    const [found] = await findExpiredPauses(bench.core, at(61), undefined, 10);
    expect(found?.id).toBe(id);
    bench.clock.set(at(59));
    await resumeFlowRun(bench.core, id, {});
    const again = { type: "PAUSED", state_details: { pause_timeout: at(600) } } as const;
    await setStateOfFlowRun(bench.core, { id, state: again });
    bench.clock.set(at(61));
    expect(found && (await failExpiredPause(bench.core, found))).toBe(false);
    expect(await names(id)).toEqual(["Running", "Paused", "Running", "Paused"]);
  });

  test("several instances at once fail each run once, and pages are walked through", async () => {
    for (let index = 0; index < 7; index += 1) await makePaused({ pause_timeout: at(60) });
    const forgotten = await makePaused({ pause_timeout: null });
    const first = await findExpiredPauses(bench.core, at(61), undefined, 4);
    const second = await findExpiredPauses(bench.core, at(61), first.at(-1), 4);
    expect(new Set([...first, ...second].map((run) => run.id)).size).toBe(7);
    bench.clock.set(at(61));
    const other = await bench.another();
    await Promise.all([runRound(bench.core, pauseExpirations), runRound(other, pauseExpirations)]);
    const [row] = await bench.core.database.all(
      sql<{ count: number }>`select count(*) as count from flow_run_state where name = 'Failed'`,
    );
    expect(row?.count).toBe(7);
    expect(await names(forgotten)).toEqual(["Running", "Paused"]);
  });

  test("only paused runs are looked at", async () => {
    const place = { id: "00000000-0000-0000-0000-000000000000", state_id: "", expected_start_time: NOW };
    const plans = await plansOf(bench.core, async (core) => {
      await findExpiredPauses(core, NOW, undefined, 200);
      await findExpiredPauses(core, NOW, place, 200);
    });
    for (const plan of plans) expect(plan).toContain("flow_run_state_type_expected_start_time_id_idx");
    expect(plans).toHaveLength(2);
  });
});
