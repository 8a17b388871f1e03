/** Reads of task runs. Every one brings the current state in the same statement. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type ListSource, type Order, type OrderKey, type Page } from "../../db/list.ts";
import { type ListRequest, readPlannedList, readPlannedPage } from "../../db/planned-list.ts";
import { template } from "../../db/template.ts";
import { type Filters, taskRunConditions } from "../filters/across.ts";
import { column, saysOnly } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { estimatedRunTimeExpression } from "../runs/run-expressions.ts";
import { type HistoryInterval, type HistoryRequest, readRunHistory } from "../runs/run-history.ts";
import { countRunsByState, speaksOfStateAndTime } from "../runs/run-state-counts.queries.ts";
import type { RunStateCounts } from "../runs/run-state-counts.ts";
import { endTime, expectedStartTime, TASK_RUN_INDEXES, taskRunHandles } from "./task-run.handles.ts";
import type { TaskRunOrder, TaskRunOrderField, TaskRunRow, TaskRunSort, TaskRunStateRow } from "./task-run.ts";

const source: ListSource<TaskRunRow> = {
  table: "task_run",
  columns: sql.raw(`task_run.*,
    state.message as state_message, state.state_details as state_details, state.data as state_data`),
  joins: sql.raw(" left join task_run_state as state on state.id = task_run.state_id"),
};

const orderKeys: Readonly<Record<TaskRunOrderField, OrderKey>> = {
  ID: { nullable: false, index: TASK_RUN_INDEXES.id },
  EXPECTED_START_TIME: { value: expectedStartTime, nullable: true, index: TASK_RUN_INDEXES.expectedStartTime },
  NAME: { value: column("task_run", "name"), nullable: false, index: TASK_RUN_INDEXES.name },
  NEXT_SCHEDULED_START_TIME: {
    value: column("task_run", "next_scheduled_start_time"),
    nullable: true,
    index: TASK_RUN_INDEXES.nextScheduledStartTime,
  },
  END_TIME: { value: endTime, nullable: true, index: TASK_RUN_INDEXES.endTime },
};

const sorts: Readonly<Record<Exclude<TaskRunSort, "DURATION_ASC" | "DURATION_DESC">, TaskRunOrder>> = {
  ID_DESC: { field: "ID", direction: "DESC" },
  EXPECTED_START_TIME_ASC: { field: "EXPECTED_START_TIME", direction: "ASC" },
  EXPECTED_START_TIME_DESC: { field: "EXPECTED_START_TIME", direction: "DESC" },
  NAME_ASC: { field: "NAME", direction: "ASC" },
  NAME_DESC: { field: "NAME", direction: "DESC" },
  NEXT_SCHEDULED_START_TIME_ASC: { field: "NEXT_SCHEDULED_START_TIME", direction: "ASC" },
  END_TIME_DESC: { field: "END_TIME", direction: "DESC" },
};

const LATEST_EXPECTED_FIRST = sql.raw("task_run.expected_start_time desc, task_run.id desc");

function orderOf(core: Core, sort: TaskRunSort): Order {
  if (sort === "DURATION_ASC" || sort === "DURATION_DESC") {
    const value = estimatedRunTimeExpression(core.database.dialect, "task_run", core.clock.now());
    const direction = sort === "DURATION_ASC" ? "ASC" : "DESC";
    return { value, nullable: false, direction, ties: LATEST_EXPECTED_FIRST };
  }
  const { field, direction } = sorts[sort];
  return { ...orderKeys[field], direction };
}

const byId = template<{ id: string }, TaskRunRow>(
  (_database, bind) =>
    sql<TaskRunRow>`select ${source.columns} from task_run${source.joins} where task_run.id = ${bind("id")}`,
);

/** Reads a task run; `reader` is the transaction where the read belongs to one. */
export function readTaskRun(core: Core, id: string, reader: Reader = core.database): Promise<TaskRunRow | undefined> {
  return reader.get(byId(core.database)({ id }));
}

/** Reads task runs by id, in no order; ids without a run are left out. */
export async function readTaskRunsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<TaskRunRow[]> {
  if (ids.length === 0) return [];
  const wanted = core.database.dialect.in(column("task_run", "id"), ids, "uuid");
  return reader.all(sql<TaskRunRow>`select ${source.columns} from task_run${source.joins} where ${wanted}`);
}

function requestOf(core: Core, filters: Filters, order: Order): ListRequest {
  const { dialect } = core.database;
  return { conditions: taskRunConditions(dialect, filters), handles: taskRunHandles(dialect, filters), order };
}

/** Lists task runs as REST does; runs of equal sort value are ordered by id, so that pages do not overlap. */
export function listTaskRuns(
  core: Core,
  request: { readonly filters: Filters; readonly sort: TaskRunSort } & OffsetWindow,
  reader?: Reader,
): Promise<TaskRunRow[]> {
  return readPlannedList(
    core.database,
    source,
    requestOf(core, request.filters, orderOf(core, request.sort)),
    request,
    reader,
  );
}

/** Reads a page of task runs by keyset. */
export function pageTaskRuns(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<TaskRunOrderField>,
  reader?: Reader,
): Promise<Page<TaskRunRow>> {
  const { field, direction } = request.orderBy;
  const order = { ...orderKeys[field], direction };
  return readPlannedPage(core.database, source, requestOf(core, request.filters, order), request, reader);
}

/** Counts task runs, off the event loop. */
export function countTaskRuns(
  core: Core,
  filters: Filters,
  reader: Reader = core.database.aggregates,
): Promise<number> {
  return countRows(reader, "task_run", taskRunConditions(core.database.dialect, filters));
}

/** Counts task runs by the type of their state, off the event loop. */
export function countTaskRunsByState(core: Core, filters: Filters): Promise<RunStateCounts> {
  const { task_runs: runs, ...others } = filters;
  return countRunsByState(core, {
    table: "task_run",
    conditions: taskRunConditions(core.database.dialect, filters),
    areIndexed: saysOnly(others) && speaksOfStateAndTime(runs),
  });
}

/** Every state a task run has been in, oldest first (the reference's order). */
export function readTaskRunStates(core: Core, taskRunId: string): Promise<TaskRunStateRow[]> {
  return core.database.all(
    core.database.sql
      .selectFrom("task_run_state")
      .selectAll()
      .where("task_run_id", "=", taskRunId)
      .orderBy("timestamp")
      .orderBy("id"),
  );
}

/** See readRunHistory. */
export function readTaskRunHistory(core: Core, request: HistoryRequest, filters: Filters): Promise<HistoryInterval[]> {
  return readRunHistory(core, "task_run", taskRunConditions(core.database.dialect, filters), request);
}
