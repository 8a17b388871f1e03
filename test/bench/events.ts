/**
 * `npm run bench:events`: events over one WebSocket with all services on and a hundred automations, against the Prefect server;
 * lists and counts among a million events. Prints Markdown. Flags: --events, --reference-events, --rows,
 * --postgresql-rows, --only (a list of ingestion, search), --profile (a folder).
 */
import { mkdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Settings } from "../../src/config.ts";
import type { Core } from "../../src/core.ts";
import type { Server } from "../../src/server.ts";
import { prefectEnvironment } from "../prefect/environment.ts";
import { type IngestionMeasurement, type Latencies, measureIngestion } from "./event-ingestion.ts";
import { measureSearches, type SearchMeasurement, searchRequests } from "./event-search.ts";
import { DATABASE_NAMES, type DatabaseName, openPenstock, withDatabase } from "./penstock.ts";
import { summarizeProfiles } from "./profile.ts";
import { number, table } from "./report.ts";
import { seedPostgresqlEvents, seedSqliteEvents } from "./seed-events.ts";
import { type RunningServer, startServer } from "./servers.ts";

/** What a server has to take in (issue: "at least 5,000 events/s"). */
const PROMISED = 5_000;
const PACED_SECONDS = 8;

const { values: flags } = parseArgs({
  options: {
    events: { type: "string", default: "60000" },
    "reference-events": { type: "string", default: "500" },
    rows: { type: "string", default: "1000000" },
    "postgresql-rows": { type: "string", default: "1000000" },
    only: { type: "string", default: "ingestion,search" },
    profile: { type: "string" },
  },
});
const parts = new Set(flags.only.split(","));

// Ending through exit runs the cleaning of servers.ts.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

