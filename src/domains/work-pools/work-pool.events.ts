/** Events of work pools, as the reference tells them (its models.events). */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents, type NewEvent } from "../../db/event-log.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT, fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";
import { microseconds } from "../../time/duration.ts";
import { differenceInMicroseconds, type Instant } from "../../time/instant.ts";
import { type ChangedFields, changesPayload } from "../changed-fields.ts";
import { statusInKebabCase, type WorkPoolRow } from "./work-pool.ts";

/** A status event names the one before it only if that is so close that the two may be delivered the wrong way round. */
const CLOSE = microseconds(600_000_000);

type NamedPool = Pick<WorkPoolRow, "id" | "name" | "type">;

function poolEvent(pool: NamedPool, event: string, now: Instant, isRole: boolean): NewEvent {
  const resourceId = `prefect.work-pool.${pool.id}`;
  return {
    id: newId(now),
    occurred: now,
    received: now,
    event: `prefect.work-pool.${event}`,
    resource_id: resourceId,
    resource: toJsonText({
      "prefect.resource.id": resourceId,
      "prefect.resource.name": pool.name,
      "prefect.work-pool.type": pool.type,
      ...(isRole ? { "prefect.resource.role": "work-pool" } : {}),
    }),
    related: EMPTY_ARRAY,
    payload: EMPTY_OBJECT,
    follows: null,
    flow_run_id: null,
    internal: false,
  };
}

function relatedOf(pool: WorkPoolRow): JsonText {
  const storage = fromJsonText<{ readonly default_result_storage_block_id?: string | null }>(
    pool.storage_configuration,
  );
  const block = storage.default_result_storage_block_id;
  return toJsonText([
    ...(pool.default_queue_id === null
      ? []
      : [
          {
            "prefect.resource.id": `prefect.work-queue.${pool.default_queue_id}`,
            "prefect.resource.role": "default-queue",
          },
        ]),
    ...(block
      ? [{ "prefect.resource.id": `prefect.block-document.${block}`, "prefect.resource.role": "result-storage" }]
      : []),
  ]);
}

/** A pool as other objects' events relate to it. */
export function relatedPool(pool: NamedPool): object {
  return {
    "prefect.resource.id": `prefect.work-pool.${pool.id}`,
    "prefect.resource.name": pool.name,
    "prefect.work-pool.type": pool.type,
    "prefect.resource.role": "work-pool",
  };
}

export async function recordPoolExistence(
  core: Core,
  transaction: Transaction,
  change: "created" | "deleted",
  pool: WorkPoolRow,
): Promise<void> {
  const event = poolEvent(pool, change, core.clock.now(), true);
  await appendEvents(core.database, transaction, [{ ...event, related: relatedOf(pool) }]);
}

export async function recordPoolUpdate(
  core: Core,
  transaction: Transaction,
  pool: WorkPoolRow,
  changes: ChangedFields,
): Promise<void> {
  if (changes.size === 0) return;
  const event = poolEvent(pool, "updated", core.clock.now(), true);
  await appendEvents(core.database, transaction, [{ ...event, payload: changesPayload(changes) }]);
}

/**
 * Tells the status a pool has, as the event of that id.
 *
 * @param before the pool before it got this status; a new one has none
 */
export async function recordPoolStatus(
  core: Core,
  transaction: Transaction,
  pool: WorkPoolRow,
  before: WorkPoolRow | null,
  id: string,
  occurred: Instant,
): Promise<void> {
  const event = poolEvent(pool, statusInKebabCase(pool.status), occurred, false);
  await appendEvents(core.database, transaction, [{ ...event, id, follows: precedingEvent(before, occurred) }]);
}

function precedingEvent(before: WorkPoolRow | null, now: Instant): string | null {
  if (before?.last_transitioned_status_at == null) return null;
  return differenceInMicroseconds(now, before.last_transitioned_status_at) < CLOSE ? before.last_status_event_id : null;
}
