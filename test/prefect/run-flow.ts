import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PrefectEnvironment } from "./environment.ts";
import { lockAny, type Release } from "./lock.ts";

const FLOWS = join(import.meta.dirname, "flows");

/**
 * Python processes at once, over all test files: importing Prefect alone keeps a core busy for seconds, and a third one on
 * two cores would make the scripts measure each other.
 */
const SLOTS = 2;
/** Long enough for every other script of the suite to go first. */
const SLOT_PATIENCE_SECONDS = 300;
/** The slowest script needs some 15 s alone. */
const DEFAULT_TIMEOUT_SECONDS = 90;
/** A started script also waits until the process that acts on it has its turn. */
const STARTED_TIMEOUT_SECONDS = 220;
const ERROR_TAIL_CHARACTERS = 4000;

/** What a script is run with. */
export interface FlowOptions {
  /** Address of the API, with its `/api`. */
  readonly apiUrl: string;
  /** File name in test/prefect/flows, with its `.py`. */
  readonly script: string;
  readonly arguments?: readonly string[];
  /** The working folder; a fresh one unless given. */
  readonly folder?: string;
  /** Beyond those every script has; undefined takes one away. */
  readonly environmentVariables?: Readonly<Record<string, string | undefined>>;
  /** The script is killed after so long, and the run rejected. */
  readonly timeoutSeconds?: number;
}

/** How a script ended and what it printed. */
export interface FlowOutput {
  /** Every line of standard output that is a JSON object, parsed. */
  readonly lines: readonly unknown[];
  /** null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A script that is still running. */
export interface StartedFlow {
  /** Its first JSON line, which tells the id of the run that another process is to act on. */
  readonly announced: { readonly flow_run_id: string };
  /** Settles when the process has ended; rejects after the timeout. */
  readonly finished: Promise<FlowOutput>;
  /** Kills the process if it is still there, and waits for its end. */
  stop(): Promise<void>;
}

/** Waits for one of the few places for Python processes. */
export async function takeSlot(): Promise<Release> {
  const folder = join(tmpdir(), "penstock-prefect-slots");
  await mkdir(folder, { recursive: true });
  const slots = Array.from({ length: SLOTS }, (_, index) => join(folder, String(index)));
  return lockAny(slots, SLOT_PATIENCE_SECONDS);
}

/** The environment without what would make the client talk to somebody else, or more than a fresh installation does. */
export function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith("PREFECT_"));
  return Object.fromEntries(entries) as Record<string, string>;
}

/** What a stock client is run with: a home of its own, and nothing but the API at `apiUrl` to talk to. */
export function clientEnvironment(home: string, apiUrl: string): Record<string, string> {
  return {
    ...cleanEnvironment(),
    PREFECT_HOME: home,
    PREFECT_API_URL: apiUrl,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: "false",
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    PREFECT_LOGGING_TO_API_ENABLED: "true",
    DO_NOT_TRACK: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  };
}

function parseLines(stdout: string): unknown[] {
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as unknown);
}

interface Launched {
  readonly child: ChildProcess;
  readonly firstLine: Promise<string | undefined>;
  readonly finished: Promise<FlowOutput>;
}

async function launch(environment: PrefectEnvironment, options: FlowOptions): Promise<Launched> {
  const home = await mkdtemp(join(tmpdir(), "penstock-prefect-home-"));
  const timeoutSeconds = options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const child = spawn(environment.python, [join(FLOWS, options.script), ...(options.arguments ?? [])], {
    cwd: options.folder ?? home,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...clientEnvironment(home, options.apiUrl), ...options.environmentVariables },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const firstLine = new Promise<string | undefined>((resolve) => {
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      if (line.startsWith("{")) resolve(line);
    });
    lines.on("close", () => resolve(undefined));
  });
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    child.kill("SIGKILL");
  }, timeoutSeconds * 1000);
  const ended = new Promise<FlowOutput>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      if (expired) {
        const tail = stderr.slice(-ERROR_TAIL_CHARACTERS);
        reject(new Error(`${options.script} was killed after ${timeoutSeconds} s\n${stdout}\n${tail}`));
      } else {
        resolve({ lines: parseLines(stdout), exitCode, signal, stdout, stderr });
      }
    });
  });
  const finished = ended.finally(async () => {
    clearTimeout(timer);
    await rm(home, { recursive: true, force: true });
  });
  // Whoever awaits it sees the rejection; a test that failed before it could await must not end the whole worker.
  finished.catch(() => undefined);
  return { child, firstLine, finished };
}

/**
 * Runs a script of test/prefect/flows to its end, in a fresh PREFECT_HOME that is removed afterwards. Waits for one of the
 * few places for Python processes first.
 *
 * @returns what it printed and how it ended, whatever its exit code.
 * @throws Error with the end of its output when it does not finish in time.
 */
export async function runFlow(environment: PrefectEnvironment, options: FlowOptions): Promise<FlowOutput> {
  const release = await takeSlot();
  try {
    const { finished } = await launch(environment, options);
    return await finished;
  } finally {
    await release();
  }
}

/**
 * Starts a script that another process is to resume or cancel, and returns when it has printed its first JSON line. It
 * holds its place among the Python processes only so long: afterwards it mostly waits, and the process that acts on it
 * needs a place too.
 *
 * @throws Error with its output when it ends without such a line.
 */
export async function startFlow(environment: PrefectEnvironment, options: FlowOptions): Promise<StartedFlow> {
  const release = await takeSlot();
  try {
    const withPatience = { timeoutSeconds: STARTED_TIMEOUT_SECONDS, ...options };
    const { child, firstLine, finished } = await launch(environment, withPatience);
    const line = await firstLine;
    if (line === undefined) {
      const { exitCode, stderr } = await finished;
      throw new Error(`${options.script} ended with ${exitCode} before it said anything\n${stderr}`);
    }
    return {
      announced: JSON.parse(line) as { flow_run_id: string },
      finished,
      async stop() {
        child.kill("SIGKILL");
        await finished.catch(() => undefined);
      },
    };
  } finally {
    await release();
  }
}
