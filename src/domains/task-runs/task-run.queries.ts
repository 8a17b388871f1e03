/** Reads of task runs. Every one brings the current state in the same statement. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import {
  countRows,
  type ListSource,
  listStatement,
  type Order,
  type OrderKey,
  type Page,
  readPage,
} from "../../db/list.ts";
import { type Filters, taskRunConditions } from "../filters/across.ts";
import { column } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { estimatedRunTimeExpression } from "../runs/run-expressions.ts";
import { type HistoryInterval, type HistoryRequest, readRunHistory } from "../runs/run-history.ts";
import type { TaskRunOrder, TaskRunOrderField, TaskRunRow, TaskRunSort, TaskRunStateRow } from "./task-run.ts";

const source: ListSource<TaskRunRow> = {
  table: "task_run",
  columns: sql.raw(`task_run.*,
    state.message as state_message, state.state_details as state_details, state.data as state_data`),
  joins: sql.raw(" left join task_run_state as state on state.id = task_run.state_id"),
};

const orderKeys: Readonly<Record<TaskRunOrderField, OrderKey>> = {
  ID: { nullable: false, index: "sqlite_autoindex_task_run_1" },
  EXPECTED_START_TIME: {
    value: column("task_run", "expected_start_time"),
    nullable: true,
    index: "task_run_expected_start_time_id_idx",
  },
  NAME: { value: column("task_run", "name"), nullable: false, index: "task_run_name_id_idx" },
  NEXT_SCHEDULED_START_TIME: {
    value: column("task_run", "next_scheduled_start_time"),
    nullable: true,
    index: "task_run_next_scheduled_start_time_id_idx",
  },
  END_TIME: { value: column("task_run", "end_time"), nullable: true, index: "task_run_end_time_id_idx" },
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

/** Reads a task run; `reader` is the transaction where the read belongs to one. */
export function readTaskRun(core: Core, id: string, reader: Reader = core.database): Promise<TaskRunRow | undefined> {
  return reader.get(sql<TaskRunRow>`select ${source.columns} from task_run${source.joins} where task_run.id = ${id}`);
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

/** Lists task runs as REST does; runs of equal sort value are ordered by id, so that pages do not overlap. */
export function listTaskRuns(
  core: Core,
  request: { readonly filters: Filters; readonly sort: TaskRunSort } & OffsetWindow,
  reader: Reader = core.database,
): Promise<TaskRunRow[]> {
  return reader.all(
    listStatement(core.database, source, {
      conditions: taskRunConditions(core.database.dialect, request.filters),
      order: orderOf(core, request.sort),
      limit: request.limit,
      offset: request.offset,
      access: { kind: "free" },
    }),
  );
}

/** Reads a page of task runs by keyset. */
export function pageTaskRuns(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<TaskRunOrderField>,
  reader: Reader = core.database,
): Promise<Page<TaskRunRow>> {
  const { field, direction } = request.orderBy;
  return readPage(
    core.database,
    reader,
    source,
    {
      conditions: taskRunConditions(core.database.dialect, request.filters),
      order: { ...orderKeys[field], direction },
      access: { kind: "free" },
    },
    request,
  );
}

/** Counts task runs, off the event loop. */
export function countTaskRuns(core: Core, filters: Filters, reader: Reader = core.database.heavy): Promise<number> {
  return countRows(reader, "task_run", taskRunConditions(core.database.dialect, filters));
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
