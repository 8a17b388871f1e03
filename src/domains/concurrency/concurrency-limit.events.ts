/** The events of limits, in the transaction of the change. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { toJsonText } from "../../db/json-text.ts";
import type { ConcurrencyLimit } from "../../orchestration/slots/limit.ts";
import { changeEvent, type ObjectChange } from "../change-events.ts";

/** Tells what has become of a limit. A reset is told to our own tails only: the reference has no event of it. */
export async function recordLimitChange(
  core: Core,
  transaction: Transaction,
  change: ObjectChange | "reset",
  limit: ConcurrencyLimit,
): Promise<void> {
  const payload = toJsonText({
    name: limit.name,
    limit: limit.limit,
    active: limit.active === 1,
    slot_decay_per_second: limit.slot_decay_per_second,
  });
  await appendEvents(core.database, transaction, [
    changeEvent("concurrency-limit", change, limit, payload, core.clock.now()),
  ]);
}
