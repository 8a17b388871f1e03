/** Limits on how many runs of a deployment go on at once, as workers and flows meet them. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repossessExpiredLeases } from "../../../src/domains/concurrency/lease-end.commands.ts";
import { lateRuns } from "../../../src/services/late-runs.ts";
import { runRound } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { clientOf, type LimitBench, openLimitBench } from "./limits-support.ts";

const CANCEL_NEW = { collision_strategy: "CANCEL_NEW" };
const SHORT_GRACE = { collision_strategy: "ENQUEUE", grace_period_seconds: 60 };

describe.each(testDatabases)("limits of deployments on $name", (testDatabase) => {
  let bench: LimitBench;
  beforeEach(async () => {
    bench = await openLimitBench(testDatabase);
  });
  afterEach(() => bench.close());

  const leaseOf = async (runId: string): Promise<string | null> =>
    (await bench.call("GET", `/flow_runs/${runId}`)).body.state.state_details.deployment_concurrency_lease_id;

  test("a limit of 1 serialises: the second run comes again until the first has ended", async () => {
    const { propose, schedule } = bench;
    const { id, limitId } = await bench.deploy(1);
    const [first, second] = [await schedule(id), await schedule(id)];
    expect(await propose(first, "PENDING")).toEqual(["ACCEPT", "Pending"]);
    const { body } = await bench.call("POST", `/flow_runs/${second}/set_state`, { state: { type: "PENDING" } });
    expect(body).toMatchObject({
      status: "REJECT",
      details: { reason: "Deployment concurrency limit reached." },
      state: {
        type: "SCHEDULED",
        name: "AwaitingConcurrencySlot",
        state_details: { scheduled_time: "2026-01-01T00:00:30.000000Z", deployment_concurrency_lease_id: null },
      },
    });
    expect(await propose(first, "RUNNING")).toEqual(["ACCEPT", "Running"]);
    expect(await leaseOf(first)).toMatch(/^[0-9a-f-]{36}$/);
    bench.advance(30);
    expect(await propose(second, "PENDING")).toEqual(["REJECT", "AwaitingConcurrencySlot"]);
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
    expect(await propose(first, "COMPLETED")).toEqual(["ACCEPT", "Completed"]);
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
    bench.advance(30);
    expect(await propose(second, "PENDING")).toEqual(["ACCEPT", "Pending"]);
    expect(await propose(second, "CRASHED")).toEqual(["ACCEPT", "Crashed"]);
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
  });

  test("a deployment may have the run that is one too many cancelled, also one that is late", async () => {
    const { propose, schedule } = bench;
    const { id, limitId } = await bench.deploy(1, CANCEL_NEW);
    const [first, second, late] = [await schedule(id), await schedule(id), await schedule(id)];
    expect(await propose(first, "PENDING")).toEqual(["ACCEPT", "Pending"]);
    expect(await propose(second, "PENDING")).toEqual(["REJECT", "Cancelled"]);
    bench.advance(20);
    await runRound(bench.server.core, lateRuns);
    const { state } = (await bench.call("GET", `/flow_runs/${late}`)).body;
    expect(state).toMatchObject({ name: "Cancelled", message: "Deployment concurrency limit reached." });
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
  });

  test("a run that is late is not cancelled where slots have come free with time", async () => {
    const { propose, schedule } = bench;
    const { id, limitId } = await bench.deploy(1, CANCEL_NEW);
    await bench.call("PATCH", `/v2/concurrency_limits/${limitId}`, { slot_decay_per_second: 0.05 });
    const [first, early] = [await schedule(id), await schedule(id)];
    expect(await propose(first, "PENDING")).toEqual(["ACCEPT", "Pending"]);
    bench.advance(19);
    await runRound(bench.server.core, lateRuns);
    expect((await bench.call("GET", `/flow_runs/${early}`)).body.state.name).toBe("Cancelled");
    const late = await schedule(id);
    bench.advance(20);
    await runRound(bench.server.core, lateRuns);
    expect((await bench.call("GET", `/flow_runs/${late}`)).body.state.name).toBe("Late");
  });

  test("a run under a limit of 0 is given up", async () => {
    const { id, limitId } = await bench.deploy(1);
    await bench.call("PATCH", `/v2/concurrency_limits/${limitId}`, { limit: 0 });
    expect((await bench.propose(await bench.schedule(id), "PENDING"))[0]).toBe("ABORT");
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
  });

  test("a run that takes too long to start loses its slot to the next, and is cancelled when it comes", async () => {
    const { propose, schedule } = bench;
    const { id, limitId } = await bench.deploy(1, SHORT_GRACE);
    const [slow, next] = [await schedule(id), await schedule(id)];
    await propose(slow, "PENDING");
    bench.advance(59);
    expect((await propose(next, "PENDING"))[1]).toBe("AwaitingConcurrencySlot");
    bench.advance(2);
    expect(await propose(next, "PENDING")).toEqual(["ACCEPT", "Pending"]);
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
    expect(await propose(slow, "RUNNING")).toEqual(["REJECT", "Cancelled"]);
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
    bench.advance(30);
    expect(await propose(next, "RUNNING")).toEqual(["ACCEPT", "Running"]);
  });

  test("a run that comes late but finds a slot free runs, under a new lease if need be", async () => {
    const { propose, schedule } = bench;
    const { id, limitId } = await bench.deploy(1, SHORT_GRACE);
    const run = await schedule(id);
    await propose(run, "PENDING");
    const lease = await leaseOf(run);
    bench.advance(61);
    expect(await repossessExpiredLeases(bench.server.core)).toEqual({ ended: 1, isMore: false });
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
    expect(await propose(run, "RUNNING")).toEqual(["ACCEPT", "Running"]);
    const newLease = await leaseOf(run);
    expect(newLease).not.toBe(lease);
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
    expect((await bench.call("POST", `/v2/concurrency_limits/leases/${newLease}/renew`, {})).status).toBe(204);
    expect((await bench.call("POST", `/v2/concurrency_limits/leases/${lease}/renew`, {})).status).toBe(410);
    await propose(run, "FAILED");
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
  });

  test("a run that is to wait before it starts keeps its slot by asking", async () => {
    const { id, limitId } = await bench.deploy(1, SHORT_GRACE);
    const run = await bench.schedule(id);
    const state = { type: "PENDING", state_details: { scheduled_time: "2026-01-01T00:02:00Z" } };
    await bench.call("POST", `/flow_runs/${run}/set_state`, { state });
    for (let asked = 0; asked < 2; asked += 1) {
      bench.advance(50);
      expect((await bench.propose(run, "RUNNING"))[0]).toBe("WAIT");
    }
    expect(await repossessExpiredLeases(bench.server.core)).toEqual({ ended: 0, isMore: false });
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
  });

  test("clients that renew no leases keep their slots as long as they run, and give them back", async () => {
    const { propose, schedule } = bench;
    const old = clientOf(bench.server, "3.4.10");
    const { id, limitId } = await bench.deploy(1);
    const run = await schedule(id);
    await propose(run, "PENDING", old);
    await propose(run, "RUNNING", old);
    bench.advance(30 * 86_400);
    expect(await repossessExpiredLeases(bench.server.core)).toEqual({ ended: 0, isMore: false });
    expect((await propose(await schedule(id), "PENDING"))[0]).toBe("REJECT");
    await propose(run, "COMPLETED", old);
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
  });

  test("workers that take the slots themselves are given none, and take nobody else's back", async () => {
    const { propose, schedule } = bench;
    const managing = clientOf(bench.server, "3.0.3");
    const { id, limitId } = await bench.deploy(1);
    const [own, other] = [await schedule(id), await schedule(id)];
    await propose(own, "PENDING", managing);
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
    await propose(other, "PENDING");
    await propose(own, "RUNNING", managing);
    await propose(own, "COMPLETED", managing);
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
  });

  test("a run that retries in its process keeps its slot; one that is scheduled anew gives it back", async () => {
    const { propose } = bench;
    const { id, limitId } = await bench.deploy(1);
    const run = await bench.schedule(id);
    await bench.call("PATCH", `/flow_runs/${run}`, { empirical_policy: { retries: 1 } });
    await propose(run, "PENDING");
    await propose(run, "RUNNING");
    expect(await propose(run, "FAILED")).toEqual(["REJECT", "AwaitingRetry"]);
    expect(await bench.books(limitId)).toEqual({ active: 1, leases: 1 });
    await propose(run, "RUNNING");
    await propose(run, "SCHEDULED");
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
  });

  test("deleting a run, its deployment or its limit leaves no slot behind", async () => {
    const { propose, schedule } = bench;
    const { id, limitId } = await bench.deploy(3);
    const [deleted, forgotten, unlimited] = [await schedule(id), await schedule(id), await schedule(id)];
    for (const run of [deleted, forgotten, unlimited]) await propose(run, "PENDING");
    expect(await bench.books(limitId)).toEqual({ active: 3, leases: 3 });
    await bench.call("DELETE", `/flow_runs/${deleted}`);
    expect(await bench.books(limitId)).toEqual({ active: 2, leases: 2 });
    await bench.call("DELETE", `/v2/concurrency_limits/${limitId}`);
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
    expect(await propose(unlimited, "RUNNING")).toEqual(["ACCEPT", "Running"]);
    await bench.call("DELETE", `/deployments/${id}`);
    expect(await propose(forgotten, "CRASHED")).toEqual(["ACCEPT", "Crashed"]);
    expect(await bench.server.core.database.all(sql`select id from concurrency_lease`)).toEqual([]);
  });

  test("never lets more runs in than the limit, however many come at once", async () => {
    const { id, limitId } = await bench.deploy(3);
    const runs: string[] = [];
    for (let index = 0; index < 12; index += 1) runs.push(await bench.schedule(id));
    const answers = await Promise.all(runs.map((run) => bench.propose(run, "PENDING")));
    expect(answers.filter(([status]) => status === "ACCEPT")).toHaveLength(3);
    expect(await bench.books(limitId)).toEqual({ active: 3, leases: 3 });
    const ends = runs.flatMap((run) => [bench.propose(run, "COMPLETED"), bench.propose(run, "CRASHED")]);
    await Promise.all(ends);
    expect(await bench.books(limitId)).toEqual({ active: 0, leases: 0 });
  });
});

describe.each(testDatabases)("what limits cost on $name", (testDatabase) => {
  test("runs of deployments without a limit, and tasks without limited tags, need no further statement", async () => {
    const statements: string[] = [];
    const bench = await openLimitBench(testDatabase, { onStatement: (text) => void statements.push(text) });
    try {
      const { id } = await bench.deploy(null);
      const { body: bare } = await bench.call("POST", "/flow_runs/", {
        flow_id: (await bench.call("GET", `/deployments/${id}`)).body.flow_id,
        state: { type: "SCHEDULED" },
      });
      const run = await bench.schedule(id);
      const costs = async (work: () => Promise<unknown>): Promise<number> => {
        // No two states of a run share a time, and to find another takes a statement.
        bench.advance(1);
        statements.length = 0;
        await work();
        return statements.filter((text) => !/^(begin|commit|savepoint|release)/i.test(text)).length;
      };
      for (const type of ["PENDING", "RUNNING", "COMPLETED"]) {
        const without = await costs(() => bench.propose(bare.id, type));
        expect(await costs(() => bench.propose(run, type))).toBe(without);
        // One statement that reads, and one each for the run, its state and its event, or one for all of them.
        expect(without).toBe(testDatabase.name === "postgresql" ? 2 : 4);
      }
      const task = async (tags: readonly string[]): Promise<string> =>
        (
          await bench.call("POST", "/task_runs/", {
            task_key: "task",
            dynamic_key: tags.join(),
            tags,
            flow_run_id: null,
          })
        ).body.id;
      const propose = (taskRun: string, type: string) =>
        costs(() => bench.call("POST", `/task_runs/${taskRun}/set_state`, { state: { type } }));
      const [plain, tagged] = [await task([]), await task(["a", "b"])];
      for (const type of ["RUNNING", "COMPLETED"]) expect(await propose(tagged, type)).toBe(await propose(plain, type));
    } finally {
      await bench.close();
    }
  });
});
