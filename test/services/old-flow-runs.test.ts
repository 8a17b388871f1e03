/** Old flow runs and what is left of them: deleted piece by piece, beside whoever else changes them. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../src/core.ts";
import type { Database, Transaction } from "../../src/db/database.ts";
import { insertMany } from "../../src/db/insert.ts";
import { Pace } from "../../src/db/pace.ts";
import { readLeavingRuns } from "../../src/domains/flow-runs/flow-run-orphans.commands.ts";
import { deleteOldFlowRuns, findOldFlowRuns } from "../../src/domains/flow-runs/flow-run-retention.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { newId } from "../../src/ids.ts";
import { oldFlowRuns } from "../../src/services/old-flow-runs.ts";
import { orphans } from "../../src/services/orphans.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, NOW, openBench, plansOf, plansOfWork, runRound } from "./support.ts";

const OLD = at(-91 * 86_400);
const BEFORE = at(-90 * 86_400);

describe.each(testDatabases)("old flow runs on $name", (testDatabase) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(testDatabase, { PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED: "flow_runs" });
  });
  afterEach(() => bench.close());

  /** So many completed runs that ended at OLD, each with task runs and logs. */
  const seedRuns = async (runs: number, tasks: number, logs: number): Promise<string[]> => {
    const seed = new SeedRows(OLD);
    const { id: flow_id } = seed.flow({ name: "flow" });
    const ids = Array.from({ length: runs }, () => {
      const { id } = seed.flowRun({ flow_id, state_type: "COMPLETED", end_time: OLD });
      for (let index = 0; index < tasks; index += 1) seed.taskRun({ flow_run_id: id, state_type: "COMPLETED" });
      return id;
    });
    const { database } = bench.core;
    await seed.insert(database);
    await seedLogs(ids, logs);
    return ids;
  };
  const seedYoungRun = async (): Promise<string> => {
    const seed = new SeedRows(NOW);
    const { id: flow_id } = seed.flow({ name: "young" });
    const { id } = seed.flowRun({ flow_id, state_type: "COMPLETED", end_time: NOW });
    await seed.insert(bench.core.database);
    return id;
  };
  const seedLogs = async (runs: readonly string[], each: number): Promise<void> => {
    const rows = runs.flatMap((flow_run_id) =>
      Array.from({ length: each }, (_, index) => ({
        ...{ id: newId(NOW), created: NOW, updated: NOW, timestamp: NOW },
        ...{ name: "run", level: 20, message: `${index}`, flow_run_id, task_run_id: null },
      })),
    );
    const { database } = bench.core;
    await database.transaction((transaction) => insertMany(database, transaction, "log", rows));
  };
  const counts = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const table of ["flow_run", "flow_run_state", "task_run", "task_run_state", "log"]) {
      const row = await bench.core.database.get(
        sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`,
      );
      found[table] = Number(row?.count);
    }
    return found;
  };
  const NOTHING = { flow_run: 0, flow_run_state: 0, task_run: 0, task_run_state: 0, log: 0 };
  const pace = (mostRows = 200): Pace => new Pace({ mostRows, signal: new AbortController().signal });

  /** The same core, which tells of each transaction before it commits and after. */
  const watched = (told: {
    readonly commits?: (place: number) => void;
    readonly committed?: (place: number) => Promise<void>;
  }): Core => {
    const { database } = bench.core;
    let place = 0;
    const observed: Database = Object.create(database, {
      all: { value: database.all.bind(database) },
      get: { value: database.get.bind(database) },
      transaction: {
        value: async <T>(work: (transaction: Transaction) => Promise<T>) => {
          const done = await database.transaction(async (transaction) => {
            const result = await work(transaction);
            place += 1;
            told.commits?.(place);
            return result;
          });
          await told.committed?.(place);
          return done;
        },
      },
    });
    return { ...bench.core, database: observed };
  };

  test("a run with many task runs, states and logs goes in small transactions, all of it", async () => {
    const [id = ""] = await seedRuns(1, 130, 300);
    const states = Array.from({ length: 250 }, (_, index) => ({
      ...{ id: newId(OLD), created: OLD, updated: OLD, flow_run_id: id, type: "SCHEDULED" as const, name: "Scheduled" },
      ...{ timestamp: at(-100 * 86_400 + index), message: null, state_details: "{}" as never, data: null },
    }));
    const { database } = bench.core;
    await database.transaction((transaction) => insertMany(database, transaction, "flow_run_state", states));
    let transactions = 0;
    const commits = (): void => {
      transactions += 1;
    };
    const core = watched({ commits });
    expect(await deleteOldFlowRuns(core, BEFORE, pace(50))).toBe(1);
    expect(await counts()).toEqual(NOTHING);
    expect(transactions).toBeGreaterThan(130 / 21 + 4 + 6);
  });

  test("a deletion that is cut short, at any place, is finished by the next round", async () => {
    const ids = await seedRuns(1, 50, 40);
    let finished = false;
    for (let cut = 1; !finished; cut += 2) {
      const core = watched({
        commits: (place) => {
          // As a process that is killed before the commit.
          if (place === cut) throw new Error("killed");
        },
      });
      const deletion = deleteOldFlowRuns(core, BEFORE, pace(15));
      finished = await deletion.then(
        () => true,
        (error: Error) => {
          if (error.message !== "killed") throw error;
          return false;
        },
      );
      // The run is there until its task runs are gone.
      const left = await counts();
      if (left.flow_run === 0) expect(left.task_run).toBe(0);
    }
    await runRound(bench.core, orphans);
    expect(await counts()).toEqual(NOTHING);
    const deletions = await bench.core.database.all(
      sql<{ flow_run_id: string }>`select flow_run_id from event where event = 'penstock.flow-run.deleted'`,
    );
    expect(deletions.map(({ flow_run_id }) => flow_run_id)).toEqual(ids);
  });

  test("logs of a run whose deletion was cut short go as orphans", async () => {
    const [gone = ""] = await seedRuns(1, 1, 10);
    await bench.core.database.transaction((transaction) =>
      transaction.run(sql`delete from flow_run where id = ${gone}`),
    );
    await seedLogs([newId(NOW), newId(NOW)], 30);
    await seedLogs([await seedYoungRun()], 5);
    await runRound(bench.core, orphans);
    expect(await counts()).toMatchObject({ flow_run: 1, log: 5 });
  });
  test("a run that is set to another state while it is being deleted stays", async () => {
    const [id = ""] = await seedRuns(1, 60, 5);
    const core = watched({
      committed: async (place) => {
        if (place === 3) await proposeFlowRunState(bench.core, id, { state: { type: "SCHEDULED" }, force: true });
      },
    });
    expect(await deleteOldFlowRuns(core, BEFORE, pace())).toBe(0);
    const left = await counts();
    expect(left.flow_run).toBe(1);
    expect(left.log).toBe(5);
    expect(left.task_run).toBeLessThan(60);
    expect(left.task_run).toBeGreaterThan(0);
  });

  test("several instances at once delete what one would", async () => {
    await seedRuns(40, 3, 5);
    const cores = [bench.core, await bench.another(), await bench.another()];
    await Promise.all(cores.map((core) => runRound(core, oldFlowRuns)));
    await runRound(bench.core, orphans);
    expect(await counts()).toEqual(NOTHING);
    expect(bench.errors).toEqual([]);
  });

  test("they are found through the index of runs that have ended, and their children through their keys", async () => {
    const [id = ""] = await seedRuns(1, 30, 30);
    const place = { id, end_time: OLD };
    const plans = await plansOf(bench.core, async (core) => {
      await findOldFlowRuns(core, BEFORE, undefined, 100);
      await findOldFlowRuns(core, BEFORE, place, 100);
    });
    for (const plan of plans) {
      expect(plan).toContain("flow_run_ended_idx");
      expect(plan).not.toMatch(/TEMP B-TREE|Sort|SCAN/);
    }
    if (testDatabase.name === "postgresql") return;
    const work = await plansOfWork(bench.core, async (core) => {
      await readLeavingRuns(core, "log", undefined, 10);
      await readLeavingRuns(core, "artifact", id, 10);
      await deleteOldFlowRuns(core, BEFORE, pace());
    });
    expect(work.length).toBeGreaterThan(15);
    for (const plan of work) {
      expect(plan).not.toMatch(/SCAN (flow_run|task_run|flow_run_state|task_run_state|log|artifact)\b(?! USING)/);
    }
  });
});
