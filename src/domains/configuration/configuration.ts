/** Settings that the server keeps for itself in the database, by key (the reference's models.configuration). */
import type { Core } from "../../core.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { fromJsonText, toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";

/** The value under a key; the caller names the shape it wrote. */
export async function readConfiguration<Value>(
  core: Core,
  key: string,
  reader: Reader = core.database,
): Promise<Value | undefined> {
  const row = await reader.get(core.database.sql.selectFrom("configuration").select("value").where("key", "=", key));
  return row === undefined ? undefined : fromJsonText<Value>(row.value);
}

/** Writes a value, in place of the one that is there. */
export async function writeConfiguration(
  core: Core,
  transaction: Transaction,
  key: string,
  value: object,
): Promise<void> {
  const now = core.clock.now();
  const text = toJsonText(value);
  await transaction.run(
    core.database.sql
      .insertInto("configuration")
      .values({ id: newId(now), created: now, updated: now, key, value: text })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: text, updated: now })),
  );
}

/** Writes a value unless there is one already: of several servers that start at once, one decides. */
export async function proposeConfiguration(
  core: Core,
  transaction: Transaction,
  key: string,
  value: object,
): Promise<void> {
  const now = core.clock.now();
  await transaction.run(
    core.database.sql
      .insertInto("configuration")
      .values({ id: newId(now), created: now, updated: now, key, value: toJsonText(value) })
      .onConflict((conflict) => conflict.column("key").doNothing()),
  );
}

export async function deleteConfiguration(core: Core, transaction: Transaction, key: string): Promise<void> {
  await transaction.run(core.database.sql.deleteFrom("configuration").where("key", "=", key));
}
