/**
 * Counts of a list of flow runs as of the moment of a cursor. The counts are read somewhat later than the cursor was, and
 * whoever follows the list from the cursor is told of what was committed in between once more, with what to add to the counts.
 * So that is taken off again: the changes of that time are in the log, and the live list says what they do to the counts.
 */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { inSnapshot, type LogSnapshot, sinceSnapshot } from "../../db/log-snapshot.ts";
import { isAfter, LOG_START, type LogPosition, type LogRow, logOrder, positionColumn } from "../../db/log-tail.ts";
import type { Filters } from "../filters/across.ts";
import { countRunsByStateAndMoment } from "../runs/run-state-counts.queries.ts";
import { type RunStateCounts, runStateCounts } from "../runs/run-state-counts.ts";
import { flowRunsToCount } from "./flow-run.queries.ts";
import { countDeltas } from "./flow-run-count-deltas.ts";
import type { LiveFlowRunLists } from "./live-flow-runs.ts";

/** Events of a page; they come with what runs were and are, some kilobytes each. */
const PAGE_ROWS = 256;

/**
 * Counts flow runs by the type of their state as of a snapshot. One statement where nothing has changed since, and otherwise one
 * more for each 256 events since.
 *
 * @throws PenstockError INVALID for filters that live lists do not take
 */
export async function countFlowRunsByStateAsOf(
  core: Core,
  lists: LiveFlowRunLists,
  filters: Filters,
  since: LogSnapshot,
): Promise<RunStateCounts> {
  const list = lists.open(filters);
  try {
    const { counts, snapshot } = await countRunsByStateAndMoment(core, flowRunsToCount(core.database.dialect, filters));
    const added: RunStateCounts[] = [];
    for await (const rows of changesBetween(core, since, snapshot)) {
      for (const step of await list.steps(rows.filter((row) => list.concerns(row)))) {
        if (step.kind === "change") added.push(countDeltas(step.change));
      }
    }
    return without(counts, added);
  } finally {
    list.close();
  }
}

function isSame(one: LogSnapshot, other: LogSnapshot): boolean {
  return (
    one.positions.event === other.positions.event &&
    one.seen?.below === other.seen?.below &&
    one.seen?.except.size === other.seen?.except.size
  );
}

/** The events that tell of changes of runs and were committed between two moments, page by page. */
async function* changesBetween(
  { database }: Core,
  earlier: LogSnapshot,
  later: LogSnapshot,
): AsyncGenerator<readonly LogRow<"event">[]> {
  if (isSame(earlier, later)) return;
  let after: LogPosition = LOG_START;
  for (;;) {
    const conditions: RawBuilder<SqlBool>[] = [
      sql<SqlBool>`change is not null`,
      sql<SqlBool>`${sinceSnapshot(database, "event", earlier)}`,
      sql<SqlBool>`${inSnapshot(database, "event", later)}`,
      sql<SqlBool>`${isAfter(database, after)}`,
    ];
    const [position, order] = [positionColumn(database), logOrder(database)];
    const rows = await database.heavy.all(
      sql<
        LogRow<"event">
      >`select event.*, ${position} as position from event where ${sql.join(conditions, sql` and `)} order by ${order} limit ${PAGE_ROWS}`,
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = last.position;
  }
}

function without(counts: RunStateCounts, added: readonly RunStateCounts[]): RunStateCounts {
  const rowsOf = ({ total, byType }: RunStateCounts, sign: 1 | -1) => {
    const typed = Object.entries(byType).map(([type, count]) => ({
      state_type: type as keyof typeof byType,
      count: sign * count,
    }));
    const stateless = total - typed.reduce((sum, { count }) => sum + sign * count, 0);
    return [...typed, { state_type: null, count: sign * stateless }];
  };
  return runStateCounts([...rowsOf(counts, 1), ...added.flatMap((deltas) => rowsOf(deltas, -1))]);
}
