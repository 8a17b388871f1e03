/** Reads of flow runs. Every one brings the current state and the names of work queue and pool in the same statement. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { firstOfAllChildren } from "../../db/child-lists.ts";
import type { Reader } from "../../db/database.ts";
import type { Dialect } from "../../db/dialect.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { type ListRequest, readPlannedList, readPlannedPage } from "../../db/planned-list.ts";
import { template } from "../../db/template.ts";
import { type Instant, LATEST_INSTANT } from "../../time/instant.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import { column, saysOnly } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { type CountedRuns, countRunsByState, speaksOfStateAndTime } from "../runs/run-state-counts.queries.ts";
import type { RunStateCounts } from "../runs/run-state-counts.ts";
import { startOrExpectedStart } from "./flow-run.filter.ts";
import {
  endTime,
  expectedStartTime,
  FLOW_RUN_INDEXES,
  flowRunHandles,
  nextScheduledStartTime,
} from "./flow-run.handles.ts";
import type { FlowRunOrder, FlowRunOrderField, FlowRunRow, FlowRunSort, FlowRunStateRow } from "./flow-run.ts";

export const flowRunSource: ListSource<FlowRunRow> = {
  table: "flow_run",
  // A row has the last of two columns of one name: the queue's present name, where there still is a queue.
  columns: sql.raw(`flow_run.*,
    coalesce(work_queue.name, flow_run.work_queue_name) as work_queue_name,
    work_pool.id as work_pool_id, work_pool.name as work_pool_name,
    state.message as state_message, state.state_details as state_details, state.data as state_data`),
  joins: sql.raw(` left join flow_run_state as state on state.id = flow_run.state_id
    left join work_queue on work_queue.id = flow_run.work_queue_id
    left join work_pool on work_pool.id = work_queue.work_pool_id`),
};

const orderKeys: Readonly<Record<FlowRunOrderField, OrderKey>> = {
  ID: { nullable: false, index: FLOW_RUN_INDEXES.id },
  START_TIME: { value: startOrExpectedStart, nullable: true, index: FLOW_RUN_INDEXES.startOrExpectedStart },
  EXPECTED_START_TIME: { value: expectedStartTime, nullable: true, index: FLOW_RUN_INDEXES.expectedStartTime },
  NAME: { value: column("flow_run", "name"), nullable: false, index: FLOW_RUN_INDEXES.name },
  NEXT_SCHEDULED_START_TIME: {
    value: nextScheduledStartTime,
    nullable: true,
    index: FLOW_RUN_INDEXES.nextScheduledStartTime,
  },
  END_TIME: { value: endTime, nullable: true, index: FLOW_RUN_INDEXES.endTime },
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

const byId = template<{ id: string }, FlowRunRow>(
  (_database, bind) =>
    sql<FlowRunRow>`select ${flowRunSource.columns} from flow_run${flowRunSource.joins} where flow_run.id = ${bind("id")}`,
);

/** Reads a flow run; `reader` is the transaction where the read belongs to one. */
export function readFlowRun(core: Core, id: string, reader: Reader = core.database): Promise<FlowRunRow | undefined> {
  return reader.get(byId(core.database)({ id }));
}

/** Reads flow runs by id, in no order; ids without a run are left out. */
export async function readFlowRunsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<FlowRunRow[]> {
  if (ids.length === 0) return [];
  const wanted = core.database.dialect.in(column("flow_run", "id"), ids, "uuid");
  return reader.all(
    sql<FlowRunRow>`select ${flowRunSource.columns} from flow_run${flowRunSource.joins} where ${wanted}`,
  );
}

function requestOf(core: Core, filters: Filters, { field, direction }: FlowRunOrder): ListRequest {
  const { dialect } = core.database;
  return {
    conditions: flowRunConditions(dialect, filters),
    handles: flowRunHandles(dialect, filters),
    order: { ...orderKeys[field], direction },
  };
}

/** Lists flow runs as REST does; runs of equal sort value are ordered by id, so that pages do not overlap. */
export function listFlowRuns(
  core: Core,
  request: { readonly filters: Filters; readonly sort: FlowRunSort } & OffsetWindow,
  reader?: Reader,
): Promise<FlowRunRow[]> {
  return readPlannedList(
    core.database,
    flowRunSource,
    requestOf(core, request.filters, sorts[request.sort]),
    request,
    reader,
  );
}

/** Reads a page of flow runs by keyset. */
export function pageFlowRuns(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<FlowRunOrderField>,
  reader?: Reader,
): Promise<Page<FlowRunRow>> {
  return readPlannedPage(
    core.database,
    flowRunSource,
    requestOf(core, request.filters, request.orderBy),
    request,
    reader,
  );
}

/** Runs of deployments that are due. */
export interface DueRuns {
  readonly deploymentIds: readonly string[];
  /** Those due at this moment or earlier; all that are scheduled where it is left out. */
  readonly before?: Instant | undefined;
  readonly limit: number;
}

/**
 * Is SCHEDULED, for runs that are found by their deployment. Before PostgreSQL has counted what was added last, it takes a plain
 * comparison for the narrower one, and goes through the index of all scheduled runs for each deployment.
 */
const isScheduledOnceFound = sql<SqlBool>`cast(flow_run.state_type as text) = 'SCHEDULED'`;

/**
 * The runs of deployments that are SCHEDULED, those due first at the beginning. Its time grows with what it returns, and
 * not with what else is scheduled. Runs of deployments that are no more are none.
 */
export async function listDueRuns(core: Core, due: DueRuns, reader: Reader = core.database): Promise<FlowRunRow[]> {
  const { database } = core;
  const deploymentIds = [...new Set(due.deploymentIds)];
  if (deploymentIds.length === 0 || due.limit === 0) return [];
  // With a bound, however late, for it leads to the index by that time.
  const isDue = sql<SqlBool>`${nextScheduledStartTime} <= ${due.before ?? LATEST_INSTANT}`;
  const chosen = firstOfAllChildren(
    database,
    {
      table: "flow_run",
      index: FLOW_RUN_INDEXES.deploymentSchedule,
      isChildOf: (deployment) =>
        sql<SqlBool>`flow_run.deployment_id = ${deployment} and exists (select 1 from deployment where deployment.id = ${deployment})`,
      conditions: [isDue, isScheduledOnceFound],
      order: { column: "next_scheduled_start_time", nullable: true, direction: "ASC" },
    },
    deploymentIds,
    due.limit,
  );
  return reader.all(
    sql<FlowRunRow>`select ${flowRunSource.columns} from (${chosen}) as chosen cross join flow_run${flowRunSource.joins} where flow_run.id = chosen.chosen_id order by ${nextScheduledStartTime}, flow_run.id`,
  );
}

/** Counts flow runs, off the event loop. */
export function countFlowRuns(
  core: Core,
  filters: Filters,
  reader: Reader = core.database.aggregates,
): Promise<number> {
  return countRows(reader, "flow_run", flowRunConditions(core.database.dialect, filters));
}

/** Counts flow runs by the type of their state, off the event loop. */
export function countFlowRunsByState(core: Core, filters: Filters): Promise<RunStateCounts> {
  return countRunsByState(core, flowRunsToCount(core.database.dialect, filters));
}

/** The flow runs that match, as countRunsByState takes them. */
export function flowRunsToCount(dialect: Dialect, filters: Filters): CountedRuns {
  const { flow_runs: runs, ...others } = filters;
  return {
    table: "flow_run",
    conditions: flowRunConditions(dialect, filters),
    areIndexed: saysOnly(others) && speaksOfStateAndTime(runs),
  };
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
