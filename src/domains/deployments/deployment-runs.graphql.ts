/** The runs of deployments in GraphQL. */
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import { OrderDirection } from "../../graphql/filters.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRunFilterInput, flowRunFiltersOf } from "../flow-runs/flow-run.filter.graphql.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { FlowRunConnection } from "../flow-runs/flow-run.lists.graphql.ts";
import { flowRunCursor } from "../flow-runs/flow-run.ts";
import { Deployment } from "./deployment.graphql.ts";
import {
  begunRunsOfDeployment,
  recentRunsOfDeployment,
  runsOfDeployment,
  upcomingRunsOfDeployment,
} from "./deployment-run-lists.queries.ts";

/** The first run of a list, read together with those of the other deployments. */
async function firstRun(
  context: GraphQLContext,
  deploymentId: string,
  field: string,
  list: (direction: Direction) => ChildList,
  direction: Direction,
) {
  const connection = await childConnection(context, {
    field,
    parentId: deploymentId,
    arguments: { first: 1 },
    list,
    defaultDirection: direction,
    rows: context.loaders.flowRuns,
    cursorOf: (row) => flowRunCursor(row, "EXPECTED_START_TIME"),
  });
  return connection.edges[0]?.node ?? null;
}

builder.prismaObjectFields(Deployment, (t) => ({
  flowRuns: t.field({
    type: FlowRunConnection,
    description:
      "The deployment's runs in the order of their expected start, the latest first unless `direction` says otherwise.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      direction: t.arg({ type: OrderDirection, description: "DESC, the latest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (deployment, args, context) =>
      childConnection(context, {
        field: "Deployment.flowRuns",
        parentId: deployment.id,
        arguments: args,
        list: (direction) => runsOfDeployment(context.core.database.dialect, flowRunFiltersOf(args.filter), direction),
        defaultDirection: "DESC",
        rows: context.loaders.flowRuns,
        cursorOf: (row) => flowRunCursor(row, "EXPECTED_START_TIME"),
      }),
  }),
  recentRuns: t.field({
    type: FlowRunConnection,
    description:
      "The deployment's runs that were expected by now, the latest first: those that have ended, go on or are late, but none of the future.",
    args: t.arg.connectionArgs(),
    resolve: (deployment, args, context) =>
      childConnection(context, {
        field: "Deployment.recentRuns",
        parentId: deployment.id,
        arguments: args,
        list: (direction) => recentRunsOfDeployment(context.core.clock.now(), direction),
        defaultDirection: "DESC",
        rows: context.loaders.flowRuns,
        cursorOf: (row) => flowRunCursor(row, "EXPECTED_START_TIME"),
      }),
  }),
  upcomingRuns: t.field({
    type: FlowRunConnection,
    description: "The deployment's scheduled runs, those due first at the beginning.",
    args: t.arg.connectionArgs(),
    resolve: (deployment, args, context) =>
      childConnection(context, {
        field: "Deployment.upcomingRuns",
        parentId: deployment.id,
        arguments: args,
        list: upcomingRunsOfDeployment,
        defaultDirection: "ASC",
        rows: context.loaders.flowRuns,
        cursorOf: (row) => flowRunCursor(row, "NEXT_SCHEDULED_START_TIME"),
      }),
  }),
  nextRun: t.field({
    type: FlowRun,
    nullable: true,
    description: "The scheduled run that is due first; null where none is scheduled.",
    resolve: (deployment, _args, context) =>
      firstRun(context, deployment.id, "Deployment.nextRun", upcomingRunsOfDeployment, "ASC"),
  }),
  lastRun: t.field({
    type: FlowRun,
    nullable: true,
    description: "The run that was expected last among those that are no longer scheduled; null where there is none.",
    resolve: (deployment, _args, context) =>
      firstRun(context, deployment.id, "Deployment.lastRun", begunRunsOfDeployment, "DESC"),
  }),
}));
