import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { fromJsonText } from "../../../src/db/json-text.ts";
import { deleteTaskRun, proposeTaskRunState } from "../../../src/domains/task-runs/task-run.commands.ts";
import { readTaskRun, readTaskRunStates } from "../../../src/domains/task-runs/task-run.queries.ts";
import { DeliveryDispatcher } from "../../../src/domains/task-workers/delivery-dispatcher.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";
import { begin, delay, PARAMETERS, TickingClock, Worker } from "./dispatching.ts";

describe.each(testDatabases)("the dispatcher of deliveries on $name", (testDatabase) => {
  let server: TestServer;
  let core: Core;
  let clock: TickingClock;
  let statements: string[];
  const dispatchers: DeliveryDispatcher[] = [];
  const workers: Worker[] = [];

  async function start(settings: TestServerOptions["settings"] = {}): Promise<void> {
    clock = new TickingClock(parseInstant("2026-01-01T00:00:00Z"));
    statements = [];
    server = await createTestServer(testDatabase, {
      clock,
      services: false,
      settings,
      onStatement: (statement) => statements.push(statement),
    });
    core = server.core;
  }
  async function stop(): Promise<void> {
    for (const worker of workers.splice(0)) worker.subscription.end("gone");
    for (const dispatcher of dispatchers.splice(0)) await dispatcher.drain();
    await server.close();
  }
  beforeEach(() => start());
  afterEach(stop);

  function newDispatcher(): DeliveryDispatcher {
    const dispatcher = new DeliveryDispatcher(core);
    dispatchers.push(dispatcher);
    return dispatcher;
  }
  function connect(dispatcher: DeliveryDispatcher, keys: readonly string[], acknowledges = false): Worker {
    const worker = new Worker(dispatcher, keys, acknowledges);
    workers.push(worker);
    return worker;
  }
  const pass = (seconds: number) => clock.advance(microsecondsFromSeconds(seconds));
  const deliveries = () =>
    core.database.all(core.database.sql.selectFrom("task_run_delivery").selectAll().orderBy("sequence"));
  /** A worker that has acknowledged a run, and the run. */
  async function acknowledged(dispatcher: DeliveryDispatcher) {
    const id = await delay(core, "a");
    const worker = connect(dispatcher, ["a"]);
    await worker.received(1);
    worker.subscription.acknowledge();
    await dispatcher.beat();
    return { id, worker };
  }

  test("hands out one at a time, in order, those that wait and those that come", async () => {
    const [first, second] = [await delay(core, "a"), await delay(core, "a")];
    const dispatcher = newDispatcher();
    const worker = connect(dispatcher, ["a"]);
    expect(await worker.received(1)).toEqual([first]);
    await dispatcher.beat();
    expect(worker.ids).toEqual([first]);
    worker.subscription.acknowledge();
    expect(await worker.received(2)).toEqual([first, second]);
    worker.subscription.acknowledge();
    const third = await delay(core, "a");
    expect(await worker.received(3)).toEqual([first, second, third]);
    expect((await deliveries()).map((row) => [row.task_run_id, row.acknowledged])).toEqual([
      [first, 1],
      [second, 1],
      [third, 0],
    ]);
  });

  test("retries go first, and a key with many runs does not keep another waiting", async () => {
    const many = [await delay(core, "many"), await delay(core, "many"), await delay(core, "many")];
    const few = await delay(core, "few");
    const retry = await delay(core, "many", "AwaitingRetry");
    const worker = connect(newDispatcher(), ["few", "many", "none"], true);
    expect(await worker.received(5)).toEqual([retry, few, ...many]);
  });

  test("spreads over workers, and spares those that have not begun what they have", async () => {
    const dispatcher = newDispatcher();
    const [one, two] = [connect(dispatcher, ["a"], true), connect(dispatcher, ["a"], true)];
    const first = await delay(core, "a");
    await expect.poll(() => one.ids.length + two.ids.length).toBe(1);
    const [busy, idle] = one.ids.length === 1 ? [one, two] : [two, one];
    const second = await delay(core, "a");
    expect(await idle.received(1)).toEqual([second]);
    await begin(core, second, "RUNNING");
    await dispatcher.beat();
    const third = await delay(core, "a");
    expect(await idle.received(2)).toEqual([second, third]);
    expect(busy.ids).toEqual([first]);
  });

  test("what a worker leaves unacknowledged goes to the next one, before all others", async () => {
    const [first] = [await delay(core, "a"), await delay(core, "a")];
    const dispatcher = newDispatcher();
    const lost = connect(dispatcher, ["a"]);
    expect(await lost.received(1)).toEqual([first]);
    lost.subscription.end("gone");
    const next = connect(dispatcher, ["a"]);
    expect(await next.received(1)).toEqual([first]);
  });

  test("a run that its worker had acknowledged and not begun is handed out again when the worker is gone", async () => {
    const dispatcher = newDispatcher();
    const { id, worker } = await acknowledged(dispatcher);
    worker.subscription.end("gone");
    await dispatcher.drain();
    const next = connect(dispatcher, ["a"]);
    await dispatcher.beat();
    expect(next.ids).toEqual([]);
    pass(2);
    await dispatcher.beat();
    expect(await next.received(1)).toEqual([id]);
    expect(await readTaskRunStates(core, id)).toHaveLength(1);
  });

  test("a run that was PENDING by then is scheduled anew with its parameters", async () => {
    const dispatcher = newDispatcher();
    const { id, worker } = await acknowledged(dispatcher);
    pass(1);
    await begin(core, id, "PENDING");
    await dispatcher.beat();
    worker.subscription.end("gone");
    await dispatcher.drain();
    const later = await delay(core, "a");
    pass(2);
    const next = connect(dispatcher, ["a"], true);
    await dispatcher.beat();
    // The later one may have gone out before the claim had run out.
    expect([...(await next.received(2))].sort()).toEqual([later, id].sort());
    const delivered = next.delivered.find((run) => run.id === id);
    expect(delivered).toMatchObject({ state_type: "SCHEDULED", state_name: "Scheduled" });
    expect(fromJsonText(delivered?.state_details ?? ("{}" as never))).toMatchObject({
      deferred: true,
      task_parameters_id: PARAMETERS,
    });
    expect((await readTaskRunStates(core, id)).map((state) => state.type)).toEqual([
      "SCHEDULED",
      "PENDING",
      "SCHEDULED",
    ]);
  });

  test("a run that has begun is nobody's business any more", async () => {
    const dispatcher = newDispatcher();
    const seen = await acknowledged(dispatcher);
    await begin(core, seen.id, "RUNNING");
    await dispatcher.beat();
    expect(await deliveries()).toEqual([]);
    expect(seen.worker.subscription.unbegun).toBe(0);
    const unseen = await acknowledged(dispatcher);
    await begin(core, unseen.id, "RUNNING");
    unseen.worker.subscription.end("gone");
    await dispatcher.drain();
    pass(2);
    await dispatcher.beat();
    expect(await deliveries()).toEqual([]);
    expect((await readTaskRun(core, unseen.id))?.state_type).toBe("RUNNING");
  });

  test("a run whose worker waits for its own retry has begun", async () => {
    const dispatcher = newDispatcher();
    const { id } = await acknowledged(dispatcher);
    await begin(core, id, "RUNNING");
    await proposeTaskRunState(core, id, { state: { type: "SCHEDULED", name: "AwaitingRetry" }, force: true });
    await dispatcher.beat();
    expect(await deliveries()).toEqual([]);
  });

  test("a worker that this server sends away keeps what it has acknowledged for a while", async () => {
    const dispatcher = newDispatcher();
    const { id, worker } = await acknowledged(dispatcher);
    worker.subscription.end("alive");
    await dispatcher.drain();
    const next = connect(dispatcher, ["a"]);
    pass(299);
    await dispatcher.beat();
    expect(next.ids).toEqual([]);
    pass(1);
    await dispatcher.beat();
    expect(await next.received(1)).toEqual([id]);
  });

  test("claims of a server process that is gone run out, those of one that lives do not", async () => {
    const gone = newDispatcher();
    const kept = await acknowledged(gone);
    const unacknowledged = await delay(core, "a");
    await kept.worker.received(2);
    const living = newDispatcher();
    const other = connect(living, ["b"]);
    const held = await delay(core, "b");
    await other.received(1);
    const witness = newDispatcher();
    const heir = connect(witness, ["a", "b"], true);
    for (let second = 0; second < 400; second += 1) {
      pass(1);
      if (second % 5 === 0) await living.beat();
      if (second % 20 === 0) await witness.beat();
      if (second === 20) expect(await heir.received(1)).toEqual([unacknowledged]);
    }
    expect(await heir.received(2)).toEqual([unacknowledged, kept.id]);
    expect(other.ids).toEqual([held]);
    // It wakes up after all: what it acknowledges now is another's.
    kept.worker.subscription.acknowledge();
    await gone.beat();
    expect((await deliveries()).filter((row) => row.task_run_id === unacknowledged)).toHaveLength(1);
    expect(heir.ids).toHaveLength(2);
  });

  test("two server processes deliver each run once", async () => {
    const [left, right] = [newDispatcher(), newDispatcher()];
    const all = [left, right, left, right, left, right].map((dispatcher) => connect(dispatcher, ["a", "b"], true));
    const ids = await Promise.all(Array.from({ length: 120 }, (_, index) => delay(core, index % 3 ? "a" : "b")));
    await expect.poll(() => all.flatMap((worker) => worker.ids).length, { timeout: 10_000 }).toBe(120);
    await Promise.all([left.beat(), right.beat()]);
    expect(all.flatMap((worker) => worker.ids).sort()).toEqual([...ids].sort());
    expect(await deliveries()).toHaveLength(120);
  });

  test("runs that were cancelled or deleted are not handed out", async () => {
    const [cancelled, deleted, kept] = [await delay(core, "a"), await delay(core, "a"), await delay(core, "a")];
    await proposeTaskRunState(core, cancelled, { state: { type: "CANCELLED" }, force: true });
    await deleteTaskRun(core, deleted);
    const worker = connect(newDispatcher(), ["a"], true);
    expect(await worker.received(1)).toEqual([kept]);
    await expect.poll(async () => (await deliveries()).map((row) => row.task_run_id)).toEqual([kept]);
  });

  test("a run that is scheduled anew is queued anew, whoever had it", async () => {
    const dispatcher = newDispatcher();
    const { id, worker } = await acknowledged(dispatcher);
    await begin(core, id, "RUNNING");
    const state_details = { deferred: true };
    await proposeTaskRunState(core, id, {
      state: { type: "SCHEDULED", name: "AwaitingRetry", state_details },
      force: true,
    });
    expect(await worker.received(2)).toEqual([id, id]);
    expect((await deliveries()).map((row) => row.is_retry)).toEqual([1]);
  });

  test("a run that stays PENDING for longer than the setting allows is handed out again", async () => {
    await stop();
    await start({ pendingTaskTimeout: microsecondsFromSeconds(60) });
    const dispatcher = newDispatcher();
    const { id, worker } = await acknowledged(dispatcher);
    await begin(core, id, "PENDING");
    pass(59);
    await dispatcher.beat();
    expect(worker.ids).toEqual([id]);
    pass(1);
    await dispatcher.beat();
    expect(await worker.received(2)).toEqual([id, id]);
  });

  test("a silent worker is given up after a while, one that may have no room is not", async () => {
    const dispatcher = newDispatcher();
    const silent = connect(dispatcher, ["a"]);
    await delay(core, "a");
    await silent.received(1);
    const full = await acknowledged(dispatcher);
    await delay(core, "a");
    await full.worker.received(2);
    pass(58);
    await dispatcher.beat();
    expect([silent.hasBeenGivenUp, full.worker.hasBeenGivenUp]).toEqual([false, false]);
    pass(2);
    await dispatcher.beat();
    expect([silent.hasBeenGivenUp, full.worker.hasBeenGivenUp]).toEqual([true, false]);
  });

  test("a signal that was lost costs a second", async () => {
    const dispatcher = newDispatcher();
    const worker = connect(dispatcher, ["a"]);
    await dispatcher.beat();
    const id = await delay(core, "b");
    const { sql: composer } = core.database;
    // As another process would have done it whose word does not get here.
    await core.database.transaction((transaction) =>
      transaction.run(composer.updateTable("task_run_delivery").set({ task_key: "a" })),
    );
    await dispatcher.beat();
    expect(await worker.received(1)).toEqual([id]);
  });

  test("a thousand idle workers cost two statements a beat", async () => {
    const dispatcher = newDispatcher();
    for (let index = 0; index < 1_000; index += 1) connect(dispatcher, [`key ${index % 50}`, `own ${index}`]);
    await dispatcher.beat();
    statements = [];
    await dispatcher.beat();
    expect(statements).toHaveLength(2);
  });

  // What PostgreSQL chooses for a few rows says nothing.
  if (testDatabase.name === "sqlite") {
    test("finds what it looks for through an index", async () => {
      const dispatcher = newDispatcher();
      const { worker } = await acknowledged(dispatcher);
      worker.subscription.end("gone");
      await dispatcher.drain();
      pass(2);
      await connect(dispatcher, ["a"], true).received(1);
      const reads = [...new Set(statements)].filter((statement) => /^(select|update) .*delivery/s.test(statement));
      const steps = await Promise.all(
        reads.map((statement) =>
          core.database.all<{ detail: string }>(sql.raw(`explain query plan ${statement.replaceAll("?", "'[1]'")}`)),
        ),
      );
      const plan = steps.flat().map((step) => step.detail);
      expect(plan.join("\n")).toContain(
        "task_run_delivery_task_key_claimed_by_is_retry_sequence_idx (task_key=? AND claimed_by=?)",
      );
      expect(plan.filter((step) => /^SCAN (?!queue|json_each)/.test(step))).toEqual([]);
    });
  }
});
