/** LogFilter of the wire (the reference's schemas.filters.LogFilter): as SQL, and as a test of one log for live streams. */
import { type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  given,
  isNull,
  type Operator,
  type Optional,
  type TimeRange,
  within,
} from "../filters/criteria.ts";
import { matchesTextSearch, parseTextSearch, type TextSearch } from "../filters/text-search.ts";
import type { LogRow } from "./log.ts";

export interface LogFilter {
  readonly operator?: Optional<Operator>;
  readonly level?: Optional<{ readonly ge_?: Optional<number>; readonly le_?: Optional<number> }>;
  readonly timestamp?: Optional<TimeRange>;
  readonly flow_run_id?: Optional<{ readonly any_?: Optional<readonly string[]> }>;
  readonly task_run_id?: Optional<{
    readonly any_?: Optional<readonly string[]>;
    readonly is_null_?: Optional<boolean>;
  }>;
  readonly text?: Optional<{ readonly query: string }>;
}

const level = column("log", "level");
const timestamp = column("log", "timestamp");
const flowRunId = column("log", "flow_run_id");
const taskRunId = column("log", "task_run_id");
const searched = sql`(${column("log", "message")} || ' ' || ${column("log", "name")})`;

function orOf(conditions: readonly Condition[]): Condition[] {
  return conditions.length === 0 ? [] : [combine("or_", conditions)];
}

function andOf(conditions: readonly Condition[]): Condition[] {
  return conditions.length === 0 ? [] : [combine("and_", conditions)];
}

/** Up to three conditions, which the filter's operator combines as if they were criteria of their own. */
function textConditions(dialect: Dialect, search: TextSearch): Condition[] {
  const contains = (term: string): Condition => dialect.hasTerm(searched, term);
  const excluded = search.exclude.map((term) => sql<SqlBool>`not (${contains(term)})`);
  return [...orOf(search.include.map(contains)), ...andOf(excluded), ...andOf(search.required.map(contains))];
}

/** The condition on a row of `log`. */
export function logCondition(dialect: Dialect, filter: LogFilter): Condition {
  return combine(filter.operator, [
    given(filter.level, ({ ge_: lowest, le_: highest }) =>
      combine("and_", [
        given(lowest, (bound) => sql<SqlBool>`${level} >= ${bound}`),
        given(highest, (bound) => sql<SqlBool>`${level} <= ${bound}`),
      ]),
    ),
    given(filter.timestamp, (range) => combine("and_", within(timestamp, range))),
    given(filter.flow_run_id, ({ any_ }) => combine("and_", [anyOf(dialect, flowRunId, any_, "uuid")])),
    given(filter.task_run_id, ({ any_, is_null_ }) =>
      combine("and_", [anyOf(dialect, taskRunId, any_, "uuid"), isNull(taskRunId, is_null_)]),
    ),
    ...(filter.text ? textConditions(dialect, parseTextSearch(filter.text.query)) : []),
  ]);
}

type Test = (row: LogRow) => boolean;

function isGiven<Value>(value: Optional<Value>): value is Value {
  return value !== null && value !== undefined;
}

function textTests(search: TextSearch): Test[] {
  const none: TextSearch = { include: [], exclude: [], required: [] };
  const parts: Partial<TextSearch>[] = [
    ...(search.include.length === 0 ? [] : [{ include: search.include }]),
    ...(search.exclude.length === 0 ? [] : [{ exclude: search.exclude }]),
    ...(search.required.length === 0 ? [] : [{ required: search.required }]),
  ];
  return parts.map((part) => {
    const only = { ...none, ...part };
    return (row) => matchesTextSearch(only, `${row.message} ${row.name}`);
  });
}

function among(ids: Optional<readonly string[]>): ((id: string | null) => boolean) | undefined {
  if (!isGiven(ids)) return undefined;
  const wanted = new Set(ids);
  return (id) => id !== null && wanted.has(id);
}

function criterionTests(filter: LogFilter): Test[] {
  const tests: Test[] = [];
  if (isGiven(filter.level)) {
    const { ge_: lowest, le_: highest } = filter.level;
    tests.push((row) => (!isGiven(lowest) || row.level >= lowest) && (!isGiven(highest) || row.level <= highest));
  }
  if (isGiven(filter.timestamp)) {
    const { before_: before, after_: after } = filter.timestamp;
    tests.push((row) => (!isGiven(before) || row.timestamp <= before) && (!isGiven(after) || row.timestamp >= after));
  }
  if (isGiven(filter.flow_run_id)) {
    const isWanted = among(filter.flow_run_id.any_);
    tests.push((row) => isWanted === undefined || isWanted(row.flow_run_id));
  }
  if (isGiven(filter.task_run_id)) {
    const isWanted = among(filter.task_run_id.any_);
    const { is_null_: wantsNull } = filter.task_run_id;
    tests.push(
      (row) =>
        (isWanted === undefined || isWanted(row.task_run_id)) &&
        (!isGiven(wantsNull) || (row.task_run_id === null) === wantsNull),
    );
  }
  return tests;
}

/**
 * Compiles a filter to a test that says of each row what logCondition says. The reference's live stream passes over
 * `text` and `operator`; this one does not.
 */
export function compileLogFilter(filter: LogFilter): Test {
  const tests = [
    ...criterionTests(filter),
    ...(isGiven(filter.text) ? textTests(parseTextSearch(filter.text.query)) : []),
  ];
  if (tests.length === 0) return () => true;
  return filter.operator === "or_"
    ? (row) => tests.some((test) => test(row))
    : (row) => tests.every((test) => test(row));
}
