/**
 * Applies prisma/migrations at start, under a lock, and records them in `_prisma_migrations` as the Prisma CLI does.
 * A database that holds a migration this code does not know is newer and is refused.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { PostgresqlDatabase } from "./postgresql.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import { whenFree } from "./sqlite-busy.ts";

const MIGRATIONS = new URL("../../prisma/migrations/", import.meta.url);
/** The advisory lock the Prisma CLI takes for its own migrations, so that the two exclude each other. */
const PRISMA_ADVISORY_LOCK = 72_707_369;

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The database was migrated by a newer Penstock; nothing was changed. */
export class NewerDatabaseError extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The database was migrated by a newer version of Penstock (unknown migrations: ${unknown.join(", ")}). Start that version, or restore a backup from before the upgrade.`,
    );
    this.name = "NewerDatabaseError";
  }
}

/** The migrations of this version, oldest first. */
export async function readMigrations(provider: "sqlite" | "postgresql"): Promise<Migration[]> {
  const folder = new URL(`${provider}/`, MIGRATIONS);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(new URL(`${name}/migration.sql`, folder), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

function pending(migrations: readonly Migration[], applied: readonly string[]): Migration[] {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);
  const done = new Set(applied);
  return migrations.filter((migration) => !done.has(migration.name));
}

const SQLITE_JOURNAL = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

/** Brings a SQLite database up to date; all of it or nothing. Returns the names applied. */
export async function migrateSqlite(database: SqliteDatabase): Promise<string[]> {
  const migrations = await readMigrations("sqlite");
  const handle = database.writerHandle;
  const apply = handle.transaction((): string[] => {
    handle.exec(SQLITE_JOURNAL);
    const applied = handle
      .prepare(`SELECT migration_name FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`)
      .pluck()
      .all();
    const missing = pending(migrations, applied as string[]);
    const record = handle.prepare(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)`,
    );
    for (const migration of missing) {
      const started = Date.now();
      handle.exec(migration.sql);
      record.run(randomUUID(), migration.checksum, Date.now(), migration.name, started);
    }
    const broken = missing.length === 0 ? [] : handle.pragma("foreign_key_check");
    if (!Array.isArray(broken) || broken.length > 0)
      throw new Error("A migration left rows that refer to missing ones");
    return missing.map((migration) => migration.name);
  });
  // Prisma rebuilds a table that changes; dropping the old one would delete, by their keys, the rows that refer to it. In a
  // transaction the pragma does nothing, so the one in the migration comes too late.
  handle.pragma("foreign_keys = OFF");
  try {
    return await whenFree(() => apply.immediate());
  } finally {
    handle.pragma("foreign_keys = ON");
  }
}

const POSTGRESQL_JOURNAL = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/** Brings a PostgreSQL database up to date; replicas that start together wait for the first. Returns the names applied. */
export async function migratePostgresql(database: PostgresqlDatabase): Promise<string[]> {
  const migrations = await readMigrations("postgresql");
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [PRISMA_ADVISORY_LOCK]);
    await client.query(POSTGRESQL_JOURNAL);
    const { rows } = await client.query(`SELECT migration_name FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`);
    const missing = pending(
      migrations,
      rows.map((row: { migration_name: string }) => row.migration_name),
    );
    for (const migration of missing) {
      await client.query(migration.sql);
      await client.query(
        `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)`,
        [randomUUID(), migration.checksum, migration.name],
      );
    }
    await client.query("COMMIT");
    return missing.map((migration) => migration.name);
  } catch (error) {
    // Where the connection is lost this fails as well, and says less.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
