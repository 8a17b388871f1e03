/** How long counts and histograms of all runs take, and what others notice of them. */

import { loadPages, operation, type PageRequests, pageRequests, type Window } from "./dashboard-pages.ts";
import { pick } from "./lanes.ts";
import { Connection, encodeRequest, percentile, sendInOrder } from "./load.ts";
import { number } from "./report.ts";
import { SEED_DAYS } from "./seed-dashboard.ts";

const REPETITIONS = 20;
/** Fewer connections than processors could keep busy: what is measured is waiting for each other, not the load generator. */
const OTHERS = 4;
const RUNS_READ = 200;

const DAY = 86_400_000;
/** All runs of the seed, and a bit. */
const range = {
  start: new Date(Date.now() - (SEED_DAYS + 1) * DAY).toISOString(),
  end: new Date(Date.now() + DAY).toISOString(),
};

const histogram = (fields: string, groupBy = ""): Buffer =>
  operation(`query ($range: TimeRange) { flowRunHistogram(range: $range, buckets: 100 ${groupBy}) { ${fields} } }`, {
    range,
  });

const COUNTS = "buckets { counts { counts { stateType count } } }";
const GROUPS = "groups { total counts } rest { total }";

export const aggregateRequests: readonly { readonly title: string; readonly request: Buffer }[] = [
  { title: "totalCount", request: operation("{ flowRuns(first: 1) { totalCount } }") },
  {
    title: "countsByState",
    request: operation("{ flowRuns(first: 1) { countsByState { total counts { stateType count } } } }"),
  },
  { title: "histogram, 100 buckets by state", request: histogram(COUNTS) },
  {
    title: "histogram with percentiles",
    request: histogram(`buckets { counts { total } duration { p50 p95 p99 } lateness { p50 p95 p99 } }`),
  },
  { title: "histogram, the 10 largest flows", request: histogram(GROUPS, "groupBy: FLOW") },
  { title: "histogram, the 10 largest deployments of 100", request: histogram(GROUPS, "groupBy: DEPLOYMENT") },
  { title: "histogram, 4 work pools", request: histogram(GROUPS, "groupBy: WORK_POOL") },
];

/** Rows of a table: each asked for alone, a few times. */
export async function measureAggregates(port: number): Promise<string[][]> {
  const rows: string[][] = [];
  for (const { title, request } of aggregateRequests) {
    const times: number[] = [];
    const connection = new Connection(port);
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const begun = performance.now();
      const { status, body } = await connection.send(request);
      times.push(performance.now() - begun);
      if (status !== 200 || body.includes('"errors"')) throw new Error(`${title}: ${body.toString().slice(0, 500)}`);
    }
    connection.close();
    const [first] = times;
    times.sort((left, right) => left - right);
    rows.push([title, number(percentile(times, 0.5), 0), number(times.at(-1), 0), number(first, 0)]);
  }
  return rows;
}

/** Rows of a table: reads of runs and pages alone, and while one or several ask for counts and histograms without a pause. */
export async function measureOthers(port: number, window: Window): Promise<string[][]> {
  const pages = await pageRequests(port);
  const [list] = await sendInOrder(port, [encodeRequest("POST", "/api/flow_runs/filter", { limit: RUNS_READ })]);
  const runs = JSON.parse(list?.body.toString() ?? "[]") as readonly { readonly id: string }[];
  const reads: PageRequests[] = runs.map(({ id }) => [encodeRequest("GET", `/api/flow_runs/${id}`)]);
  const rows: string[][] = [];
  for (const [title, askers] of [
    ["nothing else", 0],
    ["one asks for counts and histograms", 1],
    ["eight ask for counts and histograms", 8],
  ] as const) {
    const isOver = { now: false };
    const asking = Promise.all(Array.from({ length: askers }, (_, index) => ask(port, index, isOver)));
    const { perSecond, p50, p99 } = await loadPages(
      port,
      OTHERS,
      (random) => (random() < 0.9 ? pick(reads, random) : pick(pages, random)),
      window,
    );
    isOver.now = true;
    await asking;
    rows.push([title, number(perSecond, 0), number(p50, 2), number(p99, 1)]);
  }
  return rows;
}

async function ask(port: number, first: number, isOver: { readonly now: boolean }): Promise<void> {
  const connection = new Connection(port);
  for (let turn = first; !isOver.now; turn += 1) {
    const asked = aggregateRequests[turn % aggregateRequests.length];
    if (asked !== undefined) await connection.send(asked.request);
  }
  connection.close();
}
