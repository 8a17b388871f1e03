/**
 * `npm run bench`: Penstock, the reference and the bare limit in one run, one after the other, the same seed and the
 * same operations, and then what is measured of Penstock alone; prints a Markdown report. Flags: --seconds, --warm-up, --only,
 * --operations, --alone, --json, --profile; an empty list measures nothing of it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { prefectEnvironment } from "../prefect/environment.ts";
import { ALONE_NAMES, measureAlone, measurementsAlone } from "./alone.ts";
import { CONNECTION_COUNT } from "./lanes.ts";
import type { Answer } from "./load.ts";
import { encodeRequest, measureLoad, sendInOrder } from "./load.ts";
import { summarizeProfiles } from "./profile.ts";
import type { BenchResult, ServerMeasurement } from "./report.ts";
import { renderReport } from "./report.ts";
import { buildScenarios, healthLanes, OPERATION_NAMES } from "./scenarios.ts";
import { seedServer } from "./seed.ts";
import type { RunningServer, ServerName } from "./servers.ts";
import { startServer } from "./servers.ts";

const IDLE_MILLISECONDS = 3_000;

/** Long enough for a steady figure against a route that does nothing. */
const CEILING_WINDOW = { warmUpSeconds: 0.5, seconds: 1.5 };

/** An operation is recorded at its third time, when nothing is composed or looked up for the first time any more. */
const RECORDED_REPETITIONS = 3;

const SERVER_NAMES: ServerName[] = ["reference", "penstock", "bare"];

const { values: flags } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    "warm-up": { type: "string", default: "2" },
    only: { type: "string", default: SERVER_NAMES.join(",") },
    operations: { type: "string", default: OPERATION_NAMES.join(",") },
    alone: { type: "string", default: ALONE_NAMES.join(",") },
    json: { type: "string" },
    profile: { type: "string" },
  },
});

const window = {
  warmUpSeconds: seconds(flags["warm-up"]),
  seconds: seconds(flags.seconds),
};
const alone = chosen(flags.alone, ALONE_NAMES);
// Setting states needs the runs that creating made, so it brings that along.
const operations = chosen(flags.operations.replace("set-state", "create-run,set-state"), OPERATION_NAMES);

// Ending through exit runs the cleaning of servers.ts.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.on(signal, () => process.exit(code));
}

const result: BenchResult = {
  settings: { ...window, connections: CONNECTION_COUNT },
  machine: { processors: availableParallelism(), loadBefore: loadavg()[0] ?? 0, node: process.versions.node },
  servers: {},
  generatorCeiling: undefined,
  notes: [],
};
for (const name of chosen(flags.only, SERVER_NAMES)) {
  const python = name === "reference" ? (await prefectEnvironment())?.python : undefined;
  if (name === "reference" && !python) {
    result.notes.push("The reference was not measured: there is no Python environment with Prefect.");
    continue;
  }
  result.servers[name] = await measureServer(name, python);
}
if (Object.keys(result.servers).length > 0) {
  process.stdout.write(`${renderReport(result)}\n`);
}
for (const name of alone) {
  const measurement = measurementsAlone[name];
  progress(`alone: ${measurement.title}`);
  process.stdout.write(`### ${measurement.title}\n\n${await measureAlone(measurement)}\n\n`);
}
if (flags.json) {
  writeFileSync(flags.json, `${JSON.stringify(result, undefined, 2)}\n`);
}
if (flags.profile) {
  process.stdout.write(`${summarizeProfiles(flags.profile)}\n`);
}

/** Starts one server, measures everything and ends it again, whatever happens in between. */
async function measureServer(name: ServerName, python: string | undefined): Promise<ServerMeasurement> {
  progress(`${name}: starting`);
  const server = await startServer(name, { python, nodeFlags: name === "penstock" ? profileFlags() : [] });
  try {
    return await measureRunning(name, server);
  } finally {
    await server.stop();
  }
}

async function measureRunning(name: ServerName, server: RunningServer): Promise<ServerMeasurement> {
  await sleep(IDLE_MILLISECONDS);
  const idle = server.usage();
  if (name === "bare") {
    result.generatorCeiling = (await measureLoad(server.port, healthLanes(), CEILING_WINDOW)).perSecond;
  }
  progress(`${name}: seeding`);
  const seed = await seedServer(server.port);
  const scenarios = buildScenarios(seed);
  if (name === "bare") {
    await prepareBare(server.port, scenarios);
  }
  const measured: ServerMeasurement["operations"] = {};
  for (const operation of operations) {
    progress(`${name}: ${scenarios[operation].title}`);
    const { title, lanes } = scenarios[operation];
    let before = server.usage();
    let load = await measureLoad(server.port, lanes, window);
    if (load.answers === 0) {
      // Writes that the reference answered with 503 now and then leave its database locked for good.
      result.notes.push(
        `${name}, ${title}: answered nothing at first (${load.failed} failed, the first with: ${load.firstFailure}); ` +
          "it was restarted on the same database and measured again.",
      );
      await server.restart();
      before = server.usage();
      load = await measureLoad(server.port, lanes, window);
    }
    const after = server.usage();
    const used = before && after && (after.processorSeconds - before.processorSeconds) * 1000;
    measured[operation] = {
      title,
      ...load,
      processorMilliseconds: used && load.allAnswers > 0 ? used / load.allAnswers : undefined,
    };
  }
  return {
    startSeconds: server.startSeconds,
    idle,
    loaded: server.usage(),
    seedSeconds: seed.seconds,
    operations: measured,
  };
}

/** Lets the bare server record each operation, warmed up, then leaves it alone with its recordings. */
async function prepareBare(port: number, scenarios: ReturnType<typeof buildScenarios>): Promise<void> {
  for (const [operation, { lanes }] of Object.entries(scenarios)) {
    for (let count = 0; count < RECORDED_REPETITIONS; count++) {
      const step = lanes[0]?.();
      if (step) {
        const [answer] = await sendInOrder(port, [step.request]);
        step.accepts(answer as Answer);
        if (operation.startsWith("create-deployment-run")) {
          // Polls are measured before it, and would find the run.
          const { id } = JSON.parse((answer as Answer).body.toString());
          await sendInOrder(port, [encodeRequest("DELETE", `/api/flow_runs/${id}`)]);
        }
      }
    }
  }
  await sendInOrder(port, [encodeRequest("POST", "/bench/replay", {})]);
}

function profileFlags(): string[] {
  if (!flags.profile) {
    return [];
  }
  const folder = resolve(flags.profile);
  mkdirSync(folder, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

/** Progress goes to the error output, so that the report can be redirected alone. */
function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) {
    throw new Error(`not a number of seconds: ${text}`);
  }
  return value;
}

/** The named ones, in the order of the known ones. */
function chosen<Name extends string>(list: string, known: readonly Name[]): Name[] {
  const names = new Set<string>(list.split(",").filter((name) => name !== ""));
  for (const name of names) {
    if (!known.some((other) => other === name)) {
      throw new Error(`${name} is none of ${known.join(", ")}`);
    }
  }
  return known.filter((name) => names.has(name));
}
