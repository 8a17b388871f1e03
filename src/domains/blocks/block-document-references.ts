/** References from documents to documents: out of the data of the one that refers, into a table of their own. */
import { sql as fragment } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { insertMany } from "../../db/insert.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { integrityConflict } from "../conflicts.ts";
import { readReferencesBelow } from "./block-document.queries.ts";
import { type ExactJson, type ExactObject, isObject, member } from "./exact-json.ts";

/** A field's name and the id of the document it refers to. */
export type Reference = readonly [name: string, documentId: string];

/**
 * Takes the members that are references out of a block's data. Only its own members are looked at, not what is inside.
 *
 * @throws PenstockError BAD_REQUEST for a reference without a document's id
 */
export function separateReferences(whole: ExactObject): { data: ExactObject; references: Reference[] } {
  const references: Reference[] = [];
  const data: ExactObject = Object.fromEntries(
    Object.entries(whole).filter(([name, value]) => {
      if (!isObject(value) || !Object.hasOwn(value, "$ref")) return true;
      const target = value.$ref;
      const id = isObject(target) ? (member(target, "block_document_id") ?? null) : null;
      if (id === null) {
        throw new PenstockError("BAD_REQUEST", `Received block reference without a block_document_id in key ${name}`);
      }
      const uuid = canonicalUuid(id);
      if (uuid === undefined) {
        throw new PenstockError("BAD_REQUEST", `The block_document_id in key ${name} is not a valid UUID`);
      }
      references.push([name, uuid]);
      return false;
    }),
  );
  return { data, references };
}

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/;

function canonicalUuid(value: ExactJson): string | undefined {
  return typeof value === "string" ? UUID.exec(value.toLowerCase())?.slice(1).join("-") : undefined;
}

/**
 * @throws PenstockError BAD_REQUEST for a reference that would lead back to the document itself; CONFLICT when a document
 *   referred to is not there
 */
export async function insertReferences(
  core: Core,
  transaction: Transaction,
  documentId: string,
  references: readonly Reference[],
): Promise<void> {
  if (references.length === 0) return;
  const { sql, dialect } = core.database;
  const ids = [...new Set(references.map(([, id]) => id))];
  const own = references.find(([, id]) => id === documentId);
  if (own !== undefined) throw cycle(documentId, own[1]);
  const there = await transaction.all(
    sql
      .selectFrom("block_document")
      .select("id")
      .where(dialect.in(fragment.ref("block_document.id"), ids, "uuid")),
  );
  if (there.length < ids.length) throw integrityConflict();
  const below = await readReferencesBelow(core, ids, transaction);
  if (below.some((edge) => edge.reference_block_document_id === documentId)) {
    throw cycle(documentId, ids[0] ?? documentId);
  }
  const now = core.clock.now();
  const rows = references.map(([name, id]) => ({
    id: newId(now),
    created: now,
    updated: now,
    name,
    parent_block_document_id: documentId,
    reference_block_document_id: id,
  }));
  await insertMany(core.database, transaction, "block_document_reference", rows);
}

/** As insertReferences, in place of those the document has. */
export async function replaceReferences(
  core: Core,
  transaction: Transaction,
  documentId: string,
  references: readonly Reference[],
): Promise<void> {
  await transaction.run(
    core.database.sql.deleteFrom("block_document_reference").where("parent_block_document_id", "=", documentId),
  );
  await insertReferences(core, transaction, documentId, references);
}

function cycle(parent: string, reference: string): PenstockError {
  return new PenstockError(
    "BAD_REQUEST",
    `Cannot create block document reference: it would introduce a cycle into the block_document_reference graph (parent=${parent}, reference=${reference}).`,
  );
}
