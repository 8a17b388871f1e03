/** The lists of artifacts in GraphQL: of all, of each key's latest, and those that hang on runs. */
import type { Reader } from "../../db/database.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import {
  type ConnectionArguments,
  connectionOf,
  type OrderArgument,
  type OrderField,
  orderOf,
  windowOf,
} from "../../graphql/connections.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import {
  bounded,
  IdFilter,
  idCriterion,
  OrderDirection,
  ParentFilter,
  parentCriterion,
  TextFilter,
  TimeFilter,
  timeCriterion,
  valueCriterion,
} from "../../graphql/filters.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { FlowRunGraphNode } from "../flow-runs/flow-run-graph.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import type { ArtifactCollectionFilter, ArtifactFilter } from "./artifact.filter.ts";
import { Artifact, ArtifactCollection } from "./artifact.graphql.ts";
import { countArtifacts, countLatestArtifacts } from "./artifact.queries.ts";
import {
  type ArtifactOrderField,
  artifactCursor,
  artifactsOfCollection,
  artifactsOfRun,
  pageArtifactCollections,
  pageArtifacts,
} from "./artifact-pages.queries.ts";

export const ArtifactConnection = builder.connectionObject(
  {
    type: Artifact,
    name: "ArtifactConnection",
    description: "A page of artifacts.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many artifacts match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ArtifactEdge", description: "An artifact in its place in a list." },
);

const ArtifactCollectionConnection = builder.connectionObject(
  {
    type: ArtifactCollection,
    name: "ArtifactCollectionConnection",
    description: "A page of keys with their artifacts.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many keys match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ArtifactCollectionEdge", description: "A key in its place in a list." },
);

const OrderFieldEnum = builder.enumType("ArtifactOrderField", {
  description: "What artifacts and their keys can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
    UPDATED: { description: "By the time of the last change." },
    KEY: { description: "By key." },
  } as const satisfies Record<ArtifactOrderField, object>,
});

const ArtifactOrder = builder.inputType("ArtifactOrder", {
  description: "An order of artifacts, or of their keys.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const ArtifactKeyFilter = builder.inputType("ArtifactKeyFilter", {
  description: "Narrows by the key artifacts were published under.",
  fields: (t) => ({
    in: t.stringList({ description: "Exactly one of these; an empty list matches nothing." }),
    contains: t.string({
      description: "Contains this text, whatever its case; `%` stands for any text and `_` for any character.",
    }),
    isNull: t.boolean({ description: "Has no key, or, when false, has one." }),
  }),
});

const ArtifactFilterInput = builder.inputType("ArtifactFilter", {
  description: "Narrows artifacts; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    key: t.field({ type: ArtifactKeyFilter, description: "By key." }),
    type: t.field({
      type: TextFilter,
      description: "By type. Results of tasks are of the type result; artifacts without a type match neither list.",
    }),
    flowRunId: t.field({ type: ParentFilter, description: "By the flow run that published it." }),
    taskRunId: t.field({ type: ParentFilter, description: "By the task run that published it." }),
    created: t.field({ type: TimeFilter, description: "By the time it was published." }),
    isLatest: t.boolean({
      description: "The latest of its key, or, when false, not so. For all keys, ask for `artifactCollections`.",
    }),
  }),
});

const ArtifactCollectionFilterInput = builder.inputType("ArtifactCollectionFilter", {
  description: "Narrows keys by the latest artifact of each; all criteria must hold.",
  fields: (t) => ({
    key: t.field({ type: ArtifactKeyFilter, description: "By key." }),
    type: t.field({ type: TextFilter, description: "By type." }),
    flowRunId: t.field({ type: ParentFilter, description: "By the flow run that published it." }),
    taskRunId: t.field({ type: ParentFilter, description: "By the task run that published it." }),
  }),
});

/** What both filters have, as the wire's. @throws PenstockError INVALID for lists that are too long and ids of other types */
function contentsOf(input: typeof ArtifactCollectionFilterInput.$inferInput) {
  const { key, type, flowRunId, taskRunId } = input;
  return {
    key: key == null ? undefined : { any_: bounded(key.in), like_: key.contains, exists_: negated(key.isNull) },
    type: valueCriterion(type ?? null),
    flow_run_id: parentCriterion("FlowRun", flowRunId),
    task_run_id: parentCriterion("TaskRun", taskRunId),
  };
}

function negated(flag: boolean | null | undefined): boolean | undefined {
  return flag == null ? undefined : !flag;
}

function artifactFilterOf(input: typeof ArtifactFilterInput.$inferInput | null | undefined): ArtifactFilter {
  if (input == null) return {};
  const { id, created, isLatest } = input;
  return { ...contentsOf(input), id: idCriterion("Artifact", id), created: timeCriterion(created), isLatest };
}

