/**
 * The books of slots under random interleavings: whatever clients, rules, people and the repossessor do at once, a limit's
 * active slots are those of the leases on it. BOOKS_SEED in the environment repeats a run that failed.
 */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { fromJsonText } from "../../../src/db/json-text.ts";
import {
  createConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
  resetConcurrencyLimit,
  updateConcurrencyLimit,
} from "../../../src/domains/concurrency/concurrency-limit.commands.ts";
import { giveBackTagSlots, takeTagSlots } from "../../../src/domains/concurrency/concurrency-limit-v1.commands.ts";
import {
  acquireSlotsWithLease,
  releaseLease,
  renewLease,
} from "../../../src/domains/concurrency/concurrency-slots.commands.ts";
import { repossessExpiredLeases } from "../../../src/domains/concurrency/lease-end.commands.ts";
import { deleteFlowRun } from "../../../src/domains/flow-runs/flow-run.commands.ts";
import { createFlowRun } from "../../../src/domains/flow-runs/flow-run-create.commands.ts";
import { proposeFlowRunState } from "../../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createTaskRun, deleteTaskRun, proposeTaskRunState } from "../../../src/domains/task-runs/task-run.commands.ts";
import { PenstockError } from "../../../src/errors.ts";
import type { ConcurrencyLease } from "../../../src/orchestration/slots/limit.ts";
import { type StateType, stateTypes } from "../../../src/orchestration/states.ts";
import { microseconds, microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { addMicroseconds } from "../../../src/time/instant.ts";
import { openBench } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

/** Rounds of several requests at once; the books are audited after each. */
const ROUNDS = 60;
const REQUESTS_AT_ONCE = 8;
const TIMEOUT_MILLISECONDS = 120_000;
const NAMES = ["a", "b", "tag:x", "tag:y", "deployment"] as const;
const TAGS = [["x"], ["y"], ["x", "y"]] as const;
const CLIENTS = [null, "3.0.3", "3.4.10", "3.9.1", "3.9.1"] as const;

const SEED = Number(process.env.BOOKS_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Audit {
  readonly leases: readonly ConcurrencyLease[];
  /** What leases hold of limits, as they name them and as it is kept to be found by limit: pairs of a lease and a limit. */
  readonly named: readonly string[];
  readonly found: readonly string[];
  readonly limits: readonly { readonly name: string; readonly active_slots: number; readonly leased: number }[];
}

async function audit({ database }: Core): Promise<Audit> {
  return database.transaction(async (transaction) => {
    const leases = await transaction.all(database.sql.selectFrom("concurrency_lease").selectAll());
    const limits = await transaction.all(database.sql.selectFrom("concurrency_limit_v2").selectAll().orderBy("name"));
    const leased = (id: string): number =>
      leases
        .filter((lease) => fromJsonText<string[]>(lease.resource_ids).includes(id))
        .reduce((sum, lease) => sum + lease.slots, 0);
    const holdings = await transaction.all(database.sql.selectFrom("concurrency_holding").selectAll());
    const named = leases.flatMap((lease) =>
      fromJsonText<string[]>(lease.resource_ids).map((id) => `${lease.id} ${id}`),
    );
    return {
      leases,
      named: named.sort(),
      found: holdings.map((holding) => `${holding.lease_id} ${holding.limit_id}`).sort(),
      limits: limits.map(({ id, name, active_slots }) => ({ name, active_slots, leased: leased(id) })),
    };
  });
}

describe.each(testDatabases)("the books of slots on $name", (testDatabase) => {
  test(`hold under every interleaving (seed ${SEED})`, { timeout: TIMEOUT_MILLISECONDS }, async () => {
    const random = randomFrom(SEED);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const bench = await openBench(testDatabase);
    try {
      // On PostgreSQL two processes; SQLite has one writer, so two take turns there.
      const cores = [bench.core, await bench.another()];
      const { core, clock } = bench;
      const seed = new SeedRows(clock.now());
      const flow = seed.flow({ name: "flow" });
      const deployment = seed.deployment({ flow_id: flow.id, name: "deployment" });
      await seed.insert(core.database);
      const largest = new Map<string, number>();
      for (const name of NAMES) {
        const { id } = await createConcurrencyLimit(core, { ...NEW_LIMIT_DEFAULTS, name, limit: 2 });
        largest.set(name, 2);
        if (name !== "deployment") continue;
        await core.database.transaction((transaction) =>
          transaction.run(sql`update deployment set concurrency_limit_id = ${id}`),
        );
      }
      const flowRuns: string[] = [];
      const taskRuns: { readonly id: string; readonly tags: readonly string[] }[] = [];
      const addFlowRun = async (): Promise<void> => {
        const { run } = await createFlowRun(core, {
          flow_id: flow.id,
          deployment_id: deployment.id,
          state: { type: "SCHEDULED" },
          empirical_policy: { retries: Math.floor(random() * 2) },
        });
        flowRuns.push(run.id);
      };
      const addTaskRun = async (): Promise<void> => {
        const tags = pick(TAGS);
        const dynamic_key = String(taskRuns.length);
        const { run } = await createTaskRun(core, { task_key: "task", dynamic_key, tags });
        taskRuns.push({ id: run.id, tags });
      };
      for (let index = 0; index < 5; index += 1) {
        await addFlowRun();
        await addTaskRun();
      }
      let known: readonly ConcurrencyLease[] = [];
      let ended = 0;
      let moment = 0;

      const proposeFlowState = (by: Core) => {
        const type: StateType = pick(["PENDING", "PENDING", "RUNNING", "RUNNING", "COMPLETED", ...stateTypes]);
        const request = { state: { type }, clientVersion: pick(CLIENTS), force: random() < 0.1 };
        return proposeFlowRunState(by, pick(flowRuns), request);
      };
      const proposeTaskState = (by: Core) => {
        const type: StateType = pick(["RUNNING", "RUNNING", "COMPLETED", ...stateTypes]);
        // No two states of a task run may be of the same time, and within a round no time passes.
        moment += 1;
        const timestamp = addMicroseconds(clock.now(), microseconds(moment));
        return proposeTaskRunState(by, pick(taskRuns).id, { state: { type, timestamp }, force: random() < 0.1 });
      };
      const acquire = (by: Core) =>
        acquireSlotsWithLease(by, {
          names: NAMES.filter(() => random() < 0.4),
          slots: 1 + Math.floor(random() * 2),
          mode: "concurrency",
          leaseDuration: microsecondsFromSeconds(60 + random() * 200),
          holder: random() < 0.5 ? { type: "task_run", id: pick(taskRuns).id } : null,
        });
      const leaseId = (): string => pick(known)?.id ?? deployment.id;
      const changeLimit = (by: Core) => {
        const name = pick(NAMES);
        const limit = 1 + Math.floor(random() * 4);
        largest.set(name, Math.max(largest.get(name) ?? 0, limit));
        return updateConcurrencyLimit(by, name, { limit });
      };
      const requests: readonly ((by: Core) => Promise<unknown>)[] = [
        proposeFlowState,
        proposeFlowState,
        proposeFlowState,
        proposeTaskState,
        proposeTaskState,
        acquire,
        acquire,
        (by) => releaseLease(by, leaseId()),
        (by) => renewLease(by, leaseId(), microsecondsFromSeconds(60)),
        (by) => takeTagSlots(by, pick(TAGS), pick(taskRuns).id),
        (by) => giveBackTagSlots(by, pick(TAGS), pick(taskRuns).id),
        repossessExpiredLeases,
        changeLimit,
        (by) => updateConcurrencyLimit(by, pick(NAMES), { active: random() < 0.8 }),
        (by) => (random() < 0.2 ? resetConcurrencyLimit(by, pick(NAMES)) : Promise.resolve()),
        (by) => (random() < 0.3 ? deleteFlowRun(by, pick(flowRuns)) : Promise.resolve()),
        (by) => (random() < 0.3 ? deleteTaskRun(by, pick(taskRuns).id) : Promise.resolve()),
      ];
      const refusable = async (request: Promise<unknown>): Promise<void> => {
        try {
          await request;
        } catch (error) {
          if (!(error instanceof PenstockError)) throw error;
        }
      };

      for (let round = 0; round < ROUNDS; round += 1) {
        const some = Array.from({ length: REQUESTS_AT_ONCE }, () => refusable(pick(requests)(pick(cores))));
        await Promise.all(some);
        const { leases, limits, named, found } = await audit(core);
        expect(found, `after round ${round} of seed ${SEED}`).toEqual(named);
        ended += known.filter((lease) => !leases.some((other) => other.id === lease.id)).length;
        known = leases;
        for (const limit of limits) {
          const label = `${limit.name} after round ${round} of seed ${SEED}`;
          expect(limit.active_slots, label).toBe(limit.leased);
          expect(limit.active_slots, label).toBeLessThanOrEqual(largest.get(limit.name) ?? 0);
        }
        clock.advance(microsecondsFromSeconds(random() * 40));
        if (random() < 0.3) await addFlowRun();
        if (random() < 0.3) await addTaskRun();
      }
      // The simulation is no use if nothing was taken and given back in it.
      expect(ended, `leases ended with seed ${SEED}`).toBeGreaterThan(ROUNDS / 4);

      // Everybody dies: runs are deleted, nobody renews a lease.
      for (const id of flowRuns) await refusable(deleteFlowRun(core, id));
      for (const { id } of taskRuns) await refusable(deleteTaskRun(core, id));
      clock.advance(microsecondsFromSeconds(86_400));
      while ((await repossessExpiredLeases(core)).isMore);
      const { leases, limits } = await audit(core);
      // Slots that a client took under the name of a task run that was gone by then are nobody's to give back.
      expect(leases.filter((lease) => lease.holder_type === "flow_run")).toEqual([]);
      for (const { id } of taskRuns) await giveBackTagSlots(core, ["x", "y"], id);
      expect((await audit(core)).leases, `seed ${SEED}`).toEqual([]);
      expect(limits.map(({ name }) => name)).toEqual([...NAMES].sort());
      for (const limit of (await audit(core)).limits) expect(limit, `seed ${SEED}`).toMatchObject({ active_slots: 0 });
    } finally {
      await bench.close();
    }
  });
});
