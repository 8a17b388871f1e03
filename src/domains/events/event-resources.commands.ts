/**
 * The index of the resources related to events: rows of event_resource, written behind the event log many at a time. One by one,
 * with each event, they would cost as much as all the rest of it.
 */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { atOrBefore, isAfter, LOG_START, type LogPosition, measureLog } from "../../db/log-tail.ts";

/** The name of its cursor. */
export const RESOURCE_READER = "event-resources";
/** Events a statement: some 6 ms on SQLite, during which nothing else is answered. */
const BATCH_EVENTS = 1_000;

/** Another process has indexed what this one was about to. */
class CursorMovedError extends Error {}

/** The statement that tells up to where events have been indexed. */
export function indexedPosition({ database }: Core) {
  return database.sql.selectFrom("event_cursor").select("position").where("reader", "=", RESOURCE_READER);
}

/** Up to where events have been indexed. */
export async function readIndexedPosition(core: Core, reader: Reader = core.database): Promise<LogPosition> {
  const row = await reader.get(indexedPosition(core));
  return (row?.position ?? LOG_START) as LogPosition;
}

/** The labels that index a related resource. */
export const RELATED_ID = "prefect.resource.id";
export const RELATED_ROLE = "prefect.resource.role";

async function indexStretch(core: Core, from: LogPosition, to: LogPosition): Promise<void> {
  const { database } = core;
  const { dialect } = database;
  const now = core.clock.now();
  const id = dialect.jsonTextAt(sql`element.value`, RELATED_ID);
  const role = dialect.jsonTextAt(sql`element.value`, RELATED_ROLE);
  await database.transaction(async (transaction) => {
    // In the order of the key, so that each page of the index is written once.
    await transaction.run(
      sql`insert into event_resource (resource_id, occurred, sequence, role)
        select ${id}, occurred, sequence, coalesce(${role}, '')
        from (select occurred, sequence, related from event where ${isAfter(database, from)} and ${atOrBefore(database, to)} and not internal) as event
        cross join ${dialect.jsonObjectRows(sql`event.related`)}
        where ${id} is not null order by 1, 2, 3 on conflict do nothing`,
    );
    const moved = await transaction.run(
      database.sql
        .insertInto("event_cursor")
        .values({ reader: RESOURCE_READER, position: to, updated: now })
        .onConflict((conflict) =>
          conflict
            .column("reader")
            .doUpdateSet({ position: to, updated: now })
            .where(sql<SqlBool>`event_cursor.position = ${from}`),
        ),
    );
    if (moved === 0) throw new CursorMovedError();
  }, "background");
}

/**
 * Indexes the next events of the log, a batch of them.
 *
 * @returns whether there may be more, and it was not another process that indexed these
 */
export async function indexEventResources(core: Core): Promise<boolean> {
  const { database } = core;
  const from = await readIndexedPosition(core);
  const { count, position } = await measureLog(database, database, "event", from, BATCH_EVENTS);
  if (count === 0) return false;
  try {
    await indexStretch(core, from, position);
  } catch (error) {
    if (error instanceof CursorMovedError) return false;
    throw error;
  }
  return count === BATCH_EVENTS;
}
