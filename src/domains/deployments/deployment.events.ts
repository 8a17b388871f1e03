/** The events of deployments, as the reference emits them (its models.events). */
import type { NewEvent } from "../../db/event-log.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import { parseExactly } from "../exact-json.ts";
import { isEqual } from "../json-schema/python-values.ts";
import type { DeploymentRow } from "./deployment.ts";

export type DeploymentEventName = "created" | "updated" | "deleted" | "ready" | "not-ready";

type Resource = Readonly<Record<string, string>>;

function resource(kind: string, role: string, id: string | null, more: Resource = {}): Resource[] {
  if (id === null) return [];
  return [{ "prefect.resource.id": `prefect.${kind}.${id}`, ...more, "prefect.resource.role": role }];
}

function relatedResources(row: DeploymentRow): JsonText {
  const named = (name: string | null): Resource => ({ "prefect.resource.name": name ?? "" });
  const queueId = row.work_pool_id === null ? null : row.work_queue_id;
  return toJsonText([
    ...resource("flow", "flow", row.flow_id, named(row.flow_name)),
    ...resource("work-queue", "work-queue", queueId, named(row.work_queue_name)),
    ...resource("work-pool", "work-pool", row.work_pool_id, {
      ...named(row.work_pool_name),
      "prefect.work-pool.type": row.work_pool_type ?? "",
    }),
    ...resource("block-document", "storage", row.storage_document_id),
    ...resource("block-document", "infrastructure", row.infrastructure_document_id),
    ...resource("concurrency-limit", "concurrency-limit", row.concurrency_limit_id),
  ]);
}

/** An event that Prefect clients see. */
export function deploymentEvent(
  name: DeploymentEventName,
  row: DeploymentRow,
  now: Instant,
  payload: JsonText = EMPTY_OBJECT,
): NewEvent {
  const resourceId = `prefect.deployment.${row.id}`;
  return {
    id: newId(now),
    occurred: now,
    received: now,
    event: `prefect.deployment.${name}`,
    resource_id: resourceId,
    resource: toJsonText({ "prefect.resource.id": resourceId, "prefect.resource.name": row.name }),
    related: relatedResources(row),
    payload,
    follows: null,
    flow_run_id: null,
    internal: false,
  };
}

/** What an event of a change names, by the reference's names for it. */
const TOLD_FIELDS = {
  description: "description",
  tags: "tags",
  parameters: "parameters",
  parameter_openapi_schema: "parameter_openapi_schema",
  enforce_parameter_schema: "enforce_parameter_schema",
  entrypoint: "entrypoint",
  path: "path",
  pull_steps: "pull_steps",
  work_queue_id: "work_queue_id",
  job_variables: "infra_overrides",
  paused: "paused",
  labels: "labels",
  version: "version",
  concurrency_limit_id: "concurrency_limit_id",
  concurrency_options: "concurrency_options",
} as const satisfies Partial<Record<keyof DeploymentRow, string>>;

const JSON_FIELDS: ReadonlySet<string> = new Set([
  "tags",
  "parameters",
  "parameter_openapi_schema",
  "pull_steps",
  "job_variables",
  "labels",
  "concurrency_options",
]);
const FLAG_FIELDS: ReadonlySet<string> = new Set(["enforce_parameter_schema", "paused"]);

function toldValue(row: DeploymentRow, field: keyof typeof TOLD_FIELDS): unknown {
  const value = row[field];
  if (FLAG_FIELDS.has(field)) return value === 1;
  return JSON_FIELDS.has(field) && value !== null ? parseExactly(value as JsonText) : value;
}

/**
 * The event of a change: the reference's where it tells of one, and otherwise one of our own, as for a pause or another
 * schedule.
 */
export function deploymentUpdatedEvent(before: DeploymentRow, after: DeploymentRow, now: Instant): NewEvent {
  const updates: Record<string, { readonly from: unknown; readonly to: unknown }> = {};
  for (const field of Object.keys(TOLD_FIELDS) as (keyof typeof TOLD_FIELDS)[]) {
    const [from, to] = [toldValue(before, field), toldValue(after, field)];
    if (!isEqual(from, to)) updates[TOLD_FIELDS[field]] = { from, to };
  }
  const fields = Object.keys(updates);
  if (fields.length === 0) return quietChangeEvent(after, now);
  return deploymentEvent("updated", after, now, toJsonText({ updated_fields: fields, updates }));
}

/** The event of a change that Prefect clients are not told of. */
export function quietChangeEvent(row: DeploymentRow, now: Instant): NewEvent {
  const payload = toJsonText({ flow_id: row.flow_id, paused: row.paused === 1, status: row.status });
  return changeEvent("deployment", "updated", row, payload, now);
}
