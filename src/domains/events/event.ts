/** Events: what has happened to a resource, as clients tell it and as the log keeps it. */
import type { Selectable } from "kysely";
import type { NewEvent } from "../../db/event-log.ts";
import type { EventTable } from "../../db/tables.ts";

export type EventRow = Selectable<EventTable>;

/** A resource's labels; `prefect.resource.id` is always among them, and `prefect.resource.role` in a related one. */
export type Resource = Readonly<Record<string, string>>;

/** An event as a client has sent it, checked and ready for its row, which lacks only when it was received. */
export type ClientEvent = Required<Omit<NewEvent, "received" | "internal" | "change">>;

/** How large an event may be; the reference's settings under the same names (PREFECT_SERVER_EVENTS_...). */
export interface EventLimits {
  readonly maximumLabelsPerResource: number;
  readonly maximumRelatedResources: number;
  /** In code points. */
  readonly maximumEventNameLength: number;
  /** Of the event as JSON, in bytes of UTF-8. A larger event is dropped with a warning, as the reference does. */
  readonly maximumSizeBytes: number;
}

export const DEFAULT_EVENT_LIMITS: EventLimits = {
  maximumLabelsPerResource: 500,
  maximumRelatedResources: 100,
  maximumEventNameLength: 1_024,
  maximumSizeBytes: 1_500_000,
};

const FLOW_RUN_PREFIX = "prefect.flow-run.";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function flowRunIn(resource: Resource): string | null {
  const id = resource["prefect.resource.id"] ?? "";
  if (!id.startsWith(FLOW_RUN_PREFIX)) return null;
  const uuid = id.slice(FLOW_RUN_PREFIX.length).toLowerCase();
  return UUID.test(uuid) ? uuid : null;
}

/** The flow run an event belongs to: the one it is about, or the first related one in the role `flow-run`. */
export function flowRunOf(resource: Resource, related: readonly Resource[]): string | null {
  const own = flowRunIn(resource);
  if (own !== null) return own;
  const parent = related.find((candidate) => candidate["prefect.resource.role"] === "flow-run");
  return parent === undefined ? null : flowRunIn(parent);
}
