/** Writes of block schemas (the reference's models.block_schemas). Schemas never change; another one has another checksum. */
import type { Core } from "../../core.ts";
import { isConstraintViolation } from "../../db/constraints.ts";
import type { Transaction } from "../../db/database.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { removeBlockSchemaRows } from "./block-removal.ts";
import { composeSchemas, readSchemaRowByChecksum } from "./block-schema.queries.ts";
import { type BlockSchema, type BlockSchemaRow, NO_VERSION } from "./block-schema.ts";
import { definitionKey, ownDefinitions, referencesIn, schemaChecksum } from "./block-schema-checksum.ts";
import { declaredReferences } from "./block-schema-fields.ts";
import { readBlockType } from "./block-type.queries.ts";
import type { BlockTypeRow } from "./block-type.ts";
import {
  type ExactJson,
  type ExactObject,
  isObject,
  isTruthy,
  member,
  parseObject,
  withMember,
  withoutMember,
} from "./exact-json.ts";

export interface NewBlockSchema {
  readonly fields: JsonText;
  readonly block_type_id: string;
  readonly capabilities: readonly string[];
  readonly version: string;
}

interface SchemaInput extends Omit<NewBlockSchema, "fields"> {
  readonly fields: ExactObject;
}

/**
 * Creates a schema and those inside it, unless the same fields are there in the same version: then that one is returned
 * and `created` is false.
 *
 * @throws PenstockError NOT_FOUND without the block type; CONFLICT without the type of a block inside; INVALID when
 *   the definition of one is missing
 */
export async function createBlockSchema(
  core: Core,
  input: NewBlockSchema,
): Promise<{ schema: BlockSchema; created: boolean }> {
  const fields = parseObject(input.fields);
  try {
    return await attempt(core, { ...input, fields });
  } catch (error) {
    // Two servers that register the same schema at once: the other one was first.
    if (!isConstraintViolation(error)) throw error;
    return attempt(core, { ...input, fields });
  }
}

function attempt(core: Core, input: SchemaInput): Promise<{ schema: BlockSchema; created: boolean }> {
  return core.database.transaction(async (transaction) => {
    const blockType = await readBlockType(core, { id: input.block_type_id }, transaction);
    if (blockType === undefined) throw notFound(`Block type ${input.block_type_id} not found.`);
    const { row, created } = await insertBlockSchema(core, transaction, input);
    const [schema] = await composeSchemas(core, [row], transaction);
    if (schema === undefined) throw new Error(`Block schema ${row.id} has no block type`);
    return created ? { schema: { ...schema, fields: toldFields(row, input.fields) }, created } : { schema, created };
  });
}

/** The fields of a new schema, with the references and definitions as its client has sent them. */
function toldFields(row: BlockSchemaRow, sent: ExactObject): JsonText {
  const definitions = member(sent, "definitions") ?? null;
  const kept = withMember(parseObject(row.fields), "block_schema_references", sent.block_schema_references ?? {});
  return toJsonText(definitions === null ? kept : withMember(kept, "definitions", definitions));
}

/**
 * Inserts a schema, and then the schemas inside it that are not there yet.
 *
 * @param outer the definitions of the schema this one was found in
 */
export async function insertBlockSchema(
  core: Core,
  transaction: Transaction,
  input: SchemaInput,
  outer?: ExactObject,
): Promise<{ row: BlockSchemaRow; created: boolean }> {
  const sent = outer ?? member(input.fields, "definitions");
  const definitions = isTruthy(sent) && isObject(sent) ? sent : undefined;
  const whole = definitions === undefined ? input.fields : withMember(input.fields, "definitions", definitions);
  const checksum = schemaChecksum(whole);
  const existing = await readSchemaRowByChecksum(core, checksum, input.version, transaction);
  if (existing !== undefined) return { row: existing, created: false };
  const now = core.clock.now();
  const row: BlockSchemaRow = {
    id: newId(now),
    created: now,
    updated: now,
    checksum,
    fields: toJsonText(keptFields(whole, definitions)),
    capabilities: toJsonText(input.capabilities),
    version: input.version,
    block_type_id: input.block_type_id,
  };
  await transaction.run(core.database.sql.insertInto("block_schema").values(row));
  for (const [name, entry] of declaredReferences(input.fields)) {
    const reference = await insertInnerSchema(core, transaction, name, entry, whole, definitions);
    await insertReference(core, transaction, name, row.id, reference.id);
  }
  return { row, created: true };
}

