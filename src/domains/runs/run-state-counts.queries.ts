/** Counting runs by the type of their state. */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { type LogSnapshot, momentExpression, snapshotAt } from "../../db/log-snapshot.ts";
import { type StateType, stateTypes } from "../../db/tables.ts";
import { type Optional, saysOnly } from "../filters/criteria.ts";
import type { RunTable } from "./run-expressions.ts";
import { type RunStateCounts, runStateCounts, type StateCountRow } from "./run-state-counts.ts";

/** The index of each table by type of state, expected start and id. */
export const STATE_TYPE_INDEXES: Readonly<Record<RunTable, string>> = {
  flow_run: "flow_run_state_type_expected_start_time_id_idx",
  task_run: "task_run_state_type_expected_start_time_id_idx",
};

/** Runs to be counted. */
export interface CountedRuns {
  readonly table: RunTable;
  readonly conditions: readonly Expression<SqlBool>[];
  /**
   * Whether the conditions speak of nothing but the type of the state and the expected start, so that the index by these two
   * tells all.
   */
  readonly areIndexed: boolean;
}

/** Whether a filter on runs speaks of nothing but the type of the state and the expected start. */
export function speaksOfStateAndTime(
  filter: Optional<{ readonly state?: Optional<{ readonly type?: unknown }> }>,
): boolean {
  if (filter === null || filter === undefined) return true;
  return saysOnly(filter, "state", "expected_start_time") && saysOnly(filter.state ?? {}, "type");
}

type CountRow = Readonly<Record<StateType | "total", number>>;

/** Counts in one statement, off the event loop: along ranges of an index where that has it all, and otherwise in one pass. */
export async function countRunsByState(
  core: Core,
  runs: CountedRuns,
  reader: Reader = core.database.aggregates,
): Promise<RunStateCounts> {
  return (await countAt(core, runs, reader, sql<null>`null`)).counts;
}

/** Counts, and the snapshot of the moment of which the counts are. One statement. */
export async function countRunsByStateAndMoment(
  core: Core,
  runs: CountedRuns,
): Promise<{ readonly counts: RunStateCounts; readonly snapshot: LogSnapshot }> {
  const { database } = core;
  const { counts, moment } = await countAt(core, runs, database.aggregates, momentExpression(database));
  return { counts, snapshot: snapshotAt(database, moment) };
}

async function countAt<Moment>(
  core: Core,
  runs: CountedRuns,
  reader: Reader,
  moment: RawBuilder<Moment>,
): Promise<{ readonly counts: RunStateCounts; readonly moment: Moment }> {
  const rows = await (runs.areIndexed ? alongIndex(core, runs, reader, moment) : inOnePass(runs, reader, moment));
  const [first] = rows;
  if (first === undefined) throw new Error("A count has no rows");
  return { counts: runStateCounts(rows), moment: first.moment };
}

type CountsAt<Moment> = readonly (StateCountRow & { readonly moment: Moment })[];

function alongIndex<Moment>(
  core: Core,
  runs: CountedRuns,
  reader: Reader,
  moment: RawBuilder<Moment>,
): Promise<CountsAt<Moment>> {
  return reader.all(
    sql<
      CountsAt<Moment>[number]
    >`select state_type, count, ${moment} as moment from (${rangesOfIndex(core, runs)}) as counted`,
  );
}

async function inOnePass<Moment>(
  { table, conditions }: CountedRuns,
  reader: Reader,
  moment: RawBuilder<Moment>,
): Promise<CountsAt<Moment>> {
  const type = sql.ref(`${table}.state_type`);
  const columns = stateTypes.map(
    (name) => sql`count(case when ${type} = ${sql.lit(name)} then 1 end) as ${sql.ref(name)}`,
  );
  const where = conditions.length === 0 ? sql`` : sql` where ${sql.join(conditions, sql` and `)}`;
  const row = await reader.get(
    sql<
      CountRow & { readonly moment: Moment }
    >`select count(*) as total, ${moment} as moment, ${sql.join(columns)} from ${sql.table(table)}${where}`,
  );
  if (row === undefined) return [];
  const counts = stateTypes.map((name) => ({ state_type: name, count: row[name], moment: row.moment }));
  const stateless = row.total - counts.reduce((sum, { count }) => sum + count, 0);
  return [...counts, { state_type: null, count: stateless, moment: row.moment }];
}

/** Types are literals, so that PostgreSQL's statistics tell it of which one most rows are. */
function rangesOfIndex({ database: { dialect } }: Core, { table, conditions }: CountedRuns): RawBuilder<StateCountRow> {
  const runs = sql`${sql.table(table)}${dialect.indexedBy(STATE_TYPE_INDEXES[table])}`;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`);
  const order = sql`${column("expected_start_time")}, ${column("id")}`;
  const count = (name: RawBuilder<StateType | null>, isIn: Expression<SqlBool>): RawBuilder<StateCountRow> =>
    sql<StateCountRow>`select ${name} as state_type, ${dialect.countAlong(runs, sql`${sql.join([isIn, ...conditions], sql` and `)}`, order)} as count`;
  const type = column("state_type");
  const typed = stateTypes.map((name) => count(sql.lit(name), sql`${type} = ${sql.lit(name)}`));
  return sql<StateCountRow>`${sql.join([...typed, count(sql`null`, sql`${type} is null`)], sql` union all `)}`;
}