function profileFlags(): string[] {
  if (flags.profile === undefined) return [];
  const folder = resolve(flags.profile);
  mkdirSync(folder, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

async function withServer<Result>(
  name: "reference" | "penstock",
  work: (server: RunningServer) => Promise<Result>,
): Promise<Result | undefined> {
  const python = name === "reference" ? (await prefectEnvironment())?.python : undefined;
  if (name === "reference" && python === undefined) return undefined;
  const nodeFlags = name === "penstock" ? profileFlags() : [];
  const server = await startServer(name, { python, nodeFlags, services: true });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

type Titled = readonly [title: string, measured: IngestionMeasurement | undefined];

function rate(measured: IngestionMeasurement | undefined, seconds: number | undefined): string {
  return measured === undefined || seconds === undefined ? "-" : number(measured.sent / seconds, 0);
}

function ingestionRow([title, measured]: Titled): string[] {
  const reached = measured?.reached;
  const whole = reached && Object.values(reached).every((seconds) => seconds !== undefined);
  return [
    title,
    number(measured?.sent, 0),
    rate(measured, measured?.acknowledged),
    ...(["stored", "recorded", "indexed", "fired", "acted"] as const).map((each) => rate(measured, reached?.[each])),
    whole ? rate(measured, Math.max(...Object.values(reached).map(Number))) : "-",
    number(measured?.processorMilliseconds, 3),
    number(measured?.residentBytes === undefined ? undefined : measured.residentBytes / 1_000_000, 0),
  ];
}

function countRow([title, measured]: Titled): string[] {
  const cell = ([found, expected]: readonly [number, number]): string =>
    found === expected ? `${number(found, 0)}, all` : `${number(found, 0)} of ${number(expected, 0)}`;
  return [title, ...(measured === undefined ? [] : Object.values(measured.found).map(cell))];
}

function latencyCells({ p50, p99, longest }: Latencies): string[] {
  return [number(p50, 1), number(p99, 1), number(longest, 0)];
}

function othersRows([title, measured]: Titled): string[][] {
  if (measured === undefined) return [];
  const { alone, meanwhile } = measured;
  return [
    [`${title}: before`, ...latencyCells(alone.reads), ...latencyCells(alone.transitions)],
    [`${title}: meanwhile`, ...latencyCells(meanwhile.reads), ...latencyCells(meanwhile.transitions)],
  ];
}

async function ingestion(): Promise<void> {
  const count = Number(flags.events);
  const paced = PROMISED * PACED_SECONDS;
  const measured: Titled[] = [
    [
      "Prefect 3.9.1",
      await withServer("reference", (server) =>
        measureIngestion("reference", server, { count: Number(flags["reference-events"]) }),
      ),
    ],
    [
      "Penstock, all it takes",
      await withServer("penstock", (server) => measureIngestion("penstock", server, { count })),
    ],
    [
      `Penstock, ${number(PROMISED, 0)} a second`,
      await withServer("penstock", (server) =>
        measureIngestion("penstock", server, { count: paced, perSecond: PROMISED }),
      ),
    ],
  ];
  print("### Events over one WebSocket, all services on, 100 automations (SQLite)");
  print(
    table(
      [
        "events a second until all are",
        "events",
        "acknowledged",
        "stored",
        "recorded",
        "indexed",
        "evaluated",
        "acted upon",
        "all of it",
        "processor ms",
        "memory MB",
      ],
      measured.map(ingestionRow),
    ),
  );
  print(
    table(["rows at the end", "events", "task run states", "resources", "firings", "actions"], measured.map(countRow)),
  );
  const cells = (what: string): string[] => [`${what} p50`, "p99", "longest"];
  print(table(["others, ms", ...cells("read a run"), ...cells("set a state")], measured.flatMap(othersRows)));
  print(
    table(
      ["from a ping to its pong, ms", "p50", "p99", "longest"],
      measured.map(([title, each]) => [title, ...(each === undefined ? [] : latencyCells(each.acknowledgements))]),
    ),
  );
}

interface Searches {
  readonly bySql: ReadonlyMap<string, SearchMeasurement>;
  readonly inMemory: ReadonlyMap<string, SearchMeasurement>;
  readonly loading: Loading;
}

/** How long it took to bring the events into memory, and what they take there. */
interface Loading {
  readonly seconds: number;
  readonly megabytes: number;
}

async function bringIntoMemory({ eventMemory }: Core): Promise<Loading> {
  const begun = performance.now();
  eventMemory?.load();
  while (eventMemory?.loaded === undefined) await sleep(20);
  return { seconds: (performance.now() - begun) / 1_000, megabytes: eventMemory.loaded.bytes / 1_000_000 };
}

/** All searches by SQL alone, and again with the events in memory. */
function searchesOf(name: DatabaseName, seed: (server: Server, url: string) => Promise<void>): Promise<Searches> {
  return withDatabase(name, async (url) => {
    const withServer = async <Result>(
      settings: Partial<Settings>,
      work: (server: Server) => Promise<Result>,
    ): Promise<Result> => {
      const server = await openPenstock(url, settings);
      try {
        return await work(server);
      } finally {
        await server.close();
      }
    };
    const measured = async (server: Server): Promise<ReadonlyMap<string, SearchMeasurement>> =>
      measureSearches(Number(new URL(await server.listen()).port));
    await withServer({}, (server) => seed(server, url));
    const bySql = await withServer({ eventMemoryBytes: 0 }, measured);
    return withServer({}, async (server) => {
      const loading = await bringIntoMemory(server.core);
      return { bySql, loading, inMemory: await measured(server) };
    });
  });
}

/** Events of the same kind in both databases. */
async function search(): Promise<void> {
  const now = Date.now() * 1_000;
  const counts: Readonly<Record<DatabaseName, number>> = {
    SQLite: Number(flags.rows),
    PostgreSQL: Number(flags["postgresql-rows"]),
  };
  for (const name of DATABASE_NAMES) {
    const count = counts[name];
    if (count === 0) continue;
    const { bySql, inMemory, loading } = await searchesOf(name, async (server, url) => {
      if (name === "PostgreSQL") await seedPostgresqlEvents(server, count, now);
      else seedSqliteEvents(url.replace("sqlite:///", ""), count, now);
    });
    print(`### Lists and counts of ${number(count, 0)} events in ${name}`);
    const cells = (measured: SearchMeasurement | undefined): string[] => [
      number(measured?.p50, 1),
      number(measured?.p95, 1),
      number(measured?.first, 0),
    ];
    print(
      table(
        ["asked for alone, ms", "by SQL p50", "p95", "first", "in memory p50", "p95", "first"],
        searchRequests.map(({ title }) => [title, ...cells(bySql.get(title)), ...cells(inMemory.get(title))]),
      ),
    );
    const { seconds, megabytes } = loading;
    print(`Brought into memory in ${number(seconds, 1)} s, where they take ${number(megabytes, 0)} MB.`);
  }
}

const load = loadavg()[0] ?? 0;
if (parts.has("ingestion")) await ingestion();
if (parts.has("search")) await search();
print(
  `- ${availableParallelism()} processors shared by the server and the client, Node ${process.versions.node}; load before it began: ${number(load, 1)}.`,
);
if (flags.profile !== undefined) print(summarizeProfiles(resolve(flags.profile)));
