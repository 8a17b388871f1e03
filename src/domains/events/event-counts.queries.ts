/** Events counted by time, by name and by resource (the reference's events/counting.py). */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { PenstockError } from "../../errors.ts";
import { formatInstant, type Instant, instantFromMicroseconds, parseInstant } from "../../time/instant.ts";
import type { Condition } from "../filters/criteria.ts";
import type { EventFilter, EventRange } from "./event.filter.ts";
import { countsOfNames, namesWithin } from "./event-names.queries.ts";
import { counterOf, coveringIndex, EVENT_INDEXES } from "./event-search.access.ts";
import { allOf, searchConditions } from "./event-search.queries.ts";
import { inquire } from "./memory/inquiries.ts";
import type { Span } from "./memory/questions.ts";

export const countables = ["day", "time", "event", "resource"] as const;
export type Countable = (typeof countables)[number];

export const timeUnits = ["week", "day", "hour", "minute", "second"] as const;
export type TimeUnit = (typeof timeUnits)[number];

const MICROSECONDS: Readonly<Record<TimeUnit, number>> = {
  week: 604_800_000_000,
  day: 86_400_000_000,
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
};

/** The Monday from which spans of time are counted; the reference's own. */
const PIVOT = parseInstant("2024-04-01T00:00:00Z");
/** The reference's bound. */
const MOST_SPANS = 1_000;
/** The reference's bound, in units. */
export const SHORTEST_INTERVAL = 0.01;
/** Names or resources in one answer; the reference has no bound. Those with the most events come first. */
const MOST_COUNTED = 1_000;

export interface EventCount {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly start_time: Instant;
  readonly end_time: Instant;
}

/**
 * The spans of time that cover a range: all of the same length, counted from the pivot. What lies behind the end of the unit
 * in which it is now is left out.
 *
 * @throws PenstockError INVALID when there would be more than MOST_SPANS
 */
export function spansOf(range: EventRange, unit: TimeUnit, interval: number, now: Instant): Span[] {
  const length = Math.max(1, Math.round(MICROSECONDS[unit] * interval));
  if (!Number.isSafeInteger(length)) throw new PenstockError("INVALID", "The interval is too long.");
  const spans = Math.ceil((range.until - range.since) / length);
  if (spans > MOST_SPANS) {
    throw new PenstockError(
      "INVALID",
      `The given interval would create ${spans} buckets, which is too many. Please increase the interval or reduce the time range to produce ${MOST_SPANS} buckets or fewer.`,
    );
  }
  const sincePivot = now - PIVOT;
  const endOfUnit = PIVOT + (Math.floor(sincePivot / MICROSECONDS[unit]) + 1) * MICROSECONDS[unit] - 1;
  const end = range.until > now ? endOfUnit : range.until;
  const first = Math.floor((range.since - PIVOT) / length);
  const found: Span[] = [];
  for (let start = PIVOT + first * length; start < end; start += length) found.push({ start, end: start + length });
  return found;
}

/** As Python's isoformat has it. */
function isoLabel(instant: Instant): string {
  return formatInstant(instant).replace(/(?:\.000000)?Z$/, "+00:00");
}

/** Names the index to go along, or leaves it to the database. */
function hint({ database }: Core, index: string | undefined): RawBuilder<unknown> {
  return index === undefined ? sql`` : database.dialect.indexedBy(index);
}

/** Counts along ranges of an index where there is one of all that is asked for, and so in one pass through it. */
async function countInSpans(
  core: Core,
  reader: Reader,
  index: string | undefined,
  conditions: readonly Condition[],
  spans: readonly Span[],
): Promise<EventCount[]> {
  const { dialect } = core.database;
  if (spans.length === 0) return [];
  const rows = await reader.all(
    sql<{ place: number; count: number }>`select place, (
      select count(*) from event${hint(core, index)} where event.occurred >= span.since and event.occurred < span.until and ${allOf(conditions)}
    ) as count from ${dialect.rows(
      "span",
      ["place", "since", "until"],
      spans.map(({ start, end }, place) => [place, start, end]),
      ["bigint", "bigint", "bigint"],
    )}`,
  );
  const counts = new Map(rows.map(({ place, count }) => [place, count]));
  return countsOfSpans(
    spans,
    spans.map((_, place) => counts.get(place) ?? 0),
  );
}

function countsOfSpans(spans: readonly Span[], counts: readonly number[]): EventCount[] {
  return spans.map(({ start, end }, place) => ({
    value: String(place),
    label: isoLabel(instantFromMicroseconds(start)),
    count: counts[place] ?? 0,
    start_time: instantFromMicroseconds(start),
    end_time: instantFromMicroseconds(end - 1),
  }));
}

/**
 * The values of a column with the most events, and the times of the first and the last of each. Where there is an index of the
 * column and of all that is asked for, these times are looked up in it: to compare those of all events takes as long as counting.
 */
