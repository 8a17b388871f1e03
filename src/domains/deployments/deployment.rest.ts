/** Deployments, as /deployments (the reference's api/deployments.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { creatorHeaders } from "../runs/client.rest.ts";
import { deploymentChangesSchema, newDeploymentSchema } from "./deployment.action-schema.ts";
import {
  createDeployment,
  deleteDeployment,
  deleteDeployments,
  pauseDeployment,
  resumeDeployment,
  updateDeployment,
} from "./deployment.commands.ts";
import { deploymentFilterSchema } from "./deployment.filter-schema.ts";
import { readDeployment, readDeploymentByName } from "./deployment.queries.ts";
import type { Deployment } from "./deployment.ts";
import { deploymentJson } from "./deployment.wire.ts";
import * as answers from "./deployment-answers.rest.ts";
import { deploymentListRoutes } from "./deployment-lists.rest.ts";
import { deploymentPlanningRoutes } from "./deployment-planning.rest.ts";
import { ID_PARAMS, TAGS } from "./deployment-route-schema.ts";
import { deploymentRunRoutes, scheduledRunRoutes } from "./deployment-runs.rest.ts";
import { deploymentScheduleRoutes, workQueueCheckRoutes } from "./deployment-schedules.rest.ts";

/** The most deployments one request deletes, and what it deletes when it does not say. */
const BULK_OPERATION_LIMIT = 50;

function found(deployment: Deployment | undefined): Deployment {
  if (deployment === undefined) throw notFound("Deployment not found");
  return deployment;
}

export function deploymentRoutes(application: FastifyInstance, core: Core): void {
  // In the reference's order: of a path's methods the first is told to a request with another.
  changeRoutes(application, core);
  readRoutes(application, core);
  deploymentListRoutes(application, core);
  scheduledRunRoutes(application, core);
  deploymentPlanningRoutes(application, core);
  deletionRoutes(application, core);
  pauseRoutes(application, core);
  deploymentRunRoutes(application, core);
  workQueueCheckRoutes(application, core);
  deploymentScheduleRoutes(application, core);
}

function changeRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/deployments/",
    summary: "Create Deployment",
    tags: TAGS,
    headers: creatorHeaders,
    body: newDeploymentSchema,
    response: answers.deploymentResponse,
    handler: async ({ body, reply }) => {
      const { deployment, created } = await createDeployment(core, body);
      if (created) reply.code(201);
      return json(deploymentJson(deployment));
    },
  });
  route(application, {
    method: "PATCH",
    path: "/deployments/{id}",
    summary: "Update Deployment",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: deploymentChangesSchema,
    handler: async ({ params, body }) => {
      await updateDeployment(core, params.id, body);
    },
  });
}

function readRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/deployments/name/{flow_name}/{deployment_name}",
    summary: "Read Deployment By Name",
    tags: TAGS,
    params: {
      flow_name: wire.string({ description: "The name of the flow" }),
      deployment_name: wire.string({ description: "The name of the deployment" }),
    },
    response: answers.deploymentResponse,
    handler: async ({ params }) =>
      json(deploymentJson(found(await readDeploymentByName(core, params.flow_name, params.deployment_name)))),
  });
  route(application, {
    method: "GET",
    path: "/deployments/{id}",
    summary: "Read Deployment",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.deploymentResponse,
    handler: async ({ params }) => json(deploymentJson(found(await readDeployment(core, params.id)))),
  });
}

function deletionRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "DELETE",
    path: "/deployments/{id}",
    summary: "Delete Deployment",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteDeployment(core, params.id),
  });
  route(application, {
    method: "POST",
    path: "/deployments/bulk_delete",
    summary: "Bulk Delete Deployments",
    tags: TAGS,
    refusesOtherBodies: true,
    body: wire.parameters({
      deployments: wire.optional(deploymentFilterSchema),
      limit: wire.withDefault(wire.integer({ minimum: 1, maximum: BULK_OPERATION_LIMIT }), BULK_OPERATION_LIMIT),
    }),
    response: answers.deploymentBulkDeleteResponse,
    handler: async ({ body }) => ({ deleted: await deleteDeployments(core, body.deployments, body.limit) }),
  });
}

function pauseRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/deployments/{id}/resume_deployment",
    summary: "Resume Deployment",
    tags: TAGS,
    params: ID_PARAMS,
    handler: async ({ params }) => {
      await resumeDeployment(core, params.id);
    },
  });
  route(application, {
    method: "POST",
    path: "/deployments/{id}/pause_deployment",
    summary: "Pause Deployment",
    tags: TAGS,
    params: ID_PARAMS,
    handler: async ({ params }) => {
      await pauseDeployment(core, params.id);
    },
  });
}
