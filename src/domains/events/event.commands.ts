/** Taking events in. */
import type { Core } from "../../core.ts";
import type { Urgency } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import type { ClientEvent, EventLimits } from "./event.ts";
import { eventJson } from "./event.wire.ts";

/** JSON around the texts whose lengths are known: ids, times and names of fields, each rounded up. */
const ENVELOPE_BYTES = 400;
/** The most bytes of UTF-8 a UTF-16 unit takes. */
const BYTES_PER_UNIT = 3;

function isTooLarge(event: ClientEvent, limits: EventLimits): boolean {
  const units = event.event.length * 2 + event.resource.length + event.related.length + event.payload.length;
  if (ENVELOPE_BYTES + units * BYTES_PER_UNIT <= limits.maximumSizeBytes) return false;
  const json = eventJson({ ...event, received: event.occurred });
  return Buffer.byteLength(json) > limits.maximumSizeBytes;
}

/** Leaves out, with a warning, what is larger than an event may be. The sender is not told, as in the reference. */
export function withoutOversized(core: Core, events: readonly ClientEvent[], limits: EventLimits): ClientEvent[] {
  return events.filter((event) => {
    if (!isTooLarge(event, limits)) return true;
    core.logger.warn({ event_id: event.id, event: event.event.slice(0, 100) }, "Dropped an event that is too large");
    return false;
  });
}

/**
 * Appends events to the log, all or none, as received now. One whose id is there already is left alone, so a sender that
 * is not sure may repeat itself. Returns how many were new.
 */
export function receiveEvents(core: Core, events: readonly ClientEvent[], urgency?: Urgency): Promise<number> {
  if (events.length === 0) return Promise.resolve(0);
  const received = core.clock.now();
  const rows = events.map((event) => ({ ...event, received, internal: false }));
  return core.database.transaction((transaction) => appendEvents(core.database, transaction, rows), urgency);
}
