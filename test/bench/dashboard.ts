/**
 * `npm run bench:dashboard`: the page of flow runs of a dashboard among 10,000 and 1,000,000 runs, against the REST calls that
 * Prefect's own page needs for the same; counts and histograms of a million runs, and what others notice of them; the query
 * plans. Prints Markdown. Flags: --seconds, --runs, --only (a list of page, aggregates, plans), --profile (a folder).
 */
import { mkdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { prefectEnvironment } from "../prefect/environment.ts";
import { aggregateRequests, measureAggregates, measureOthers } from "./dashboard-aggregates.ts";
import { measurePages, measureReferencePages, type PageMeasurement } from "./dashboard-pages.ts";
import { queryPlans } from "./dashboard-plans.ts";
import { CONNECTION_COUNT } from "./lanes.ts";
import { summarizeProfiles } from "./profile.ts";
import { number, table } from "./report.ts";
import { copyToReference, seedDashboard } from "./seed-dashboard.ts";
import { type RunningServer, type ServerName, startServer } from "./servers.ts";

const FEW = 10_000;

const { values: flags } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    runs: { type: "string", default: "1000000" },
    only: { type: "string", default: "page,aggregates,plans" },
    profile: { type: "string" },
  },
});
const seconds = Number(flags.seconds);
const window = { warmUpSeconds: Math.min(2, seconds), seconds };
const many = Number(flags.runs);
const parts = new Set(flags.only.split(","));

// Ending through exit runs the cleaning of servers.ts.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

async function withServer<Result>(
  name: ServerName,
  options: { readonly fill: (database: string) => void; readonly python?: string; readonly nodeFlags?: string[] },
  work: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  const server = await startServer(name, { python: options.python, nodeFlags: options.nodeFlags ?? [] });
  try {
    await server.restart(() => options.fill(server.database));
    return await work(server);
  } finally {
    await server.stop();
  }
}

const seeded = (count: number) => (database: string) => seedDashboard(database, count, Date.now() * 1_000);

type Measured = PageMeasurement & { readonly processorMilliseconds: number | undefined };

/** What a server does, and its processor time for each page of it. */
async function measured(server: RunningServer, measure: () => Promise<PageMeasurement>): Promise<Measured> {
  const before = server.usage();
  const pages = await measure();
  const after = server.usage();
  const processorMilliseconds =
    before === undefined || after === undefined
      ? undefined
      : ((after.processorSeconds - before.processorSeconds) * 1_000) / pages.pages;
  return { ...pages, processorMilliseconds };
}

function pageRow(title: string, page: Measured | undefined): string[] {
  return [
    title,
    number(page?.perSecond, 0),
    number(page?.p50, 1),
    number(page?.p99, 1),
    number(page?.processorMilliseconds, 2),
    number(page?.failed, 0),
  ];
}

/** Both servers with the same few runs, each with a database of its own. */
async function comparePages(): Promise<{ ours: Measured; theirs: Measured | undefined }> {
  const python = (await prefectEnvironment())?.python;
  return withServer("penstock", { fill: seeded(FEW) }, async (server) => {
    const ours = await measured(server, () => measurePages(server.port, window));
    if (python === undefined) return { ours, theirs: undefined };
    const fill = (database: string): void => copyToReference(server.database, database);
    const theirs = await withServer("reference", { python, fill }, (reference) =>
      measured(reference, () => measureReferencePages(reference.port, window)),
    );
    return { ours, theirs };
  });
}

function profileFlags(): string[] {
  if (flags.profile === undefined) return [];
  const folder = resolve(flags.profile);
  mkdirSync(folder, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

const load = loadavg()[0] ?? 0;
const compared = parts.has("page") ? await comparePages() : undefined;
await withServer("penstock", { fill: seeded(many), nodeFlags: profileFlags() }, async (server) => {
  if (parts.has("page")) {
    const pages = await measured(server, () => measurePages(server.port, window));
    const rows = [
      pageRow(`Prefect's calls for the page, ${number(FEW, 0)} runs`, compared?.theirs),
      pageRow(`Penstock, ${number(FEW, 0)} runs`, compared?.ours),
      pageRow(`Penstock, ${number(many, 0)} runs`, pages),
    ];
    print("### A page of 50 flow runs with flow, deployment, work pool and state");
    print(table([`${CONNECTION_COUNT} connections`, "pages/s", "p50 ms", "p99 ms", "processor ms", "failed"], rows));
    const ratio = compared?.theirs === undefined ? undefined : compared.ours.perSecond / compared.theirs.perSecond;
    print(`Penstock / Prefect at ${number(FEW, 0)} runs: ${number(ratio, 1)}x`);
  }
  if (parts.has("aggregates")) {
    print(`### Counts and histograms of ${number(many, 0)} runs, all of which match`);
    print(table(["one connection", "p50 ms", "longest ms", "first ms"], await measureAggregates(server.port)));
    print("### What others notice while these are asked for");
    print(
      table(
        ["4 connections read runs by id and pages of runs", "answers/s", "p50 ms", "p99 ms"],
        await measureOthers(server.port, window),
      ),
    );
  }
  if (parts.has("plans")) {
    print("### Query plans (SQLite)");
    print(await queryPlans(server.database));
  }
});
print(
  `- ${availableParallelism()} processors shared by the server and the load generator, Node ${process.versions.node}, ${seconds} s a measurement; load before it began: ${number(load, 1)}.`,
);
print(`- Asked for: ${aggregateRequests.map(({ title }) => title).join("; ")}.`);
if (flags.profile !== undefined) print(summarizeProfiles(resolve(flags.profile)));
