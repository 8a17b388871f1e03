/** Runs of deployments: creating them, and handing the due ones to the runners that poll. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { listDueRuns } from "../flow-runs/flow-run.queries.ts";
import { flowRunJson, flowRunsJson } from "../flow-runs/flow-run.wire.ts";
import * as flowRunAnswers from "../flow-runs/flow-run-answers.rest.ts";
import { Handouts } from "../flow-runs/handouts.ts";
import { clientOf, createdByOf, creatorHeaders } from "../runs/client.rest.ts";
import { ID_PARAMS, TAGS } from "./deployment-route-schema.ts";
import { newDeploymentRunSchema } from "./deployment-run.action-schema.ts";
import { type BulkRunResult, createDeploymentRun, createDeploymentRuns } from "./deployment-runs.commands.ts";
import { markDeploymentsReady } from "./deployment-status.commands.ts";

export function scheduledRunRoutes(application: FastifyInstance, core: Core): void {
  const handouts = new Handouts();
  route(application, {
    method: "POST",
    path: "/deployments/get_scheduled_flow_runs",
    summary: "Get Scheduled Flow Runs For Deployments",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      deployment_ids: wire.array(wire.uuid(), { description: "The deployment IDs to get scheduled runs for" }),
      scheduled_before: wire.optional(
        wire.instantBound({ description: "The maximum time to look for scheduled flow runs" }),
      ),
    }),
    response: wire.array(flowRunAnswers.flowRunResponse),
    handler: async ({ body }) => {
      const { deployment_ids: deploymentIds, scheduled_before: before } = body;
      const place = deploymentIds.toSorted().join();
      const runs = await handouts.inTurn(place, async () => {
        const now = core.clock.now();
        const limit = body.limit + handouts.remembered(place, now);
        return handouts.choose(place, await listDueRuns(core, { deploymentIds, before, limit }), body.limit, now);
      });
      await markDeploymentsReady(core, { deploymentIds });
      return json(flowRunsJson(runs, core.clock.now()));
    },
  });
}

/** FlowRunCreateResult. */
function resultOf(result: BulkRunResult) {
  return "error" in result
    ? { flow_run_id: null, status: "FAILED", error: result.error }
    : { flow_run_id: result.flowRunId, status: "CREATED", error: null };
}

export function deploymentRunRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/deployments/{id}/create_flow_run",
    summary: "Create Flow Run From Deployment",
    tags: TAGS,
    params: ID_PARAMS,
    headers: creatorHeaders,
    body: newDeploymentRunSchema,
    response: flowRunAnswers.flowRunResponse,
    handler: async ({ params, body, headers, request, reply }) => {
      const options = { ...clientOf(request), created_by: createdByOf(headers) };
      const { run, created } = await createDeploymentRun(core, params.id, body, options);
      if (created) reply.code(201);
      return json(flowRunJson(run, core.clock.now()));
    },
  });
  route(application, {
    method: "POST",
    path: "/deployments/{id}/create_flow_run/bulk",
    summary: "Bulk Create Flow Runs From Deployment",
    tags: TAGS,
    params: ID_PARAMS,
    headers: creatorHeaders,
    body: wire.array(newDeploymentRunSchema, { description: "List of flow run configurations to create" }),
    response: flowRunAnswers.flowRunBulkCreateResponse,
    handler: async ({ params, body, headers, request }) => {
      const options = { ...clientOf(request), created_by: createdByOf(headers) };
      const results = await createDeploymentRuns(core, params.id, body, options);
      return { results: results.map(resultOf) };
    },
  });
}
