/**
 * Counting events by going from name to name: there are few names and very many events, and to count a stretch of the index of
 * names takes half the time of comparing and grouping what is in it.
 */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import { type EventFilter, type EventRange, nameTest } from "./event.filter.ts";
import { coveringIndex, EVENT_INDEXES } from "./event-search.access.ts";

/** Names gone through one by one, some microseconds each. Where there are more, all events are compared. */
const MOST_NAMES = 1_000;

/**
 * The names of public events that a filter lets through; undefined where it asks for anything but names and time, and where there are
 * more than MOST_NAMES.
 */
export async function namesWithin({ database }: Core, filter: EventFilter): Promise<readonly string[] | undefined> {
  const covering = coveringIndex(filter);
  if (covering !== EVENT_INDEXES.time && covering !== EVENT_INDEXES.name) return undefined;
  const next = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(select event.event from event${database.dialect.indexedBy(EVENT_INDEXES.name)}
      where not event.internal ${condition} order by event.event limit 1)`;
  const rows = await database.heavy.all(
    sql<{ value: string }>`with recursive name (value) as (
      select ${next(sql``)} union all select ${next(sql`and event.event > name.value`)} from name where name.value is not null
    ) select value from name where value is not null limit ${MOST_NAMES + 1}`,
  );
  if (rows.length > MOST_NAMES) return undefined;
  const isWanted = filter.event ? nameTest(filter.event) : () => true;
  return rows.map(({ value }) => value).filter(isWanted);
}

/** The names as rows, each with what `select` finds out about its events. */
function ofNames(
  { database }: Core,
  names: readonly string[],
  range: EventRange,
  select: (events: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { dialect } = database;
  const events = sql`from event${dialect.indexedBy(EVENT_INDEXES.name)} where not event.internal
    and event.event = name.value and event.occurred between ${range.since} and ${range.until}`;
  const rows = dialect.rows(
    "name",
    ["value"],
    names.map((name) => [name]),
    ["text"],
  );
  return sql`select name.value, ${select(events)} from ${rows}`;
}

/**
 * As rows of `value`, `count`, `start_time` and `end_time`: how many events there are of each name, and the times of its first and
 * last; a name without any has a row, too: SQLite would count twice to leave it out.
 */
export function countsOfNames(core: Core, names: readonly string[], range: EventRange): RawBuilder<unknown> {
  return ofNames(core, names, range, (events) => {
    const time = sql`select event.occurred ${events} order by event.occurred`;
    return sql`(select count(*) ${events}) as count, (${time} limit 1) as start_time, (${time} desc limit 1) as end_time`;
  });
}

/** The number of events of these names. */
export async function countOfNames(core: Core, names: readonly string[], range: EventRange): Promise<number> {
  const counts = ofNames(core, names, range, (events) => sql`(select count(*) ${events}) as count`);
  const row = await core.database.aggregates.get(
    sql<{ count: number }>`select coalesce(sum(counted.count), 0) as count from (${counts}) as counted`,
  );
  return Number(row?.count ?? 0);
}
