/**
 * `npm run migration -- <name>`: writes the SQL that leads from the last migration's schema to today's, for both
 * databases. Offline: Prisma's schema engine runs as WASM and compares two schema files; of PostgreSQL it asks the
 * version, so a throw-away server is started. What Prisma's schema language cannot say (expression indexes) is added to the new file by hand.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { startPostgres } from "../test/support/postgres.ts";
import { deriveSqliteSchema } from "./generate.ts";

const SNAPSHOT = "schema.snapshot.prisma";

type AdapterFactory = Parameters<typeof bindMigrationAwareSqlAdapterFactory>[0];

/** The statements that turn a database of the `from` schema (undefined: an empty one) into one of the `to` schema. */
export async function diffSchemas(factory: AdapterFactory, from: string | undefined, to: string): Promise<string> {
  const { SchemaEngine } = await import("@prisma/schema-engine-wasm");
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const engine = await SchemaEngine.new({ datamodels: [["schema.prisma", to]] }, () => {}, adapter);
  const target = (content: string) => ({
    tag: "schemaDatamodel" as const,
    files: [{ path: "schema.prisma", content }],
  });
  const result = await engine.diff({
    from: from === undefined ? { tag: "empty" } : target(from),
    to: target(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  return result.stdout ?? "";
}

/** Today's schema of either database, and the one its newest migration leads to (undefined before the first). */
export async function readSchemas(
  provider: "sqlite" | "postgresql",
): Promise<{ current: string; migrated: string | undefined }> {
  const schema = await readFile(new URL("schema.prisma", import.meta.url), "utf8");
  const migrated = await readFile(new URL(`migrations/${provider}/${SNAPSHOT}`, import.meta.url), "utf8").catch(
    () => undefined,
  );
  return { current: provider === "sqlite" ? deriveSqliteSchema(schema) : schema, migrated };
}

if (import.meta.main) {
  const name = process.argv[2];
  if (name === undefined || !/^[a-z0-9_]+$/.test(name))
    throw new Error("Usage: npm run migration -- <name_in_snake_case>");
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const postgres = await startPostgres();
  for (const provider of ["sqlite", "postgresql"] as const) {
    const factory =
      provider === "sqlite"
        ? new PrismaBetterSqlite3({ url: ":memory:" })
        : new PrismaPg({ connectionString: postgres.url });
    const { current, migrated } = await readSchemas(provider);
    const folder = new URL(`migrations/${provider}/${stamp}_${name}/`, import.meta.url);
    await mkdir(folder, { recursive: true });
    await writeFile(new URL("migration.sql", folder), await diffSchemas(factory, migrated, current));
    await writeFile(new URL(`migrations/${provider}/${SNAPSHOT}`, import.meta.url), current);
    await writeFile(
      new URL(`migrations/${provider}/migration_lock.toml`, import.meta.url),
      `provider = "${provider}"\n`,
    );
    process.stdout.write(`${fileURLToPath(folder)}\n`);
  }
  await postgres.stop();
}
