/**
 * What has changed in the GraphQL schema, and what of it breaks those who use it.
 *
 *   npm run schema:changes              since the last release, schema/released.graphql
 *   npm run schema:changes -- REF       since a commit, a branch or a tag
 *   npm run schema:changes -- --release makes today's schema the released one
 *
 * A breaking change since the last release has to stand in schema/accepted-changes.json with a reason, else this fails and
 * so does the test that asks the same.
 */
import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const inFolder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const CURRENT = inFolder("schema.graphql");
const RELEASED = inFolder("released.graphql");
const ACCEPTED = inFolder("accepted-changes.json");

/** A breaking change that is made on purpose. */
export interface AcceptedChange {
  /** As this script prints it. */
  readonly change: string;
  readonly reason: string;
}

export interface SchemaChanges {
  readonly breaking: readonly string[];
  /** They break clients that count on more than the schema says, such as an enum that never grows. */
  readonly dangerous: readonly string[];
  readonly safe: readonly string[];
}

/** Compares two schemas, printed; descriptions may change freely. */
export async function schemaChanges(before: string, after: string): Promise<SchemaChanges> {
  const all = await diff(buildSchema(before), buildSchema(after));
  const changes = all.filter(({ type }) => !String(type).includes("DESCRIPTION"));
  const of = (level: CriticalityLevel): string[] =>
    changes.flatMap(({ criticality, message }) => (criticality.level === level ? [message] : [])).sort();
  return {
    breaking: of(CriticalityLevel.Breaking),
    dangerous: of(CriticalityLevel.Dangerous),
    safe: of(CriticalityLevel.NonBreaking),
  };
}

/** What is wrong with the breaking changes: those that nobody has accepted, and acceptances of what has not changed. */
export function problemsOf({ breaking }: SchemaChanges, accepted: readonly AcceptedChange[]): string[] {
  const known = new Set(accepted.map(({ change }) => change));
  return [
    ...breaking.filter((change) => !known.has(change)).map((change) => `Breaks clients: ${change}`),
    ...accepted
      .filter(({ change }) => !breaking.includes(change))
      .map(({ change }) => `Accepted, but not so: ${change}`),
    ...accepted
      .filter(({ reason }) => reason.trim() === "")
      .map(({ change }) => `Accepted without a reason: ${change}`),
  ];
}

/** The changes since the last release, and what is wrong with them. */
export async function changesSinceRelease(): Promise<SchemaChanges & { readonly problems: readonly string[] }> {
  const [released, current, accepted] = await Promise.all(
    [RELEASED, CURRENT, ACCEPTED].map((file) => readFile(file, "utf8")),
  );
  const changes = await schemaChanges(released ?? "", current ?? "");
  return { ...changes, problems: problemsOf(changes, JSON.parse(accepted ?? "[]") as AcceptedChange[]) };
}

function print({ breaking, dangerous, safe }: SchemaChanges): void {
  const section = (title: string, messages: readonly string[]): string =>
    `${title}: ${messages.length}\n${messages.map((message) => `  ${message}\n`).join("")}`;
  process.stdout.write(section("Breaking", breaking) + section("Dangerous", dangerous) + section("Safe", safe));
}

if (import.meta.main) {
  const [argument] = process.argv.slice(2);
  if (argument === "--release") {
    await copyFile(CURRENT, RELEASED);
    await writeFile(ACCEPTED, "[]\n");
  } else if (argument !== undefined) {
    const { stdout } = await promisify(execFile)("git", ["show", `${argument}:schema/schema.graphql`], {
      cwd: inFolder("."),
      maxBuffer: 16_777_216,
    });
    print(await schemaChanges(stdout, await readFile(CURRENT, "utf8")));
  } else {
    const { problems, ...changes } = await changesSinceRelease();
    print(changes);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (problems.length > 0) process.exitCode = 1;
  }
}
