/** How many pages of flow runs a second a server answers: ours in one operation, the reference's in the calls of its own page. */
import { exampleOperation } from "../graphql/operations.ts";
import { CONNECTION_COUNT, pick, RANDOM_SEED, randomSequence } from "./lanes.ts";
import { type Answer, Connection, encodeRequest, percentile, sendInOrder } from "./load.ts";

/** Requests that make one page together, sent one after the other. */
export type PageRequests = readonly Buffer[];

/** Latencies are milliseconds of whole pages. */
export interface PageMeasurement {
  readonly perSecond: number;
  /** Pages answered altogether, those of the warming up included. */
  readonly pages: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

export interface Window {
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const PAGE_SIZE = 50;
/** Places in the list that pages begin at, besides its beginning. */
const DEPTHS = 50;

export const PAGE_DOCUMENT = exampleOperation("02-flow-runs");

function accepts({ status, body }: Answer): boolean {
  // An answer of GraphQL may be an error with 200.
  return status === 200 && !body.subarray(0, 12).includes("errors");
}

/** Loads pages on so many connections at once, each of which begins the next page when it has the one before. */
export async function loadPages(
  port: number,
  connections: number,
  next: (random: () => number) => PageRequests,
  window: Window,
): Promise<PageMeasurement> {
  const start = performance.now() + window.warmUpSeconds * 1_000;
  const end = start + window.seconds * 1_000;
  const latencies: number[] = [];
  let failed = 0;
  let pages = 0;
  const drive = async (index: number): Promise<void> => {
    const random = randomSequence(RANDOM_SEED + index);
    const connection = new Connection(port);
    try {
      for (let begun = performance.now(); begun < end; begun = performance.now()) {
        let isWhole = true;
        for (const request of next(random)) isWhole = accepts(await connection.send(request)) && isWhole;
        const now = performance.now();
        if (isWhole) pages += 1;
        if (begun < start || now > end) continue;
        if (isWhole) latencies.push(now - begun);
        else failed += 1;
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => drive(index)));
  latencies.sort((left, right) => left - right);
  return {
    perSecond: latencies.length / window.seconds,
    pages,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    failed,
  };
}

/** A GraphQL request. */
export function operation(query: string, variables: object = {}): Buffer {
  return encodeRequest("POST", "/graphql", { query, variables });
}

async function answerOf<Data>(port: number, request: Buffer): Promise<Data> {
  const [answer] = await sendInOrder(port, [request]);
  return JSON.parse(answer?.body.toString() ?? "null") as Data;
}

interface FirstPage {
  readonly data: {
    readonly flowRuns: {
      readonly nodes: readonly object[];
      readonly pageInfo: { readonly endCursor: string };
    };
  };
}

/** Pages of runs from all over the list, without counts. */
export async function pageRequests(port: number): Promise<PageRequests[]> {
  const page = (variables: object): Buffer =>
    operation(PAGE_DOCUMENT, { first: PAGE_SIZE, counts: false, ...variables });
  const first = await answerOf<FirstPage>(port, page({}));
  if (first.data.flowRuns.nodes.length !== PAGE_SIZE)
    throw new Error(`a page has something else than ${PAGE_SIZE} runs`);
  const times = await answerOf<{
    data: { latest: { nodes: [{ expectedStartTime: string }] }; earliest: { nodes: [{ expectedStartTime: string }] } };
  }>(
    port,
    operation(
      "{ latest: flowRuns(first: 1) { nodes { expectedStartTime } } earliest: flowRuns(last: 1) { nodes { expectedStartTime } } }",
    ),
  );
  const [latest, earliest] = [times.data.latest, times.data.earliest].map(({ nodes }) =>
    Date.parse(nodes[0].expectedStartTime),
  );
  if (latest === undefined || earliest === undefined) throw new Error("there are no runs");
  const requests: PageRequests[] = [[page({})]];
  for (let depth = 0; depth < DEPTHS; depth += 1) {
    const before = new Date(latest - ((latest - earliest) * depth) / (DEPTHS + 1)).toISOString();
    const place = await answerOf<FirstPage>(port, page({ first: 1, filter: { expectedStartTime: { before } } }));
    requests.push([page({ after: place.data.flowRuns.pageInfo.endCursor })]);
  }
  return requests;
}

/** Our pages, the first one as often as all others together. */
export async function measurePages(port: number, window: Window): Promise<PageMeasurement> {
  const [first = [], ...others] = await pageRequests(port);
  return loadPages(port, CONNECTION_COUNT, (random) => (random() < 0.5 ? first : pick(others, random)), window);
}

interface ReferenceRun {
  readonly flow_id: string;
  readonly deployment_id: string;
  readonly work_pool_name: string;
}

/** What the reference's page asks for its first page of runs: the runs, and then by id or name what belongs to them. */
export async function measureReferencePages(port: number, window: Window): Promise<PageMeasurement> {
  const runs = encodeRequest("POST", "/api/flow_runs/filter", { limit: PAGE_SIZE, sort: "EXPECTED_START_TIME_DESC" });
  const page = await answerOf<readonly ReferenceRun[]>(port, runs);
  if (page.length !== PAGE_SIZE) throw new Error(`a page has something else than ${PAGE_SIZE} runs`);
  const distinct = (of: (run: ReferenceRun) => string): string[] => [...new Set(page.map(of))];
  const requests = [
    runs,
    encodeRequest("POST", "/api/flows/filter", { flows: { id: { any_: distinct((run) => run.flow_id) } } }),
    encodeRequest("POST", "/api/deployments/filter", {
      deployments: { id: { any_: distinct((run) => run.deployment_id) } },
    }),
    encodeRequest("POST", "/api/work_pools/filter", {
      work_pools: { name: { any_: distinct((run) => run.work_pool_name) } },
    }),
  ];
  return loadPages(port, CONNECTION_COUNT, () => requests, window);
}
