/**
 * Removing rows of blocks with what hangs on them. Types take their schemas and documents along, and schemas their
 * documents, by foreign key; the references between schemas and between documents, and the result storage setting, go here.
 * Each returns false when somebody else has removed the row meanwhile.
 */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { clearResultStorageIf } from "./result-storage.ts";

async function removeDocumentReferences(transaction: Transaction, documents: RawBuilder<unknown>): Promise<void> {
  await transaction.run(
    sql`delete from block_document_reference where parent_block_document_id in (${documents}) or reference_block_document_id in (${documents})`,
  );
}

async function removeSchemaReferences(transaction: Transaction, schemas: RawBuilder<unknown>): Promise<void> {
  await transaction.run(
    sql`delete from block_schema_reference where parent_block_schema_id in (${schemas}) or reference_block_schema_id in (${schemas})`,
  );
}

export async function removeBlockTypeRows(core: Core, transaction: Transaction, id: string): Promise<boolean> {
  const schemas = sql`select id from block_schema where block_type_id = ${id}`;
  const documents = sql`select id from block_document where block_type_id = ${id} or block_schema_id in (${schemas})`;
  await clearResultStorageIf(core, transaction, documents);
  await removeDocumentReferences(transaction, documents);
  await removeSchemaReferences(transaction, schemas);
  return (await transaction.run(core.database.sql.deleteFrom("block_type").where("id", "=", id))) > 0;
}

export async function removeBlockSchemaRows(core: Core, transaction: Transaction, id: string): Promise<boolean> {
  const documents = sql`select id from block_document where block_schema_id = ${id}`;
  await clearResultStorageIf(core, transaction, documents);
  await removeDocumentReferences(transaction, documents);
  await removeSchemaReferences(transaction, sql`select id from block_schema where id = ${id}`);
  return (await transaction.run(core.database.sql.deleteFrom("block_schema").where("id", "=", id))) > 0;
}

export async function removeBlockDocumentRows(core: Core, transaction: Transaction, id: string): Promise<boolean> {
  const documents = sql`select id from block_document where id = ${id}`;
  await clearResultStorageIf(core, transaction, documents);
  await removeDocumentReferences(transaction, documents);
  return (await transaction.run(core.database.sql.deleteFrom("block_document").where("id", "=", id))) > 0;
}
