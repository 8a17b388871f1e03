/** The schedules of deployments, as /deployments/{id}/schedules, and the queues that fit them. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import { instantOrNull, jsonArray, jsonOrNull, quoted } from "../json-writer.ts";
import type { WorkQueueRow } from "../work-queues/work-queue.ts";
import * as workQueueAnswers from "../work-queues/work-queue-answers.rest.ts";
import { readDeploymentRow, readSchedules } from "./deployment.queries.ts";
import { deploymentSchedulesJson } from "./deployment.wire.ts";
import * as answers from "./deployment-answers.rest.ts";
import { ID_PARAMS, TAGS } from "./deployment-route-schema.ts";
import { newScheduleSchema, scheduleChangesSchema } from "./deployment-schedule.action-schema.ts";
import { createSchedules, deleteSchedule, updateSchedule } from "./deployment-schedule.commands.ts";
import { readQueuesFor } from "./work-queue-check.queries.ts";

const SCHEDULE_PARAMS = { ...ID_PARAMS, schedule_id: wire.uuid({ description: "The schedule id" }) };

/** A queue as this route alone answers it (schemas.core.WorkQueue). */
function queueJson(row: WorkQueueRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"description":${quoted(row.description)},"is_paused":${row.is_paused === 1},"concurrency_limit":${row.concurrency_limit},"priority":${row.priority},"work_pool_id":"${row.work_pool_id}","filter":${jsonOrNull(row.filter)},"last_polled":${instantOrNull(row.last_polled)}}`;
}

export function workQueueCheckRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/deployments/{id}/work_queue_check",
    summary: "Work Queue Check For Deployment",
    tags: TAGS,
    deprecated: true,
    params: ID_PARAMS,
    response: wire.array(workQueueAnswers.workQueue),
    handler: async ({ params }) => json(jsonArray(await readQueuesFor(core, params.id), queueJson)),
  });
}

export function deploymentScheduleRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/deployments/{id}/schedules",
    summary: "Read Deployment Schedules",
    tags: TAGS,
    params: ID_PARAMS,
    response: wire.array(answers.deploymentSchedule),
    handler: async ({ params }) => {
      if ((await readDeploymentRow(core, params.id)) === undefined) throw notFound("Deployment not found.");
      return json(deploymentSchedulesJson(await readSchedules(core, [params.id])));
    },
  });
  route(application, {
    method: "POST",
    path: "/deployments/{id}/schedules",
    summary: "Create Deployment Schedules",
    tags: TAGS,
    status: 201,
    params: ID_PARAMS,
    body: wire.array(newScheduleSchema, { description: "The schedules to create" }),
    response: wire.array(answers.deploymentSchedule),
    handler: async ({ params, body }) => json(deploymentSchedulesJson(await createSchedules(core, params.id, body))),
  });
  route(application, {
    method: "PATCH",
    path: "/deployments/{id}/schedules/{schedule_id}",
    summary: "Update Deployment Schedule",
    tags: TAGS,
    status: 204,
    params: SCHEDULE_PARAMS,
    body: scheduleChangesSchema,
    handler: ({ params, body }) => updateSchedule(core, params.id, params.schedule_id, body),
  });
  route(application, {
    method: "DELETE",
    path: "/deployments/{id}/schedules/{schedule_id}",
    summary: "Delete Deployment Schedule",
    tags: TAGS,
    status: 204,
    params: SCHEDULE_PARAMS,
    handler: ({ params }) => deleteSchedule(core, params.id, params.schedule_id),
  });
}