function collectionFilterOf(
  input: typeof ArtifactCollectionFilterInput.$inferInput | null | undefined,
): ArtifactCollectionFilter {
  return input == null ? {} : contentsOf(input);
}

interface ListArguments extends ConnectionArguments {
  readonly orderBy?: OrderArgument<ArtifactOrderField> | null | undefined;
}

function orderAndWindow(args: ListArguments) {
  const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
  const type = orderBy.field === "CREATED" || orderBy.field === "UPDATED" ? "number" : "text";
  const field: OrderField = { name: orderBy.field, type };
  return { orderBy, ...windowOf(args, field) };
}

builder.queryFields((t) => ({
  artifacts: t.field({
    type: ArtifactConnection,
    description: "Artifacts, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: ArtifactFilterInput, description: "Only artifacts that match." }),
      orderBy: t.arg({
        type: ArtifactOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = artifactFilterOf(args.filter);
      const request = { filter, ...orderAndWindow(args) };
      const { field } = request.orderBy;
      return connectionOf(
        await pageArtifacts(core, request),
        field,
        (artifact) => artifactCursor(artifact, field),
        () => countArtifacts(core, { artifacts: filter }),
      );
    },
  }),
  artifactCollections: t.field({
    type: ArtifactCollectionConnection,
    description:
      "Keys with their artifacts, those first whose first artifact is newest unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: ArtifactCollectionFilterInput, description: "Only keys whose latest artifact matches." }),
      orderBy: t.arg({
        type: ArtifactOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = collectionFilterOf(args.filter);
      const request = { filter, ...orderAndWindow(args) };
      const { field } = request.orderBy;
      return connectionOf(
        await pageArtifactCollections(core, request),
        field,
        (collection) => artifactCursor(collection, field),
        () => countLatestArtifacts(core, { artifacts: filter }),
      );
    },
  }),
}));

interface RunArguments extends ConnectionArguments {
  readonly filter?: typeof ArtifactFilterInput.$inferInput | null | undefined;
  readonly direction?: Direction | null | undefined;
}

function ofRun(
  context: GraphQLContext,
  [field, owner]: readonly [string, "flow_run_id" | "task_run_id"],
  parentId: string,
  args: RunArguments,
  reader?: Reader,
) {
  const filter = artifactFilterOf(args.filter);
  return childConnection(context, {
    field,
    parentId,
    arguments: args,
    list: (direction) => artifactsOfRun(context.core.database.dialect, owner, filter, direction),
    defaultDirection: "DESC",
    ...(reader === undefined ? {} : { reader }),
    rows: context.loaders.artifacts,
    cursorOf: ({ created, id }) => ({ value: created, id }),
  });
}

builder.prismaObjectField(FlowRun, "artifacts", (t) =>
  t.field({
    type: ArtifactConnection,
    description:
      "What the flow run and its task runs have published, the newest first unless `direction` says otherwise.",
    args: {
      filter: t.arg({ type: ArtifactFilterInput, description: "Only artifacts that match." }),
      direction: t.arg({ type: OrderDirection, description: "DESC, the newest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) => ofRun(context, ["FlowRun.artifacts", "flow_run_id"], run.id, args),
  }),
);

builder.prismaObjectField(TaskRun, "artifacts", (t) =>
  t.field({
    type: ArtifactConnection,
    description: "What the task run has published, the newest first unless `direction` says otherwise.",
    args: {
      filter: t.arg({ type: ArtifactFilterInput, description: "Only artifacts that match." }),
      direction: t.arg({ type: OrderDirection, description: "DESC, the newest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) => ofRun(context, ["TaskRun.artifacts", "task_run_id"], run.id, args),
  }),
);

builder.objectField(FlowRunGraphNode, "artifacts", (t) =>
  t.field({
    type: ArtifactConnection,
    description:
      "What the node's task run has published, the newest first, as it is when the chunk is read. A node is not told anew for an artifact alone.",
    args: {
      filter: t.arg({ type: ArtifactFilterInput, description: "Only artifacts that match." }),
      ...t.arg.connectionArgs(),
    },
    // A chunk has thousands of nodes: a few steps for each add up to more than the event loop can spare.
    resolve: (node, args, context) =>
      ofRun(
        context,
        ["FlowRunGraphNode.artifacts", "task_run_id"],
        node.task_run_id,
        args,
        context.core.database.heavy,
      ),
  }),
);

builder.objectField(ArtifactCollection, "artifacts", (t) =>
  t.field({
    type: ArtifactConnection,
    description: "All artifacts of the key, the newest first.",
    args: t.arg.connectionArgs(),
    resolve: (collection, args, context) =>
      childConnection(context, {
        field: "ArtifactCollection.artifacts",
        parentId: collection.id,
        arguments: args,
        list: artifactsOfCollection,
        orderedBy: "text",
        defaultDirection: "DESC",
        rows: context.loaders.artifacts,
        cursorOf: ({ id }) => ({ value: id, id }),
      }),
  }),
);
