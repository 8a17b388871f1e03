/** The lists of deployments in GraphQL. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
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
import { deploymentConditions, type Filters } from "../filters/across.ts";
import type { Direction } from "../filters/page.ts";
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
