import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { advanceLogBeginning } from "../../src/db/log-beginning.ts";
import { LogFollower } from "../../src/db/log-follower.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { deleteFlowRun, updateFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import type { FlowRunRow } from "../../src/domains/flow-runs/flow-run.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import type { FlowRow } from "../../src/domains/flows/flow.ts";
import {
  createTaskRun,
  deleteTaskRun,
  proposeTaskRunState,
  updateTaskRun,
} from "../../src/domains/task-runs/task-run.commands.ts";
import { newId } from "../../src/ids.ts";
import { taskRunRecorder } from "../../src/services/task-run-recorder.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { readEvents, taskEvent } from "../domains/task-runs/recorder-support.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const document = exampleOperation("05-flow-run-graph");

interface Node {
  readonly taskRunId: string;
  readonly flowRunId: string | null;
  readonly kind: "FLOW_RUN" | "TASK_RUN";
  readonly label: string;
  readonly stateType: string | null;
  readonly parents: readonly string[];
  readonly encapsulating: readonly string[];
}

interface Chunk {
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly isAnew: boolean;
  readonly removed: readonly string[];
  readonly nodes: readonly Node[];
}

/** PostgreSQL holds events back while any transaction runs that is older, be it of another test. */
const PATIENCE = { timeout: 30_000 };

