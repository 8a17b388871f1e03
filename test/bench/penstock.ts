/** Databases and Penstock in this process, for what is measured of it alone. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings, type Settings } from "../../src/config.ts";
import { createServer, type Server } from "../../src/server.ts";
import { startPostgres } from "../support/postgres.ts";

export const DATABASE_NAMES = ["SQLite", "PostgreSQL"] as const;
export type DatabaseName = (typeof DATABASE_NAMES)[number];

/** Runs `work` with the URL of a fresh database, which goes with it. */
export async function withDatabase<Result>(
  name: DatabaseName,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  if (name === "PostgreSQL") {
    const postgres = await startPostgres();
    try {
      return await work(postgres.url);
    } finally {
      await postgres.stop();
    }
  }
  const directory = await mkdtemp(join(tmpdir(), "penstock-bench-"));
  try {
    return await work(`sqlite:///${join(directory, "penstock.db")}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Opens a server without services. */
export function openPenstock(databaseUrl: string, settings: Partial<Settings> = {}): Promise<Server> {
  const usual = { ...readSettings({}), host: "127.0.0.1", port: 0, databaseUrl, logLevel: "warn" as const };
  return createServer({ ...usual, ...settings }, { services: false });
}

/** Runs `work` with a server without services on a fresh database. */
export function withPenstock<Result>(name: DatabaseName, work: (server: Server) => Promise<Result>): Promise<Result> {
  return withDatabase(name, async (databaseUrl) => {
    const server = await openPenstock(databaseUrl);
    try {
      return await work(server);
    } finally {
      await server.close();
    }
  });
}

/** What a request is answered with; throws where it is refused. */
export async function request<Answer>(
  server: Server,
  method: "GET" | "POST",
  url: string,
  payload?: object,
): Promise<Answer> {
  const answer = await server.application.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
  if (answer.statusCode >= 300) throw new Error(`${method} ${url} was answered ${answer.statusCode} ${answer.payload}`);
  return answer.payload === "" ? (undefined as Answer) : (answer.json() as Answer);
}
