/** The lists of flow runs in GraphQL: connections, and where they hang. */
import type { GraphQLResolveInfo } from "graphql";
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import {
  type Connection,
  type ConnectionArguments,
  connectionOf,
  type ListCounts,
  orderOf,
  windowOf,
} from "../../graphql/connections.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import { OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import type { Direction } from "../filters/page.ts";
import { Flow } from "../flows/flow.graphql.ts";
import { countsByStateOf, RunStateCountsType, runCounts } from "../runs/run-state-counts.graphql.ts";
import type { RunStateCounts } from "../runs/run-state-counts.ts";
import {
  FlowRunFilterInput,
  type FlowRunFilterValue,
  FlowRunOrder,
  flowRunFiltersOf,
  flowRunOrderField,
} from "./flow-run.filter.graphql.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import { countFlowRuns, countFlowRunsByState, pageFlowRuns } from "./flow-run.queries.ts";
import { type FlowRunOrder as FlowRunOrdering, type FlowRunRow, flowRunCursor } from "./flow-run.ts";
import { countFlowRunsByStateAsOf } from "./flow-run-counts-as-of.ts";
import { readRelationsOfRuns } from "./flow-run-relations.graphql.ts";

export const FlowRunConnection = builder.connectionObject(
  {
    type: FlowRun,
    name: "FlowRunConnection",
    description: "A page of flow runs.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many runs match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
      countsByState: t.field({
        type: RunStateCountsType,
        description: "How many of them are in which type of state, on all pages together. Counted only when selected.",
        resolve: countsByStateOf,
      }),
    }),
  },
  { name: "FlowRunEdge", description: "A flow run in its place in a list." },
);

type Filter = FlowRunFilterValue | null | undefined;

function childRuns(core: Core, filter: Filter, direction: Direction): Omit<ChildList, "index" | "isChildOf"> {
  return {
    table: "flow_run",
    conditions: flowRunConditions(core.database.dialect, flowRunFiltersOf(filter)),
    order: { column: "expected_start_time", nullable: true, direction },
  };
}

function runsOfFlow(core: Core, filter: Filter, direction: Direction): ChildList {
  return {
    ...childRuns(core, filter, direction),
    index: "flow_run_flow_id_expected_start_time_id_idx",
    isChildOf: (flowId) => sql`${sql.ref("flow_run.flow_id")} = ${flowId}`,
  };
}

function subflowRunsOf(core: Core, filter: Filter, direction: Direction): ChildList {
  return {
    ...childRuns(core, filter, direction),
    index: "flow_run_parent_task_run_id_idx",
    isChildOf: (flowRunId) =>
      sql`flow_run.parent_task_run_id in (select dummy.id from task_run as dummy where dummy.flow_run_id = ${flowRunId})`,
  };
}

builder.prismaObjectField(Flow, "flowRuns", (t) =>
  t.field({
    type: FlowRunConnection,
    description:
      "The flow's runs in the order of their expected start, the latest first unless `direction` says otherwise.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      direction: t.arg({ type: OrderDirection, description: "DESC, the latest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (flow, args, context) =>
      childConnection(context, {
        field: "Flow.flowRuns",
        parentId: flow.id,
        arguments: args,
        list: (direction) => runsOfFlow(context.core, args.filter, direction),
        defaultDirection: "DESC",
        rows: context.loaders.flowRuns,
        cursorOf: (row) => flowRunCursor(row, "EXPECTED_START_TIME"),
      }),
  }),
);

builder.prismaObjectField(FlowRun, "subflowRuns", (t) =>
  t.field({
    type: FlowRunConnection,
    description: "The runs of flows that this run called, in the order of their expected start.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      direction: t.arg({ type: OrderDirection, description: "ASC, the earliest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) =>
      childConnection(context, {
        field: "FlowRun.subflowRuns",
        parentId: run.id,
        arguments: args,
        list: (direction) => subflowRunsOf(context.core, args.filter, direction),
        defaultDirection: "ASC",
        rows: context.loaders.flowRuns,
        cursorOf: (row) => flowRunCursor(row, "EXPECTED_START_TIME"),
      }),
  }),
);

/** What is counted of a list: each as of its own moment. */
function countsOfList(core: Core, filters: Filters): ListCounts {
  return runCounts(
    () => countFlowRuns(core, filters),
    () => countFlowRunsByState(core, filters),
  );
}

/**
 * Counts of a list that can be followed live: as of the snapshot, where the operation asks for its cursor, so that what the
 * stream behind that cursor says is to be added to them, no more and no less.
 */
export function countsOfLiveList({ core, liveFlowRuns, snapshot }: GraphQLContext, filters: Filters): ListCounts {
  if (snapshot === undefined) return countsOfList(core, filters);
  const byState = (): Promise<RunStateCounts> => countFlowRunsByStateAsOf(core, liveFlowRuns, filters, snapshot);
  return runCounts(async () => (await byState()).total, byState);
}

/** A page of flow runs, with what its nodes' fields lead to read already. */
export async function flowRunsPage(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  filters: Filters,
  orderBy: FlowRunOrdering,
  args: ConnectionArguments,
  counts: ListCounts = countsOfList(context.core, filters),
): Promise<Connection<FlowRunRow>> {
  const { core, loaders } = context;
  const page = await pageFlowRuns(core, { filters, orderBy, ...windowOf(args, flowRunOrderField(orderBy.field)) });
  await readRelationsOfRuns(loaders, info, page.rows);
  return connectionOf(page, orderBy.field, (run) => flowRunCursor(run, orderBy.field), counts);
}

builder.queryFields((t) => ({
  flowRun: t.field({
    type: FlowRun,
    nullable: true,
    description: "A flow run; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The run's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.flowRuns.load(databaseIdOf("FlowRun", id)),
  }),
  flowRuns: t.field({
    type: FlowRunConnection,
    description: "Flow runs, the latest expected start first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      orderBy: t.arg({
        type: FlowRunOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_root, args, context, info) => {
      const orderBy = orderOf(args.orderBy, { field: "EXPECTED_START_TIME", direction: "DESC" });
      const filters = flowRunFiltersOf(args.filter);
      return flowRunsPage(context, info, filters, orderBy, args, countsOfLiveList(context, filters));
    },
  }),
}));
