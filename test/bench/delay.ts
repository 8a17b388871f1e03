/**
 * `node test/bench/delay.ts`: how long after its time a scheduled run is handed out, on a server with its services on. Prints
 * a table and ends with code 1 where a bound is not kept. `--postgresql` takes that instead of SQLite; `--backlog` is how many
 * runs are scheduled for later besides.
 */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startServerProcess } from "../process/server-process.ts";
import { startPostgres } from "../support/postgres.ts";

/** What is promised. */
const PROMPT_BOUND_MILLISECONDS = 100;
const BURST_BOUND_MILLISECONDS = 2_000;

const PROMPT_RUNS = 200;
/** Runs become due one by one, so that each is the only one a poll can find. */
const PROMPT_SPACING_MILLISECONDS = 25;
const BURST_RUNS = 1_000;
const WORKERS = 4;
const POLL_LIMIT = 100;
/** Requests at a time while the runs are made. */
const LANES = 16;
const CONNECTIONS = 32;
/** How many runs, for later, tell how long it takes to make one; all that are measured are there before they are due. */
const TRIAL_RUNS = 200;
const LEAD_MILLISECONDS = 1_000;
const LEAD_FACTOR = 2;
/** A worker that finds nothing asks again after this long. */
const IDLE_MILLISECONDS = 5;

const { values: flags } = parseArgs({
  options: { postgresql: { type: "boolean", default: false }, backlog: { type: "string", default: "0" } },
});

type Json = Record<string, unknown>;

