/** Where clients store results when they do not say: a block document (the reference's models.storage_defaults). */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { deleteConfiguration, readConfiguration, writeConfiguration } from "../configuration/configuration.ts";

const KEY = "server-default-result-storage";

/** What a block must be able to do to take results. */
const NEEDED_CAPABILITY = "write-path";

export interface ResultStorage {
  readonly default_result_storage_block_id: string | null;
}

export async function readResultStorage(core: Core): Promise<ResultStorage> {
  return (await readConfiguration<ResultStorage>(core, KEY)) ?? { default_result_storage_block_id: null };
}

/** @throws PenstockError NOT_FOUND without such a document; INVALID when its kind of block does not store */
export function writeResultStorage(core: Core, blockDocumentId: string): Promise<ResultStorage> {
  const { dialect, sql: query } = core.database;
  return core.database.transaction(async (transaction) => {
    const found = await transaction.get(
      query
        .selectFrom("block_document")
        .innerJoin("block_schema", "block_schema.id", "block_document.block_schema_id")
        .select(dialect.jsonArrayHasAll(sql.ref("block_schema.capabilities"), [NEEDED_CAPABILITY]).as("stores"))
        .where("block_document.id", "=", blockDocumentId),
    );
    if (found === undefined) throw notFound(`Block document ${blockDocumentId} not found.`);
    if (!found.stores) {
      throw new PenstockError("INVALID", `Block document ${blockDocumentId} cannot be used for result storage.`);
    }
    const storage: ResultStorage = { default_result_storage_block_id: blockDocumentId };
    await writeConfiguration(core, transaction, KEY, storage);
    return storage;
  });
}

export function clearResultStorage(core: Core): Promise<void> {
  return core.database.transaction((transaction) => deleteConfiguration(core, transaction, KEY));
}

/** Clears the setting when it names one of the documents, which are about to go. */
export async function clearResultStorageIf(
  core: Core,
  transaction: Transaction,
  documents: RawBuilder<unknown>,
): Promise<void> {
  const storage = await readConfiguration<ResultStorage>(core, KEY, transaction);
  const id = storage?.default_result_storage_block_id ?? null;
  if (id === null) return;
  const named = await transaction.get(sql`select id from block_document where id = ${id} and id in (${documents})`);
  if (named !== undefined) await deleteConfiguration(core, transaction, KEY);
}
