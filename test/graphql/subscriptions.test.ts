import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EMPTY_OBJECT, toJsonText } from "../../src/db/json-text.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { deleteFlowRun, updateFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { newId } from "../../src/ids.ts";
import type { StateType } from "../../src/orchestration/states.ts";
import { microseconds } from "../../src/time/duration.ts";
import { addMicroseconds, formatInstant, type Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { type Subscriber, transports } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const Transitions = graphql(`
  subscription Transitions($id: ID!, $includeTasks: Boolean, $after: String) {
    runStateTransitions(flowRunId: $id, includeTasks: $includeTasks, after: $after) {
      __typename
      ... on RunStateTransition {
        cursor
        sequence
        kind
        runId
        from {
          type
          name
        }
        to {
          type
          name
          message
          timestamp
        }
        occurred
        flowRun {
          name
        }
        taskRun {
          name
        }
      }
      ... on StreamGap {
        reason
        after
        resumeAfter
      }
    }
  }
`);

const Changes = graphql(`
  subscription Changes($filter: FlowRunFilter, $after: String) {
    flowRunChanges(filter: $filter, after: $after) {
      __typename
      ... on FlowRunChange {
        cursor
        kind
        runId
        flowRun {
          name
          stateName
          flow {
            name
          }
        }
      }
    }
  }
`);

const Tail = graphql(`
  subscription Tail($filter: LogFilter, $after: String) {
    logTail(filter: $filter, after: $after) {
      __typename
      ... on LogBatch {
        cursor
        logs {
          message
          level
          flowRun {
            name
          }
        }
      }
    }
  }
`);

const Snapshot = graphql(`
  query Snapshot {
    snapshotCursor
    flowRuns {
      nodes {
        name
        stateName
      }
    }
  }
`);

const cases = testDatabases.flatMap((testDatabase) =>
  transports.map(({ transport, connect }) => ({ name: testDatabase.name, testDatabase, transport, connect })),
);

describe.each(cases)("subscriptions on $name over $transport", ({ testDatabase, connect }) => {
  let server: TestDoor;
  let url: string;
  let subscriber: Subscriber;

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
    url = await server.listen();
    subscriber = connect(url);
  });
  afterEach(async () => {
    await subscriber.close();
    // Whoever has gone leaves nothing behind.
    await expect.poll(() => server.door.open).toEqual({ streams: 0, sockets: 0, filters: 0, followers: 0 });
    expect(server.logged).toEqual([]);
    await server.close();
  });

  const snapshot = async (): Promise<string> => (await server.query(Snapshot)).snapshotCursor;
  const propose = (id: string, type: StateType, name?: string) =>
    proposeFlowRunState(server.core, id, { state: { type, name: name ?? null }, force: true });

  /** An event as clients send it that orchestrate their tasks themselves. */
  const taskEvent = (flowRunId: string, taskRunId: string, name: string, from: StateType | null, to: StateType) => {
    const occurred = server.core.clock.now();
    return {
      id: newId(occurred),
      occurred,
      event: `prefect.task-run.${name}`,
      resource_id: `prefect.task-run.${taskRunId}`,
      resource: toJsonText({ "prefect.resource.id": `prefect.task-run.${taskRunId}` }),
      related: toJsonText([
        { "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" },
      ]),
      payload: toJsonText({
        initial_state: from === null ? null : { type: from, name: from },
        validated_state: { type: to, name, message: null },
      }),
      follows: null,
      flow_run_id: flowRunId,
    };
  };

  test("tells every transition of a run, from a cursor on and live, exactly once", async () => {
    const flow = await aFlow(server.core);
    const run = await aFlowRun(server.core, flow, { name: "mine" });
    const other = await aFlowRun(server.core, flow, { name: "other" });
    const after = Buffer.from("e0:0").toString("base64url");
    await propose(run.id, "RUNNING");
    const stream = subscriber.subscribe(Transitions, { id: run.id, after });
    const first = (await stream.next()).runStateTransitions;
    expect(first).toMatchObject({
      __typename: "RunStateTransition",
      kind: "FLOW_RUN",
      runId: run.id,
      from: null,
      to: { type: "PENDING", name: "Pending", message: null, timestamp: formatInstant(run.state_timestamp as Instant) },
      occurred: formatInstant(run.state_timestamp as Instant),
      flowRun: { name: "mine" },
      taskRun: null,
    });
    expect((await stream.next()).runStateTransitions).toMatchObject({
      from: { name: "Pending" },
      to: { name: "Running" },
    });
    await propose(other.id, "RUNNING");
    await propose(run.id, "COMPLETED", "Fine");
    const last = (await stream.next()).runStateTransitions;
    expect(last).toMatchObject({ from: { type: "RUNNING" }, to: { type: "COMPLETED", name: "Fine" } });
    if (first.__typename !== "RunStateTransition" || last.__typename !== "RunStateTransition") throw new Error("a gap");
    expect(last.sequence).toBeGreaterThan(first.sequence);
    await stream.stop();

    // The cursor is good for another connection, and tells of what came meanwhile.
    await propose(run.id, "RUNNING", "Again");
    const resumed = subscriber.subscribe(Transitions, { id: run.id, after: last.cursor });
    expect((await resumed.next()).runStateTransitions).toMatchObject({ from: { name: "Fine" }, to: { name: "Again" } });
    await resumed.stop();
  });

  test("goes on without gap or duplicate when connections are cut while the run goes on", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const names = Array.from({ length: 60 }, (_, index) => `step ${index}`);
    let after = await snapshot();
    const writing = (async () => {
      for (const name of names) await propose(run.id, "RUNNING", name);
    })();
    const seen: string[] = [];
    while (seen.length < names.length) {
      const connection = connect(url);
      const stream = connection.subscribe(Transitions, { id: run.id, after });
      for (let items = 0; items < 7 && seen.length < names.length; items += 1) {
        const item = (await stream.next()).runStateTransitions;
        if (item.__typename !== "RunStateTransition") throw new Error("a gap");
        seen.push(item.to.name);
        after = item.cursor;
      }
      connection.cut();
      await connection.close();
    }
    await writing;
    expect(seen).toEqual(names);
  });

  test("tells of task runs that clients orchestrate themselves, if asked to, and of nothing else", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const after = await snapshot();
    const taskRunId = newId(server.core.clock.now());
    const heartbeat = {
      ...taskEvent(run.id, taskRunId, "x", null, "PENDING"),
      event: "prefect.flow-run.heartbeat",
      payload: EMPTY_OBJECT,
    };
    await receiveEvents(server.core, [
      taskEvent(run.id, taskRunId, "Pending", null, "PENDING"),
      { ...heartbeat, id: newId(server.core.clock.now()), resource_id: `prefect.flow-run.${run.id}` },
      taskEvent(run.id, taskRunId, "Running", "PENDING", "RUNNING"),
    ]);
    await propose(run.id, "COMPLETED");
    const all = subscriber.subscribe(Transitions, { id: run.id, includeTasks: true, after });
    const own = subscriber.subscribe(Transitions, { id: run.id, after });
    const seen = [];
    for (let items = 0; items < 3; items += 1) seen.push((await all.next()).runStateTransitions);
    expect(seen).toMatchObject([
      { kind: "TASK_RUN", runId: taskRunId, from: null, to: { name: "Pending" } },
      { kind: "TASK_RUN", runId: taskRunId, from: { type: "PENDING" }, to: { name: "Running", type: "RUNNING" } },
      { kind: "FLOW_RUN", runId: run.id, to: { name: "Completed" } },
    ]);
    expect((await own.next()).runStateTransitions).toMatchObject({ kind: "FLOW_RUN", to: { name: "Completed" } });
    await Promise.all([all.stop(), own.stop()]);
  });

  test("follows a list: a query's snapshot, then every change of runs that match", async () => {
    const flow = await aFlow(server.core, "f");
    const kept = await aFlowRun(server.core, flow, { name: "kept", tags: ["mine"] });
    const after = await snapshot();
    await propose(kept.id, "RUNNING");
    const all = subscriber.subscribe(Changes, { after });
    const mine = subscriber.subscribe(Changes, { after, filter: { tags: { all: ["mine"] } } });
    const running = {
      kind: "CHANGED",
      runId: kept.id,
      flowRun: { name: "kept", stateName: "Running", flow: { name: "f" } },
    };
    expect((await all.next()).flowRunChanges).toMatchObject(running);
    expect((await mine.next()).flowRunChanges).toMatchObject(running);
    const other = await aFlowRun(server.core, flow, { name: "other" });
    expect((await all.next()).flowRunChanges).toMatchObject({
      kind: "ENTERED",
      flowRun: { name: "other", stateName: "Pending" },
    });
    await updateFlowRun(server.core, other.id, { name: "renamed", tags: ["mine"] });
    const renamed = { kind: "CHANGED", runId: other.id, flowRun: { name: "renamed" } };
    expect((await all.next()).flowRunChanges).toMatchObject(renamed);
    expect((await mine.next()).flowRunChanges).toMatchObject({ ...renamed, kind: "ENTERED" });
    await deleteFlowRun(server.core, kept.id);
    const deleted = { kind: "LEFT", runId: kept.id, flowRun: null };
    expect((await all.next()).flowRunChanges).toMatchObject(deleted);
    expect((await mine.next()).flowRunChanges).toMatchObject(deleted);
    await Promise.all([all.stop(), mine.stop()]);
  });

  test("follows one run of a list by its id alone", async () => {
    const flow = await aFlow(server.core, "f");
    const mine = await aFlowRun(server.core, flow, { name: "mine" });
    const other = await aFlowRun(server.core, flow, { name: "other" });
    const stream = subscriber.subscribe(Changes, { after: await snapshot(), filter: { id: { in: [mine.id] } } });
    await propose(other.id, "RUNNING");
    await deleteFlowRun(server.core, other.id);
    await propose(mine.id, "RUNNING");
    expect((await stream.next()).flowRunChanges).toMatchObject({ runId: mine.id, kind: "CHANGED" });
    await deleteFlowRun(server.core, mine.id);
    expect((await stream.next()).flowRunChanges).toMatchObject({ runId: mine.id, kind: "LEFT" });
    await stream.stop();
  });

  test("tails logs that match, in batches", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core), { name: "r" });
    const line = (message: string, level: number) => ({
      name: "prefect.flow_runs",
      level,
      message,
      timestamp: addMicroseconds(server.core.clock.now(), microseconds(-1_000_000)),
      flow_run_id: run.id,
      task_run_id: null,
    });
    const after = await snapshot();
    await createLogs(server.core, [line("a", 20), line("b", 10), line("c", 40)]);
    const stream = subscriber.subscribe(Tail, { after, filter: { minLevel: 20, flowRunId: [run.id] } });
    const messages: string[] = [];
    let cursor = "";
    const read = async (count: number): Promise<void> => {
      while (messages.length < count) {
        const batch = (await stream.next()).logTail;
        if (batch.__typename !== "LogBatch") throw new Error("a gap");
        messages.push(...batch.logs.map((log) => `${log.flowRun?.name} ${log.message}`));
        cursor = batch.cursor;
      }
    };
    await read(2);
    await createLogs(server.core, [line("d", 30)]);
    await read(3);
    expect(messages).toEqual(["r a", "r c", "r d"]);
    await stream.stop();
    const resumed = subscriber.subscribe(Tail, { after: cursor });
    await createLogs(server.core, [line("e", 10)]);
    expect((await resumed.next()).logTail).toMatchObject({ logs: [{ message: "e" }] });
    await resumed.stop();
  });

  test("says where history is gone, and goes on behind", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const { database } = server.core;
    const early = await snapshot();
    await propose(run.id, "RUNNING", "lost");
    await propose(run.id, "RUNNING", "kept");
    const whole = subscriber.subscribe(Transitions, { id: run.id, after: early });
    const lost = (await whole.next()).runStateTransitions;
    await whole.stop();
    if (lost.__typename !== "RunStateTransition") throw new Error("a gap");
    const position = Buffer.from(lost.cursor, "base64url").toString().slice(1);
    await database.transaction(async (transaction) => {
      await transaction.run(sql`delete from event where sequence <= ${lost.sequence}`);
      const updated = server.core.clock.now();
      await transaction.run(
        database.sql.insertInto("event_cursor").values({ reader: "beginning of event", position, updated }),
      );
    });
    const empty = Buffer.from("e0:0").toString("base64url");
    for (const after of [early, empty]) {
      const late = subscriber.subscribe(Transitions, { id: run.id, after });
      const gap = (await late.next()).runStateTransitions;
      expect(gap).toMatchObject({ __typename: "StreamGap", reason: "HISTORY_REMOVED", resumeAfter: lost.cursor });
      expect((await late.next()).runStateTransitions).toMatchObject({ to: { name: "kept" } });
      await late.stop();
    }
    const future = Buffer.from("e999999999:999999999").toString("base64url");
    const ahead = subscriber.subscribe(Transitions, { id: run.id, after: future });
    expect((await ahead.next()).runStateTransitions).toMatchObject({ reason: "LOG_SET_BACK", after: future });
    await propose(run.id, "COMPLETED");
    expect((await ahead.next()).runStateTransitions).toMatchObject({ to: { name: "Completed" } });
    await ahead.stop();
  });

  test("refuses cursors that are none, and those of another stream", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const text = (cursor: string): string => Buffer.from(cursor).toString("base64url");
    for (const after of [
      "",
      "nonsense",
      text("e1"),
      text("x1:1"),
      text("e1:1,"),
      text("e1:1,s"),
      text("e1:1,sx"),
      text("s1"),
      "x".repeat(500),
      text("l0:1"),
    ]) {
      const { error } = await subscriber.subscribe(Transitions, { id: run.id, after }).rest();
      expect(String(JSON.stringify(error) + String(error)), after).toContain("BAD_USER_INPUT");
    }
    const { error } = await subscriber.subscribe(Transitions, { id: "nonsense" }).rest();
    expect(String(JSON.stringify(error) + String(error))).toContain("BAD_USER_INPUT");
  });

  test("breaks off without a word of completion when the server stops, so that clients come again", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const stream = subscriber.subscribe(Transitions, { id: run.id, after: await snapshot() });
    await propose(run.id, "RUNNING");
    await stream.next();
    const rest = stream.rest();
    await server.application.close();
    expect(await rest).toMatchObject({ items: [], error: expect.anything() });
  });
});
