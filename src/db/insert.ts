/** Inserting many rows with a few SQL texts, so that prepared statements are found again whatever the batch's size. */
import type { Insertable } from "kysely";
import type { Database, Transaction } from "./database.ts";
import type { Tables } from "./tables.ts";

/** Rows a statement: at 32 columns the largest stays far below the 32,766 parameters SQLite binds. */
const CHUNK_SIZES = [64, 8, 1] as const;

/** Inserts the rows in order, in chunks of fixed sizes; with `ignoreConflicts` rows that exist already are left alone. */
export async function insertMany<Table extends keyof Tables>(
  database: Database,
  transaction: Transaction,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  options: { readonly ignoreConflicts?: boolean } = {},
): Promise<number> {
  let inserted = 0;
  let offset = 0;
  for (const size of CHUNK_SIZES) {
    for (; rows.length - offset >= size; offset += size) {
      const insert = database.sql.insertInto(table).values(rows.slice(offset, offset + size));
      inserted += await transaction.run(
        options.ignoreConflicts ? insert.onConflict((conflict) => conflict.doNothing()) : insert,
      );
    }
  }
  return inserted;
}
