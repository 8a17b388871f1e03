/** Everything in SQL that differs between SQLite and PostgreSQL, as fragments for Kysely. No dialect test stands elsewhere. */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import { containment, foldAscii, foldLetters } from "./like.ts";

export interface Dialect {
  readonly name: "sqlite" | "postgresql";
  /** column = any of the values; one stable SQL text however many values there are. */
  in(column: Expression<unknown>, values: readonly (string | number)[], type: ListType): RawBuilder<SqlBool>;
  /** The columns together = any of the tuples, one stable SQL text however many there are. */
  inTuples(
    columns: readonly Expression<unknown>[],
    tuples: readonly (readonly string[])[],
    types: readonly ListType[],
  ): RawBuilder<SqlBool>;
  /**
   * Tuples as rows of a table `alias` with the named columns, for a FROM clause; one stable SQL text however many there are.
   */
  rows(
    alias: string,
    columns: readonly string[],
    tuples: readonly (readonly (string | number)[])[],
    types: readonly ListType[],
  ): RawBuilder<unknown>;
  /**
   * The last four hexadecimal digits of an id as text: of ids that the server or a client has made they are random, so rows below
   * a bound of them are a sample, always the same one.
   */
  idTail(column: Expression<unknown>): RawBuilder<string>;
  /** A bound integer for arithmetic: better-sqlite3 binds a number beyond int32 as REAL. */
  integer(value: number): RawBuilder<number>;
  /**
   * A bound value, or the place of one, that a column of a join is compared with for equality. SQLite looks at a bare one
   * when it plans such a statement and therefore plans it anew whenever another value is bound, which takes ten times as
   * long as running it.
   */
  bound<Value>(value: Value | RawBuilder<Value>): RawBuilder<Value>;
  /** The JSON array of strings in `column` holds every one of `values`. */
  jsonArrayHasAll(column: Expression<unknown>, values: readonly string[]): RawBuilder<SqlBool>;
  /** The JSON array of strings in `column` holds at least one of `values`. */
  jsonArrayHasAny(column: Expression<unknown>, values: readonly string[]): RawBuilder<SqlBool>;
  /** The strings of the JSON array in `column` as rows of `element.value`, for a FROM clause. */
  jsonArrayRows(column: Expression<unknown>): RawBuilder<unknown>;
  /** The objects of the JSON array in `column` as rows of `element.value`, for a FROM clause. */
  jsonObjectRows(column: Expression<unknown>): RawBuilder<unknown>;
  /** The JSON array in `column` is empty. */
  jsonArrayIsEmpty(column: Expression<unknown>): RawBuilder<SqlBool>;
  /**
   * Case-insensitive "contains"; % and _ in `text` are wildcards, as in the reference's `like_` filters. A backslash is
   * itself on both databases: PostgreSQL's own escape would refuse a text that ends in one.
   */
  contains(column: Expression<unknown>, text: string): RawBuilder<SqlBool>;
  /** What `contains` says of a value, without asking the database. */
  containment(text: string): (value: string) => boolean;
  /** Case-insensitive "begins with"; % and _ in `text` are wildcards here too. */
  startsWith(column: Expression<unknown>, text: string): RawBuilder<SqlBool>;
  /** Begins with exactly the text, in letters as in the rest; on SQLite a range of an index. */
  beginsWith(column: Expression<unknown>, text: string): RawBuilder<SqlBool>;
  /**
   * The whole text fits a pattern in which `*` stands for any characters and `?` for one; case counts. Nothing else in the
   * pattern is special.
   */
  matchesGlob(column: Expression<unknown>, pattern: string): RawBuilder<SqlBool>;
  /** Some text in the JSON value in `column`, at any depth, contains another, as `contains` has it. Names of members do not count. */
  jsonHasText(column: Expression<unknown>, text: string): RawBuilder<SqlBool>;
  /** A text contains a term, which is in lower case, whatever the case of its own letters; nothing in the term is special. */
  hasTerm(text: Expression<unknown>, term: string): RawBuilder<SqlBool>;
  /** The text of a member of the JSON object in `column`; NULL where there is none. */
  jsonTextAt(column: Expression<unknown>, key: string): RawBuilder<string | null>;
  /** The values of all rows as one JSON array, an aggregate. */
  jsonListOf(value: Expression<unknown>): RawBuilder<string | null>;
  /** About how many bytes a row keeps in `column`, told without reading them. */
  storedSize(column: Expression<unknown>): RawBuilder<number>;
  /** As jsonTextAt, for a key that a client has chosen, whatever is in it. */
  jsonLabel(column: Expression<unknown>, key: string): RawBuilder<string | null>;
  /**
   * A SELECT for behind IN whose rows are found once. PostgreSQL, before it has counted a table, may find them anew for each row that is
   * looked at: two seconds for a thousand events that have not been counted.
   */
  foundOnce(select: RawBuilder<unknown>): RawBuilder<unknown>;
  /** Whether the planner knows how values are distributed; where it does not, access.ts chooses the index of a list. */
  readonly plansByStatistics: boolean;
  /** Makes a SELECT use the index, after the table's name; nothing where the planner does well without. */
  indexedBy(index: string): RawBuilder<unknown>;
  /**
   * As a value, how many rows of `table` there are that an index has in this order. PostgreSQL would read a whole table of which
   * most rows match, wide as they are; to have them in order it goes along the index.
   */
  countAlong(table: RawBuilder<unknown>, where: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<number>;
  /**
   * For each row of `each`, the rows of `table` that meet a condition on both and that an index has in this order, as a SELECT.
   * PostgreSQL, which cannot tell how many rows of `table` there will be, would go through all of it in place of a few ranges.
   */
  selectForEach(parts: {
    readonly each: RawBuilder<unknown>;
    /** Of the row of `each`. */
    readonly eachColumns: RawBuilder<unknown>;
    readonly table: RawBuilder<unknown>;
    /** Of the row of `table`. */
    readonly columns: RawBuilder<unknown>;
    readonly where: RawBuilder<unknown>;
    readonly order: RawBuilder<unknown>;
  }): RawBuilder<unknown>;
  /** Where NULLs lie in an ascending order without a word on it: before all values, or behind. */
  readonly nullsAreSmallest: boolean;
  /** Row locks a SELECT takes for a following guarded UPDATE; nothing where there is one writer. */
  readonly forUpdate: RawBuilder<unknown>;
  /** As forUpdate, of the rows of one of the joined tables. */
  forUpdateOf(table: string): RawBuilder<unknown>;
  /** As forUpdate, passing over rows somebody else has locked. */
  readonly forUpdateSkipLocked: RawBuilder<unknown>;
}

/** The element types of a list parameter, which PostgreSQL wants named. */
export type ListType = "uuid" | "text" | "bigint" | "StateType";

const LAST_CODE_POINT = 0x10ffff;
const [FIRST_SURROGATE, LAST_SURROGATE] = [0xd800, 0xdfff];

/** The first text, in the order of code points, behind all that begin with this one; undefined where nothing is behind them. */
function afterAllThatBeginWith(text: string): string | undefined {
  const points = [...text];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? LAST_CODE_POINT;
    if (point === LAST_CODE_POINT) continue;
    const next = point + 1;
    return points.join("") + String.fromCodePoint(next === FIRST_SURROGATE ? LAST_SURROGATE + 1 : next);
  }
  return undefined;
}

