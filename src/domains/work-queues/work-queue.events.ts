/** Events of work queues, as the reference tells them (its models.events). */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents, type NewEvent } from "../../db/event-log.ts";
import { EMPTY_OBJECT, toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import { type ChangedFields, changesPayload } from "../changed-fields.ts";
import { relatedPool } from "../work-pools/work-pool.events.ts";
import { statusInKebabCase, type WorkPoolRow } from "../work-pools/work-pool.ts";
import type { PlacedQueue } from "./work-queue-priorities.ts";

type Named = { readonly id: string; readonly name: string };
type NamedPool = Pick<WorkPoolRow, "id" | "name" | "type">;

export function workQueueEvent(queue: Named, pool: NamedPool, event: string, now: Instant): NewEvent {
  const resourceId = `prefect.work-queue.${queue.id}`;
  return {
    id: newId(now),
    occurred: now,
    received: now,
    event: `prefect.work-queue.${event}`,
    resource_id: resourceId,
    resource: toJsonText({
      "prefect.resource.id": resourceId,
      "prefect.resource.name": queue.name,
      "prefect.resource.role": "work-queue",
    }),
    related: toJsonText([relatedPool(pool)]),
    payload: EMPTY_OBJECT,
    follows: null,
    flow_run_id: null,
    internal: false,
  };
}

export async function recordQueueExistence(
  core: Core,
  transaction: Transaction,
  change: "created" | "deleted",
  queues: readonly Named[],
  pool: NamedPool,
): Promise<void> {
  const now = core.clock.now();
  await appendEvents(
    core.database,
    transaction,
    queues.map((queue) => workQueueEvent(queue, pool, change, now)),
  );
}

export async function recordQueueUpdate(
  core: Core,
  transaction: Transaction,
  queue: Named,
  pool: NamedPool,
  changes: ChangedFields,
): Promise<void> {
  if (changes.size === 0) return;
  const event = workQueueEvent(queue, pool, "updated", core.clock.now());
  await appendEvents(core.database, transaction, [{ ...event, payload: changesPayload(changes) }]);
}

/** Tells the status that a queue has got. */
export async function recordQueueStatus(
  core: Core,
  transaction: Transaction,
  queue: Named & { readonly status: string },
  pool: NamedPool,
): Promise<void> {
  const event = workQueueEvent(queue, pool, statusInKebabCase(queue.status), core.clock.now());
  await appendEvents(core.database, transaction, [event]);
}

/** Tells live lists of queues that had to make room for another; the reference tells nothing of them. */
export async function recordMovedQueues(
  core: Core,
  transaction: Transaction,
  moved: readonly PlacedQueue[],
): Promise<void> {
  const now = core.clock.now();
  const events = moved.map(({ id, priority }) =>
    changeEvent("work-queue", "updated", { id, name: null }, toJsonText({ priority }), now),
  );
  await appendEvents(core.database, transaction, events);
}
