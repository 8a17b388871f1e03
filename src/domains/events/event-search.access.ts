/** How the events of a filter are come by: which indexes its criteria offer (see db/access.ts), and whether what they are related to is rare. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { FEW_ROWS, type Handle, type Handles, MAXIMUM_RANGES } from "../../db/access.ts";
import type { Reader } from "../../db/database.ts";
import type { Dialect } from "../../db/dialect.ts";
import { LOG_START, type LogPosition } from "../../db/log-tail.ts";
import { column, sought } from "../filters/criteria.ts";
import { type EventFilter, type EventRange, listed, type RelatedFilter, type ResourceFilter } from "./event.filter.ts";
import { indexedPosition } from "./event-resources.commands.ts";
import { given, indexedCriteria, resourceRows, type Texts } from "./event-search.conditions.ts";

/** Shared with the order of lists: an order is recognised by its value's identity. */
export const occurred = column("event", "occurred");

/** Index names are SQLite's; PostgreSQL plans for itself. Those of time and of names are of public events only. */
export const EVENT_INDEXES = {
  id: "event_id_key",
  time: "event_public_idx",
  name: "event_public_name_idx",
  resource: "event_resource_id_occurred_internal_idx",
  flowRun: "event_flow_run_id_sequence_idx",
} as const;

const isPublic = sql<SqlBool>`not event.internal`;

/** One of the values, or beginning with one of the texts; ranges that have the order of time each, where they are few values. */
function handleOf(
  dialect: Dialect,
  name: "event" | "resource_id",
  index: string,
  values: Texts,
  prefixes: Texts,
): Handle[] {
  const of = column("event", name);
  const distinct = [...new Set(values)];
  if (distinct.length > 0 && distinct.length <= MAXIMUM_RANGES) {
    const ranges = distinct.map((value) => dialect.in(of, [value], "text"));
    return [{ index, only: isPublic, ranges, continuesWith: occurred }];
  }
  if (given(values)) return [{ index, only: isPublic, ranges: [dialect.in(of, values, "text")] }];
  if (!given(prefixes)) return [];
  return [{ index, only: isPublic, ranges: sought(prefixes).map((prefix) => dialect.beginsWith(of, prefix)) }];
}

/** @param flowRunIds null for those of any flow run, and of none */
export function eventHandles(dialect: Dialect, filter: EventFilter, flowRunIds: readonly string[] | null): Handles {
  const { event, resource, id } = filter;
  const handles: Handle[] = [
    ...(given(id?.id)
      ? [{ index: EVENT_INDEXES.id, isNarrow: true, ranges: [dialect.in(column("event", "id"), id.id, "uuid")] }]
      : []),
    ...handleOf(dialect, "resource_id", EVENT_INDEXES.resource, resource?.id, resource?.id_prefix),
    ...handleOf(dialect, "event", EVENT_INDEXES.name, event?.name, event?.prefix),
    ...(flowRunIds === null
      ? []
      : [{ index: EVENT_INDEXES.flowRun, ranges: [dialect.in(column("event", "flow_run_id"), flowRunIds, "uuid")] }]),
  ];
  return { handles, areComplete: handles.length === criteriaOf(filter).length + (flowRunIds === null ? 0 : 1) };
}

