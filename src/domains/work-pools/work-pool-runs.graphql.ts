/** The runs of work pools and queues in GraphQL: those that wait, and those that hold slots. */
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import type { ConnectionArguments } from "../../graphql/connections.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRunConnection } from "../flow-runs/flow-run.lists.graphql.ts";
import { type FlowRunOrderField, flowRunCursor } from "../flow-runs/flow-run.ts";
import { WorkQueue } from "../work-queues/work-queue.graphql.ts";
import { WorkPool } from "./work-pool.graphql.ts";
import {
  activeRunsOfPool,
  activeRunsOfQueue,
  upcomingRunsOfPool,
  upcomingRunsOfQueue,
} from "./work-pool-runs.queries.ts";

/** A list of runs, the earliest first. */
function runs(
  context: GraphQLContext,
  field: string,
  parentId: string,
  args: ConnectionArguments,
  list: (direction: Direction) => ChildList,
  orderField: FlowRunOrderField,
) {
  return childConnection(context, {
    field,
    parentId,
    arguments: args,
    list,
    defaultDirection: "ASC",
    rows: context.loaders.flowRuns,
    cursorOf: (row) => flowRunCursor(row, orderField),
  });
}

builder.prismaObjectFields(WorkPool, (t) => ({
  upcomingRuns: t.field({
    type: FlowRunConnection,
    description:
      "The scheduled runs of all its queues, those due first at the beginning, whatever the queues' priorities.",
    args: t.arg.connectionArgs(),
    resolve: (pool, args, context) =>
      runs(context, "WorkPool.upcomingRuns", pool.id, args, upcomingRunsOfPool, "NEXT_SCHEDULED_START_TIME"),
  }),
  activeRuns: t.field({
    type: FlowRunConnection,
    description: "The runs that hold its slots: those that are pending or running, the earliest expected first.",
    args: t.arg.connectionArgs(),
    resolve: (pool, args, context) =>
      runs(context, "WorkPool.activeRuns", pool.id, args, activeRunsOfPool, "EXPECTED_START_TIME"),
  }),
}));

builder.prismaObjectFields(WorkQueue, (t) => ({
  upcomingRuns: t.field({
    type: FlowRunConnection,
    description: "The scheduled runs in the queue, those due first at the beginning.",
    args: t.arg.connectionArgs(),
    resolve: (queue, args, context) =>
      runs(context, "WorkQueue.upcomingRuns", queue.id, args, upcomingRunsOfQueue, "NEXT_SCHEDULED_START_TIME"),
  }),
  activeRuns: t.field({
    type: FlowRunConnection,
    description: "The runs that hold its slots: those that are pending or running, the earliest expected first.",
    args: t.arg.connectionArgs(),
    resolve: (queue, args, context) =>
      runs(context, "WorkQueue.activeRuns", queue.id, args, activeRunsOfQueue, "EXPECTED_START_TIME"),
  }),
}));
