/** The GraphQL schema: the domains' types put together. */
import { type GraphQLSchema, isObjectType } from "graphql";
import "./server-fields.ts";
import "../domains/runs/state.graphql.ts";
import "../domains/flows/flow.graphql.ts";
import "../domains/flows/flow.mutations.graphql.ts";
import "../domains/flow-runs/flow-run.graphql.ts";
import "../domains/flow-runs/flow-run.lists.graphql.ts";
import "../domains/flow-runs/flow-run-changes.graphql.ts";
import "../domains/flow-runs/flow-run.mutations.graphql.ts";
import "../domains/flow-runs/flow-runs-at-once.mutations.graphql.ts";
import "../domains/flow-runs/flow-run-input.graphql.ts";
import "../domains/flow-runs/flow-run-input.mutations.graphql.ts";
import "../domains/deployments/deployment.graphql.ts";
import "../domains/deployments/deployment-schedule.graphql.ts";
import "../domains/deployments/deployment.lists.graphql.ts";
import "../domains/deployments/deployment-runs.graphql.ts";
import "../domains/deployments/deployment-health.graphql.ts";
import "../domains/deployments/deployment.mutations.graphql.ts";
import "../domains/deployments/deployment-schedule.mutations.graphql.ts";
import "../domains/deployments/deployment-changes.graphql.ts";
import "../domains/deployments/due-runs.graphql.ts";
import "../domains/work-pools/work-pool.graphql.ts";
import "../domains/work-pools/work-pool.relations.graphql.ts";
import "../domains/work-pools/work-pool-runs.graphql.ts";
import "../domains/work-pools/work-pool.lists.graphql.ts";
import "../domains/flow-runs/wait-reasons.graphql.ts";
import "../domains/work-pools/work-pool.mutations.graphql.ts";
import "../domains/work-queues/work-queue.lists.graphql.ts";
import "../domains/work-queues/work-queue.mutations.graphql.ts";
import "../domains/workers/worker.lists.graphql.ts";
import "../domains/workers/worker.mutations.graphql.ts";
import "../domains/work-pools/work-pool-changes.graphql.ts";
import "../domains/flow-runs/flow-run-histogram.graphql.ts";
import "../domains/dashboard/dashboard.graphql.ts";
import "../domains/task-runs/task-run.graphql.ts";
import "../domains/task-runs/task-run.lists.graphql.ts";
import "../domains/task-runs/task-run.mutations.graphql.ts";
import "../domains/task-workers/task-worker.graphql.ts";
import "../domains/runs/run-transitions.graphql.ts";
import "../domains/flow-runs/flow-run-graph.graphql.ts";
import "../domains/logs/log.graphql.ts";
import "../domains/logs/log-tail.graphql.ts";
import "../domains/events/event.graphql.ts";
import "../domains/events/event-counts.graphql.ts";
import "../domains/events/event-stream.graphql.ts";
import "../domains/concurrency/concurrency-limit.graphql.ts";
import "../domains/concurrency/concurrency-lease.graphql.ts";
import "../domains/concurrency/concurrency-limit-deployments.graphql.ts";
import "../domains/concurrency/concurrency-limit.lists.graphql.ts";
import "../domains/concurrency/concurrency-limit-changes.graphql.ts";
import "../domains/concurrency/concurrency-limit.mutations.graphql.ts";
import "../domains/automations/automation.graphql.ts";
import "../domains/automations/automation.mutations.graphql.ts";
import "../domains/artifacts/artifact.graphql.ts";
import "../domains/artifacts/artifact.lists.graphql.ts";
import "../domains/artifacts/artifact.relations.graphql.ts";
import "../domains/artifacts/artifact.mutations.graphql.ts";
import "../domains/blocks/block-type.graphql.ts";
import "../domains/blocks/block-schema.graphql.ts";
import "../domains/blocks/block-document.graphql.ts";
import "../domains/blocks/block-document.lists.graphql.ts";
import "../domains/blocks/block-type.mutations.graphql.ts";
import "../domains/blocks/block-schema.mutations.graphql.ts";
import "../domains/blocks/block-document.mutations.graphql.ts";
import "../domains/collections/worker-type.graphql.ts";
import "../domains/observed-states/observed-state.graphql.ts";
import "../domains/templates/template.graphql.ts";
import "../domains/saved-searches/saved-search.graphql.ts";
import "../domains/saved-searches/saved-search.mutations.graphql.ts";
import "../domains/variables/variable.graphql.ts";
import "../domains/variables/variable.mutations.graphql.ts";
import { builder } from "./builder.ts";
import { encodeGlobalId } from "./global-ids.ts";

export const schema: GraphQLSchema = builder.toSchema();

/** A node's `id` as Pothos has it is a promise, of which a page of runs has some two hundred. */
function resolveIdsAtOnce(): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !type.getInterfaces().some(({ name }) => name === "Node")) continue;
    const { id } = type.getFields();
    if (id !== undefined) id.resolve = (parent: { readonly id: string }) => encodeGlobalId(type.name, parent.id);
  }
}

resolveIdsAtOnce();
