/**
 * Which values of a block document are secret, and what is shown in their place. A schema's `secret_fields` are paths such
 * as "code", "home.code" or "headers.*". Mirrors BlockDocument.from_orm_model and models.block_documents of the reference,
 * which look at a document as a flat list of leaves: values that are no objects, and empty objects.
 */

import type { JsonText } from "../../db/json-text.ts";
import { type ExactJson, type ExactObject, isObject, member, parseObject } from "./exact-json.ts";

/** What is shown of any secret. */
export const OBFUSCATED = "********";

type Path = readonly string[];

export function secretPaths(schemaFields: JsonText): Path[] {
  // Most schemas say nothing of secrets, and then need no parsing.
  if (!schemaFields.includes('"secret_fields"')) return [];
  const fields = member(parseObject(schemaFields), "secret_fields");
  if (!Array.isArray(fields)) return [];
  return fields.filter((field) => typeof field === "string").map((field) => field.split("."));
}

function isLeaf(value: ExactJson): boolean {
  return !isObject(value) || Object.keys(value).length === 0;
}

/** The leaf at exactly this path; undefined when there is none. */
function leafAt(data: ExactJson, path: Path): ExactJson | undefined {
  let value: ExactJson | undefined = data;
  for (const key of path) {
    if (!isObject(value)) return undefined;
    value = member(value, key);
  }
  return value === undefined || !isLeaf(value) ? undefined : value;
}

type Change = (leaf: ExactJson, path: Path) => ExactJson;

/** A copy with the leaves at or below a path changed. */
function changeBelow(value: ExactJson, prefix: Path, change: Change, at: Path = []): ExactJson {
  if (isLeaf(value) || !isObject(value)) return at.length >= prefix.length && at.length > 0 ? change(value, at) : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const next = prefix[at.length];
      const isOnTheWay = next === undefined || next === key;
      return [key, isOnTheWay ? changeBelow(entry, prefix, change, [...at, key]) : entry];
    }),
  );
}

/** Changes the leaf a secret field names, or those below its "*", as the reference's rules have it. */
function changeSecret(data: ExactObject, path: Path, known: ExactObject, change: Change): ExactObject {
  const isThere = (leafAt(known, path) ?? null) !== null;
  const wildcard = path.indexOf("*");
  if (!isThere && wildcard < 0) return data;
  return changeBelow(data, isThere ? path : path.slice(0, wildcard), change) as ExactObject;
}

/** The data with OBFUSCATED in place of every secret. */
export function obfuscate(data: ExactObject, paths: readonly Path[]): ExactObject {
  return paths.reduce((shown, path) => changeSecret(shown, path, shown, () => OBFUSCATED), data);
}

/**
 * New data in which every secret that comes back as it was shown is what it was: whoever sends it has read the document
 * without its secrets, and does not mean to lose them.
 */
export function keepSecrets(data: ExactObject, current: ExactObject, paths: readonly Path[]): ExactObject {
  return paths.reduce(
    (kept, path) =>
      changeSecret(kept, path, current, (leaf, at) => {
        const before = leaf === OBFUSCATED ? leafAt(current, at) : undefined;
        return before === undefined ? leaf : before;
      }),
    data,
  );
}
