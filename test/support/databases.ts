/** The two databases every suite runs on: `describe.each(testDatabases)("...", (testDatabase) => ...)`. */
import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { Database, DatabaseOptions } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { TEMPLATE_DATABASE } from "./global-setup.ts";

export interface TestDatabase {
  readonly name: "sqlite" | "postgresql";
  /** A new, migrated, empty database; `url` is what an operator would configure. */
  create(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }>;
}

const sqlite: TestDatabase = {
  name: "sqlite",
  create: async () => {
    const directory = await mkdtemp(join(tmpdir(), "penstock-test-"));
    const path = join(directory, "penstock.db");
    await copyFile(inject("sqliteTemplate"), path);
    return { url: `sqlite:///${path}`, drop: () => rm(directory, { recursive: true, force: true }) };
  },
};

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const postgresql: TestDatabase = {
  name: "postgresql",
  create: async () => {
    const name = `test_${randomBytes(8).toString("hex")}`;
    await administer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
    const url = new URL(inject("postgresUrl"));
    url.pathname = `/${name}`;
    return { url: url.href, drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
  },
};

export const testDatabases: readonly TestDatabase[] = [sqlite, postgresql];

export interface OpenTestDatabase {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

/** Creates and opens a database; `close` also removes it. */
export async function openTestDatabase(
  testDatabase: TestDatabase,
  options: DatabaseOptions = {},
): Promise<OpenTestDatabase> {
  const { url, drop } = await testDatabase.create();
  const database = await openDatabase(url, options);
  return {
    database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}
