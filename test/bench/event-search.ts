/** Pages of events and counts among very many, over REST and in GraphQL; each asked for alone, a few times. */
import { operation } from "./dashboard-pages.ts";
import { type Answer, Connection, encodeRequest, percentile } from "./load.ts";
import { FLOW_RUN_IDS, SEED_DAYS } from "./seed-events.ts";

const REPETITIONS = 10;
/** What takes longer the first time is asked for only once more. */
const LONG_MILLISECONDS = 1_000;
const DAY_MILLISECONDS = 86_400_000;

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MILLISECONDS).toISOString();
const range = { since: daysAgo(SEED_DAYS + 1), until: daysAgo(0) };
const A_FLOW_RUN = `prefect.flow-run.${FLOW_RUN_IDS[77]}`;

const FILTERS: readonly (readonly [title: string, filter: object])[] = [
  ["all", {}],
  ["all, the oldest first", { order: "ASC" }],
  ["one day", { occurred: { since: daysAgo(11), until: daysAgo(10) } }],
  ["of a flow run", { resource: { id: [A_FLOW_RUN] } }],
  ["of resources that begin alike", { resource: { id_prefix: ["prefect.flow-run."] } }],
  ["of a name, one in a hundred", { event: { name: ["shop.order.failed"] } }],
  ["of a name, one in five", { event: { name: ["shop.order.placed"] } }],
  ["of names that begin alike", { event: { prefix: ["shop.order."] } }],
  ["but of names that begin alike", { event: { exclude_prefix: ["prefect.task-run."] } }],
  ["related to a flow run", { related: { id: [A_FLOW_RUN] } }],
  ["related to a customer, one in 500", { related: { id: ["shop.customer.7"], role: ["customer"] } }],
  ["related to a tag, two in three", { related: { id: ["prefect.tag.bench"] } }],
  ["related in a role", { related: { role: ["carrier"] } }],
  ["that have to do with a flow run", { any_resource: { id: [A_FLOW_RUN] } }],
  ["with a label", { resource: { labels: { "shop.region": "region-3" } } }],
  ["with a word that is rare", { text: { query: "1234567" } }],
  ["with a word, one in five", { text: { query: "placed" } }],
  ["each resource once", { resource: { distinct: true } }],
];

type Ask = (request: Buffer) => Promise<Answer>;

export interface SearchRequest {
  readonly title: string;
  /** May ask for what it needs to know first. */
  prepare(ask: Ask): Buffer | Promise<Buffer>;
}

function filtered(filter: object): Buffer {
  return encodeRequest("POST", "/api/events/filter", { filter: { occurred: range, ...filter }, limit: 50 });
}

/** The page that turning pages would lead to after so many events. */
async function pageAt(ask: Ask, filter: object, share: number): Promise<Buffer> {
  const { body } = await ask(filtered(filter));
  const { next_page, total } = JSON.parse(body.toString()) as { readonly next_page: string; readonly total: number };
  const token = new URL(next_page).searchParams.get("page-token") ?? "";
  const place = JSON.parse(Buffer.from(token, "base64url").toString()) as object;
  const offset = Math.floor((total * share) / 50) * 50;
  const later = Buffer.from(JSON.stringify({ ...place, offset })).toString("base64url");
  return encodeRequest("GET", `/api/events/filter/next?page-token=${later}`);
}

function counted(countable: string, filter: object, unit = "day"): Buffer {
  const body = { filter: { occurred: range, ...filter }, time_unit: unit, time_interval: 1 };
  return encodeRequest("POST", `/api/events/count-by/${countable}`, body);
}

const PAGE = `query ($filter: EventFilter, $after: String) {
  events(first: 50, filter: $filter, after: $after) {
    edges { node { id name occurred resourceId resource related payload flowRunId } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const COUNT = "query ($filter: EventFilter) { events(first: 1, filter: $filter) { totalCount } }";

function graphql(title: string, document: string, variables: object): SearchRequest {
  return { title: `GraphQL: ${title}`, prepare: () => operation(document, variables) };
}

export const searchRequests: readonly SearchRequest[] = [
  ...FILTERS.map(([title, filter]): SearchRequest => ({ title: `filter: ${title}`, prepare: () => filtered(filter) })),
  ...[0.01, 0.1, 0.5].map(
    (share): SearchRequest => ({
      title: `next page of all, ${share * 100} % down`,
      prepare: (ask) => pageAt(ask, {}, share),
    }),
  ),
  {
    title: "next page of a name, 50 % down",
    prepare: (ask) => pageAt(ask, { event: { name: ["shop.order.placed"] } }, 0.5),
  },
  { title: "count by day", prepare: () => counted("day", {}) },
  { title: "count by hour", prepare: () => counted("time", {}, "hour") },
  {
    title: "count by hour, of a name",
    prepare: () => counted("time", { event: { name: ["shop.order.placed"] } }, "hour"),
  },
  { title: "count by event", prepare: () => counted("event", {}) },
  { title: "count by resource", prepare: () => counted("resource", {}) },
  {
    title: "count by resource, of a name",
    prepare: () => counted("resource", { event: { name: ["prefect.flow-run.heartbeat"] } }),
  },
  graphql("a page of all", PAGE, {}),
  graphql("a page of names that begin alike", PAGE, { filter: { namePrefix: ["shop.order."] } }),
  graphql("a page of a flow run", PAGE, { filter: { resourceId: [A_FLOW_RUN] } }),
  graphql("a page related to a customer", PAGE, { filter: { relatedResourceId: ["shop.customer.7"] } }),
  graphql("the number of all", COUNT, {}),
  graphql("the number of names that begin alike", COUNT, { filter: { namePrefix: ["shop.order."] } }),
];

export interface SearchMeasurement {
  /** Milliseconds. */
  readonly first: number;
  readonly p50: number;
  readonly p95: number;
}

/** Asks a server that has been filled by seed-events.ts. */
export async function measureSearches(port: number): Promise<ReadonlyMap<string, SearchMeasurement>> {
  const measured = new Map<string, SearchMeasurement>();
  const connection = new Connection(port);
  const ask: Ask = async (request) => {
    const answer = await connection.send(request);
    if (answer.status !== 200 || answer.body.subarray(0, 12).includes("errors")) {
      throw new Error(`a search was answered ${answer.status} ${answer.body.toString().slice(0, 500)}`);
    }
    return answer;
  };
  const timed = async (request: Buffer): Promise<number> => {
    const begun = performance.now();
    await ask(request);
    return performance.now() - begun;
  };
  for (const { title, prepare } of searchRequests) {
    const request = await prepare(ask);
    const first = await timed(request);
    const times: number[] = [];
    const repetitions = first < LONG_MILLISECONDS ? REPETITIONS : 1;
    for (let repetition = 0; repetition < repetitions; repetition += 1) times.push(await timed(request));
    times.sort((left, right) => left - right);
    measured.set(title, { first, p50: percentile(times, 0.5), p95: percentile(times, 0.95) });
  }
  connection.close();
  return measured;
}
