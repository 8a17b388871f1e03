/**
 * `node test/bench/vacuum.ts`: how long states take to be set while very many old events and runs are deleted in the same process,
 * and without that. `--postgresql` takes that instead of SQLite; `--events` and `--runs` say how much there is to delete.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { readSettings } from "../../src/config.ts";
import type { Core } from "../../src/core.ts";
import { insertMany } from "../../src/db/insert.ts";
import { toJsonText } from "../../src/db/json-text.ts";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run-create.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { newId } from "../../src/ids.ts";
import { openCore } from "../../src/open-core.ts";
import { eventResources } from "../../src/services/event-resources.ts";
import { oldEvents } from "../../src/services/old-events.ts";
import { oldFlowRuns } from "../../src/services/old-flow-runs.ts";
import type { PeriodicService } from "../../src/services/service-definition.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import type { Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { startPostgres } from "../support/postgres.ts";

/** States set a second: what a few hundred busy workers do. */
const STATES_A_SECOND = 100;
const QUIET_SECONDS = 10;
const RELATED_EACH = 4;
const TASKS_EACH = 5;
const LOGS_EACH = 20;
const ROWS_AT_ONCE = 2_000;
const SECONDS_A_DAY = 86_400;

const { values: flags } = parseArgs({
  options: {
    postgresql: { type: "boolean", default: false },
    events: { type: "string", default: "100000" },
    runs: { type: "string", default: "2000" },
  },
});
const [events, runs] = [Number(flags.events), Number(flags.runs)];

function ago(core: Core, days: number): Instant {
  return (core.clock.now() - microsecondsFromSeconds(days * SECONDS_A_DAY)) as Instant;
}

async function seedEvents(core: Core): Promise<void> {
  const received = ago(core, 8);
  for (let start = 0; start < events; start += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, events - start) }, (_, index) => ({
      id: newId(received),
      occurred: (received + start + index) as Instant,
      received,
      event: `prefect.flow-run.${index % 7}`,
      resource_id: `prefect.flow-run.${start + index}`,
      resource: toJsonText({ "prefect.resource.id": `prefect.flow-run.${start + index}` }),
      related: toJsonText(
        Array.from({ length: RELATED_EACH }, (_each, place) => ({
          "prefect.resource.id": `prefect.object.${place}.${(start + index) % 1_000}`,
          "prefect.resource.role": "flow",
        })),
      ),
      payload: toJsonText({ text: "x".repeat(300) }),
      change: null,
      follows: null,
      flow_run_id: null,
      internal: false,
    }));
    await core.database.transaction((transaction) => insertMany(core.database, transaction, "event", rows));
  }
  await eventResources.prepare(core).round(new AbortController().signal);
}

async function seedRuns(core: Core): Promise<void> {
  const ended = ago(core, 100);
  for (let start = 0; start < runs; start += 100) {
    const seed = new SeedRows(ended);
    const { id: flow_id } = seed.flow({ name: `flow-${start}` });
    const ids = Array.from({ length: Math.min(100, runs - start) }, () => {
      const { id } = seed.flowRun({ flow_id, state_type: "COMPLETED", end_time: ended });
      for (let task = 0; task < TASKS_EACH; task += 1) seed.taskRun({ flow_run_id: id, state_type: "COMPLETED" });
      return id;
    });
    await seed.insert(core.database);
    const logs = ids.flatMap((flow_run_id) =>
      Array.from({ length: LOGS_EACH }, (_, index) => ({
        ...{ id: newId(ended), created: ended, updated: ended, timestamp: ended },
        ...{ name: "prefect.flow_runs", level: 20, message: `line ${index}`, flow_run_id, task_run_id: null },
      })),
    );
    await core.database.transaction((transaction) => insertMany(core.database, transaction, "log", logs));
  }
}

/** Sets states at a steady rate, whatever they take, until `until` resolves; how long each took, in milliseconds. */
async function setStates(core: Core, until: Promise<unknown>): Promise<number[]> {
  const { id: flow_id } = await makeFlow(core);
  const ids: string[] = [];
  for (let index = 0; index < 50; index += 1) ids.push((await createFlowRun(core, { flow_id })).run.id);
  const took: number[] = [];
  const under: Promise<void>[] = [];
  let isOver = false;
  void until.finally(() => {
    isOver = true;
  });
  const begun = performance.now();
  for (let count = 0; !isOver; count += 1) {
    const due = begun + (count * 1_000) / STATES_A_SECOND;
    await sleep(Math.max(0, due - performance.now()));
    const type = count % 100 < 50 ? "PENDING" : "RUNNING";
    // From when it was due: a loop that is held up holds up whoever would have asked meanwhile.
    const setting = proposeFlowRunState(core, ids[count % 50] ?? "", { state: { type }, force: true });
    under.push(setting.then(() => void took.push(performance.now() - due)));
  }
  await until;
  await Promise.all(under);
  return took;
}

async function makeFlow(core: Core) {
  const seed = new SeedRows(core.clock.now());
  const flow = seed.flow({ name: `live-${newId(core.clock.now())}` });
  await seed.insert(core.database);
  return flow;
}

function line(title: string, took: readonly number[]): string {
  const sorted = took.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `| ${title} | ${sorted.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size;
}

const directory = await mkdtemp(join(tmpdir(), "penstock-vacuum-"));
const postgres = flags.postgresql ? await startPostgres() : undefined;
const path = join(directory, "vacuum.db");
const settings = readSettings({
  PREFECT_SERVER_DATABASE_CONNECTION_URL: postgres?.url ?? `sqlite:///${path}`,
  PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED: "true",
  PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED: "false",
  PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: "false",
});
const core = await openCore(settings);
try {
  await seedEvents(core);
  await seedRuns(core);
  if (flags.postgresql) await core.database.transaction((transaction) => transaction.run(sql`analyze`));
  const before = await sizeOf(path);
  let longestLog = 0;
  const watch = setInterval(async () => {
    longestLog = Math.max(longestLog, await sizeOf(`${path}-wal`));
  }, 100);
  const lines = [line("nothing is deleted", await setStates(core, sleep(QUIET_SECONDS * 1_000)))];
  for (const [service, count] of [
    [oldEvents, events],
    [oldFlowRuns, runs],
  ] satisfies [PeriodicService, number][]) {
    const begun = performance.now();
    const round = service.prepare(core).round(new AbortController().signal);
    const took = await setStates(core, round);
    const rate = Math.round((count * 1_000) / (performance.now() - begun));
    lines.push(line(`${service.name} are deleted, ${count} in all, ${rate} a second`, took));
  }
  clearInterval(watch);
  const title = flags.postgresql ? "PostgreSQL" : "SQLite";
  const left = await core.database.get(sql<{ count: number }>`select count(*) as count from event_resource`);
  process.stdout.write(
    `| setting a state on ${title}, ms | states | p50 | p99 | longest |\n| --- | ---: | ---: | ---: | ---: |\n`,
  );
  process.stdout.write(`${lines.join("\n")}\n\nresources left: ${left?.count}\n`);
  if (!flags.postgresql) {
    const free = await core.database.get(sql<{ freelist_count: number }>`pragma freelist_count`);
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
    process.stdout.write(
      `file: ${megabytes(before)} MB before, ${megabytes(await sizeOf(path))} MB after with ${free?.freelist_count} pages free; write-ahead log: ${megabytes(longestLog)} MB at the most\n`,
    );
  }
} finally {
  await core.database.close();
  await postgres?.stop();
  await rm(directory, { recursive: true, force: true });
}
