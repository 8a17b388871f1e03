/** The documents 11 and 12 of docs/graphql/operations exactly as they stand there: live, replayed, and in how many statements. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { createTaskRun, proposeTaskRunState } from "../../src/domains/task-runs/task-run.commands.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleDocument } from "./operations.ts";
import { type Subscriber, transports } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

interface TransitionData {
  readonly runStateTransitions: {
    readonly __typename: "RunStateTransition";
    readonly cursor: string;
    readonly kind: string;
    readonly runId: string;
    readonly from: { readonly type: string; readonly name: string } | null;
    readonly to: {
      readonly stateId: string;
      readonly type: string;
      readonly name: string;
      readonly message: string | null;
    };
    readonly taskRun: { readonly name: string } | null;
  };
}

interface TailData {
  readonly logTail: {
    readonly __typename: "LogBatch";
    readonly cursor: string;
    readonly logs: readonly {
      readonly timestamp: string;
      readonly level: number;
      readonly name: string;
      readonly message: string;
      readonly taskRunId: string | null;
    }[];
  };
}

interface Snapshot {
  readonly snapshotCursor: string;
}

const Transitions = exampleDocument<TransitionData>("11-run-state-transitions");
const Tail = exampleDocument<TailData>("12-log-tail");
const NOW = parseInstant("2026-03-01T12:00:00Z");

/** A replay reads pages, and looks again before it listens; none of it grows with the rows. */
const FEW_LOOKS = 8;

const cases = testDatabases.flatMap((testDatabase) =>
  transports.map(({ transport, connect }) => ({ name: testDatabase.name, testDatabase, transport, connect })),
);

