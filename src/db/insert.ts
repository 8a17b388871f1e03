/** Inserting many rows with a few SQL texts, so that prepared statements are found again whatever the batch's size. */
import type { Insertable, RawBuilder } from "kysely";
import type { Database, Statement, Transaction } from "./database.ts";
import type { Tables } from "./tables.ts";
import { type Template, template } from "./template.ts";

/** Rows a statement: at 32 columns the largest stays far below the 32,766 parameters SQLite binds. */
const CHUNK_SIZES = [64, 8, 1] as const;

export interface InsertOptions {
  /** Leaves alone rows that exist already. */
  readonly ignoreConflicts?: boolean;
}

/** Inserts the rows in order, in chunks of fixed sizes, and returns how many it inserted. All rows have the same columns. */
export async function insertMany<Table extends keyof Tables>(
  database: Database,
  transaction: Transaction,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  options: InsertOptions = {},
): Promise<number> {
  let inserted = 0;
  let offset = 0;
  for (const size of CHUNK_SIZES) {
    for (; rows.length - offset >= size; offset += size) {
      inserted += await transaction.run(insertion(database, table, rows.slice(offset, offset + size), options));
    }
  }
  return inserted;
}

/** Values one after the other, those of a row together. */
type Values = readonly unknown[];

/** Composing a large insert takes longer than running it, so each is composed once: for a table, its columns and a size. */
const templates = new Map<string, (database: Database) => Template<Values, unknown>>();

function insertion<Table extends keyof Tables>(
  database: Database,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  { ignoreConflicts = false }: InsertOptions,
): Statement<unknown> {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Insertable<Tables[Table]> & string)[];
  const key = [table, ignoreConflicts, rows.length, ...columns].join();
  let made = templates.get(key);
  if (made === undefined) {
    made = insertionTemplate(table, columns, rows.length, ignoreConflicts);
    templates.set(key, made);
  }
  const values: unknown[] = [];
  for (const row of rows) {
    if (Object.keys(row).length !== columns.length) throw new Error(`Rows for ${table} differ in their columns`);
    for (const column of columns) {
      const value: unknown = row[column];
      if (value === undefined) throw new Error(`A row for ${table} has no ${column}`);
      values.push(value);
    }
  }
  return made(database)(values);
}

function insertionTemplate<Table extends keyof Tables>(
  table: Table,
  columns: readonly string[],
  size: number,
  ignoreConflicts: boolean,
): (database: Database) => Template<Values, unknown> {
  return template<Values>((database, bind) => {
    const places = Array.from({ length: size }, (_row, row) =>
      Object.fromEntries(
        columns.map((column, index): [string, RawBuilder<unknown>] => [column, bind(row * columns.length + index)]),
      ),
    );
    const insert = database.sql.insertInto(table).values(places as unknown as Insertable<Tables[Table]>[]);
    return ignoreConflicts ? insert.onConflict((conflict) => conflict.doNothing()) : insert;
  });
}
