import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../src/core.ts";
import { setStateOfFlowRun } from "../../src/domains/flow-runs/flow-run-actions.commands.ts";
import {
  cancelStuckRun,
  findStuckCancellations,
  readNextCancellation,
} from "../../src/domains/flow-runs/flow-run-cancelling.commands.ts";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run-create.commands.ts";
import { findOrphanedSubflowRuns } from "../../src/domains/flow-runs/subflow-cancellation.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import {
  cancelOrphanedTaskRun,
  findOrphanedTaskRuns,
} from "../../src/domains/task-runs/task-run-cancellation.commands.ts";
import type { StateType } from "../../src/orchestration/states.ts";
import { cancellationCleanup } from "../../src/services/cancellation-cleanup.ts";
import { cancellationTimeouts } from "../../src/services/cancellation-timeouts.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import type { Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, makeFlow, NOW, openBench, plansOf, runRound, stateNames } from "./support.ts";

const SOME_ID = "00000000-0000-0000-0000-000000000000";
const never = new AbortController().signal;

describe.each(testDatabases)("after a cancellation on $name", (testDatabase) => {
  let bench: Bench;
  let core: Core;
  beforeEach(async () => {
    bench = await openBench(testDatabase);
    core = bench.core;
  });
  afterEach(() => bench.close());

  /** No two states of a run happen at once. */
  const tick = (): void => bench.clock.advance(microsecondsFromSeconds(0.001));
  const makeRun = async (type: StateType, more: { parent_task_run_id?: string; deployment_id?: string } = {}) => {
    const flow_id = await makeFlow(core);
    tick();
    return (await createFlowRun(core, { flow_id, state: { type }, ...more })).run.id;
  };
  let keys = 0;
  const makeTask = async (flow_run_id: string, type: StateType): Promise<string> => {
    keys += 1;
    const task = { flow_run_id, task_key: "task", dynamic_key: `${keys}`, state: { type } };
    return (await createTaskRun(core, task)).run.id;
  };
  const setState = (id: string, type: StateType) => setStateOfFlowRun(core, { id, state: { type }, force: true });
  const flowRunStates = (id: string): Promise<string[]> => stateNames(core, "flow_run", id);
  const taskRunStates = (id: string): Promise<string[]> => stateNames(core, "task_run", id);
  const lastMessage = async (table: "flow_run" | "task_run", id: string): Promise<string | null | undefined> =>
    (
      await core.database.get(
        sql<{
          message: string | null;
        }>`select message from ${sql.table(`${table}_state`)} where ${sql.ref(`${table}_id`)} = ${id} order by timestamp desc, id desc limit 1`,
      )
    )?.message;
  const makeDeployment = async (): Promise<string> => {
    const seed = new SeedRows(NOW);
    const { id } = seed.deployment({ name: "deployment", flow_id: await makeFlow(core) });
    await seed.insert(core.database);
    return id;
  };

  describe("what belongs to the run", () => {
    test("its unfinished task runs are cancelled, and no others", async () => {
      const [cancelled, failed] = [await makeRun("RUNNING"), await makeRun("RUNNING")];
      const types: StateType[] = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING", "COMPLETED", "CRASHED"];
      const tasks = await Promise.all(types.map((type) => makeTask(cancelled, type)));
      const other = await makeTask(failed, "RUNNING");
      await setState(cancelled, "CANCELLED");
      await setState(failed, "FAILED");
      bench.clock.advance(microsecondsFromSeconds(20));
      await runRound(core, cancellationCleanup);
      await runRound(core, cancellationCleanup);
      const states = await Promise.all(tasks.map(taskRunStates));
      expect(states).toEqual([
        ["Scheduled", "Cancelled"],
        ["Pending", "Cancelled"],
        ["Running", "Cancelled"],
        ["Paused", "Cancelled"],
        ["Cancelling", "Cancelled"],
        ["Completed"],
        ["Crashed"],
      ]);
      expect(await taskRunStates(other)).toEqual(["Running"]);
      expect(await lastMessage("task_run", tasks[2] as string)).toBe("The parent flow run was cancelled.");
    });

    test("task runs that begin afterwards are cancelled too, for a day", async () => {
      const run = await makeRun("RUNNING");
      await setState(run, "CANCELLED");
      const service = cancellationCleanup.prepare(core);
      await service.round(never);
      const soon = await makeTask(run, "RUNNING");
      bench.clock.set(at(20));
      await service.round(never);
      expect(await taskRunStates(soon)).toEqual(["Running", "Cancelled"]);
      bench.clock.set(at(3_600));
      await service.round(never);
      const later = await makeTask(run, "RUNNING");
      bench.clock.set(at(3_620));
      await service.round(never);
      expect(await taskRunStates(later)).toEqual(["Running"]);
      bench.clock.set(at(4_200));
      await service.round(never);
      expect(await taskRunStates(later)).toEqual(["Running", "Cancelled"]);
      const tooLate = await makeTask(run, "RUNNING");
      bench.clock.set(at(86_401));
      await service.round(never);
      expect(await taskRunStates(tooLate)).toEqual(["Running"]);
    });

    test("a task run that has ended since it was found keeps its end", async () => {
      const run = await makeRun("RUNNING");
      const task = await makeTask(run, "RUNNING");
      await setState(run, "CANCELLED");
      const [found] = await findOrphanedTaskRuns(core, NOW, undefined, 10);
      expect(found).toMatchObject({ id: task, flow_run_id: run });
      await setState(run, "RUNNING");
      tick();
      expect(found && (await cancelOrphanedTaskRun(core, found))).toBe(false);
      await setState(run, "CANCELLED");
      expect(found && (await cancelOrphanedTaskRun(core, found))).toBe(true);
      expect(found && (await cancelOrphanedTaskRun(core, found))).toBe(false);
      expect(await taskRunStates(task)).toEqual(["Running", "Cancelled"]);
    });

    test("several pages of task runs, several instances", async () => {
      const seed = new SeedRows(NOW);
      const { id: flow_id } = seed.flow({ name: "large" });
      for (let index = 0; index < 3; index += 1) {
        const run = seed.flowRun({ flow_id, state_type: "CANCELLED", end_time: NOW });
        for (let task = 0; task < 90; task += 1) seed.taskRun({ flow_run_id: run.id, state_type: "RUNNING" });
      }
      await seed.insert(core.database);
      bench.clock.set(at(20));
      const other = await bench.another();
      await Promise.all([runRound(core, cancellationCleanup), runRound(other, cancellationCleanup)]);
      await runRound(core, cancellationCleanup);
      const row = await core.database.get(
        sql<{
          states: number;
          runs: number;
        }>`select count(*) as states, count(distinct task_run_id) as runs from task_run_state where name = 'Cancelled'`,
      );
      expect(row).toEqual({ states: 270, runs: 270 });
      expect(bench.errors).toEqual([]);
    });

    test("runs of subflows are cancelled; those of deployments are asked to stop first", async () => {
      const deployment_id = await makeDeployment();
      const parent = await makeRun("RUNNING");
      const places = await Promise.all([1, 2, 3, 4, 5].map(() => makeTask(parent, "RUNNING")));
      const [inline, deployed, unstarted, finished, orphan] = await Promise.all([
        makeRun("RUNNING", { parent_task_run_id: places[0] as string }),
        makeRun("RUNNING", { parent_task_run_id: places[1] as string, deployment_id }),
        makeRun("SCHEDULED", { parent_task_run_id: places[2] as string, deployment_id }),
        makeRun("COMPLETED", { parent_task_run_id: places[3] as string }),
        makeRun("RUNNING", { parent_task_run_id: places[4] as string }),
      ]);
      await runRound(core, cancellationCleanup);
      expect(await flowRunStates(inline)).toEqual(["Running"]);
      await setState(parent, "CANCELLED");
      bench.clock.set(at(100_000));
      await runRound(core, cancellationCleanup);
      await runRound(core, cancellationCleanup);
      expect(await flowRunStates(inline)).toEqual(["Running", "Cancelled"]);
      expect(await flowRunStates(deployed)).toEqual(["Running", "Cancelling"]);
      expect(await flowRunStates(unstarted)).toEqual(["Scheduled", "Cancelled"]);
      expect(await flowRunStates(finished)).toEqual(["Completed"]);
      expect(await flowRunStates(orphan)).toEqual(["Running", "Cancelled"]);
      expect(await lastMessage("flow_run", deployed)).toBe("The parent flow run was cancelled.");
      // The task run that stands for a subflow in its parent goes along.
      expect((await taskRunStates(places[0] as string)).at(-1)).toBe("Cancelled");
    });

    test("is found through indexes that hold little else", async () => {
      const seed = new SeedRows(NOW);
      const { id: flow_id } = seed.flow({ name: "ended" });
      for (let index = 0; index < 2_000; index += 1) {
        const ended = { end_time: at(-index), state_type: index % 100 === 0 ? "CANCELLED" : "COMPLETED" } as const;
        const run = seed.flowRun({ flow_id, ...ended });
        seed.taskRun({ flow_run_id: run.id, ...ended });
      }
      await seed.insert(core.database);
      // PostgreSQL plans by what it has counted.
      await core.database.transaction((transaction) => transaction.run(sql`analyze`));
      const plans = await plansOf(core, async (observed) => {
        const task = { id: SOME_ID, state_id: SOME_ID, flow_run_id: SOME_ID, end_time: NOW };
        await findOrphanedTaskRuns(observed, NOW, undefined, 200);
        await findOrphanedTaskRuns(observed, NOW, task, 200);
        await findOrphanedSubflowRuns(observed, undefined, 200);
        await findOrphanedSubflowRuns(observed, { id: SOME_ID, state_id: SOME_ID, deployment_id: null }, 200);
      });
      for (const plan of plans.slice(0, 2)) {
        expect(plan).toContain("flow_run_cancelled_idx");
        expect(plan).toContain("task_run_flow_run_id_");
      }
      for (const plan of plans.slice(2)) expect(plan).toContain("flow_run_unfinished_subflow_idx");
      expect(plans).toHaveLength(4);
      for (const plan of plans) expect(plan).not.toMatch(/SCAN (?!flow_run USING INDEX)|Seq Scan|flow_run_state_type/);
    });
  });

  describe("a cancellation that takes too long", () => {
    test("ends by itself, 300 s after it began", async () => {
      const run = await makeRun("RUNNING");
      bench.clock.set(at(10));
      await setState(run, "CANCELLING");
      bench.clock.set((at(310) - 1) as Instant);
      await runRound(core, cancellationTimeouts);
      expect(await flowRunStates(run)).toEqual(["Running", "Cancelling"]);
      bench.clock.set(at(310));
      // A new instance, as after a restart: nothing but the database remembers.
      await runRound(await bench.another(), cancellationTimeouts);
      await runRound(core, cancellationTimeouts);
      expect(await flowRunStates(run)).toEqual(["Running", "Cancelling", "Cancelled"]);
      expect(await lastMessage("flow_run", run)).toBe(
        "Flow run cancellation timed out; marked this flow run as Cancelled.",
      );
    });

    test("a run that was stopped, or cancelled anew, since it was found is left alone", async () => {
      const [stopped, anew] = [await makeRun("RUNNING"), await makeRun("RUNNING")];
      for (const id of [stopped, anew]) await setState(id, "CANCELLING");
      bench.clock.set(at(301));
      const found = await findStuckCancellations(core, at(1), undefined, 10);
      expect(found.map((run) => run.id)).toEqual([stopped, anew]);
      await setState(stopped, "CANCELLED");
      await setState(anew, "RUNNING");
      await setState(anew, "CANCELLING");
      for (const run of found) expect(await cancelStuckRun(core, run)).toBe(false);
      expect(await flowRunStates(stopped)).toEqual(["Running", "Cancelling", "Cancelled"]);
      expect(await flowRunStates(anew)).toEqual(["Running", "Cancelling", "Running", "Cancelling"]);
    });

    test("several instances at once end it once", async () => {
      const runs = await Promise.all([1, 2, 3, 4, 5].map(() => makeRun("RUNNING")));
      for (const id of runs) await setState(id, "CANCELLING");
      bench.clock.set(at(301));
      const other = await bench.another();
      await Promise.all([runRound(core, cancellationTimeouts), runRound(other, cancellationTimeouts)]);
      for (const id of runs) expect(await flowRunStates(id)).toEqual(["Running", "Cancelling", "Cancelled"]);
    });

    test("the next round comes when the next one is due", async () => {
      const service = cancellationTimeouts.prepare(core);
      const pause = async (): Promise<number | undefined> => service.pause?.();
      await service.round(never);
      expect(await pause()).toBe(microsecondsFromSeconds(20));
      const [first, second] = [await makeRun("RUNNING"), await makeRun("RUNNING")];
      bench.clock.set(at(1));
      await setState(first, "CANCELLING");
      bench.clock.set(at(5));
      await setState(second, "CANCELLING");
      bench.clock.set(at(299));
      await service.round(never);
      expect(await pause()).toBe(microsecondsFromSeconds(2));
      // It was due while the round was under way.
      bench.clock.set(at(302));
      expect(await pause()).toBe(microsecondsFromSeconds(0.25));
      await service.round(never);
      expect(await flowRunStates(first)).toEqual(["Running", "Cancelling", "Cancelled"]);
      expect(await pause()).toBe(microsecondsFromSeconds(3));
    });

    test.each([
      ["process", 1],
      ["kubernetes", 1],
      ["ecs:push", 0],
      ["prefect:managed", 0],
    ])("the workers of a %s pool are ordered to take down what is left: %i times", async (type, orders) => {
      const seed = new SeedRows(NOW);
      const { id: flow_id } = seed.flow({ name: "pooled" });
      const pool = seed.workPool({ name: "pool", type });
      const queue = seed.workQueue({ name: "queue", work_pool_id: pool.id });
      const [pooled, alone] = [queue.id, null].map((work_queue_id) =>
        seed.flowRun({ flow_id, work_queue_id, infrastructure_pid: "host:123", state_type: "CANCELLING" }),
      );
      await seed.insert(core.database);
      bench.clock.set(at(300));
      await Promise.all([runRound(core, cancellationTimeouts), runRound(await bench.another(), cancellationTimeouts)]);
      await runRound(core, cancellationTimeouts);
      expect(await flowRunStates(alone?.id ?? "")).toEqual(["Cancelling", "Cancelled"]);
      const state = await core.database.get<{ state_id: string }>(
        sql`select state_id from flow_run where id = ${pooled?.id} and state_type = 'CANCELLED'`,
      );
      const messages = await core.database.all(
        core.database.sql.selectFrom("worker_cleanup_message").selectAll().orderBy("id"),
      );
      expect(messages).toHaveLength(orders);
      for (const message of messages) {
        expect(message).toMatchObject({
          work_pool_id: pool.id,
          work_queue_id: queue.id,
          kind: "cancelling_timeout_teardown.v1",
          idempotency_key: `cancelling_timeout_teardown.v1:${pooled?.id}:${state?.state_id}`,
          delivery_count: 0,
          completed_at: null,
        });
        expect(JSON.parse(message.target)).toEqual({ flow_run_id: pooled?.id, infrastructure_pid: "host:123" });
      }
    });

    test("only runs that are being cancelled are looked at", async () => {
      const plans = await plansOf(core, async (observed) => {
        await findStuckCancellations(observed, NOW, undefined, 200);
        await findStuckCancellations(observed, NOW, { id: SOME_ID, state_id: SOME_ID, expected_start_time: NOW }, 200);
        await readNextCancellation(observed, NOW);
      });
      for (const plan of plans) expect(plan).toContain("flow_run_state_type_expected_start_time_id_idx");
      expect(plans).toHaveLength(3);
    });
  });
});
