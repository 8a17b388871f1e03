/** Trusted documents: those an operator's build has written down, from a file or a folder. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { type GraphQLSchema, specifiedRules, validate } from "graphql";
import { SettingError } from "../config.ts";
import { LIMIT_RULES, parseWithinLimits } from "./limits.ts";

const SETTING = "PENSTOCK_GRAPHQL_DOCUMENTS";

/** By what clients name them: the key they have in their file, the name of their file, or their hash. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** The SHA-256 of a document's text, as clients compute it: 64 hexadecimal digits. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function fromFolder(path: string): [string, string][] {
  const names = readdirSync(path).filter((name) => [".graphql", ".gql"].includes(extname(name)));
  return names.map((name) => [basename(name, extname(name)), readFileSync(join(path, name), "utf8")]);
}

/** What Apollo's manifest has of an operation. */
interface ManifestOperation {
  readonly id: string;
  readonly body: string;
}

function isManifestOperation(value: unknown): value is ManifestOperation {
  const operation = value as Partial<Record<keyof ManifestOperation, unknown>> | null;
  return typeof operation?.id === "string" && typeof operation.body === "string";
}

/** Texts by their keys, as graphql-codegen and relay-compiler write them, or Apollo's manifest with a list of operations. */
function fromFile(path: string): [string, string][] {
  const content: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof content !== "object" || content === null || Array.isArray(content)) throw new Error("expected an object");
  if ("operations" in content && Array.isArray(content.operations)) {
    return content.operations.map((operation: unknown) => {
      if (!isManifestOperation(operation)) throw new Error("expected operations with an `id` and a `body`");
      return [operation.id, operation.body];
    });
  }
  return Object.entries(content).map(([id, text]: [string, unknown]) => {
    if (typeof text !== "string") throw new Error(`expected the text of a document for "${id}"`);
    return [id, text];
  });
}

function problemOf(schema: GraphQLSchema, text: string): string | undefined {
  try {
    return validate(schema, parseWithinLimits(text), [...specifiedRules, ...LIMIT_RULES])[0]?.message;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Reads the documents and holds each to the schema and the limits, so that an operator hears of one that cannot be
 * executed before a dashboard does.
 *
 * @param path a folder of `.graphql` files, or a JSON file
 * @throws SettingError when they cannot be read or one of them cannot be executed
 */
export function readTrustedDocuments(path: string, schema: GraphQLSchema): TrustedDocuments {
  let found: [string, string][];
  try {
    found = statSync(path).isDirectory() ? fromFolder(path) : fromFile(path);
  } catch (error) {
    throw new SettingError(SETTING, `${path}: ${(error as Error).message}`);
  }
  if (found.length === 0) throw new SettingError(SETTING, `${path}: there is no document`);
  for (const [id, text] of found) {
    const problem = problemOf(schema, text);
    if (problem !== undefined) throw new SettingError(SETTING, `${path}: the document ${id}: ${problem}`);
  }
  return new Map([...found, ...found.map(([, text]): [string, string] => [hashOf(text), text])]);
}