/** Milliseconds since the epoch, with a fraction. */
const now = (): number => performance.timeOrigin + performance.now();
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Over connections that are kept; `fetch` would take as much of the processor as the server. */
class Client {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async post<Answer = Json>(path: string, body: unknown): Promise<Answer> {
    const { hostname, port } = this.#url;
    const headers = { "content-type": "application/json" };
    const sent = request({ hostname, port, path: `/api${path}`, method: "POST", headers, agent: this.#agent });
    sent.end(JSON.stringify(body));
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const answer = await text(response);
    if ((response.statusCode ?? 0) >= 300) throw new Error(`${path} answered ${response.statusCode}: ${answer}`);
    return JSON.parse(answer) as Answer;
  }
}

interface ScheduledRun {
  readonly id: string;
  readonly next_scheduled_start_time: string;
}

/** Where runs wait, and how those that are due are asked for. */
interface Place {
  readonly title: string;
  readonly deploymentId: string;
  poll(client: Client): Promise<readonly ScheduledRun[]>;
}

async function makePlaces(client: Client): Promise<readonly Place[]> {
  const { id: flow_id } = await client.post("/flows/", { name: "delay" });
  await client.post("/work_pools/", { name: "pool", type: "process" });
  const pooled = await client.post("/deployments/", { name: "pooled", flow_id, work_pool_name: "pool" });
  const served = await client.post("/deployments/", { name: "served", flow_id });
  return [
    {
      title: "workers of a pool",
      deploymentId: pooled.id as string,
      poll: async (poller) =>
        (
          await poller.post<{ flow_run: ScheduledRun }[]>("/work_pools/pool/get_scheduled_flow_runs", {
            scheduled_before: iso(now()),
            limit: POLL_LIMIT,
          })
        ).map(({ flow_run }) => flow_run),
    },
    {
      title: "runners of deployments (.serve)",
      deploymentId: served.id as string,
      poll: (poller) =>
        poller.post<ScheduledRun[]>("/deployments/get_scheduled_flow_runs", {
          deployment_ids: [served.id],
          scheduled_before: iso(now()),
          limit: POLL_LIMIT,
        }),
    },
  ];
}

/** Makes a run of the deployment for each time. */
async function schedule(client: Client, deploymentId: string, times: readonly number[]): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < times.length; index = next++) {
      await client.post(`/deployments/${deploymentId}/create_flow_run`, {
        state: { type: "SCHEDULED", state_details: { scheduled_time: iso(times[index] as number) } },
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

interface Delays {
  /** Until a poll had brought the run. */
  readonly handedOut: number[];
  /** Until a worker had the run for itself: Pending. */
  readonly begun: number[];
}

/** Workers that poll and begin what they get, until `count` runs have begun. */
async function work(client: Client, place: Place, workers: number, count: number): Promise<Delays> {
  const handedOut = new Map<string, number>();
  const begun: number[] = [];
  const begin = async (run: ScheduledRun): Promise<void> => {
    const { status } = await client.post(`/flow_runs/${run.id}/set_state`, { state: { type: "PENDING" } });
    if (status === "ACCEPT") begun.push(now() - Date.parse(run.next_scheduled_start_time));
  };
  const worker = async (): Promise<void> => {
    while (begun.length < count) {
      const runs = await place.poll(client);
      const received = now();
      for (const run of runs) {
        if (!handedOut.has(run.id)) handedOut.set(run.id, received - Date.parse(run.next_scheduled_start_time));
      }
      await Promise.all(runs.map(begin));
      if (runs.length === 0) await sleep(IDLE_MILLISECONDS);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return { handedOut: [...handedOut.values()], begun };
}

interface Line {
  readonly title: string;
  readonly runs: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly bound: number;
  readonly isKept: boolean;
}

function line(title: string, delays: readonly number[], bound: number, judged: "p99" | "longest"): Line {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const figures = { p50: at(0.5), p99: at(0.99), longest: at(1) };
  return { title, runs: sorted.length, ...figures, bound, isKept: figures[judged] <= bound };
}

async function measure(client: Client): Promise<Line[]> {
  const places = await makePlaces(client);
  const lines: Line[] = [];
  const later = Math.max(TRIAL_RUNS, Number(flags.backlog));
  for (const place of places) {
    const tomorrow = now() + 86_400_000;
    const began = now();
    await schedule(
      client,
      place.deploymentId,
      Array.from({ length: later }, (_, index) => tomorrow + index),
    );
    const each = (now() - began) / later;
    const dueAfter = (count: number): number => now() + LEAD_MILLISECONDS + LEAD_FACTOR * count * each;
    const start = dueAfter(PROMPT_RUNS);
    const oneByOne = Array.from({ length: PROMPT_RUNS }, (_, index) => start + index * PROMPT_SPACING_MILLISECONDS);
    await schedule(client, place.deploymentId, oneByOne);
    const prompt = await work(client, place, 1, PROMPT_RUNS);
    lines.push(line(`${place.title}: one by one, handed out`, prompt.handedOut, PROMPT_BOUND_MILLISECONDS, "p99"));
    const due = dueAfter(BURST_RUNS);
    await schedule(
      client,
      place.deploymentId,
      Array.from({ length: BURST_RUNS }, () => due),
    );
    const burst = await work(client, place, WORKERS, BURST_RUNS);
    lines.push(line(`${place.title}: all at once, handed out`, burst.handedOut, BURST_BOUND_MILLISECONDS, "p99"));
    lines.push(line(`${place.title}: all at once, begun`, burst.begun, BURST_BOUND_MILLISECONDS, "p99"));
  }
  return lines;
}

async function withDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  if (flags.postgresql) {
    const postgres = await startPostgres();
    try {
      return await work(postgres.url);
    } finally {
      await postgres.stop();
    }
  }
  const folder = await mkdtemp(join(tmpdir(), "penstock-delay-"));
  try {
    return await work(`sqlite:///${join(folder, "penstock.db")}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const lines = await withDatabase(async (databaseUrl) => {
  const server = await startServerProcess(databaseUrl);
  try {
    return await measure(new Client(server.url));
  } finally {
    await server.end("SIGTERM");
  }
});
const cells = (line: Line): string[] => [
  line.title,
  String(line.runs),
  line.p50.toFixed(1),
  line.p99.toFixed(1),
  line.longest.toFixed(1),
  `${line.isKept ? "" : "NOT "}below ${line.bound}`,
];
const rows = [
  ["runs that become due", "runs", "p50 ms", "p99 ms", "longest ms", "p99 promised"],
  ["---", "---:", "---:", "---:", "---:", "---"],
  ...lines.map(cells),
];
for (const row of rows) process.stdout.write(`| ${row.join(" | ")} |\n`);
process.exitCode = lines.every((line) => line.isKept) ? 0 : 1;
