/** Writing to the event log, in the transaction that makes the change the event tells of. */
import type { Insertable } from "kysely";
import type { Database, Transaction } from "./database.ts";
import { insertMany } from "./insert.ts";
import type { EventTable } from "./tables.ts";

export type NewEvent = Omit<Insertable<EventTable>, "sequence">;

/**
 * Appends events and wakes whoever tails the log. An event whose id is there already is left alone: clients send again
 * what was not acknowledged. Returns how many were new.
 */
export async function appendEvents(
  database: Database,
  transaction: Transaction,
  events: readonly NewEvent[],
): Promise<number> {
  if (events.length === 0) return 0;
  // Rows inserted together have the same columns.
  const rows = events.map((event) => (event.change === undefined ? { ...event, change: null } : event));
  const appended = await insertMany(database, transaction, "event", rows, { ignoreConflicts: true });
  if (appended > 0) transaction.signal("event");
  return appended;
}
