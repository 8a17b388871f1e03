/** The GraphQL schema: the domains' types put together. */
import type { GraphQLSchema } from "graphql";
import "./server-fields.ts";
import "../domains/runs/state.graphql.ts";
import "../domains/flows/flow.graphql.ts";
import "../domains/flow-runs/flow-run.graphql.ts";
import "../domains/flow-runs/flow-run.lists.graphql.ts";
import "../domains/flow-runs/flow-run-changes.graphql.ts";
import "../domains/flow-runs/flow-run.mutations.graphql.ts";
import "../domains/deployments/deployment.graphql.ts";
import "../domains/deployments/deployment-schedule.graphql.ts";
import "../domains/deployments/deployment.lists.graphql.ts";
import "../domains/deployments/deployment.mutations.graphql.ts";
import "../domains/deployments/deployment-schedule.mutations.graphql.ts";
import "../domains/deployments/deployment-changes.graphql.ts";
import "../domains/deployments/due-runs.graphql.ts";
import "../domains/task-runs/task-run.graphql.ts";
import "../domains/task-runs/task-run.lists.graphql.ts";
import "../domains/task-runs/task-run.mutations.graphql.ts";
import "../domains/task-workers/task-worker.graphql.ts";
import "../domains/runs/run-transitions.graphql.ts";
import "../domains/logs/log.graphql.ts";
import "../domains/logs/log-tail.graphql.ts";
import "../domains/events/event.graphql.ts";
import "../domains/concurrency/concurrency-limit.graphql.ts";
import "../domains/concurrency/concurrency-limit.mutations.graphql.ts";
import { builder } from "./builder.ts";

export const schema: GraphQLSchema = builder.toSchema();
