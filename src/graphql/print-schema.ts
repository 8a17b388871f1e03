/**
 * Writes schema/schema.graphql from the code; with --check it writes nothing and fails where the file has drifted.
 * Whoever uses the API reads changes of it there.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "./schema.ts";

export const SCHEMA_PATH = fileURLToPath(new URL("../../schema/schema.graphql", import.meta.url));

/** The schema as it is checked in: sorted, so that moving code changes nothing. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

if (import.meta.main) {
  const printed = printedSchema();
  if (!process.argv.includes("--check")) {
    await writeFile(SCHEMA_PATH, printed);
  } else if ((await readFile(SCHEMA_PATH, "utf8").catch(() => "")) !== printed) {
    process.stderr.write("schema/schema.graphql has drifted from the code: npm run schema\n");
    process.exitCode = 1;
  }
}
