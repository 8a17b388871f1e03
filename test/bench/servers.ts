import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type ServerName = "reference" | "penstock" | "bare";

/** A server that answers: where, how long that took, and how to look at it and end it. */
export interface RunningServer {
  port: number;
  /** Seconds from spawning the process to its first 200 on /api/health, creation of the database included. */
  startSeconds: number;
  /** What the process and everything it started hold and have used; undefined where there is no /proc. */
  usage(): Usage | undefined;
  /** Ends the process group and removes its directory. */
  stop(): Promise<void>;
}

export interface Usage {
  /** Resident memory; pages that processes share count for each of them. */
  residentBytes: number;
  /** Time on a processor since the start, user and system. */
  processorSeconds: number;
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

/** The unit of the times in /proc/<pid>/stat: Linux fixes it at 100 for every program, whatever the kernel's own tick. */
const CLOCK_TICKS_PER_SECOND = 100;

/** Enough of a log's end to see why a server did not start. */
const LOG_EXCERPT_CHARACTERS = 2_000;

const emergencyCleaners = new Set<() => void>();

// Kills what is still running and removes what is still on disk, however the process comes to its end.
process.once("exit", () => {
  for (const clean of emergencyCleaners) {
    clean();
  }
});

/** How each server is started on a fresh SQLite database; `nodeFlags` go to Penstock's own process. */
export function serverCommand(
  name: ServerName,
  place: {
    port: number;
    directory: string;
    python: string | undefined;
    nodeFlags: string[];
  },
): Command {
  const database = join(place.directory, `${name}.db`);
  const listen = ["--host", "127.0.0.1", "--port", String(place.port)];
  const env = {
    PREFECT_SERVER_DATABASE_CONNECTION_URL: `sqlite+aiosqlite:///${database}`,
    PREFECT_HOME: join(place.directory, "home"),
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
  };
  if (name === "reference") {
    if (!place.python) {
      throw new Error("there is no Prefect environment");
    }
    return {
      file: place.python,
      args: ["-m", "prefect", "server", "start", ...listen, "--no-services"],
      env,
    };
  }
  const script =
    name === "penstock" ? [join(PROJECT_ROOT, "src/main.ts"), "serve"] : [join(import.meta.dirname, "bare.ts")];
  const flags = name === "penstock" ? ["--no-services"] : [];
  return {
    file: process.execPath,
    args: [...place.nodeFlags, ...script, ...listen, ...flags],
    env,
  };
}

/** Starts a server in a directory of its own and waits until it answers; throws with the end of its log if it does not. */
export async function startServer(
  name: ServerName,
  options: { python: string | undefined; nodeFlags: string[] },
): Promise<RunningServer> {
  const directory = mkdtempSync(join(tmpdir(), `penstock-bench-${name}-`));
  const logFile = join(directory, "server.log");
  const port = await freePort();
  const command = serverCommand(name, { port, directory, ...options });
  const log = openSync(logFile, "w");
  const spawned = performance.now();
  // A process group of its own, so that whatever the server starts can be ended with it.
  const child = spawn(command.file, command.args, {
    cwd: PROJECT_ROOT,
    env: { ...inheritedEnvironment(), ...command.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const failed = new Promise<string>((settle) => {
    child.once("error", (error) => settle(error.message));
    child.once("exit", (code, signal) => settle(`it ended with ${signal ?? code}`));
  });
  const clean = (): void => {
    signalGroup(child, "SIGKILL");
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  emergencyCleaners.add(clean);
  const stop = async (): Promise<void> => {
    signalGroup(child, "SIGTERM");
    await Promise.race([failed, sleep(STOP_LIMIT_MILLISECONDS, undefined, { ref: false })]);
    clean();
    emergencyCleaners.delete(clean);
  };

  const ended = await Promise.race([failed, untilHealthy(port)]);
  if (ended !== true) {
    const excerpt = readFileSync(logFile, "utf8").slice(-LOG_EXCERPT_CHARACTERS);
    await stop();
    throw new Error(`the ${name} server did not start: ${ended}\n${excerpt}`);
  }
  const startSeconds = (performance.now() - spawned) / 1000;
  return {
    port,
    startSeconds,
    usage: () => measureUsage(child.pid),
    stop,
  };
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

function measureUsage(root: number | undefined): Usage | undefined {
  if (root === undefined || !existsSync("/proc/self/stat")) {
    return undefined;
  }
  const processes = new Map<number, { parent: number } & Usage>();
  for (const entry of readdirSync("/proc")) {
    if (/^\d+$/.test(entry)) {
      try {
        const status = readFileSync(`/proc/${entry}/status`, "utf8");
        // The fields after the name, which may hold anything: user and system time are the 12th and 13th.
        const fields = readFileSync(`/proc/${entry}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        processes.set(Number(entry), {
          parent: Number(fields[1]),
          residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
          processorSeconds: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND,
        });
      } catch {
        // The process ended between the listing and the reading.
      }
    }
  }
  const sum = (pid: number): Usage => {
    const total = { residentBytes: 0, processorSeconds: 0, ...processes.get(pid) };
    for (const [child, { parent }] of processes) {
      if (parent === pid) {
        const below = sum(child);
        total.residentBytes += below.residentBytes;
        total.processorSeconds += below.processorSeconds;
      }
    }
    return total;
  };
  return sum(root);
}
