import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PrefectEnvironment } from "./environment.ts";
import { clientEnvironment, takeSlot } from "./run-flow.ts";

const FLOWS = join(import.meta.dirname, "flows");

/** A client needs some 4 s alone, and a multiple of it when both cores are busy. */
const READY_TIMEOUT_SECONDS = 150;
/** A runner that is asked to end first ends the processes of its runs. */
const END_TIMEOUT_SECONDS = 60;
/** Conditions that the tests wait for come true within seconds; this only bounds what never comes. */
const PATIENCE_SECONDS = 200;
const POLL_MILLISECONDS = 150;
const OUTPUT_TAIL_CHARACTERS = 6000;

export interface ClientOptions {
  readonly apiUrl: string;
  /** What the interpreter is started with: a script of test/prefect/flows, or `-m prefect ...`. */
  readonly words: readonly string[];
  /** The process is ready once it has printed this. */
  readonly ready: RegExp;
  readonly folder?: string;
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface ClientEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A runner or a worker. The processes of its runs are sessions of their own and outlive one that is killed. */
export interface ClientProcess {
  /** The end of what it has printed so far. */
  output(): string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<ClientEnd>;
  /** Ends it whatever it does, the processes of its runs too if it still can. */
  stop(): Promise<void>;
}

/**
 * Starts a stock client that stays, and returns when it has said that it is ready.
 *
 * @throws Error with its output when it ends before, or stays silent.
 */
export async function startClient(environment: PrefectEnvironment, options: ClientOptions): Promise<ClientProcess> {
  const release = await takeSlot();
  const home = await mkdtemp(join(tmpdir(), "penstock-prefect-home-"));
  const words = options.words.map((word) => (word.endsWith(".py") ? join(FLOWS, word) : word));
  const child = spawn(environment.python, words, {
    cwd: options.folder ?? home,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...clientEnvironment(home, options.apiUrl),
      PREFECT_RUNNER_POLL_FREQUENCY: "1",
      PREFECT_WORKER_QUERY_SECONDS: "1",
      PREFECT_WORKER_HEARTBEAT_SECONDS: "1",
      PREFECT_WORKER_PREFETCH_SECONDS: "1",
      COLUMNS: "200",
      ...options.environmentVariables,
    },
  });
  let output = "";
  let noticeReady: () => void;
  const isReady = new Promise<boolean>((resolve) => {
    noticeReady = () => resolve(true);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      if (options.ready.test(output)) noticeReady();
    });
  }
  // "exit", not "close": processes of its runs may outlive it and keep its streams open.
  const finished = new Promise<ClientEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal, output }));
  }).finally(() => rm(home, { recursive: true, force: true }));
  finished.catch(() => undefined);
  const tail = (): string => output.slice(-OUTPUT_TAIL_CHARACTERS);
  const waitForEnd = async (seconds: number): Promise<ClientEnd | undefined> =>
    Promise.race([finished, sleep(seconds * 1000, undefined, { ref: false })]);
  const process: ClientProcess = {
    output: tail,
    async end(signal) {
      child.kill(signal);
      const end = await waitForEnd(END_TIMEOUT_SECONDS);
      if (end === undefined) throw new Error(`${words.join(" ")} did not end on ${signal}\n${tail()}`);
      return end;
    },
    async stop() {
      child.kill("SIGTERM");
      if ((await waitForEnd(END_TIMEOUT_SECONDS).catch(() => undefined)) === undefined) child.kill("SIGKILL");
      await finished.catch(() => undefined);
    },
  };
  try {
    const early = finished.then(() => false);
    const ready = await Promise.race([isReady, early, sleep(READY_TIMEOUT_SECONDS * 1000, false, { ref: false })]);
    if (ready) return process;
    throw new Error(`${words.join(" ")} ended or stayed silent before it was ready\n${tail()}`);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    await release();
  }
}

/** Whether there is a process with this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Looks until there is something to see.
 *
 * @param look returns undefined while what is waited for has not come.
 * @param describe what was seen last, for the failure: states of runs, output of processes.
 */
export async function eventually<Result>(
  what: string,
  look: () => Promise<Result | undefined>,
  describe: () => unknown = () => "",
): Promise<Result> {
  const giveUp = performance.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > giveUp) {
      const seen = describe();
      throw new Error(
        `${what}: not within ${PATIENCE_SECONDS} s\n${typeof seen === "string" ? seen : JSON.stringify(seen)}`,
      );
    }
    await sleep(POLL_MILLISECONDS);
  }
}
