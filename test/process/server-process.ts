/** Penstock as an operator runs it: a process of its own on a fresh database. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export interface ServerProcess {
  readonly url: string;
  /** Sends the signal and resolves to the exit code, null where the signal itself ended the process. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

async function readUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The server process has no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /REST\s+(http:\/\/\S+)\/api\b/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The server ended before it was ready, with exit code ${child.exitCode}`);
}

/** Starts `penstock serve` on a free port; resolves once it answers. */
export async function startServerProcess(databaseUrl: string, ...options: string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN, "serve", "--host", "127.0.0.1", "--port", "0", ...options], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PREFECT_SERVER_DATABASE_CONNECTION_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const url = await readUrl(child);
  child.stdout?.resume();
  return {
    url,
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}
