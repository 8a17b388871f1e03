import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Usage } from "./usage.ts";
import { measureUsage } from "./usage.ts";

export type ServerName = "reference" | "penstock" | "bare";

/** A server that answers: where, how long that took, and how to look at it and end it. */
export interface RunningServer {
  port: number;
  /** Seconds from spawning the process to its first 200 on /api/health, creation of the database included. */
  startSeconds: number;
  /** What the process and everything it started hold and have used; undefined where there is no /proc. */
  usage(): Usage | undefined;
  /** The SQLite file. */
  database: string;
  /** Ends the process group, does what is to be done `meanwhile`, and starts the server anew on the same port and database. */
  restart(meanwhile?: () => void): Promise<void>;
  /** Ends the process group and removes its directory. */
  stop(): Promise<void>;
}

interface Command {
  file: string;
  args: string[];
  env: Record<string, string>;
}

const PROJECT_ROOT = resolve(import.meta.dirname, "../..");

/** The reference needs 13 to 23 s on two cores, and more when the byte code of its modules is not cached yet. */
const START_LIMIT_MILLISECONDS = 120_000;

/** Fine enough to time a start below a second, coarse enough not to slow it. */
const HEALTH_POLL_MILLISECONDS = 10;

/** Time to end politely (and to write a processor profile) before the process group is killed. */
const STOP_LIMIT_MILLISECONDS = 10_000;

/** Enough of a log's end to see why a server did not start. */
const LOG_EXCERPT_CHARACTERS = 2_000;

const emergencyCleaners = new Set<() => void>();

// Kills what is still running and removes what is still on disk, however the process comes to its end.
process.once("exit", () => {
  for (const clean of emergencyCleaners) {
    clean();
  }
});

function databaseFile(name: ServerName, directory: string): string {
  return join(directory, `${name}.db`);
}

/**
 * How each server is started on a fresh SQLite database; `nodeFlags` go to Penstock's own process. The background services run
 * only where `services` is set, in the same process.
 */
export function serverCommand(
  name: ServerName,
  place: {
    port: number;
    directory: string;
    python: string | undefined;
    nodeFlags: string[];
    services?: boolean;
  },
): Command {
  const database = databaseFile(name, place.directory);
  const listen = ["--host", "127.0.0.1", "--port", String(place.port)];
  const env = {
    PREFECT_SERVER_DATABASE_CONNECTION_URL: `sqlite+aiosqlite:///${database}`,
    PREFECT_HOME: join(place.directory, "home"),
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
  };
  const flags = place.services ? [] : ["--no-services"];
  if (name === "reference") {
    if (!place.python) {
      throw new Error("there is no Prefect environment");
    }
    return {
      file: place.python,
      args: ["-m", "prefect", "server", "start", ...listen, ...flags],
      env,
    };
  }
  const script =
    name === "penstock" ? [join(PROJECT_ROOT, "src/main.ts"), "serve"] : [join(import.meta.dirname, "bare.ts")];
  return {
    file: process.execPath,
    args: [...place.nodeFlags, ...script, ...listen, ...(name === "penstock" ? flags : [])],
    env,
  };
}

/** Starts a server in a directory of its own and waits until it answers; throws with the end of its log if it does not. */
export async function startServer(
  name: ServerName,
  options: { python: string | undefined; nodeFlags: string[]; services?: boolean },
): Promise<RunningServer> {
  const directory = mkdtempSync(join(tmpdir(), `penstock-bench-${name}-`));
  let running: Launched | undefined;
  const clean = (): void => {
    if (running) {
      signalGroup(running.child, "SIGKILL");
    }
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  emergencyCleaners.add(clean);
  const end = async (): Promise<void> => {
    if (running) {
      signalGroup(running.child, "SIGTERM");
      await Promise.race([running.ended, sleep(STOP_LIMIT_MILLISECONDS, undefined, { ref: false })]);
      signalGroup(running.child, "SIGKILL");
    }
  };
  const stop = async (): Promise<void> => {
    await end();
    clean();
    emergencyCleaners.delete(clean);
  };

  try {
    const port = await freePort();
    const command = serverCommand(name, { port, directory, ...options });
    const logFile = join(directory, "server.log");
    const start = async (): Promise<number> => {
      const spawned = performance.now();
      running = launch(command, logFile);
      const outcome = await Promise.race([running.ended, untilHealthy(port)]);
      if (outcome !== true) {
        const excerpt = readFileSync(logFile, "utf8").slice(-LOG_EXCERPT_CHARACTERS);
        throw new Error(`the ${name} server did not start: ${outcome}\n${excerpt}`);
      }
      return (performance.now() - spawned) / 1000;
    };
    const startSeconds = await start();
    const restart = async (meanwhile?: () => void): Promise<void> => {
      await end();
      meanwhile?.();
      await start();
    };
    const database = databaseFile(name, directory);
    return { port, startSeconds, database, usage: () => measureUsage(running?.child.pid), restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Launched {
  child: ChildProcess;
  /** Resolves, with how, when the process has ended or could not be started. */
  ended: Promise<string>;
}

function launch(command: Command, logFile: string): Launched {
  const log = openSync(logFile, "a");
  // A process group of its own, so that whatever the server starts can be ended with it.
  const child = spawn(command.file, command.args, {
    cwd: PROJECT_ROOT,
    env: { ...inheritedEnvironment(), ...command.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<string>((settle) => {
    child.once("error", (error) => settle(error.message));
    child.once("exit", (code, signal) => settle(`it ended with ${signal ?? code}`));
  });
  return { child, ended };
}

/** The environment without Prefect's own variables, so that both servers run with their defaults. */
function inheritedEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(PREFECT|NODE_OPTIONS)/.test(key)));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((settle, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", settle);
  });
  const { port } = listener.address() as AddressInfo;
  await new Promise((settle) => listener.close(settle));
  return port;
}

async function untilHealthy(port: number): Promise<true | string> {
  for (const limit = performance.now() + START_LIMIT_MILLISECONDS; performance.now() < limit; ) {
    const status = await new Promise<number | undefined>((settle) => {
      const request = get({ host: "127.0.0.1", port, path: "/api/health", agent: false }, (answer) => {
        answer.resume();
        settle(answer.statusCode);
      });
      request.on("error", () => settle(undefined));
    });
    if (status === 200) {
      return true;
    }
    await sleep(HEALTH_POLL_MILLISECONDS);
  }
  return `no answer within ${START_LIMIT_MILLISECONDS / 1000} s`;
}
