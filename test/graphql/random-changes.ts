/** Random filters of lists of flow runs, and random things that happen to runs and to what they hang on. */
import type { Core } from "../../src/core.ts";
import { EMPTY_OBJECT } from "../../src/db/json-text.ts";
import { stateTypes } from "../../src/db/tables.ts";
import { deleteDeployment } from "../../src/domains/deployments/deployment.commands.ts";
import { createDeployment } from "../../src/domains/deployments/deployment-create.commands.ts";
import { deleteFlowRun, updateFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { updateFlow } from "../../src/domains/flows/flow.commands.ts";
import type { FlowRow } from "../../src/domains/flows/flow.ts";
import { createTaskRun, deleteTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { createWorkPool, deleteWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { PenstockError } from "../../src/errors.ts";
import { microseconds } from "../../src/time/duration.ts";
import { addMicroseconds, formatInstant } from "../../src/time/instant.ts";
import type { Filter } from "./live-client.ts";
import { aFlow, aFlowRun } from "./support.ts";

/** A small generator of numbers (mulberry32), so that a failure can be repeated from its seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  one<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.next() * values.length)];
    if (value === undefined) throw new Error("There is nothing to choose from");
    return value;
  }

  some<Value>(values: readonly Value[], share = 0.4): Value[] {
    return values.filter(() => this.chance(share));
  }
}

const TAGS = ["red", "green", "blue"];
const NAMES = ["Ärger", "ÄRGER", "alpha", "Alphabet", "100%", "under_score", "beta"];
const TEXTS = ["al", "ALPHA", "ä", "Ä", "%", "r_s", "a%t", "zzz", ""];
const STATE_NAMES = ["Running", "Completed", "Late", "Failed", "Mine"];
const VERSIONS = ["1", "2"];

export interface World {
  readonly core: Core;
  readonly random: Random;
  readonly flows: readonly FlowRow[];
  readonly pools: string[];
  readonly runs: string[];
  readonly taskRuns: string[];
  readonly deployments: string[];
}

/** Criteria of every kind the filter has. */
export function randomFilter({ core, random, flows, pools, runs, taskRuns, deployments }: World): Filter {
  const now = core.clock.now();
  const instant = (): string => formatInstant(addMicroseconds(now, microseconds(random.one([-2e6, 0, 2e6, 3.6e9]))));
  const range = (): Filter => (random.chance(0.5) ? { after: instant() } : { before: instant() });
  const optional = (): Filter => (random.chance(0.4) ? { isNull: random.chance(0.5) } : range());
  const criteria: Readonly<Record<string, () => unknown>> = {
    id: () => (random.chance(0.5) ? { in: random.some(runs, 0.6) } : { notIn: random.some(runs) }),
    name: () => (random.chance(0.4) ? { in: random.some(NAMES, 0.6) } : { contains: random.one(TEXTS) }),
    tags: () =>
      random.one([{ all: random.some(TAGS) }, { any: random.some(TAGS, 0.6) }, { isEmpty: random.chance(0.5) }]),
    state: () =>
      random.one([
        { type: { in: random.some(stateTypes, 0.5) } },
        { type: { notIn: random.some(stateTypes, 0.3) } },
        { name: { in: random.some(STATE_NAMES, 0.6) } },
        { name: { notIn: random.some(STATE_NAMES, 0.3) }, type: { in: random.some(stateTypes, 0.7) } },
      ]),
    flow: () =>
      random.one([
        { id: { in: random.some(flows, 0.6).map((flow) => flow.id) } },
        { name: { contains: random.one(["first", "SECOND", "flow"]) } },
        { name: { in: [random.one(flows).name] }, tags: { all: ["kept"] } },
        { tags: { any: random.some(TAGS, 0.7) } },
        { hasDeployments: random.chance(0.5) },
      ]),
    flowVersion: () => random.some(VERSIONS, 0.6),
    deploymentId: () => (random.chance(0.5) ? { in: random.some(deployments, 0.7) } : { isNull: random.chance(0.5) }),
    workPoolName: () => ({ in: random.some(pools, 0.7) }),
    workQueueName: () => ({ in: ["default"] }),
    parentFlowRunId: () => random.some(runs, 0.7),
    parentTaskRunId: () => (random.chance(0.5) ? { in: random.some(taskRuns, 0.7) } : { isNull: random.chance(0.5) }),
    startTime: optional,
    endTime: optional,
    expectedStartTime: range,
    nextScheduledStartTime: range,
    idempotencyKey: () => (random.chance(0.5) ? { in: ["key 1", "key 2", "key 3"] } : { notIn: ["key 1"] }),
  };
  const chosen = random.chance(0.15)
    ? []
    : [random.one(Object.keys(criteria)), ...random.some(Object.keys(criteria), 0.08)];
  return Object.fromEntries([...new Set(chosen)].map((name) => [name, criteria[name]?.()]));
}

let keys = 0;

/** One thing that somebody does; the runs it may name are those of before, so that some are gone already. */
export function randomStep(world: World): () => Promise<unknown> {
  const { core, random, flows, pools, runs, taskRuns, deployments } = world;
  const kind = random.next();
  const state = (): { type: (typeof stateTypes)[number]; name: string | null } => ({
    type: random.one(stateTypes),
    name: random.chance(0.3) ? random.one(STATE_NAMES) : null,
  });
  if (runs.length < 5 || kind < 0.16) {
    keys += 1;
    const [first] = deployments;
    const input = {
      name: random.one(NAMES),
      tags: random.some(TAGS),
      flow_version: random.one([null, ...VERSIONS]),
      state: random.chance(0.5) ? { ...state(), state_details: { scheduled_time: core.clock.now() } } : null,
      idempotency_key: random.chance(0.3) ? `key ${keys}` : null,
      work_pool_name: pools.length > 0 && random.chance(0.4) ? random.one(pools) : null,
      work_queue_name: null,
      parent_task_run_id: taskRuns.length > 0 && random.chance(0.3) ? random.one(taskRuns) : null,
      deployment_id: first !== undefined && random.chance(0.3) ? first : null,
    };
    const flow = random.one(flows);
    return async () => {
      const run = await aFlowRun(core, flow, input);
      runs.push(run.id);
    };
  }
  const id = random.one(runs);
  if (kind < 0.6) {
    const proposed = state();
    const force = random.chance(0.7);
    return () => proposeFlowRunState(core, id, { state: proposed, force });
  }
  if (kind < 0.78) {
    const edits = random.one([
      { name: random.one(NAMES) },
      { tags: random.some(TAGS) },
      { flow_version: random.one([null, ...VERSIONS]) },
      { tags: random.some(TAGS), name: random.one(NAMES) },
      { infrastructure_pid: "7" },
    ]);
    return () => updateFlowRun(core, id, edits);
  }
  if (kind < 0.86) {
    keys += 1;
    const task_key = `task ${keys}`;
    return async () => {
      const { run } = await createTaskRun(core, { flow_run_id: id, task_key, dynamic_key: "0", name: "t" });
      taskRuns.push(run.id);
    };
  }
  if (kind < 0.89 && taskRuns.length > 0) {
    const taskRun = random.one(taskRuns);
    return () => deleteTaskRun(core, taskRun);
  }
  if (kind < 0.91) {
    const flow = random.one(flows);
    const tags = random.some([...TAGS, "kept"]);
    return () => updateFlow(core, flow.id, { tags });
  }
  if (kind < 0.92 && pools.length > 1) {
    const pool = random.one(pools);
    return async () => {
      await deleteWorkPool(core, pool);
      pools.splice(pools.indexOf(pool), 1);
    };
  }
  if (kind < 0.93 && deployments.length > 0) {
    const deployment = random.one(deployments);
    return async () => {
      await deleteDeployment(core, deployment);
      deployments.splice(deployments.indexOf(deployment), 1);
    };
  }
  return () => deleteFlowRun(core, id);
}

export async function perform(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    // What is gone already, and what it hangs from.
    if (!(error instanceof PenstockError) || !["NOT_FOUND", "CONFLICT"].includes(error.code)) throw error;
  }
}

/** Two flows with a deployment each, three pools, and a few runs. */
export async function randomWorld(core: Core, random: Random): Promise<World> {
  const flows = [await aFlow(core, "first flow"), await aFlow(core, "second flow")];
  const pools = ["p1", "p2", "p3"];
  for (const name of pools) await createWorkPool(core, { name, type: "process" });
  const deployments: string[] = [];
  for (const name of ["d1", "d2"]) {
    const [flow] = flows;
    if (flow === undefined) throw new Error("There is no flow");
    deployments.push(
      (await createDeployment(core, { name, flow_id: flow.id, parameters: EMPTY_OBJECT })).deployment.id,
    );
  }
  const world: World = { core, random, flows, pools, runs: [], taskRuns: [], deployments };
  for (let step = 0; step < 15; step += 1) await perform(randomStep(world));
  return world;
}
