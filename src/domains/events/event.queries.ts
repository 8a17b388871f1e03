/** Reading events back. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { PageSize } from "../../db/log-portions.ts";
import { inSnapshot, type LogSnapshot } from "../../db/log-snapshot.ts";
import { compileEventFilter, type EventFilter, type EventRange, eventConditions } from "./event.filter.ts";
import type { EventRow } from "./event.ts";

/**
 * The matching events of a snapshot of the log, oldest first, a page at a time. With `resource.distinct`, only the
 * first of each resource.
 */
export async function* readEventsBack(
  core: Core,
  filter: EventFilter,
  range: EventRange,
  snapshot: LogSnapshot,
): AsyncGenerator<EventRow[], void> {
  const { database } = core;
  const matches = compileEventFilter(filter, range);
  const seen = filter.resource?.distinct ? new Set<string>() : undefined;
  const isNew = (row: EventRow): boolean => {
    if (seen === undefined) return true;
    const isFirst = !seen.has(row.resource_id);
    seen.add(row.resource_id);
    return isFirst;
  };
  const base = database.sql
    .selectFrom("event")
    .selectAll()
    .where(inSnapshot(database, "event", snapshot))
    .where((builder) => builder.and(eventConditions(database.dialect, filter, range)))
    .orderBy("occurred")
    .orderBy("id");
  const size = new PageSize();
  let last: EventRow | undefined;
  for (;;) {
    const page =
      last === undefined ? base : base.where(sql<boolean>`(event.occurred, event.id) > (${last.occurred}, ${last.id})`);
    const { rows, isLast } = size.portionOf(await database.heavy.all(page.limit(size.rows)));
    const matching = rows.filter((row) => matches(row) && isNew(row));
    if (matching.length > 0) yield matching;
    last = rows.at(-1);
    if (isLast) return;
  }
}
