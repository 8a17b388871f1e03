/**
 * `node test/bench/planning.ts [deployments] [runs of each]`: how long the scheduler takes to plan the runs of many
 * deployments on SQLite, how long a round takes that finds nothing to do, and how long others wait meanwhile.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { sql } from "kysely";
import { readSettings } from "../../src/config.ts";
import { createServer } from "../../src/server.ts";
import { scheduler } from "../../src/services/scheduler.ts";

const [deployments = 1_000, runsEach = 10] = process.argv.slice(2).map(Number);
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

const directory = await mkdtemp(join(tmpdir(), "penstock-planning-"));
const environment = { PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS: String(runsEach) };
const settings = { ...readSettings(environment), databaseUrl: `sqlite:///${join(directory, "penstock.db")}` };
const server = await createServer({ ...settings, logLevel: "silent" }, { services: false });
const { core, application } = server;

async function post(path: string, payload: object): Promise<{ readonly id: string }> {
  const response = await application.inject({ method: "POST", url: `/api${path}`, payload });
  if (response.statusCode >= 300) throw new Error(`${path}: ${response.statusCode} ${response.body}`);
  return response.json();
}

const flow = await post("/flows/", { name: "planned" });
for (let index = 0; index < deployments; index += 1) {
  const schedule = { cron: `${index % 60} ${index % 24} * * *`, timezone: "Europe/Berlin" };
  await post("/deployments/", { name: `d${index}`, flow_id: flow.id, schedules: [{ schedule, active: true }] });
}

const rounds = scheduler.prepare(core);
const { signal } = new AbortController();

async function timed(label: string): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  const started = performance.now();
  await rounds.round(signal);
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  const row = await core.database.get(sql<{ count: number }>`select count(*) as count from flow_run`);
  const longest = delay.max / NANOSECONDS_PER_MILLISECOND;
  process.stdout.write(
    `- ${label}: ${milliseconds.toFixed(0)} ms (${((user + system) / 1_000).toFixed(0)} ms of processor time), ${row?.count} runs of ${deployments} deployments, others waited ${longest.toFixed(0)} ms at most\n`,
  );
}

await timed("planning all");
await timed("nothing to plan");
await server.close();
await rm(directory, { recursive: true });
