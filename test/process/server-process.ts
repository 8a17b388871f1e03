/** Penstock as an operator runs it: a process of its own on a fresh database. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const END_WITH_PARENT = new URL("end-with-parent.ts", import.meta.url).href;

type Environment = Readonly<Record<string, string>>;

/** Children that have not ended. One that is left behind keeps the streams of whoever started it open, and so its run. */
const alive = new Set<ChildProcess>();

/** Kills what has not ended by itself: for the end of a test, however it ends, and of a benchmark. */
export async function killLeftProcesses(): Promise<void> {
  const left = [...alive].filter((child) => child.exitCode === null && child.signalCode === null);
  const ended = left.map((child) => once(child, "exit"));
  for (const child of left) child.kill("SIGKILL");
  await Promise.all(ended);
}

export interface PenstockProcess {
  readonly pid: number;
  /** Sends the signal and resolves to the exit code, null where the signal itself ended the process. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface ServerProcess extends PenstockProcess {
  readonly url: string;
}

function spawnPenstock(databaseUrl: string, options: readonly string[], environment: Environment): ChildProcess {
  const child = spawn(process.execPath, ["--import", END_WITH_PARENT, MAIN, ...options], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PREFECT_SERVER_DATABASE_CONNECTION_URL: databaseUrl,
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  alive.add(child);
  child.once("exit", () => alive.delete(child));
  return child;
}

/** The first group of what the process prints, once a line matches. */
async function readLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  if (child.stdout === null) throw new Error("The process has no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`The process ended before it was ready, with exit code ${child.exitCode}`);
}

async function whenReady(child: ChildProcess, pattern: RegExp): Promise<ServerProcess> {
  const exited = once(child, "exit") as Promise<[number | null]>;
  const url = await readLine(child, pattern);
  child.stdout?.resume();
  if (child.pid === undefined) throw new Error("The process has never begun");
  return {
    url,
    pid: child.pid,
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** Starts `penstock serve` on a free port; resolves once it answers. */
export function startServerProcess(databaseUrl: string, ...options: string[]): Promise<ServerProcess> {
  const child = spawnPenstock(databaseUrl, ["serve", "--host", "127.0.0.1", "--port", "0", ...options], {});
  return whenReady(child, /REST\s+(http:\/\/\S+)\/api\b/);
}

/** Starts `penstock services`; resolves once they run. */
export function startServicesProcess(databaseUrl: string, environment: Environment = {}): Promise<PenstockProcess> {
  return whenReady(spawnPenstock(databaseUrl, ["services"], environment), /runs (\d+) services/);
}

/** Runs a command that ends by itself. */
export async function runPenstock(
  options: readonly string[],
  environment: Environment = {},
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
  const child = spawn(process.execPath, [MAIN, ...options], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, output, errors };
}
