/**
 * The checksum by which clients and servers recognise a schema, whoever of them computes it (the reference's
 * Block._calculate_schema_checksum and what it calls).
 */
import { createHash } from "node:crypto";
import {
  type ExactJson,
  type ExactObject,
  isObject,
  isTruthy,
  member,
  pythonJson,
  withMember,
  withoutMember,
} from "./exact-json.ts";

const DEFINITIONS = "#/definitions/";

/** "sha256:" and the hash of the fields without their secret_fields and without the definitions of other blocks. */
export function schemaChecksum(fields: ExactObject): string {
  const text = pythonJson(withOwnDefinitions(withoutSecretFields(fields) as ExactObject));
  // The reference hashes the arguments of a call, of which the fields are the only one.
  return `sha256:${createHash("sha256").update(`[[${text}], {}]`).digest("hex")}`;
}

function withOwnDefinitions(fields: ExactObject): ExactObject {
  const definitions = member(fields, "definitions");
  if (!isTruthy(definitions) || !isObject(definitions)) return fields;
  const own = ownDefinitions(fields, definitions);
  return isTruthy(own) ? withMember(fields, "definitions", own) : withoutMember(fields, "definitions");
}

/** Looks into objects inside objects, not into lists, as the reference does. */
function withoutSecretFields(value: ExactJson): ExactJson {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) =>
      key === "secret_fields" ? [] : [[key, withoutSecretFields(entry)]],
    ),
  );
}

/** The definitions that `object` refers to, directly or through others, other than those of blocks. */
export function ownDefinitions(object: ExactObject, definitions: ExactObject): ExactObject {
  const own = new Map<string, ExactJson>();
  const collect = (value: ExactJson): void => {
    for (const reference of referencesIn(value)) {
      const key = definitionKey(reference);
      const definition = member(definitions, key);
      if (own.has(key) || !isTruthy(definition) || !isObject(definition)) continue;
      if ((member(definition, "block_type_slug") ?? null) !== null) continue;
      own.set(key, definition);
      collect(definition);
    }
  };
  collect(object);
  return Object.fromEntries(own);
}

/** The name of the definition that a reference such as "#/definitions/Harbour" means. */
export function definitionKey(reference: string): string {
  return reference.replaceAll(DEFINITIONS, "");
}

/** Every text under "$ref" in a value, however deep. */
export function referencesIn(value: ExactJson): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const reference = member(value, "$ref");
  const inside = Object.values(value).flatMap(referencesIn);
  return typeof reference === "string" && reference !== "" ? [reference, ...inside] : inside;
}
