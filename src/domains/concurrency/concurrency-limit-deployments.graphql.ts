/** The deployments of concurrency limits in GraphQL, and the runs that wait for slots. */
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { DeploymentConnection } from "../deployments/deployment.lists.graphql.ts";
import { deploymentCursor } from "../deployments/deployment.ts";
import { FlowRunConnection } from "../flow-runs/flow-run.lists.graphql.ts";
import { flowRunCursor } from "../flow-runs/flow-run.ts";
import { ConcurrencyLimit } from "./concurrency-limit.graphql.ts";
import { deploymentsOfLimit, waitingRunsOfLimit } from "./concurrency-limit-deployments.queries.ts";

builder.objectFields(ConcurrencyLimit, (t) => ({
  deployments: t.field({
    type: DeploymentConnection,
    description: "The deployments whose runs the limit is on, the oldest first.",
    args: t.arg.connectionArgs(),
    resolve: (limit, args, context) =>
      childConnection(context, {
        field: "ConcurrencyLimit.deployments",
        parentId: limit.id,
        arguments: args,
        list: deploymentsOfLimit,
        defaultDirection: "ASC",
        rows: context.loaders.deployments,
        cursorOf: (row) => deploymentCursor(row, "CREATED"),
      }),
  }),
  waitingRuns: t.field({
    type: FlowRunConnection,
    description:
      "The scheduled runs of these deployments that are due, or have found no slot and will ask again, those due first at the beginning. Nobody knows who waits for slots of a limit on a tag, or of one that is asked for by name.",
    args: t.arg.connectionArgs(),
    resolve: (limit, args, context) => {
      const { clock, settings } = context.core;
      return childConnection(context, {
        field: "ConcurrencyLimit.waitingRuns",
        parentId: limit.id,
        arguments: args,
        list: (direction) => waitingRunsOfLimit(clock.now(), settings.deploymentConcurrencySlotWait, direction),
        defaultDirection: "ASC",
        rows: context.loaders.flowRuns,
        cursorOf: (row) => flowRunCursor(row, "NEXT_SCHEDULED_START_TIME"),
      });
    },
  }),
}));