/** Numbers below a bound, the same in every run of the test. */
function dice(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function inputs(ids: readonly string[]) {
  return json(JSON.stringify({ x: ids.map((id) => ({ input_type: "task_run", id })) }));
}

/** What a page that draws the graph keeps, fed by chunks. */
class Drawing {
  readonly nodes = new Map<string, Node>();
  /** The nodes told since this was last emptied, as often as they were. */
  told: string[] = [];
  removed: string[] = [];
  /** Of what it was expected to be told before. */
  lately: readonly string[] = [];
  chunks = 0;
  longest = 0;
  cursor: string | null = null;
  readonly #door: TestDoor;
  readonly #runId: string;

  constructor(door: TestDoor, runId: string) {
    this.#door = door;
    this.#runId = runId;
  }

  async chunk(first = 1_000): Promise<Chunk> {
    const began = performance.now();
    const variables = { id: this.#runId, since: this.cursor, first };
    const answer = await this.#door.query<{ flowRun: { graph: Chunk } }, object>(document, variables);
    this.longest = Math.max(this.longest, performance.now() - began);
    this.chunks += 1;
    const { graph } = answer.flowRun;
    if (graph.isAnew) this.nodes.clear();
    for (const node of graph.nodes) this.nodes.set(node.taskRunId, node);
    for (const id of graph.removed) this.#remove(id);
    this.told.push(...graph.nodes.map((node) => node.taskRunId));
    this.removed.push(...graph.removed);
    this.cursor = graph.cursor;
    return graph;
  }

  #remove(id: string): void {
    this.nodes.delete(id);
    for (const node of this.nodes.values()) {
      const parents = node.parents.filter((parent) => parent !== id);
      if (parents.length < node.parents.length) this.nodes.set(node.taskRunId, { ...node, parents });
    }
  }

  /** Reads until there is no more. */
  async follow(first?: number): Promise<this> {
    while ((await this.chunk(first)).hasMore);
    return this;
  }
}

describe.each(testDatabases)("the graph of a flow run on $name", (testDatabase) => {
  let door: TestDoor;
  let flow: FlowRow;
  let run: FlowRunRow;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
    flow = await aFlow(door.core, "etl");
    run = await aFlowRun(door.core, flow, { name: "nightly" });
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  let steps = 0;
  async function task(name: string, ...parents: readonly string[]): Promise<string> {
    steps += 1;
    const place = { flow_run_id: run.id, task_key: "task", dynamic_key: String(steps) };
    return (await createTaskRun(door.core, { ...place, name, task_inputs: inputs(parents) })).run.id;
  }

  /** What is told once nothing is under way any more that PostgreSQL would hold events back for. */
  /**
   * Waits until a drawing has been told of all of these and of nothing else. On PostgreSQL the events of a change may come later
   * than what it has changed, for other transactions of the server hold them up: what was told lately may be told once more.
   */
  async function toldOf(drawing: Drawing, expected: readonly string[]): Promise<void> {
    drawing.told = [];
    drawing.removed = [];
    const toldSoFar = (): readonly string[] => [...drawing.told, ...drawing.removed];
    await expect
      .poll(async () => {
        await drawing.follow();
        const told = new Set(toldSoFar());
        return expected.filter((id) => !told.has(id));
      }, PATIENCE)
      .toEqual([]);
    const lately = testDatabase.name === "postgresql" ? drawing.lately : [];
    expect(toldSoFar().filter((id) => !expected.includes(id) && !lately.includes(id))).toEqual([]);
    drawing.lately = expected;
  }

  test("tells task runs, subflow runs and their edges", async () => {
    const extract = await task("extract");
    const standIn = await task("load-0", extract);
    const child = await aFlowRun(door.core, flow, { name: "child", parent_task_run_id: standIn });
    const both = await task("both", child.id, extract, standIn, "no id", "00000000-0000-4000-8000-000000000000");
    const { run: inner } = await createTaskRun(door.core, {
      name: "inner",
      flow_run_id: run.id,
      task_key: "inner",
      dynamic_key: "0",
      task_inputs: json(JSON.stringify({ __parents__: [{ input_type: "task_run", id: both }] })),
    });
    const other = await aFlowRun(door.core, flow);
    await createTaskRun(door.core, { flow_run_id: other.id, task_key: "elsewhere", dynamic_key: "0" });
    const drawing = await new Drawing(door, run.id).follow();
    expect([...drawing.nodes.values()]).toMatchObject([
      { taskRunId: extract, flowRunId: null, kind: "TASK_RUN", label: "extract", stateType: "PENDING", parents: [] },
      { taskRunId: standIn, flowRunId: child.id, kind: "FLOW_RUN", label: "etl / child", parents: [extract] },
      { taskRunId: both, label: "both", parents: [standIn, extract] },
      { taskRunId: inner.id, parents: [], encapsulating: [both] },
    ]);
    expect(drawing.told).toHaveLength(4);
  });

  test("takes a fixed number of statements a chunk", async () => {
    const drawing = new Drawing(door, run.id);
    const counts: number[] = [];
    for (const tasks of [3, 9]) {
      const ids: string[] = [];
      for (let index = 0; index < tasks; index += 1) ids.push(await task(`task ${index}`, ...ids.slice(-2)));
      await expect.poll(async () => (await drawing.follow()).nodes.size, PATIENCE).toBeGreaterThanOrEqual(tasks);
      const anew = new Drawing(door, run.id);
      door.statements.length = 0;
      await anew.chunk();
      counts.push(door.statements.length);
      await updateTaskRun(door.core, ids[0] ?? "", { name: "renamed" });
      await expect
        .poll(async () => {
          door.statements.length = 0;
          return (await anew.chunk()).nodes.length;
        }, PATIENCE)
        .toBe(1);
      counts.push(door.statements.length);
    }
    // The run; the end of the log and of what has been recorded; a page of ids; their sizes, nodes and inputs. Then the
    // run; the log's beginning and end; what has been recorded; keys of events; sizes and nodes (a first task has no inputs).
    expect(counts).toEqual([8, 7, 8, 7]);
  });

  test("of 20,000 nodes comes in chunks, every node and edge once, and then only what changes", async () => {
    const { core } = door;
    const random = dice(20_000);
    const seed = new SeedRows(core.clock.now());
    const parentsOf = new Map<string, string[]>();
    const ids: string[] = [];
    for (let index = 0; index < 20_000; index += 1) {
      const parents = [...new Set(Array.from({ length: random(4) }, () => ids[random(ids.length)] ?? ""))].filter(
        Boolean,
      );
      const row = seed.taskRun({
        flow_run_id: run.id,
        dynamic_key: String(index),
        // Several begin in the same moment, and some have no time of their own.
        expected_start_time: index % 1_000 === 7 ? null : ((seed.now + Math.floor(index / 3)) as Instant),
        start_time: seed.now,
        state_type: "COMPLETED",
        task_inputs: inputs(parents),
      });
      ids.push(row.id);
      parentsOf.set(row.id, parents);
      if (index % 100 === 0) seed.flowRun({ flow_id: flow.id, parent_task_run_id: row.id, state_type: "RUNNING" });
    }
    await seed.insert(core.database);
    const drawing = await new Drawing(door, run.id).follow();
    expect(drawing.chunks).toBe(20);
    expect([...drawing.told].sort()).toEqual([...ids].sort());
    const edges = (of: (id: string) => readonly string[]) => ids.map((id) => [id, [...of(id)].sort()]);
    expect(edges((id) => drawing.nodes.get(id)?.parents ?? ["none"])).toEqual(edges((id) => parentsOf.get(id) ?? []));
    expect([...drawing.nodes.values()].filter((node) => node.kind === "FLOW_RUN")).toHaveLength(200);
    // A chunk takes some 30 ms; this machine may be busy.
    expect(drawing.longest).toBeLessThan(2_000);

    const changed = new Set<string>();
    for (let turn = 0; turn < 30; turn += 1) {
      const id = ids[random(ids.length)] ?? "";
      changed.add(id);
      await updateTaskRun(core, id, { name: `turn ${turn}` });
    }
    const before = drawing.chunks;
    await toldOf(drawing, [...changed]);
    expect(drawing.told).toHaveLength(changed.size);
    expect(drawing.chunks - before).toBeLessThan(20);
  });

  test("has no more inputs in a chunk than is reasonable, but one node at least", async () => {
    const seed = new SeedRows(door.core.clock.now());
    const row = (index: number, parents: readonly string[] = []) =>
      seed.taskRun({
        flow_run_id: run.id,
        dynamic_key: String(index),
        expected_start_time: (seed.now + index) as Instant,
        task_inputs: inputs(parents),
      }).id;
    const first = Array.from({ length: 300 }, (_, index) => row(index));
    // Ids that are no nodes, lest they compress well; several MB a node.
    const strangers = Array.from({ length: 100_000 }, () => randomUUID());
    const greedy = [row(1_000, [...first, ...strangers]), row(1_001, [...first, ...strangers]), row(1_002)];
    await seed.insert(door.core.database);
    const drawing = new Drawing(door, run.id);
    const chunkOf = new Map<string, number>();
    for (let more = true; more; ) {
      const chunk = await drawing.chunk();
      for (const node of chunk.nodes) chunkOf.set(node.taskRunId, drawing.chunks);
      more = chunk.hasMore;
    }
    expect(drawing.told).toHaveLength(303);
    expect(chunkOf.get(greedy[0] ?? "")).toBeLessThan(chunkOf.get(greedy[1] ?? "") ?? 0);
    expect(drawing.nodes.get(greedy[1] ?? "")?.parents).toEqual(first);
  });

  test("tells exactly what has changed, whatever it was", async () => {
    const { core } = door;
    const random = dice(5);
    const tasks: string[] = [];
    const subflows = new Map<string, string>();
    const drawing = await new Drawing(door, run.id).follow();
    const pick = <Item>(items: readonly Item[]): Item | undefined => items[random(items.length)];
    const changes: (() => Promise<string | undefined>)[] = [
      async () => {
        const id = await task("new", ...[pick(tasks) ?? [], pick(tasks) ?? []].flat());
        tasks.push(id);
        return id;
      },
      async () => {
        const id = pick(tasks);
        if (id !== undefined) await updateTaskRun(core, id, { name: `name ${random(1_000)}` });
        return id;
      },
      async () => {
        const id = pick(tasks);
        const type = pick(["RUNNING", "COMPLETED", "FAILED"] as const) ?? "RUNNING";
        if (id !== undefined) await proposeTaskRunState(core, id, { state: { type }, force: true });
        return id;
      },
      async () => {
        const id = pick(tasks.filter((each) => !subflows.has(each)));
        if (id === undefined) return undefined;
        subflows.set(id, (await aFlowRun(core, flow, { name: "child", parent_task_run_id: id })).id);
        return id;
      },
      async () => {
        const [id, child] = pick([...subflows]) ?? [];
        if (child !== undefined) await updateFlowRun(core, child, { name: `child ${random(1_000)}` });
        return id;
      },
      async () => {
        const [id, child] = pick([...subflows]) ?? [];
        if (child !== undefined) await proposeFlowRunState(core, child, { state: { type: "RUNNING" }, force: true });
        return id;
      },
      async () => {
        const [id, child] = pick([...subflows]) ?? [];
        if (id === undefined || child === undefined) return undefined;
        subflows.delete(id);
        await deleteFlowRun(core, child);
        return id;
      },
      async () => {
        const id = pick(tasks);
        if (id === undefined || random(3) > 0) return undefined;
        tasks.splice(tasks.indexOf(id), 1);
        subflows.delete(id);
        await deleteTaskRun(core, id);
        return id;
      },
    ];
    for (let turn = 0; turn < 12; turn += 1) {
      const changed: string[] = [];
      for (let step = random(10); step > 0; step -= 1) changed.push(...[(await pick(changes)?.()) ?? []].flat());
      await toldOf(drawing, changed);
      const anew = await new Drawing(door, run.id).follow(1 + random(7));
      expect(new Map([...drawing.nodes].sort())).toEqual(new Map([...anew.nodes].sort()));
      expect([...drawing.nodes.keys()].sort()).toEqual([...tasks].sort());
    }
  });

  test("tells what clients report of their task runs once it has been recorded, and not before", async () => {
    const { core } = door;
    const at = (second: number) => (1_770_000_000_000_000 + second * 1_000_000) as Instant;
    const id = newId(core.clock.now());
    const report = (type: string, second: number) => {
      const facts = {
        taskRunId: id,
        flowRunId: run.id,
        type,
        at: at(second),
        run: { start_time: formatInstant(at(1)) },
      };
      return receiveEvents(core, readEvents([taskEvent(facts)]));
    };
    const early = await new Drawing(door, run.id).follow();
    await report("RUNNING", 1);
    // Begun after the report came, before it has been recorded.
    const late = await new Drawing(door, run.id).follow();
    await early.follow();
    expect([...early.nodes, ...late.nodes]).toEqual([]);
    const follower = new LogFollower(core.database, "event");
    follower.start();
    const recorder = taskRunRecorder.create(core, follower);
    recorder.start();
    try {
      for (const drawing of [early, late]) {
        await toldOf(drawing, [id]);
        expect(drawing.nodes.get(id)).toMatchObject({ label: "a task", stateType: "RUNNING" });
      }
      await report("COMPLETED", 2);
      for (const drawing of [early, late]) {
        await toldOf(drawing, [id]);
        expect(drawing.nodes.get(id)).toMatchObject({ stateType: "COMPLETED" });
      }
    } finally {
      await recorder.stop();
      await follower.stop();
    }
  });

  test("is told anew where changes are no longer known", async () => {
    const { core } = door;
    const [first, second] = [await task("first"), await task("second")];
    const drawing = await new Drawing(door, run.id).follow();
    await deleteTaskRun(core, first);
    const end = await lastPosition(core.database);
    await core.database.transaction(async (transaction) => {
      await transaction.run(core.database.sql.deleteFrom("event"));
      await advanceLogBeginning(core.database, transaction, "event", end, core.clock.now());
    });
    await expect.poll(async () => (await drawing.chunk()).isAnew || drawing.nodes.size === 1, PATIENCE).toBe(true);
    expect([...drawing.nodes.keys()]).toEqual([second]);
    // On PostgreSQL what another transaction holds back may have it told anew once more.
    await expect.poll(() => drawing.chunk(), PATIENCE).toMatchObject({ isAnew: false, hasMore: false, nodes: [] });
  });

  test("refuses cursors of other graphs and other things", async () => {
    const drawing = await new Drawing(door, run.id).follow();
    const other = await aFlowRun(door.core, flow);
    const ask = async (id: string, since: string, first = 10) =>
      (await door.execute(document, { id, since, first })).errors?.[0];
    const code = { extensions: { code: "BAD_USER_INPUT" } };
    expect(await ask(other.id, drawing.cursor ?? "")).toMatchObject({
      message: "The cursor in `since` belongs to the graph of another run",
      ...code,
    });
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
    for (const cursor of ["", "x", forged([run.id]), forged([run.id, 1]), forged([run.id, "x"]), forged({})]) {
      expect(await ask(run.id, cursor)).toMatchObject({ message: "The cursor in `since` is malformed", ...code });
    }
    const [, stream] = JSON.parse(Buffer.from(drawing.cursor ?? "", "base64url").toString()) as string[];
    expect(await ask(run.id, forged([run.id, stream, "later", run.id]))).toMatchObject(code);
    expect(await ask(run.id, forged([run.id, stream, 1, "no id"]))).toMatchObject(code);
    for (const first of [0, -1, 2_001]) {
      const message = "`first` must be from 1 to 2000";
      expect((await door.execute(document, { id: run.id, first })).errors?.[0]).toMatchObject({ message, ...code });
    }
  });

  test("costs what its chunk may have", async () => {
    const cost = async (first: number) =>
      (await door.execute(document, { id: run.id, first })).extensions?.cost?.requested ?? 0;
    expect(await cost(1_000)).toBeGreaterThan(1_000);
    expect((await cost(2_000)) - (await cost(1_000))).toBeGreaterThanOrEqual(1_000);
  });
});

async function lastPosition(database: Database) {
  const row = await database.get(
    database.dialect.name === "sqlite"
      ? sql<{ position: string }>`select '0:' || max(sequence) as position from event`
      : sql<{
          position: string;
        }>`select transaction_id::text || ':' || sequence as position from event order by transaction_id desc, sequence desc limit 1`,
  );
  return (row?.position ?? "0:0") as Parameters<typeof advanceLogBeginning>[3];
}
