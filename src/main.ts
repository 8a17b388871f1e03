#!/usr/bin/env node
/**
 * The command line: `serve` answers requests (and runs the services), `services` runs the services alone, `migrate` only
 * brings the database up to date.
 */
import "./production-mode.ts";
import { Command, InvalidArgumentError } from "commander";
import { readSettings, SettingError, type Settings } from "./config.ts";
import { NewerDatabaseError } from "./db/migrations.ts";
import { openDatabase } from "./db/open.ts";
import { isOutage, isRefusedConnection } from "./db/outages.ts";
import type { ServiceDefinition } from "./services/service-definition.ts";
import { allServices, enabledServices } from "./services/services.ts";
import { secondsFromMicroseconds } from "./time/duration.ts";
import { VERSION } from "./version.ts";

/** How long a stop may take before the process ends anyway: shorter than the 30 s after which supervisors kill. */
const STOP_MILLISECONDS = 25_000;

interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly services: boolean;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("expected a port from 0 to 65535");
  return port;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Stops once on SIGTERM or SIGINT; a second signal, or a stop that hangs, ends the process at once. */
function stopOnSignals({ close }: { readonly close: () => Promise<void> }): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    print(`Stopping on ${signal}`);
    setTimeout(() => process.exit(1), STOP_MILLISECONDS).unref();
    await close();
    print("Stopped");
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}

async function serve(options: ServeOptions): Promise<void> {
  const environment = readSettings();
  const settings: Settings = {
    ...environment,
    host: options.host ?? environment.host,
    port: options.port ?? environment.port,
  };
  // Loaded only here: the other commands start at once, and the services' process has no need of the doors.
  const { createServer } = await import("./server.ts");
  const server = await createServer(settings, { services: options.services });
  stopOnSignals(server);
  const url = await server.listen();
  print(`Penstock ${VERSION} is ready`);
  print(`  REST     ${url}/api   (PREFECT_API_URL=${url}/api)`);
  print(`  GraphQL  ${url}/graphql`);
  const [path] = server.webPagePaths;
  if (path !== undefined) print(`  Web page ${url}${path}`);
  else if (settings.webPage.enabled)
    print("  Web page none: neither PREFECT_SERVER_UI_STATIC_DIRECTORY nor a Prefect package");
}

/** Node ends a process that waits for nothing; the pauses of services do not count. */
const NOTHING_TO_DO_MILLISECONDS = 60_000;

function describe(service: ServiceDefinition, settings: Settings): string {
  const interval = service.interval(settings.services);
  const pace = interval === undefined ? "at once" : `every ${secondsFromMicroseconds(interval)} s`;
  return `${service.name.padEnd(22)} ${pace.padEnd(12)} ${service.description}`;
}

function listServices(): void {
  const settings = readSettings();
  for (const service of allServices) {
    print(`${service.isEnabled(settings.services) ? "on " : "off"}  ${describe(service, settings)}`);
    print(`     ${service.variable}`);
  }
}

async function runServices(options: { readonly list?: boolean }): Promise<void> {
  if (options.list) {
    listServices();
    return;
  }
  const settings = readSettings();
  if (enabledServices(settings.services).length === 0) {
    throw new SettingError("PREFECT_SERVER_SERVICES_*_ENABLED", "every service is turned off, there is nothing to run");
  }
  const { startBackground } = await import("./background.ts");
  const background = await startBackground(settings);
  const awake = setInterval(() => {}, NOTHING_TO_DO_MILLISECONDS);
  stopOnSignals({
    close: async () => {
      await background.close();
      clearInterval(awake);
    },
  });
  print(`Penstock ${VERSION} runs ${background.services.length} services`);
  for (const service of background.services) print(`  ${describe(service, settings)}`);
}

async function migrate(): Promise<void> {
  const database = await openDatabase(readSettings().databaseUrl);
  await database.close();
  print("The database is up to date");
}

const program = new Command("penstock")
  .description("An orchestration server for Prefect clients, GraphQL first")
  .version(VERSION);
program
  .command("serve", { isDefault: true })
  .description("answer REST at /api and GraphQL at /graphql, and serve Prefect's web page")
  .option("--host <host>", "address to listen on (PREFECT_SERVER_API_HOST, 127.0.0.1)")
  .option("--port <port>", "port to listen on, 0 for a free one (PREFECT_SERVER_API_PORT, 4200)", parsePort)
  .option("--no-services", "leave the background services to another process")
  .action(serve);
program
  .command("services")
  .description("run the background services without the API; several such processes may run at once")
  .option("--list", "only tell which there are, whether they are enabled, and by which variable")
  .action(runServices);
program.command("migrate").description("create or update the database, then stop").action(migrate);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${complaintOf(error)}\n`);
  process.exitCode = 1;
}

/** What an operator can mend is said in one line; anything else is a defect and keeps its stack. */
function complaintOf(error: unknown): string {
  if (isOutage(error)) return `The database cannot be reached: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  if (isRefusedConnection(error)) return `The database cannot be opened: ${error.message}`;
  const isExpected = error instanceof SettingError || error instanceof NewerDatabaseError || isSystemError(error);
  return isExpected ? error.message : (error.stack ?? error.message);
}

function isSystemError(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code);
}