function countByColumn(
  core: Core,
  name: "event" | "resource_id",
  index: string | undefined,
  conditions: readonly Condition[],
): RawBuilder<unknown> {
  const value = sql.ref(`event.${name}`);
  const matching = sql`from event${hint(core, index)} where ${allOf(conditions)}`;
  const most = sql`group by ${value} order by count(*) desc, ${value} limit ${MOST_COUNTED}`;
  if (index === undefined) {
    return sql`select ${value} as value, count(*) as count, min(event.occurred) as start_time, max(event.occurred) as end_time ${matching} ${most}`;
  }
  const ofValue = sql`select event.occurred ${matching} and ${value} = grouped.value order by event.occurred`;
  return sql`select grouped.value, grouped.count, (${ofValue} limit 1) as start_time, (${ofValue} desc limit 1) as end_time
    from (select ${value} as value, count(*) as count ${matching} ${most}) as grouped`;
}

async function countByName(reader: Reader, counted: RawBuilder<unknown>): Promise<EventCount[]> {
  const counts = await reader.all(
    sql<EventCount>`select counted.value, counted.value as label, counted.count, counted.start_time, counted.end_time
      from (${counted}) as counted order by counted.count desc, counted.value limit ${MOST_COUNTED}`,
  );
  return counts.filter(({ count }) => count > 0);
}

/** Labels what has been counted by resource, `counted` of SQL, with the latest name of each. */
function labelled(core: Core, reader: Reader, counted: RawBuilder<unknown>): Promise<EventCount[]> {
  const { dialect } = core.database;
  const labels = sql`latest.resource`;
  const label = sql`coalesce(${dialect.jsonTextAt(labels, "prefect.resource.name")}, ${dialect.jsonTextAt(labels, "prefect.name")}, latest.resource_id)`;
  return reader.all(
    sql<EventCount>`select counted.value, (
        select ${label} from event as latest
        where latest.resource_id = counted.value and latest.occurred = counted.end_time and not latest.internal
        order by latest.sequence desc limit 1
      ) as label, counted.count, counted.start_time, counted.end_time
      from ${counted}
      order by counted.count desc, label, counted.value`,
  );
}

export interface EventCountRequest {
  readonly filter: EventFilter;
  readonly range: EventRange;
  readonly countable: Countable;
  readonly unit: TimeUnit;
  /** The length of a span in units. */
  readonly interval: number;
  /** What else must hold of rows of `event`; indexes that know all the filter asks for are none then. */
  readonly more?: readonly Condition[];
}

/**
 * Counts the events that match: by spans of time, by their names or by what they happened to.
 *
 * @throws PenstockError INVALID for more than a thousand spans
 */
export function countEventsBy(core: Core, request: EventCountRequest): Promise<EventCount[]> {
  return request.more === undefined || request.more.length === 0
    ? inquireCounts(core, request)
    : selectCounts(core, request);
}

/** Counts in memory, where the events are there. */
function inquireCounts(core: Core, request: EventCountRequest): Promise<EventCount[]> {
  const { filter, range, countable } = request;
  const { dialect, heavy } = core.database;
  const bySql = (): Promise<EventCount[]> => selectCounts(core, request);
  const groups = { kind: "groups", limit: MOST_COUNTED } as const;
  switch (countable) {
    case "day":
    case "time": {
      const spans = spansOf(range, request.unit, request.interval, core.clock.now());
      const question = { kind: "spans", spans } as const;
      return inquire(core, { filter, range, question }, (counts) => countsOfSpans(spans, counts), bySql);
    }
    case "event":
      return inquire(
        core,
        { filter, range, question: { ...groups, by: "name" } },
        (counts) =>
          counts.map(({ value, count, start, end }) => ({
            value,
            label: value,
            count,
            start_time: start,
            end_time: end,
          })),
        bySql,
      );
    case "resource":
      return inquire(
        core,
        { filter, range, question: { ...groups, by: "resourceId" } },
        (counts) => {
          const rows = counts.map(({ value, count, start, end }) => [value, count, start, end]);
          const columns = ["value", "count", "start_time", "end_time"];
          return labelled(core, heavy, dialect.rows("counted", columns, rows, ["text", "bigint", "bigint", "bigint"]));
        },
        bySql,
      );
  }
}

async function selectCounts(core: Core, request: EventCountRequest): Promise<EventCount[]> {
  const { filter, range, countable, unit, interval, more = [] } = request;
  const conditions = [...(await searchConditions(core, filter, range)), ...more];
  const covering = more.length === 0 ? coveringIndex(filter) : undefined;
  const reader = counterOf(core, filter);
  switch (countable) {
    case "day":
    case "time": {
      // A range of names or resources would be gone through for each span.
      const hasPrefix = Boolean(filter.event?.prefix?.length || filter.resource?.id_prefix?.length);
      const index = hasPrefix && covering !== undefined ? EVENT_INDEXES.time : undefined;
      return countInSpans(core, reader, index, conditions, spansOf(range, unit, interval, core.clock.now()));
    }
    case "event": {
      const names = more.length === 0 ? await namesWithin(core, filter) : undefined;
      const index = indexFor(covering, EVENT_INDEXES.name);
      return countByName(
        reader,
        names ? countsOfNames(core, names, range) : countByColumn(core, "event", index, conditions),
      );
    }
    case "resource": {
      const counted = countByColumn(core, "resource_id", indexFor(covering, EVENT_INDEXES.resource), conditions);
      return labelled(core, reader, sql`(${counted}) as counted`);
    }
  }
}

/** The index to group along, where it or the one of time alone knows all that is asked for. */
function indexFor(covering: string | undefined, index: string): string | undefined {
  return covering === index || covering === EVENT_INDEXES.time ? index : undefined;
}