function single<T>(values: readonly T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined;
}

/** Keys that stand for themselves between the quotes of a JSON path. */
const PATH_KEY = /^[\w.:/ -]+$/;

export const sqliteDialect: Dialect = {
  name: "sqlite",
  in: (column, values) => {
    const only = single(values);
    return only !== undefined
      ? sql<SqlBool>`${column} = ${only}`
      : sql<SqlBool>`${column} in (select value from json_each(${JSON.stringify(values)}))`;
  },
  inTuples: (columns, tuples) => {
    const members = columns.map((_, index) => sql`value ->> ${sql.lit(index)}`);
    return sql<SqlBool>`(${sql.join(columns)}) in (select ${sql.join(members)} from json_each(${JSON.stringify(tuples)}))`;
  },
  rows: (alias, columns, tuples) => {
    const members = columns.map((name, index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`);
    return sql`(select ${sql.join(members)} from json_each(${JSON.stringify(tuples)})) as ${sql.ref(alias)}`;
  },
  idTail: (column) => sql<string>`substr(${column}, -4)`,
  integer: (value) => sql<number>`cast(${value} as integer)`,
  bound: (value) => sql`+${value}`,
  jsonArrayHasAll: (column, values) =>
    sql<SqlBool>`not exists (select 1 from json_each(${JSON.stringify(values)}) as wanted where wanted.value not in (select value from json_each(${column})))`,
  jsonArrayHasAny: (column, values) =>
    sql<SqlBool>`exists (select 1 from json_each(${column}) as held where held.value in (select value from json_each(${JSON.stringify(values)})))`,
  jsonArrayRows: (column) => sql`json_each(${column}) as element`,
  jsonObjectRows: (column) => sql`json_each(${column}) as element`,
  jsonArrayIsEmpty: (column) => sql<SqlBool>`json_array_length(${column}) = 0`,
  contains: (column, text) => sql<SqlBool>`${column} like ${`%${text}%`}`,
  containment: (text) => containment(text, foldAscii),
  startsWith: (column, text) => sql<SqlBool>`${column} like ${`${text}%`}`,
  jsonHasText: (column, text) =>
    sql<SqlBool>`exists (select 1 from json_tree(${column}) as part where part.type = 'text' and part.atom like ${`%${text}%`})`,
  beginsWith: (column, text) => {
    const end = afterAllThatBeginWith(text);
    const from = sql<SqlBool>`${column} >= ${text}`;
    return end === undefined ? from : sql<SqlBool>`(${from} and ${column} < ${end})`;
  },
  // LIKE knows no more of letters than lower() does, and takes half the time of instr(lower(...)).
  hasTerm: (text, term) => sql<SqlBool>`${text} like ${`%${term.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`,
  matchesGlob: (column, pattern) => sql<SqlBool>`${column} glob ${pattern.replaceAll("[", "[[]")}`,
  jsonTextAt: (column, key) => sql<string | null>`${column} ->> ${sql.lit(key)}`,
  jsonListOf: (value) => sql<string | null>`json_group_array(${value})`,
  storedSize: (column) => sql<number>`octet_length(${column})`,
  // A path takes half the time of going through the members, but cannot say every key.
  jsonLabel: (column, key) =>
    PATH_KEY.test(key)
      ? sql<string | null>`${column} ->> ${`$."${key}"`}`
      : sql<string | null>`(select value from json_each(${column}) where key = ${key})`,
  foundOnce: (select) => select,
  plansByStatistics: false,
  indexedBy: (index) => sql` indexed by ${sql.ref(index)}`,
  countAlong: (table, where) => sql<number>`(select count(*) from ${table} where ${where})`,
  selectForEach: ({ each, eachColumns, table, columns, where }) =>
    sql`select ${eachColumns}, ${columns} from ${each} cross join ${table} where ${where}`,
  nullsAreSmallest: true,
  forUpdate: sql``,
  forUpdateOf: () => sql``,
  forUpdateSkipLocked: sql``,
};

const POSTGRESQL_TYPES: Readonly<Record<ListType, RawBuilder<unknown>>> = {
  uuid: sql`uuid`,
  text: sql`text`,
  bigint: sql`bigint`,
  StateType: sql`"StateType"`,
};

export const postgresqlDialect: Dialect = {
  name: "postgresql",
  // Of one value PostgreSQL knows how many rows it has, and that an index which begins with it goes on in order.
  in: (column, values, type) => {
    const only = single(values);
    return only !== undefined
      ? sql<SqlBool>`${column} = ${only}::${POSTGRESQL_TYPES[type]}`
      : sql<SqlBool>`${column} = any(${values}::${POSTGRESQL_TYPES[type]}[])`;
  },
  inTuples: (columns, tuples, types) => {
    const lists = types.map((type, index) => sql`${tuples.map((tuple) => tuple[index])}::${POSTGRESQL_TYPES[type]}[]`);
    return sql<SqlBool>`(${sql.join(columns)}) in (select * from unnest(${sql.join(lists)}))`;
  },
  rows: (alias, columns, tuples, types) => {
    const lists = types.map((type, index) => sql`${tuples.map((tuple) => tuple[index])}::${POSTGRESQL_TYPES[type]}[]`);
    return sql`unnest(${sql.join(lists)}) as ${sql.ref(alias)}(${sql.join(columns.map((name) => sql.ref(name)))})`;
  },
  idTail: (column) => sql<string>`right(${column}::text, 4) collate "C"`,
  integer: (value) => sql<number>`${value}::bigint`,
  bound: (value) => sql`${value}`,
  jsonArrayHasAll: (column, values) => sql<SqlBool>`${column} @> ${JSON.stringify(values)}::jsonb`,
  jsonArrayHasAny: (column, values) => sql<SqlBool>`${column} ?| ${values}::text[]`,
  jsonArrayRows: (column) => sql`jsonb_array_elements_text(${column}) as element(value)`,
  jsonObjectRows: (column) => sql`jsonb_array_elements(${column}) as element(value)`,
  jsonArrayIsEmpty: (column) => sql<SqlBool>`jsonb_array_length(${column}) = 0`,
  contains: (column, text) => sql<SqlBool>`${column} ilike ${`%${text}%`} escape ''`,
  containment: (text) => containment(text, foldLetters),
  startsWith: (column, text) => sql<SqlBool>`${column} ilike ${`${text}%`} escape ''`,
  jsonHasText: (column, text) =>
    sql<SqlBool>`exists (select 1 from jsonb_path_query(${column}, 'strict $.**') as part(value) where jsonb_typeof(part.value) = 'string' and part.value #>> '{}' ilike ${`%${text}%`} escape '')`,
  beginsWith: (column, text) => sql<SqlBool>`starts_with(${column}, ${text})`,
  hasTerm: (text, term) => sql<SqlBool>`strpos(lower(${text}), ${term}) > 0`,
  matchesGlob: (column, pattern) =>
    sql<SqlBool>`${column} like ${pattern
      .replace(/[\\%_]/g, "\\$&")
      .replaceAll("*", "%")
      .replaceAll("?", "_")} escape '\\'`,
  jsonTextAt: (column, key) => sql<string | null>`${column} ->> ${sql.lit(key)}`,
  jsonListOf: (value) => sql<string | null>`json_agg(${value})`,
  storedSize: (column) => sql<number>`pg_column_size(${column})`,
  jsonLabel: (column, key) => sql<string | null>`(${column} ->> ${key}::text)`,
  foundOnce: (select) => sql`with found as materialized (${select}) select * from found`,
  plansByStatistics: true,
  indexedBy: () => sql``,
  countAlong: (table, where, order) =>
    sql<number>`(select count(*) from (select 1 from ${table} where ${where} order by ${order}) as along)`,
  selectForEach: ({ each, eachColumns, table, columns, where, order }) =>
    sql`select ${eachColumns}, along.* from ${each} cross join lateral (select ${columns} from ${table} where ${where} order by ${order}) as along`,
  nullsAreSmallest: false,
  forUpdate: sql`for update`,
  forUpdateOf: (table) => sql`for update of ${sql.table(table)}`,
  forUpdateSkipLocked: sql`for update skip locked`,
};
