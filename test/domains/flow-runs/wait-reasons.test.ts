import { describe, expect, test } from "vitest";
import type { DeploymentGate } from "../../../src/domains/deployments/deployment-gates.queries.ts";
import {
  isBlocking,
  type WaitFacts,
  type WaitingRun,
  waitReasonsOf,
} from "../../../src/domains/flow-runs/wait-reasons.ts";
import type { QueueGate } from "../../../src/domains/work-pools/queue-gates.queries.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

const openQueue: QueueGate = {
  queueId: "queue",
  poolId: "pool",
  poolIsPaused: false,
  queueIsPaused: false,
  hasWorker: true,
  isPolled: true,
  poolIsFull: false,
  queueIsFull: false,
};
const openDeployment: DeploymentGate = { deploymentId: "deployment", isPaused: false, isPolled: true, isFull: false };

interface Case {
  readonly title: string;
  readonly run?: Partial<WaitingRun>;
  /** null: the run is in none. */
  readonly queue?: Partial<QueueGate> | null;
  readonly deployment?: Partial<DeploymentGate> | null;
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  { title: "nothing is wrong with one that is due just now", run: { due: at(-14.999999) }, expected: ["JUST_DUE"] },
  { title: "one that is late is not taken up", run: { due: at(-15) }, expected: ["NOT_TAKEN_UP"] },
  { title: "one that is due at this instant is due", run: { due: NOW }, expected: ["JUST_DUE"] },
  { title: "one of the future waits for its time", run: { due: at(60) }, expected: ["NOT_DUE"] },
  { title: "a run that is not scheduled waits for nothing", run: { stateType: "RUNNING" }, expected: [] },
  { title: "nor does one without a state", run: { stateType: null, due: null }, expected: [] },
  { title: "a paused pool", queue: { poolIsPaused: true }, expected: ["WORK_POOL_PAUSED"] },
  {
    title: "a paused queue, which is not polled then",
    queue: { queueIsPaused: true, isPolled: false },
    expected: ["WORK_QUEUE_PAUSED"],
  },
  {
    title: "no worker, so that nobody polls",
    queue: { hasWorker: false, isPolled: false },
    expected: ["NO_WORKER_ONLINE"],
  },
  { title: "a worker that serves other queues", queue: { isPolled: false }, expected: ["WORK_QUEUE_NOT_POLLED"] },
  { title: "agents that are gone", queue: { hasWorker: null, isPolled: false }, expected: ["WORK_QUEUE_NOT_POLLED"] },
  { title: "agents that are there", queue: { hasWorker: null }, expected: ["NOT_TAKEN_UP"] },
  {
    title: "everything at once, in order",
    run: { due: at(60) },
    queue: {
      poolIsPaused: true,
      queueIsPaused: true,
      hasWorker: false,
      isPolled: false,
      poolIsFull: true,
      queueIsFull: true,
    },
    deployment: { isPaused: true, isPolled: false, isFull: true },
    expected: [
      "NOT_DUE",
      "WORK_POOL_PAUSED",
      "WORK_QUEUE_PAUSED",
      "NO_WORKER_ONLINE",
      "WORK_POOL_LIMIT_REACHED",
      "WORK_QUEUE_LIMIT_REACHED",
      "DEPLOYMENT_LIMIT_REACHED",
      "DEPLOYMENT_PAUSED",
    ],
  },
  { title: "a full deployment", deployment: { isFull: true }, expected: ["DEPLOYMENT_LIMIT_REACHED"] },
  {
    title: "a paused deployment, which holds nothing that is there",
    deployment: { isPaused: true },
    expected: ["NOT_TAKEN_UP", "DEPLOYMENT_PAUSED"],
  },
  { title: "a runner that is gone", queue: null, deployment: { isPolled: false }, expected: ["DEPLOYMENT_NOT_POLLED"] },
  { title: "a runner that is there", queue: null, expected: ["NOT_TAKEN_UP"] },
  {
    title: "whether a runner polls says nothing of a queue",
    deployment: { isPolled: false },
    expected: ["NOT_TAKEN_UP"],
  },
  { title: "a run that nobody is handed", queue: null, deployment: null, expected: ["NOT_HANDED_OUT"] },
  {
    title: "a retry in its own process",
    run: { retriesInProcess: true, due: at(5) },
    queue: { poolIsPaused: true },
    expected: ["NOT_DUE", "RETRIES_IN_PROCESS"],
  },
];

describe("why a scheduled run has not begun", () => {
  test.each(cases)("$title", ({ run, queue = {}, deployment = {}, expected }) => {
    const waiting: WaitingRun = {
      id: "run",
      stateType: "SCHEDULED",
      due: at(-60),
      queueId: queue === null ? null : "queue",
      deploymentId: deployment === null ? null : "deployment",
      retriesInProcess: false,
      ...run,
    };
    const facts: WaitFacts = {
      now: NOW,
      lateAfter: microsecondsFromSeconds(15),
      queue: queue === null ? undefined : { ...openQueue, ...queue },
      deployment: deployment === null ? undefined : { ...openDeployment, ...deployment },
    };
    const reasons = waitReasonsOf(waiting, facts);
    expect(reasons.map((reason) => reason.kind)).toEqual(expected);
    const harmless = ["JUST_DUE", "NOT_TAKEN_UP", "DEPLOYMENT_PAUSED"];
    expect(reasons.filter(isBlocking).map((reason) => reason.kind)).toEqual(
      expected.filter((kind) => !harmless.includes(kind)),
    );
  });
});
