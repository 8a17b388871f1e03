/** The artifacts that hang on runs, on the nodes of a graph and on keys, in GraphQL. */
import type { Reader } from "../../db/database.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import type { ConnectionArguments } from "../../graphql/connections.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import { OrderDirection } from "../../graphql/filters.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { FlowRunGraphNode } from "../flow-runs/flow-run-graph.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import { ArtifactFilterInput, artifactFilterOf } from "./artifact.filter.graphql.ts";
import { ArtifactCollection } from "./artifact.graphql.ts";
import { ArtifactConnection } from "./artifact.lists.graphql.ts";
import { artifactsOfCollection, artifactsOfRun } from "./artifact-pages.queries.ts";

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
