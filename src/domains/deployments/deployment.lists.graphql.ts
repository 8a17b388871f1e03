/** The lists of deployments in GraphQL, and the lists of runs that hang on them. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import {
  IdFilter,
  idCriterion,
  NameFilter,
  nameCriterion,
  OrderDirection,
  TagsFilter,
  tagsCriterion,
  valueCriterion,
} from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { deploymentConditions, type Filters, flowRunConditions } from "../filters/across.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRunFilterInput, type FlowRunFilterValue, flowRunFiltersOf } from "../flow-runs/flow-run.filter.graphql.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";
import { FlowRunConnection } from "../flow-runs/flow-run.lists.graphql.ts";
import { flowRunCursor } from "../flow-runs/flow-run.ts";
import { Flow, FlowFilterInput, flowFilterOf } from "../flows/flow.graphql.ts";
import { Deployment } from "./deployment.graphql.ts";
import { countDeployments, pageDeployments } from "./deployment.queries.ts";
import { type DeploymentOrderField, deploymentCursor } from "./deployment.ts";

export const DeploymentConnection = builder.connectionObject(
  {
    type: Deployment,
    name: "DeploymentConnection",
    description: "A page of deployments.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many deployments match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "DeploymentEdge", description: "A deployment in its place in a list." },
);

const DeploymentOrderFieldEnum = builder.enumType("DeploymentOrderField", {
  description: "What deployments can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
    UPDATED: { description: "By the time of the last change." },
    NAME: { description: "By name." },
  } as const satisfies Record<DeploymentOrderField, object>,
});

const DeploymentOrder = builder.inputType("DeploymentOrder", {
  description: "An order of deployments.",
  fields: (t) => ({
    field: t.field({ type: DeploymentOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const DeploymentFilterInput = builder.inputType("DeploymentFilter", {
  description: "Narrows deployments; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    flowOrDeploymentName: t.string({
      description: "The name of the deployment or of its flow contains this text, whatever its case.",
    }),
    paused: t.boolean({ description: "Whether it is paused." }),
    tags: t.field({ type: TagsFilter, description: "By tags." }),
    flow: t.field({ type: FlowFilterInput, description: "By the flow." }),
    workQueueName: t.stringList({ description: "The name of the work queue is one of these." }),
    workPoolName: t.stringList({ description: "The name of the work pool is one of these." }),
  }),
});

/** The filter objects of the wire: criteria on what a deployment belongs to are filters of their own there. */
function deploymentFiltersOf(filter: typeof DeploymentFilterInput.$inferInput | null | undefined): Filters {
  if (filter == null) return {};
  const { paused, flowOrDeploymentName: text, workQueueName: queues, workPoolName: pools } = filter;
  return {
    deployments: {
      id: idCriterion("Deployment", filter.id),
      name: nameCriterion(filter.name),
      flow_or_deployment_name: text == null ? undefined : { like_: text },
      paused: paused == null ? undefined : { eq_: paused },
      tags: tagsCriterion(filter.tags),
    },
    flows: filter.flow == null ? undefined : flowFilterOf(filter.flow),
    work_queues: queues == null ? undefined : { name: valueCriterion({ in: queues }) },
    work_pools: pools == null ? undefined : { name: valueCriterion({ in: pools }) },
  };
}

function orderField(name: DeploymentOrderField): OrderField {
  return { name, type: name === "ID" || name === "NAME" ? "text" : "number" };
}

builder.queryFields((t) => ({
  deployment: t.field({
    type: Deployment,
    nullable: true,
    description: "A deployment; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The deployment's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.deployments.load(databaseIdOf("Deployment", id)),
  }),
  deployments: t.field({
    type: DeploymentConnection,
    description: "Deployments, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: DeploymentFilterInput, description: "Only deployments that match." }),
      orderBy: t.arg({
        type: DeploymentOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filters = deploymentFiltersOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
      const page = await pageDeployments(core, { filters, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (deployment) => deploymentCursor(deployment, orderBy.field),
        () => countDeployments(core, filters),
      );
    },
  }),
}));

function deploymentsOfFlow(core: Core, direction: Direction): ChildList {
  return {
    table: "deployment",
    // A flow has some deployments, which are sorted.
    index: "deployment_flow_id_name_key",
    isChildOf: (flowId) => sql<SqlBool>`deployment.flow_id = ${flowId}`,
    conditions: deploymentConditions(core.database.dialect, {}),
    order: { column: "created", nullable: false, direction },
  };
}

builder.prismaObjectField(Flow, "deployments", (t) =>
  t.field({
    type: DeploymentConnection,
    description: "The flow's deployments, the newest first unless `direction` says otherwise.",
    args: {
      direction: t.arg({ type: OrderDirection, description: "DESC, the newest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (flow, args, context) =>
      childConnection(context, {
        field: "Flow.deployments",
        parentId: flow.id,
        arguments: args,
        list: (direction) => deploymentsOfFlow(context.core, direction),
        defaultDirection: "DESC",
        rows: context.loaders.deployments,
        cursorOf: (row) => deploymentCursor(row, "CREATED"),
      }),
  }),
);

type RunFilter = FlowRunFilterValue | null | undefined;

function runsOf(core: Core, filter: RunFilter, direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deployment,
    isChildOf: (deploymentId) => sql<SqlBool>`flow_run.deployment_id = ${deploymentId}`,
    conditions: flowRunConditions(core.database.dialect, flowRunFiltersOf(filter)),
    order: { column: "expected_start_time", nullable: true, direction },
  };
}

/** Every scheduled run has a time at which it is due, and no other run has. */
function upcomingRunsOf(direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deploymentSchedule,
    isChildOf: (deploymentId) => sql<SqlBool>`flow_run.deployment_id = ${deploymentId}`,
    conditions: [
      sql<SqlBool>`flow_run.next_scheduled_start_time is not null`,
      sql<SqlBool>`flow_run.state_type = 'SCHEDULED'`,
    ],
    order: { column: "next_scheduled_start_time", nullable: true, direction },
  };
}

function begunRunsOf(direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deployment,
    isChildOf: (deploymentId) => sql<SqlBool>`flow_run.deployment_id = ${deploymentId}`,
    conditions: [sql<SqlBool>`flow_run.state_type <> 'SCHEDULED'`],
    order: { column: "expected_start_time", nullable: true, direction },
  };
}

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
        list: (direction) => runsOf(context.core, args.filter, direction),
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
        list: upcomingRunsOf,
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
      firstRun(context, deployment.id, "Deployment.nextRun", upcomingRunsOf, "ASC"),
  }),
  lastRun: t.field({
    type: FlowRun,
    nullable: true,
    description: "The run that was expected last among those that are no longer scheduled; null where there is none.",
    resolve: (deployment, _args, context) =>
      firstRun(context, deployment.id, "Deployment.lastRun", begunRunsOf, "DESC"),
  }),
}));
