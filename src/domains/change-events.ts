/**
 * The events of objects that are created, changed and deleted: one row of the event log in the transaction of the change.
 * Those of PUBLIC_KINDS are the reference's own lifecycle events. The others are for Penstock's own tails: they are named
 * apart from Prefect's events, and never shown as such.
 */
import type { NewEvent } from "../db/event-log.ts";
import { EMPTY_ARRAY, type JsonText, toJsonText } from "../db/json-text.ts";
import { newId } from "../ids.ts";
import type { Instant } from "../time/instant.ts";

/** Kinds of objects as resource ids name them: "prefect.flow.<id>". */
export type ObjectKind =
  | "artifact"
  | "automation"
  | "artifact-collection"
  | "block-document"
  | "block-type"
  | "concurrency-limit"
  | "deployment"
  | "flow"
  | "flow-run"
  | "saved-search"
  | "task-run"
  | "variable"
  | "work-pool"
  | "work-queue"
  | "worker";

/** The kinds whose changes the reference tells (its events.schemas.lifecycle). */
const PUBLIC_KINDS: ReadonlySet<ObjectKind> = new Set([
  "artifact-collection",
  "automation",
  "block-document",
  "block-type",
  "concurrency-limit",
  "flow",
  "variable",
]);

/** What becomes of objects of all kinds. */
export type ObjectChange = "created" | "updated" | "deleted";

/** Changes of a few kinds that the reference does not tell. */
type OwnChange = "reset";

export interface ChangedObject {
  readonly id: string;
  /** null of an object without a name, whose events then name none. */
  readonly name: string | null;
}

/**
 * @param payload what is worth knowing of the object without reading it, which a deleted one no longer allows
 * @param flowRunId the flow run the object is or belongs to
 */
export function changeEvent(
  kind: ObjectKind,
  change: ObjectChange | OwnChange,
  object: ChangedObject,
  payload: JsonText,
  now: Instant,
  flowRunId: string | null = null,
): NewEvent {
  const resourceId = `prefect.${kind}.${object.id}`;
  const isPublic = PUBLIC_KINDS.has(kind) && change !== "reset";
  return {
    id: newId(now),
    occurred: now,
    received: now,
    event: `${isPublic ? "prefect" : "penstock"}.${kind}.${change}`,
    resource_id: resourceId,
    resource: toJsonText({
      "prefect.resource.id": resourceId,
      ...(object.name === null ? {} : { "prefect.resource.name": object.name }),
    }),
    related: EMPTY_ARRAY,
    payload,
    change: null,
    follows: null,
    flow_run_id: flowRunId,
    internal: !isPublic,
  };
}
