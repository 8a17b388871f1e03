/**
 * `node test/bench/polls.ts`: how long a poll takes while ever more runs wait: workers poll their pool and runners their deployments every few
 * seconds, so it must not grow with what is scheduled.
 */
import type { Server } from "../../src/server.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { addMicroseconds, type Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { percentile } from "./load.ts";
import { DATABASE_NAMES, type DatabaseName, request, withPenstock } from "./penstock.ts";
import { number, table } from "./report.ts";

/** The first of them are runs of the served deployments, so that these have a full page at every size. */
const SMALLEST = 1_000;
const RUN_COUNTS = [SMALLEST, 10_000, 100_000];
const QUEUES = 5;
const DEPLOYMENTS = 1_000;
/** The deployments one runner serves. */
const SERVED = 20;
/** A few of each queue and one of each served deployment. */
const DUE = 20;
const PREFETCH_SECONDS = 10;
const HORIZON_SECONDS = 30 * 86_400;
/** The most that a poll answers. */
const LARGEST_PAGE = 200;
const WARM_UP_POLLS = 50;
const POLLS = 200;

interface Poll {
  title: string;
  url: string;
  body: object;
  rows: number;
}

interface Workspace {
  poolName: string;
  flowId: string;
  queueIds: string[];
  deploymentIds: string[];
}

/** Every measured poll by its title and the number of scheduled runs. */
type Times = Map<string, { p50: number; p99: number }>;

async function measureDatabase(server: Server): Promise<Times> {
  const workspace = await seedWorkspace(server);
  const times: Times = new Map();
  let seeded = 0;
  for (const count of RUN_COUNTS) {
    await seedRuns(server, workspace, seeded, count);
    seeded = count;
    for (const poll of polls(workspace)) {
      times.set(`${poll.title} of ${number(count, 0)}`, await measurePoll(server, poll));
    }
  }
  return times;
}

function inTurn<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}

async function seedWorkspace(server: Server): Promise<Workspace> {
  const rows = new SeedRows(server.core.clock.now());
  const flow = rows.flow({ name: "bench-flow" });
  const pool = rows.workPool({ name: "bench-pool", status: "READY" });
  const queueIds = Array.from(
    { length: QUEUES },
    (_, index) =>
      rows.workQueue({ name: `queue-${index}`, work_pool_id: pool.id, priority: index + 1, status: "READY" }).id,
  );
  const deploymentIds = Array.from(
    { length: DEPLOYMENTS },
    (_, index) =>
      rows.deployment({ name: `deployment-${index}`, flow_id: flow.id, work_queue_id: inTurn(queueIds, index) }).id,
  );
  await rows.insert(server.core.database);
  return { poolName: pool.name, flowId: flow.id, queueIds, deploymentIds };
}

/** Adds the runs from one number to another, the first DUE of all of them due, the others in the month to come. */
async function seedRuns(server: Server, workspace: Workspace, from: number, to: number): Promise<void> {
  const rows = new SeedRows(server.core.clock.now());
  for (let index = from; index < to; index += 1) {
    const due = index < DUE ? rows.now : inTheFuture(rows.now, index);
    rows.flowRun({
      name: `run-${index}`,
      flow_id: workspace.flowId,
      deployment_id: inTurn(workspace.deploymentIds, index < SMALLEST ? index % SERVED : index),
      work_queue_id: inTurn(workspace.queueIds, index),
      state_type: "SCHEDULED",
      expected_start_time: due,
      next_scheduled_start_time: due,
      auto_scheduled: true,
    });
  }
  await rows.insert(server.core.database);
}

/** Spread over the horizon without an order, as the schedules of many deployments are. */
function inTheFuture(now: Instant, index: number): Instant {
  const share = (index * 0.618_033_988_749) % 1;
  return addMicroseconds(now, microsecondsFromSeconds(3_600 + Math.floor(share * HORIZON_SECONDS)));
}

function polls({ poolName, deploymentIds }: Workspace): Poll[] {
  const before = new Date(Date.now() + PREFETCH_SECONDS * 1_000).toISOString();
  const pool = `/api/work_pools/${poolName}/get_scheduled_flow_runs`;
  const deployments = "/api/deployments/get_scheduled_flow_runs";
  const served = { deployment_ids: deploymentIds.slice(0, SERVED) };
  const soon = { scheduled_before: before };
  return [
    { title: `a pool, ${DUE} due`, url: pool, body: soon, rows: DUE },
    { title: `a pool, the first ${LARGEST_PAGE}`, url: pool, body: {}, rows: LARGEST_PAGE },
    { title: `${SERVED} deployments, ${DUE} due`, url: deployments, body: { ...served, ...soon }, rows: DUE },
    { title: `${SERVED} deployments, the first ${LARGEST_PAGE}`, url: deployments, body: served, rows: LARGEST_PAGE },
  ];
}

async function measurePoll(server: Server, poll: Poll): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (let count = -WARM_UP_POLLS; count < POLLS; count += 1) {
    const started = performance.now();
    const runs = await request<unknown[]>(server, "POST", poll.url, poll.body);
    const time = performance.now() - started;
    if (runs.length !== poll.rows) throw new Error(`${poll.title} answered ${runs.length} runs`);
    if (count >= 0) times.push(time);
  }
  times.sort((left, right) => left - right);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

const measured = new Map<DatabaseName, Times>();
for (const name of DATABASE_NAMES) measured.set(name, await withPenstock(name, measureDatabase));
const rows = [...(measured.get("SQLite")?.keys() ?? [])].map((key) => [
  key,
  ...DATABASE_NAMES.flatMap((name) => {
    const times = measured.get(name)?.get(key);
    return [number(times?.p50, 2), number(times?.p99, 2)];
  }),
]);
process.stdout.write(`${table(["poll", ...DATABASE_NAMES.flatMap((name) => [`${name} p50 ms`, "p99 ms"])], rows)}\n`);