describe.each(cases)("example streams on $name over $transport", ({ testDatabase, connect }) => {
  let server: TestDoor;
  let subscriber: Subscriber;

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
    subscriber = connect(await server.listen());
  });
  afterEach(async () => {
    await subscriber.close();
    expect(server.logged).toEqual([]);
    await server.close();
  });

  const snapshot = async (): Promise<string> =>
    (await server.query<Snapshot, object>("{ snapshotCursor }")).snapshotCursor;
  /** What a stream's replay reads of the log: rows that its filter narrows, unlike the server's own following of the log. */
  const readsOf = (table: "event" | "log", narrowedBy: string): string[] =>
    server.statements.filter(
      (statement) =>
        statement.startsWith(`select *`) &&
        statement.includes(`from "${table}" where`) &&
        statement.includes(narrowedBy),
    );

  test("11: the transitions of a run and its task runs, live, and once more from any of their cursors", async () => {
    const { core } = server;
    const flow = await aFlow(core);
    const run = await aFlowRun(core, flow, { state: { type: "PENDING" } });
    const other = await aFlowRun(core, flow, { state: { type: "PENDING" } });
    const after = await snapshot();
    const stream = subscriber.subscribe(Transitions, { flowRunId: run.id, after });
    const task = { flow_run_id: run.id, task_key: "work", dynamic_key: "0", name: "work-0" };
    await proposeFlowRunState(core, run.id, { state: { type: "RUNNING", message: "off it goes" } });
    await proposeFlowRunState(core, other.id, { state: { type: "RUNNING" } });
    const { run: taskRun } = await createTaskRun(core, task);
    await proposeTaskRunState(core, taskRun.id, { state: { type: "RUNNING" } });
    await proposeFlowRunState(core, run.id, { state: { type: "COMPLETED" } });

    const told: TransitionData["runStateTransitions"][] = [];
    for (let item = 0; item < 4; item += 1) told.push((await stream.next()).runStateTransitions);
    await stream.stop();
    const inShort = told.map(({ kind, runId, from, to }) => [kind, runId, from?.name ?? null, to.name, to.message]);
    expect(inShort).toEqual([
      ["FLOW_RUN", run.id, "Pending", "Running", "off it goes"],
      ["TASK_RUN", taskRun.id, null, "Pending", null],
      ["TASK_RUN", taskRun.id, "Pending", "Running", null],
      ["FLOW_RUN", run.id, "Running", "Completed", null],
    ]);
    expect(told.map((item) => item.taskRun?.name)).toEqual([undefined, "work-0", "work-0", undefined]);

    // From each place what follows it, and the same of it as before.
    for (const [place, { cursor }] of told.slice(0, -1).entries()) {
      const again = subscriber.subscribe(Transitions, { flowRunId: run.id, after: cursor });
      for (const expected of told.slice(place + 1)) expect((await again.next()).runStateTransitions).toEqual(expected);
      await again.stop();
    }
    // Without task runs, the run's own only.
    const own = subscriber.subscribe(Transitions, { flowRunId: run.id, includeTasks: false, after });
    for (const expected of [told[0], told[3]]) expect((await own.next()).runStateTransitions).toEqual(expected);
    await own.stop();
  });

  test("11: a replay of many transitions is a few looks at the log, and none at what they lead to", async () => {
    const { core } = server;
    const run = await aFlowRun(core, await aFlow(core), { state: { type: "PENDING" } });
    const after = await snapshot();
    const COUNT = 40;
    for (let change = 0; change < COUNT; change += 1) {
      await proposeFlowRunState(core, run.id, { state: { type: "RUNNING", name: `step ${change}` }, force: true });
    }
    server.statements.length = 0;
    const stream = subscriber.subscribe(Transitions, { flowRunId: run.id, includeTasks: false, after });
    const names: string[] = [];
    while (names.length < COUNT) names.push((await stream.next()).runStateTransitions.to.name);
    expect(names).toEqual(Array.from({ length: COUNT }, (_, change) => `step ${change}`));
    // One page has them all; the other looks tell that nothing came meanwhile.
    expect(readsOf("event", `"resource_id" =`).length).toBeGreaterThan(0);
    expect(readsOf("event", `"resource_id" =`).length).toBeLessThanOrEqual(FEW_LOOKS);
    expect(server.statements.filter((statement) => /"?task_run"?/.test(statement.split(" from ")[1] ?? ""))).toEqual(
      [],
    );
    await stream.stop();
  });

  test("12: the logs of all runs as they come, in batches, by level, and once more from a cursor", async () => {
    const { core } = server;
    const run = await aFlowRun(core, await aFlow(core));
    const log = (message: string, level = 20) => ({
      name: "prefect.flow_runs",
      level,
      message,
      timestamp: (NOW + 7) as Instant,
      flow_run_id: run.id,
      task_run_id: null,
    });
    await createLogs(core, [log("before")]);
    const after = await snapshot();
    const COUNT = 450;
    const lines = Array.from({ length: COUNT }, (_, line) => log(`line ${line}`, line % 9 === 0 ? 10 : 20));
    await createLogs(core, lines);
    const expected = lines.filter(({ level }) => level >= 20).map(({ message }) => message);

    const read = async (start: string) => {
      server.statements.length = 0;
      const stream = subscriber.subscribe(Tail, { after: start });
      const batches: TailData["logTail"][] = [];
      let count = 0;
      const missing = expected.length - (start === after ? 0 : told);
      while (count < missing) {
        const batch = (await stream.next()).logTail;
        batches.push(batch);
        count += batch.logs.length;
      }
      const reads = readsOf("log", `"level" >=`).length;
      await stream.stop();
      return { batches, messages: batches.flatMap(({ logs }) => logs.map(({ message }) => message)), reads };
    };
    let told = 0;
    const all = await read(after);
    // Debug lines are left out without being asked: the document's own default.
    expect(all.messages).toEqual(expected);
    // The pages of the replay, and looks at whether more has come meanwhile.
    expect(all.reads).toBeGreaterThan(0);
    expect(all.reads).toBeLessThanOrEqual(FEW_LOOKS);
    expect(all.batches.length).toBeLessThan(10);
    const [first] = all.batches;
    expect(first?.logs[0]).toMatchObject({
      timestamp: formatInstant((NOW + 7) as Instant),
      level: 20,
      name: "prefect.flow_runs",
      message: "line 1",
      taskRunId: null,
    });
    told = first?.logs.length ?? 0;
    expect((await read(first?.cursor ?? "")).messages).toEqual(expected.slice(told));

    // Live, with a filter of its own.
    const live = subscriber.subscribe(Tail, { filter: { flowRunId: [run.id], minLevel: 40 }, after: await snapshot() });
    await createLogs(core, [log("quiet"), log("loud", 40), log("louder", 50)]);
    expect((await live.next()).logTail.logs.map(({ message }) => message)).toEqual(["loud", "louder"]);
    await live.stop();
  });
});
