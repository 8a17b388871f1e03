/** Writes of block documents; changes of named ones tell their lifecycle events in their own transactions. */
import { randomUUID } from "node:crypto";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { transactionWithIntegrity } from "../conflicts.ts";
import { recordDocumentChange } from "./block-document.events.ts";
import { decrypted, readBlockDocument } from "./block-document.queries.ts";
import type { BlockDocument, BlockDocumentRow } from "./block-document.ts";
import { insertReferences, replaceReferences, separateReferences } from "./block-document-references.ts";
import { keepSecrets, secretPaths } from "./block-document-secrets.ts";
import { removeBlockDocumentRows } from "./block-removal.ts";
import { readBlockType } from "./block-type.queries.ts";
import { documentCipher } from "./encryption.ts";
import { type ExactObject, parseObject } from "./exact-json.ts";

export interface NewBlockDocument {
  /** Only anonymous documents go without, and then are given one. */
  readonly name?: string | null;
  readonly data: JsonText;
  readonly block_schema_id: string;
  readonly block_type_id: string;
  readonly is_anonymous: boolean;
}

export interface BlockDocumentChanges {
  readonly block_schema_id?: string | null;
  readonly data?: JsonText;
  /** Whether data that is not given stays as it is. */
  readonly merge_existing_data: boolean;
}

/**
 * Saves a block. A member of its data that is {"$ref": {"block_document_id": ...}} refers to another document.
 *
 * @throws PenstockError NOT_FOUND without the block type; CONFLICT when the type has a document of this name, or the
 *   schema or a document referred to is not there; BAD_REQUEST for a reference that cannot be made
 */
export async function createBlockDocument(core: Core, input: NewBlockDocument): Promise<BlockDocument> {
  const cipher = await documentCipher(core);
  const { data, references } = separateReferences(parseObject(input.data));
  return transactionWithIntegrity(core, async (transaction) => {
    const blockType = await readBlockType(core, { id: input.block_type_id }, transaction);
    if (blockType === undefined) throw notFound(`Block type ${input.block_type_id} not found`);
    const now = core.clock.now();
    const id = newId(now);
    const row = {
      id,
      created: now,
      updated: now,
      name: input.name ?? `anonymous-${randomUUID()}`,
      data: cipher.encrypt(id, toJsonText(data)),
      is_anonymous: input.is_anonymous,
      block_type_name: blockType.name,
      block_type_id: blockType.id,
      block_schema_id: input.block_schema_id,
    };
    const inserted = await transaction.run(
      core.database.sql
        .insertInto("block_document")
        .values(row)
        .onConflict((conflict) => conflict.columns(["block_type_id", "name"]).doNothing()),
    );
    if (inserted === 0) throw new PenstockError("CONFLICT", "Block already exists");
    await insertReferences(core, transaction, id, references);
    const document = await readBlockDocument(core, id, false, transaction);
    if (document === undefined) throw new Error(`Block document ${id} is not there after it was inserted`);
    await recordDocumentChange(core, transaction, "created", document);
    return document;
  });
}

/**
 * What stands for a document's data where the input that made it is known again by: a plain digest would let whoever reads it
 * try short secrets.
 */
export async function fingerprintOfData(core: Core, data: JsonText): Promise<string> {
  return (await documentCipher(core)).fingerprint(data);
}

/**
 * Changes the data of a block. References that the new data does not name are dropped, even where other data stays; a new
 * schema is only taken along with data (both as the reference does).
 *
 * @throws PenstockError NOT_FOUND; BAD_REQUEST for a schema of another block type, or a reference that cannot be made;
 *   CONFLICT when a document referred to is not there
 */
export async function updateBlockDocument(core: Core, id: string, changes: BlockDocumentChanges): Promise<void> {
  const cipher = await documentCipher(core);
  await transactionWithIntegrity(core, async (transaction) => {
    const { sql } = core.database;
    // Locked, for what two writers merge at once must not undo each other.
    const row = await transaction.get(
      sql.selectFrom("block_document").selectAll().where("id", "=", id).modifyEnd(core.database.dialect.forUpdate),
    );
    if (row === undefined) throw notFound("Block document not found");
    const text = changes.data ?? (changes.merge_existing_data ? undefined : ("{}" as JsonText));
    if (text !== undefined) {
      const current = decrypted(cipher, row);
      const given = keepSecrets(parseObject(text), current, await secretsOf(core, transaction, row));
      const next = changes.merge_existing_data ? merged(current, given) : given;
      const { data, references } = separateReferences(next);
      const schemaId = await schemaFor(core, transaction, row, changes.block_schema_id ?? row.block_schema_id);
      await transaction.run(
        sql
          .updateTable("block_document")
          .set({
            data: cipher.encrypt(id, toJsonText(data)),
            block_schema_id: schemaId,
            updated: core.clock.now(),
          })
          .where("id", "=", id),
      );
      await replaceReferences(core, transaction, id, references);
    }
    const document = await readBlockDocument(core, id, false, transaction);
    if (document !== undefined) await recordDocumentChange(core, transaction, "updated", document);
  });
}

function merged(current: ExactObject, given: ExactObject): ExactObject {
  return Object.fromEntries([...Object.entries(current), ...Object.entries(given)]);
}

async function secretsOf(core: Core, transaction: Transaction, row: BlockDocumentRow) {
  const schema = await transaction.get(
    core.database.sql.selectFrom("block_schema").select("fields").where("id", "=", row.block_schema_id),
  );
  return schema === undefined ? [] : secretPaths(schema.fields);
}

async function schemaFor(core: Core, transaction: Transaction, row: BlockDocumentRow, id: string): Promise<string> {
  if (id === row.block_schema_id) return id;
  const schema = await transaction.get(
    core.database.sql.selectFrom("block_schema").select("block_type_id").where("id", "=", id),
  );
  if (schema === undefined) throw notFound(`Block schema ${id} not found`);
  if (schema.block_type_id !== row.block_type_id) {
    throw new PenstockError("BAD_REQUEST", "Must migrate block document to a block schema of the same block type.");
  }
  return id;
}

/**
 * Deletes a document; those that refer to it lose the reference.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function deleteBlockDocument(core: Core, id: string): Promise<void> {
  // Reading a document inside a transaction must not wait for the key, which may take one to make.
  await documentCipher(core);
  await core.database.transaction(async (transaction) => {
    const document = await readBlockDocument(core, id, false, transaction);
    if (document === undefined) throw notFound("Block document not found");
    if (!(await removeBlockDocumentRows(core, transaction, id))) throw notFound("Block document not found");
    await recordDocumentChange(core, transaction, "deleted", document);
  });
}
