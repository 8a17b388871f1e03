/** The operators filters are made of, compiled to SQL conditions. Absent and null criteria compile to TRUE. */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Dialect, ListType } from "../../db/dialect.ts";
import type { Tables } from "../../db/tables.ts";
import { PenstockError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";

export type Condition = Expression<SqlBool>;

/** How the criteria of one filter object combine. */
export type Operator = "and_" | "or_";

/** What the wire allows wherever a criterion may be left out. */
export type Optional<Value> = Value | null | undefined;

/** The condition that holds for every row. Compared by identity, so that nobody asks the database. */
export const TRUE: RawBuilder<SqlBool> = sql<SqlBool>`1 = 1`;
const FALSE: RawBuilder<SqlBool> = sql<SqlBool>`1 = 0`;

/** A column of a table, always qualified: conditions on several tables meet in one statement. */
export function column<Table extends keyof Tables>(
  table: Table,
  name: keyof Tables[Table] & string,
): RawBuilder<unknown> {
  return sql.ref(`${table}.${name}`);
}

function isTrue(condition: Condition): boolean {
  return condition === TRUE;
}

/** How many conditions are written in a row: to SQLite each is one level deeper, and 1,000 levels are too many. */
const LONGEST_ROW = 100;

function joined(conditions: readonly Condition[], operator: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (conditions.length <= LONGEST_ROW) return sql<SqlBool>`(${sql.join(conditions, operator)})`;
  const middle = Math.ceil(conditions.length / 2);
  const halves = [joined(conditions.slice(0, middle), operator), joined(conditions.slice(middle), operator)];
  return sql<SqlBool>`(${sql.join(halves, operator)})`;
}

/** All of the conditions; TRUE for none. */
export function every(conditions: readonly Condition[]): Condition {
  const relevant = conditions.filter((condition) => !isTrue(condition));
  const [first] = relevant;
  if (first === undefined) return TRUE;
  return relevant.length === 1 ? first : joined(relevant, sql` and `);
}

/** At least one of the conditions; for none TRUE, as the reference has it, and so as soon as one of them is TRUE. */
export function some(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  if (first === undefined || conditions.some(isTrue)) return TRUE;
  return conditions.length === 1 ? first : joined(conditions, sql` or `);
}

/** Combines criteria as a filter's `operator` says; and_ when it says nothing. Criteria that are not given are no part of it. */
export function combine(operator: Optional<Operator>, conditions: readonly (Condition | undefined)[]): Condition {
  const given = conditions.filter((condition) => condition !== undefined);
  return operator === "or_" ? some(given) : every(given);
}

/** As combine, but a criterion that holds for every row is no part of it either (the reference's state filters). */
export function combineRestricting(
  operator: Optional<Operator>,
  conditions: readonly (Condition | undefined)[],
): Condition {
  return combine(
    operator,
    conditions.filter((condition) => condition !== undefined && !isTrue(condition)),
  );
}

/** `any_`: the column is one of the values. An empty list matches nothing. */
export function anyOf(
  dialect: Dialect,
  of: Expression<unknown>,
  values: Optional<readonly (string | number)[]>,
  type: ListType,
): Condition | undefined {
  if (values === null || values === undefined) return undefined;
  return values.length === 0 ? FALSE : dialect.in(of, values, type);
}

/** `not_any_`: the column is none of the values, and not NULL. An empty list excludes nothing. */
export function notAnyOf(
  dialect: Dialect,
  of: Expression<unknown>,
  values: Optional<readonly (string | number)[]>,
  type: ListType,
): Condition | undefined {
  if (values === null || values === undefined || values.length === 0) return undefined;
  return sql<SqlBool>`not (${dialect.in(of, values, type)})`;
}

/** The longest pattern, in UTF-16 code units: SQLite fails over patterns of more than 50,000 bytes. */
export const MAXIMUM_PATTERN_LENGTH = 10_000;

/**
 * A text to be looked for within others, if it is short enough.
 *
 * @throws PenstockError INVALID when it is longer than MAXIMUM_PATTERN_LENGTH
 */
export function pattern(text: string): string {
  if (text.length > MAXIMUM_PATTERN_LENGTH) {
    throw new PenstockError(
      "INVALID",
      `A text to look for must not have more than ${MAXIMUM_PATTERN_LENGTH} characters`,
    );
  }
  return text;
}

/** `like_`: contains the text, whatever its case; % and _ are wildcards. An empty text is no criterion. */
export function like(dialect: Dialect, of: Expression<unknown>, text: Optional<string>): Condition | undefined {
  return text ? dialect.contains(of, pattern(text)) : undefined;
}

/** `is_null_` */
export function isNull(of: Expression<unknown>, wanted: Optional<boolean>): Condition | undefined {
  if (wanted === null || wanted === undefined) return undefined;
  return wanted ? sql<SqlBool>`${of} is null` : sql<SqlBool>`${of} is not null`;
}

/** `eq_` of a boolean column. */
export function isFlag(of: Expression<unknown>, wanted: Optional<boolean>): Condition | undefined {
  return wanted === null || wanted === undefined ? undefined : sql<SqlBool>`${of} = ${wanted}`;
}

/** `before_` and `after_`, both inclusive. */
export interface TimeRange {
  readonly before_?: Optional<Instant>;
  readonly after_?: Optional<Instant>;
}

export function within(of: Expression<unknown>, range: TimeRange): (Condition | undefined)[] {
  const { before_: before, after_: after } = range;
  return [
    before === null || before === undefined ? undefined : sql<SqlBool>`${of} <= ${before}`,
    after === null || after === undefined ? undefined : sql<SqlBool>`${of} >= ${after}`,
  ];
}

/** Tags of an object: a JSON array of strings. `any_` is not offered for every object. */
export interface TagsFilter {
  readonly operator?: Optional<Operator>;
  readonly all_?: Optional<readonly string[]>;
  readonly any_?: Optional<readonly string[]>;
  readonly is_null_?: Optional<boolean>;
}

/** The most tags, or beginnings of texts, in a list: each is looked for in every row, and thousands take many seconds. */
export const MAXIMUM_SOUGHT = 1_000;

/** @throws PenstockError INVALID for more than MAXIMUM_SOUGHT texts */
export function sought<Texts extends Optional<readonly string[]>>(texts: Texts): Texts {
  if (texts !== null && texts !== undefined && texts.length > MAXIMUM_SOUGHT) {
    throw new PenstockError("INVALID", `A filter must not look for more than ${MAXIMUM_SOUGHT} texts`);
  }
  return texts;
}

/**
 * `all_` of no tags is no criterion, `any_` of no tags matches nothing, `is_null_` speaks of having no tags.
 *
 * @throws PenstockError INVALID for more than MAXIMUM_SOUGHT tags
 */
export function tagsCondition(dialect: Dialect, of: Expression<unknown>, filter: TagsFilter): Condition {
  const [all, any] = [sought(filter.all_), sought(filter.any_)];
  const { is_null_: empty } = filter;
  const isEmpty = dialect.jsonArrayIsEmpty(of);
  return combine(filter.operator, [
    all === null || all === undefined || all.length === 0 ? undefined : dialect.jsonArrayHasAll(of, all),
    any === null || any === undefined ? undefined : any.length === 0 ? FALSE : dialect.jsonArrayHasAny(of, any),
    empty === null || empty === undefined ? undefined : empty ? isEmpty : sql<SqlBool>`not (${isEmpty})`,
  ]);
}

export interface NameFilter {
  readonly any_?: Optional<readonly string[]>;
  readonly like_?: Optional<string>;
}

export function nameCondition(dialect: Dialect, of: Expression<unknown>, filter: NameFilter): Condition {
  return combine("and_", [anyOf(dialect, of, filter.any_, "text"), like(dialect, of, filter.like_)]);
}

export interface IdFilter {
  readonly any_?: Optional<readonly string[]>;
  readonly not_any_?: Optional<readonly string[]>;
}

export function idCondition(dialect: Dialect, of: Expression<unknown>, filter: IdFilter): Condition {
  return combine("and_", [anyOf(dialect, of, filter.any_, "uuid"), notAnyOf(dialect, of, filter.not_any_, "uuid")]);
}

/** Compiles a criterion that may be left out. */
export function given<Filter>(filter: Optional<Filter>, compile: (filter: Filter) => Condition): Condition | undefined {
  return filter === null || filter === undefined ? undefined : compile(filter);
}

/** Whether a filter or a criterion says nothing besides what is named. */
export function saysOnly(criterion: object, ...names: readonly string[]): boolean {
  return Object.entries(criterion).every(
    ([name, value]) => value === null || value === undefined || name === "operator" || names.includes(name),
  );
}