/** What is kept of the fields: references have a table of their own, and so have the definitions of blocks. */
function keptFields(whole: ExactObject, definitions: ExactObject | undefined): ExactObject {
  const fields = withoutMember(whole, "block_schema_references");
  if (definitions === undefined) return fields;
  const own = ownDefinitions(whole, definitions);
  return isTruthy(own) ? withMember(fields, "definitions", own) : withoutMember(fields, "definitions");
}

/** The schema a reference means; created from its definition when no schema has its checksum. */
async function insertInnerSchema(
  core: Core,
  transaction: Transaction,
  name: string,
  entry: ExactJson,
  fields: ExactObject,
  definitions: ExactObject | undefined,
): Promise<BlockSchemaRow> {
  const slug = isObject(entry) ? member(entry, "block_type_slug") : undefined;
  const checksum = isObject(entry) ? member(entry, "block_schema_checksum") : undefined;
  if (typeof slug !== "string" || typeof checksum !== "string") {
    throw new PenstockError("INVALID", `The block schema reference '${name}' lacks a block type slug or a checksum.`);
  }
  const blockType = await readBlockType(core, { slug }, transaction);
  if (blockType === undefined) {
    throw new PenstockError(
      "CONFLICT",
      `Cannot create block schema because block type '${slug}' was not found.Did you forget to register the block type?`,
    );
  }
  const existing = await readSchemaRowByChecksum(core, checksum, undefined, transaction);
  if (existing !== undefined) return existing;
  const inner = definitions === undefined ? undefined : innerFields(definitions, fields, name, blockType);
  if (inner === undefined) {
    const reason = `Unable to create nested block schema for block type '${blockType.name}' due to missing definition.`;
    throw new PenstockError("INVALID", reason);
  }
  const input = { fields: inner, block_type_id: blockType.id, capabilities: [], version: NO_VERSION };
  return (await insertBlockSchema(core, transaction, input, definitions)).row;
}

/** The definition that a field refers to; of a union's the one of the block type. */
function innerFields(
  definitions: ExactObject,
  fields: ExactObject,
  name: string,
  blockType: BlockTypeRow,
): ExactObject | undefined {
  const properties = member(fields, "properties");
  const property = isObject(properties) ? member(properties, name) : undefined;
  const candidates = referencesIn(property ?? null).map((reference) => member(definitions, definitionKey(reference)));
  const chosen =
    candidates.length === 1
      ? candidates[0]
      : candidates.find((candidate) => isObject(candidate) && member(candidate, "block_type_slug") === blockType.slug);
  return isObject(chosen) ? chosen : undefined;
}

async function insertReference(
  core: Core,
  transaction: Transaction,
  name: string,
  parent: string,
  reference: string,
): Promise<void> {
  const { sql } = core.database;
  const existing = await transaction.get(
    sql
      .selectFrom("block_schema_reference")
      .select("id")
      .where("name", "=", name)
      .where("parent_block_schema_id", "=", parent)
      .where("reference_block_schema_id", "=", reference),
  );
  if (existing !== undefined) return;
  const now = core.clock.now();
  const row = { parent_block_schema_id: parent, reference_block_schema_id: reference };
  await transaction.run(
    sql.insertInto("block_schema_reference").values({ id: newId(now), created: now, updated: now, name, ...row }),
  );
}

/**
 * Deletes a schema with its documents.
 *
 * @throws PenstockError NOT_FOUND; FORBIDDEN for one of a protected block type
 */
export function deleteBlockSchema(core: Core, id: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const found = await transaction.get(
      core.database.sql
        .selectFrom("block_schema")
        .innerJoin("block_type", "block_type.id", "block_schema.block_type_id")
        .select("block_type.is_protected")
        .where("block_schema.id", "=", id),
    );
    if (found === undefined) throw notFound("Block schema not found");
    if (found.is_protected) {
      throw new PenstockError("FORBIDDEN", "Block schemas for protected block types cannot be deleted.");
    }
    if (!(await removeBlockSchemaRows(core, transaction, id))) throw notFound("Block schema not found");
  });
}
