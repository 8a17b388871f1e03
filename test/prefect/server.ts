import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "./run-flow.ts";

const MAIN = join(import.meta.dirname, "..", "..", "src", "main.ts");

/** Migrations on an empty file take a fraction of this, even with both cores busy. */
const START_TIMEOUT_SECONDS = 60;
/** Connections are closed at once, the event log needs no flushing. */
const STOP_TIMEOUT_SECONDS = 20;
const READY = /http:\/\/127\.0\.0\.1:(\d+)/;

/** A server that scripts can be pointed at. */
export interface RunningPenstock {
  /** Address of the REST API, with its `/api`. */
  readonly apiUrl: string;
  /**
   * Address without a path, of the GraphQL door too; undefined for a foreign server given in PENSTOCK_TEST_API_URL, which
   * has none.
   */
  readonly graphqlUrl: string | undefined;
  /** Ends the server and throws if it did not leave with exit code 0. */
  stop(): Promise<void>;
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(String(child.exitCode ?? child.signalCode));
    else child.once("exit", (code, signal) => resolve(String(code ?? signal)));
  });
}

async function withinSeconds<T>(promise: Promise<T>, seconds: number, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, expiry]).finally(() => clearTimeout(timer));
}

export interface PenstockOptions {
  /** PREFECT_SERVER_DATABASE_CONNECTION_URL; an empty SQLite file of its own unless given. */
  readonly databaseUrl?: string;
  /** Settings beyond those every server here has. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/**
 * Starts Penstock as its users do, as a process of its own on a free port, with an empty SQLite file unless told otherwise.
 *
 * With PENSTOCK_TEST_API_URL (such as `http://127.0.0.1:4200/api`) nothing is started and the REST parts of the suite run
 * against that server, the reference for example.
 *
 * @throws Error with the server's output when it ends or stays silent instead of telling its address.
 */
export async function startPenstock(options: PenstockOptions = {}): Promise<RunningPenstock> {
  const foreign = process.env.PENSTOCK_TEST_API_URL;
  if (foreign) {
    return { apiUrl: foreign.replace(/\/$/, ""), graphqlUrl: undefined, stop: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), "penstock-server-"));
  const child = spawn(process.execPath, [MAIN, "serve", "--host", "127.0.0.1", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...cleanEnvironment(),
      PREFECT_HOME: folder,
      PREFECT_SERVER_DATABASE_CONNECTION_URL:
        options.databaseUrl ?? `sqlite+aiosqlite:///${join(folder, "penstock.db")}`,
      // As in the reference, logs are only streamed when both are on.
      PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED: "true",
      PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED: "true",
      ...options.environmentVariables,
    },
  });
  let output = "";
  const exit = ended(child);
  const port = new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      const found = READY.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    void exit.then((code) => reject(new Error(`the server ended with ${code} at its start\n${output}`)));
  });
  const cleanUp = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const silent = () => `the server did not tell its address\n${output}\n`;
    const origin = `http://127.0.0.1:${await withinSeconds(port, START_TIMEOUT_SECONDS, silent)}`;
    return {
      apiUrl: `${origin}/api`,
      graphqlUrl: `${origin}/graphql`,
      async stop() {
        try {
          child.kill("SIGTERM");
          const code = await withinSeconds(exit, STOP_TIMEOUT_SECONDS, () => `the server did not end\n${output}\n`);
          if (code !== "0") throw new Error(`the server ended with ${code} on SIGTERM\n${output}`);
        } finally {
          await cleanUp();
        }
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}
