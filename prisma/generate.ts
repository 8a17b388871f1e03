/**
 * Derives everything that follows from prisma/schema.prisma: the SQLite schema, both Prisma clients, the Pothos types
 * and the Kysely row types. Runs after every install and needs no network.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const POSTGRESQL_SCHEMA = fileURLToPath(new URL("schema.prisma", import.meta.url));
const SQLITE_SCHEMA = fileURLToPath(new URL("sqlite.prisma", import.meta.url));

/**
 * The SQLite flavour of the schema: uuids and JSON are TEXT there, an autoincrement needs Int (SQLite's INTEGER is 64 bits
 * wide all the same), enums are TEXT, and columns marked @postgresql do not exist.
 */
export function deriveSqliteSchema(schema: string): string {
  return schema
    .replace(
      /^\/\/ The one source[\s\S]*?(?=\ngenerator)/,
      "// Derived from schema.prisma by prisma/generate.ts; do not edit.\n",
    )
    .replace(/^generator (pothos|tables) \{[\s\S]*?^\}\n+/gm, "")
    .replace("prisma-client/postgresql", "prisma-client/sqlite")
    .replace('provider = "postgresql"', 'provider = "sqlite"')
    .replace(/^ *\/\/\/ @postgresql\n.*\n/gm, "")
    .replace(/^enum StateType \{[\s\S]*?^\}\n+/gm, "")
    .replace(/\bStateType\b/g, "String")
    .replace(/ @db\.Uuid/g, "")
    .replace(/\bJson\b/g, "String")
    .replace(/BigInt( +@id @default\(autoincrement\(\)\))/g, "Int$1");
}

async function generate(schemaPath: string): Promise<void> {
  // Prisma looks for its native engine and would download it; any existing file satisfies it, the generators run on WASM.
  const environment = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  await promisify(execFile)(
    process.execPath,
    [fileURLToPath(import.meta.resolve("prisma/build/index.js")), "generate", "--no-hints", `--schema=${schemaPath}`],
    { env: environment },
  );
}

if (import.meta.main) {
  await writeFile(SQLITE_SCHEMA, deriveSqliteSchema(await readFile(POSTGRESQL_SCHEMA, "utf8")));
  await Promise.all([generate(POSTGRESQL_SCHEMA), generate(SQLITE_SCHEMA)]);
}
