/** Inserting many rows with a few SQL texts, so that prepared statements are found again whatever the batch's size. */
import { type Insertable, type RawBuilder, sql } from "kysely";
import type { Database, Statement, Transaction } from "./database.ts";
import type { Tables } from "./tables.ts";
import { type Template, template } from "./template.ts";

/**
 * Rows a statement: few texts, and few statements for any number of rows; with 64, 8 and 1 alone, 15 lines of log took eight and
 * half as long again. At 32 columns the largest stays far below the 32,766 parameters SQLite binds.
 */
const CHUNK_SIZES = [64, 32, 16, 8, 4, 2, 1] as const;

/** What becomes of rows that are there already. Statements are found again by it, so it is made once for each use. */
export interface ConflictUpdate<Table extends keyof Tables> {
  /** The columns of the unique index by which they are known. */
  readonly key: readonly (keyof Tables[Table] & string)[];
  /** The columns that get the new values. */
  readonly set: readonly (keyof Tables[Table] & string)[];
  /** Which of them do; the new values are those of `excluded`. */
  readonly where?: RawBuilder<boolean>;
}

export interface InsertOptions<Table extends keyof Tables = keyof Tables> {
  /** Leaves alone rows that exist already. */
  readonly ignoreConflicts?: boolean;
  /** Changes rows that exist already. */
  readonly update?: ConflictUpdate<Table>;
}

/**
 * Inserts the rows in order, in chunks of fixed sizes, and returns how many it inserted or changed. All rows have the same
 * columns, and where rows are changed no two are of the same key.
 */
export async function insertMany<Table extends keyof Tables>(
  database: Database,
  transaction: Transaction,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  options: InsertOptions<Table> = {},
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

type Templates = Map<string, (database: Database) => Template<Values, unknown>>;

/** Composing a large insert takes longer than running it, so each is composed once: for a table, its columns and a size. */
const templates: Templates = new Map();
const updatingTemplates = new WeakMap<object, Templates>();

function templatesOf(update: object | undefined): Templates {
  if (update === undefined) return templates;
  const made = updatingTemplates.get(update) ?? new Map();
  updatingTemplates.set(update, made);
  return made;
}

function insertion<Table extends keyof Tables>(
  database: Database,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  options: InsertOptions<Table>,
): Statement<unknown> {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Insertable<Tables[Table]> & string)[];
  const key = [table, options.ignoreConflicts ?? false, rows.length, ...columns].join();
  const known = templatesOf(options.update);
  let made = known.get(key);
  if (made === undefined) {
    made = insertionTemplate(table, columns, rows.length, options);
    known.set(key, made);
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
  { ignoreConflicts, update }: InsertOptions<Table>,
): (database: Database) => Template<Values, unknown> {
  return template<Values>((database, bind) => {
    const places = Array.from({ length: size }, (_row, row) =>
      Object.fromEntries(
        columns.map((column, index): [string, RawBuilder<unknown>] => [column, bind(row * columns.length + index)]),
      ),
    );
    const insert = database.sql.insertInto(table).values(places as unknown as Insertable<Tables[Table]>[]);
    if (ignoreConflicts) return insert.onConflict((conflict) => conflict.doNothing());
    if (update === undefined) return insert;
    const names = (columns: readonly string[]): RawBuilder<unknown> => sql.join(columns.map((name) => sql.ref(name)));
    const values = update.set.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`);
    const where = update.where === undefined ? sql`` : sql` where ${update.where}`;
    return insert.modifyEnd(sql`on conflict (${names(update.key)}) do update set ${sql.join(values)}${where}`);
  });
}
