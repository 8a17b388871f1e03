/** Reads of flow runs. Every one brings the current state and the names of work queue and pool in the same statement. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type ListSource, listStatement, type OrderKey, type Page, readPage } from "../../db/list.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import { column } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { startOrExpectedStart } from "./flow-run.filter.ts";
import type { FlowRunOrder, FlowRunOrderField, FlowRunRow, FlowRunSort, FlowRunStateRow } from "./flow-run.ts";

const source: ListSource<FlowRunRow> = {
  table: "flow_run",
  columns: sql.raw(`flow_run.*,
    coalesce(work_queue.name, flow_run.work_queue_name) as work_queue_name,
    work_pool.id as work_pool_id, work_pool.name as work_pool_name,
    state.message as state_message, state.state_details as state_details, state.data as state_data`),
  joins: sql.raw(` left join flow_run_state as state on state.id = flow_run.state_id
    left join work_queue on work_queue.id = flow_run.work_queue_id
    left join work_pool on work_pool.id = work_queue.work_pool_id`),
};

const orderKeys: Readonly<Record<FlowRunOrderField, OrderKey>> = {
  ID: { nullable: false, index: "sqlite_autoindex_flow_run_1" },
  START_TIME: { value: startOrExpectedStart, nullable: true, index: "flow_run_start_or_expected_idx" },
  EXPECTED_START_TIME: {
    value: column("flow_run", "expected_start_time"),
    nullable: true,
    index: "flow_run_expected_start_time_id_idx",
  },
  NAME: { value: column("flow_run", "name"), nullable: false, index: "flow_run_name_id_idx" },
  NEXT_SCHEDULED_START_TIME: {
    value: column("flow_run", "next_scheduled_start_time"),
    nullable: true,
    index: "flow_run_next_scheduled_start_time_id_idx",
  },
  END_TIME: { value: column("flow_run", "end_time"), nullable: true, index: "flow_run_end_time_id_idx" },
};

const sorts: Readonly<Record<FlowRunSort, FlowRunOrder>> = {
  ID_DESC: { field: "ID", direction: "DESC" },
  START_TIME_ASC: { field: "START_TIME", direction: "ASC" },
  START_TIME_DESC: { field: "START_TIME", direction: "DESC" },
  EXPECTED_START_TIME_ASC: { field: "EXPECTED_START_TIME", direction: "ASC" },
  EXPECTED_START_TIME_DESC: { field: "EXPECTED_START_TIME", direction: "DESC" },
  NAME_ASC: { field: "NAME", direction: "ASC" },
  NAME_DESC: { field: "NAME", direction: "DESC" },
  NEXT_SCHEDULED_START_TIME_ASC: { field: "NEXT_SCHEDULED_START_TIME", direction: "ASC" },
  END_TIME_DESC: { field: "END_TIME", direction: "DESC" },
};

/** Reads a flow run; `reader` is the transaction where the read belongs to one. */
export function readFlowRun(core: Core, id: string, reader: Reader = core.database): Promise<FlowRunRow | undefined> {
  return reader.get(sql<FlowRunRow>`select ${source.columns} from flow_run${source.joins} where flow_run.id = ${id}`);
}

/** Reads flow runs by id, in no order; ids without a run are left out. */
export async function readFlowRunsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<FlowRunRow[]> {
  if (ids.length === 0) return [];
  const wanted = core.database.dialect.in(column("flow_run", "id"), ids, "uuid");
  return reader.all(sql<FlowRunRow>`select ${source.columns} from flow_run${source.joins} where ${wanted}`);
}

/** Lists flow runs as REST does; runs of equal sort value are ordered by id, so that pages do not overlap. */
export function listFlowRuns(
  core: Core,
  request: { readonly filters: Filters; readonly sort: FlowRunSort } & OffsetWindow,
  reader: Reader = core.database,
): Promise<FlowRunRow[]> {
  const { field, direction } = sorts[request.sort];
  return reader.all(
    listStatement(core.database, source, {
      conditions: flowRunConditions(core.database.dialect, request.filters),
      order: { ...orderKeys[field], direction },
      limit: request.limit,
      offset: request.offset,
      access: { kind: "free" },
    }),
  );
}

/** Reads a page of flow runs by keyset. */
export function pageFlowRuns(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<FlowRunOrderField>,
  reader: Reader = core.database,
): Promise<Page<FlowRunRow>> {
  const { field, direction } = request.orderBy;
  return readPage(
    core.database,
    reader,
    source,
    {
      conditions: flowRunConditions(core.database.dialect, request.filters),
      order: { ...orderKeys[field], direction },
      access: { kind: "free" },
    },
    request,
  );
}

/** Counts flow runs, off the event loop. */
export function countFlowRuns(core: Core, filters: Filters, reader: Reader = core.database.heavy): Promise<number> {
  return countRows(reader, "flow_run", flowRunConditions(core.database.dialect, filters));
}

/** Every state a flow run has been in, oldest first (the reference's order). */
export function readFlowRunStates(core: Core, flowRunId: string): Promise<FlowRunStateRow[]> {
  return core.database.all(
    core.database.sql
      .selectFrom("flow_run_state")
      .selectAll()
      .where("flow_run_id", "=", flowRunId)
      .orderBy("timestamp")
      .orderBy("id"),
  );
}