/** The names of the criteria that a filter has, besides the time. */
function criteriaOf({ event, resource, related, any_resource, id, text }: EventFilter): readonly string[] {
  const criteria = {
    id: given(id?.id),
    name: given(event?.name),
    prefix: given(event?.prefix),
    excluded: given(event?.exclude_prefix) || given(event?.exclude_name),
    resource: given(resource?.id),
    resourcePrefix: given(resource?.id_prefix),
    labels: Object.keys(resource?.labels ?? {}).length > 0,
    distinct: resource?.distinct === true,
    related: listed(related).length > 0,
    any: listed(any_resource).length > 0,
    text: text !== null && text !== undefined,
  };
  return Object.entries(criteria).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

/** The index that knows all a filter asks for, so that events are counted without a look at their rows; undefined for others. */
export function coveringIndex(filter: EventFilter): string | undefined {
  const criteria = new Set(criteriaOf(filter));
  const isAmong = (...names: readonly string[]): boolean => criteria.isSubsetOf(new Set(names));
  if (criteria.size === 0) return EVENT_INDEXES.time;
  if (isAmong("name", "prefix", "excluded")) return EVENT_INDEXES.name;
  return isAmong("resource", "resourcePrefix", "distinct") ? EVENT_INDEXES.resource : undefined;
}

/**
 * Whether events are looked at one by one for what a filter asks, as no index knows it: words, labels, and what events are related
 * to but for its ids and roles.
 */
function looksThrough({ resource, related, any_resource, text }: EventFilter): boolean {
  const hasLabels = (labels: ResourceFilter["labels"]): boolean => Object.keys(labels ?? {}).length > 0;
  return (
    (text !== null && text !== undefined) ||
    hasLabels(resource?.labels) ||
    listed(related).some((each) => hasLabels(each.labels)) ||
    listed(any_resource).some((each) => hasLabels(each.labels) || given(each.id_prefix))
  );
}

/** Who searches the events that a filter asks for, where no index leads to them; undefined where one does. */
export function searcherOf({ database }: Core, filter: EventFilter): Reader | undefined {
  return looksThrough(filter) ? database.searches : undefined;
}

/** Who goes over all the events that match. */
export function counterOf(core: Core, filter: EventFilter): Reader {
  return searcherOf(core, filter) ?? core.database.aggregates;
}

/** The one criterion of a filter that asks only for what events are related to, by ids, by roles or by both. */
export function soleRelation(filter: EventFilter): RelatedFilter | undefined {
  const [related, ...more] = listed(filter.related);
  if (related === undefined || more.length > 0 || criteriaOf(filter).length > 1) return undefined;
  const isPlain = !related.resources_in_roles?.length && Object.keys(related.labels ?? {}).length === 0;
  return isPlain && (given(related.id) || given(related.role)) ? related : undefined;
}

export interface Relations {
  /** Up to where the resources of events are indexed. */
  readonly indexed: LogPosition;
  /**
   * Whether the events that have to do with what a filter names by ids or roles are so few that they are gathered and sorted;
   * undefined when it names nothing so.
   */
  readonly areFew: boolean | undefined;
}

type Rows = RawBuilder<unknown>;

/** Looks, in one statement, at what the index of resources has for a filter. */
export async function readRelations(core: Core, filter: EventFilter, range: EventRange): Promise<Relations> {
  const { dialect, heavy } = core.database;
  const counted = (rows: Rows): Rows =>
    sql`(select count(*) from (select 1 from ${rows} limit ${FEW_ROWS + 1}) as bounded)`;
  const related = (criteria: RelatedFilter): Rows =>
    counted(resourceRows({ database: core.database, range }, criteria));
  const sizes = [
    ...listed(filter.related).flatMap((each) => {
      const indexed = indexedCriteria(each);
      return indexed === undefined ? [] : [related(indexed)];
    }),
    ...listed(filter.any_resource).flatMap(({ id }) => {
      if (!given(id)) return [];
      const own = sql`event where ${isPublic} and ${dialect.in(column("event", "resource_id"), id, "text")}
        and ${occurred} between ${range.since} and ${range.until}`;
      return [sql`${related({ id })} + ${counted(own)}`];
    }),
  ];
  const columns = sizes.map((size, index) => sql`, ${size} as ${sql.ref(`size_${index}`)}`);
  const row = await heavy.get(
    sql<
      Record<string, number | string | null>
    >`select (${indexedPosition(core)}) as position ${sql.join(columns, sql``)}`,
  );
  const found = sizes.map((_, index) => Number(row?.[`size_${index}`] ?? 0));
  return {
    indexed: (row?.position ?? LOG_START) as LogPosition,
    areFew: found.length === 0 ? undefined : found.some((size) => size <= FEW_ROWS),
  };
}
