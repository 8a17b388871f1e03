/** Events found by a filter, a page at a time with their number (the reference's events/storage/database.py). */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Condition } from "../filters/criteria.ts";
import type { EventFilter, EventRange } from "./event.filter.ts";
import type { EventRow } from "./event.ts";
import { readIndexedPosition } from "./event-resources.commands.ts";
import { eventSearchConditions } from "./event-search.conditions.ts";

export interface EventPageRequest {
  readonly filter: EventFilter;
  readonly range: EventRange;
  readonly limit: number;
  readonly offset: number;
}

/** The columns of an event, but for what only Penstock's own readers look at. */
export const EVENT_COLUMNS = sql.raw<EventRow>(
  "event.sequence, event.id, event.occurred, event.received, event.event, event.resource_id, event.resource, event.related, event.payload, event.follows, event.flow_run_id, event.internal",
);

/** Conditions that hold together; at least one. */
export function allOf(conditions: readonly Condition[]): RawBuilder<unknown> {
  return sql.join([...conditions], sql` and `);
}

/** The conditions on rows of `event` that match. */
export async function searchConditions(core: Core, filter: EventFilter, range: EventRange): Promise<Condition[]> {
  const { database } = core;
  const asksForRelated = Boolean(filter.related || filter.any_resource);
  const indexed = asksForRelated ? await readIndexedPosition(core) : undefined;
  return eventSearchConditions({ database, range, indexed }, filter);
}

/**
 * Reads a page of events by when they occurred, the latest first unless the filter's `order` says otherwise, events of one moment
 * by id. With `resource.distinct`, of each resource only the first in this order.
 */
export async function pageEvents(core: Core, { filter, range, limit, offset }: EventPageRequest): Promise<EventRow[]> {
  const conditions = await searchConditions(core, filter, range);
  const direction = sql.raw(filter.order === "ASC" ? "asc" : "desc");
  const page = sql`order by event.occurred ${direction}, event.id ${direction} limit ${limit} offset ${offset}`;
  const { heavy } = core.database;
  if (!filter.resource?.distinct) {
    return heavy.all(sql<EventRow>`select ${EVENT_COLUMNS} from event where ${allOf(conditions)} ${page}`);
  }
  return heavy.all(sql<EventRow>`select ${EVENT_COLUMNS} from (
    select event.*, row_number() over (partition by resource_id order by occurred ${direction}, id ${direction}) as place
    from event where ${allOf(conditions)}) as event where event.place = 1 ${page}`);
}

/** Counts the events that match; with `resource.distinct`, their resources. */
export async function countEvents(core: Core, filter: EventFilter, range: EventRange): Promise<number> {
  const conditions = await searchConditions(core, filter, range);
  const counted = filter.resource?.distinct ? sql`count(distinct event.resource_id)` : sql`count(*)`;
  const row = await core.database.heavy.get(
    sql<{ count: number }>`select ${counted} as count from event where ${allOf(conditions)}`,
  );
  return row?.count ?? 0;
}
