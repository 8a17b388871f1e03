/** Fails when a file derived from prisma/schema.prisma was not derived again, or a change of it has no migration. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { readSchemas } from "./make-migration.ts";

const DERIVED = ["prisma/sqlite.prisma", "src/db/tables.ts"];

async function staleFiles(): Promise<string[]> {
  const before = await Promise.all(DERIVED.map((path) => readFile(path, "utf8").catch(() => "")));
  await promisify(execFile)(process.execPath, ["prisma/generate.ts"]);
  const after = await Promise.all(DERIVED.map((path) => readFile(path, "utf8")));
  return DERIVED.filter((_, index) => before[index] !== after[index]);
}

async function unmigratedProviders(): Promise<string[]> {
  const providers = ["sqlite", "postgresql"] as const;
  const schemas = await Promise.all(providers.map((provider) => readSchemas(provider)));
  return providers.filter((_, index) => schemas[index]?.current !== schemas[index]?.migrated);
}

const problems = [
  ...(await staleFiles()).map((path) => `${path} was out of date and has been written again`),
  ...(await unmigratedProviders()).map(
    (provider) => `the ${provider} schema has changes without a migration: npm run migration -- <name>`,
  ),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
