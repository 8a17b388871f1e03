/** The shapes of answers: Deployments and their schedules. They make the OpenAPI document; the queries write the answers. */
import { component, labels } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";
import { globalConcurrencyLimitResponse } from "../concurrency/concurrency-limit-answers.rest.ts";
import { createdBy, updatedBy } from "../runs/run-answers.rest.ts";

export const intervalScheduleOutput = wire.object(
  {
    interval: wire.number(),
    anchor_date: wire.optional(wire.instant()),
    timezone: wire.optional(wire.nullable(wire.string())),
  },
  { name: "IntervalSchedule-Output", forbidExtra: true },
);

export const deploymentSchedule = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    deployment_id: wire.optional(wire.nullable(wire.uuid())),
    schedule: wire.union([intervalScheduleOutput, component("CronSchedule"), component("RRuleSchedule")]),
    active: wire.withDefault(wire.boolean(), true),
    max_scheduled_runs: wire.optional(wire.nullable(wire.integer({ exclusiveMinimum: 0 }))),
    parameters: wire.optional(wire.jsonObject()),
    slug: wire.optional(wire.nullable(wire.string())),
  },
  { name: "DeploymentSchedule" },
);

export const deploymentStatus = wire.enumeration(["READY", "NOT_READY"], { name: "DeploymentStatus" });

export const deploymentResponse = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string(),
    version: wire.optional(wire.nullable(wire.string())),
    description: wire.optional(wire.nullable(wire.string())),
    flow_id: wire.uuid(),
    paused: wire.withDefault(wire.boolean(), false),
    schedules: wire.optional(wire.array(deploymentSchedule)),
    concurrency_limit: wire.optional(wire.nullable(wire.integer())),
    global_concurrency_limit: wire.optional(wire.nullable(globalConcurrencyLimitResponse)),
    concurrency_options: wire.optional(wire.nullable(component("ConcurrencyOptions"))),
    job_variables: wire.optional(wire.jsonObject()),
    parameters: wire.optional(wire.jsonObject()),
    tags: wire.optional(wire.array(wire.string())),
    labels: wire.optional(labels),
    work_queue_name: wire.optional(wire.nullable(wire.string())),
    work_queue_id: wire.optional(wire.nullable(wire.uuid())),
    last_polled: wire.optional(wire.nullable(wire.instant())),
    parameter_openapi_schema: wire.optional(wire.nullable(wire.jsonObject())),
    path: wire.optional(wire.nullable(wire.string())),
    pull_steps: wire.optional(wire.nullable(wire.array(wire.jsonObject()))),
    entrypoint: wire.optional(wire.nullable(wire.string())),
    storage_document_id: wire.optional(wire.nullable(wire.uuid())),
    infrastructure_document_id: wire.optional(wire.nullable(wire.uuid())),
    created_by: wire.optional(wire.nullable(createdBy)),
    updated_by: wire.optional(wire.nullable(updatedBy)),
    work_pool_name: wire.optional(wire.nullable(wire.string())),
    status: wire.withDefault(wire.nullable(deploymentStatus), "NOT_READY"),
    enforce_parameter_schema: wire.withDefault(wire.boolean(), true),
  },
  { name: "DeploymentResponse" },
);

export const deploymentPaginationResponse = wire.object(
  {
    results: wire.array(deploymentResponse),
    count: wire.integer(),
    limit: wire.integer(),
    pages: wire.integer(),
    page: wire.integer(),
  },
  { name: "DeploymentPaginationResponse" },
);

export const deploymentBulkDeleteResponse = wire.object(
  {
    deleted: wire.optional(wire.array(wire.uuid())),
  },
  { name: "DeploymentBulkDeleteResponse" },
);
