/** Events found by a filter, a page at a time with their number (the reference's events/storage/database.py). */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Access } from "../../db/access.ts";
import { type Direction, type ListSource, listStatement, type Page, type PageWindow, readPage } from "../../db/list.ts";
import type { LogPosition } from "../../db/log-tail.ts";
import { type ListRequest, readPlannedList, readPlannedPage } from "../../db/planned-list.ts";
import { type Condition, column } from "../filters/criteria.ts";
import type { EventFilter, EventRange } from "./event.filter.ts";
import type { EventRow } from "./event.ts";
import { countOfNames, namesWithin } from "./event-names.queries.ts";
import { readIndexedPosition } from "./event-resources.commands.ts";
import {
  counterOf,
  coveringIndex,
  EVENT_INDEXES,
  eventHandles,
  occurred,
  readRelations,
  searcherOf,
  soleRelation,
} from "./event-search.access.ts";
import { EVENT_COLUMNS, type EventSearch, eventSearchConditions, relatedCount } from "./event-search.conditions.ts";
import { inquire, inquirePage, inquireWindow } from "./memory/inquiries.ts";

export interface EventPageRequest {
  readonly filter: EventFilter;
  readonly range: EventRange;
  readonly limit: number;
  readonly offset: number;
}

/** Conditions that hold together; at least one. */
export function allOf(conditions: readonly Condition[]): RawBuilder<unknown> {
  return sql.join([...conditions], sql` and `);
}

function searchOf(core: Core, range: EventRange, indexed: LogPosition | undefined, looksUp = false): EventSearch {
  return { database: core.database, range, indexed, looksUp };
}

function asksForRelated(filter: EventFilter): boolean {
  return Boolean(filter.related || filter.any_resource);
}

/** The conditions on rows of `event` that match, those of related resources as an `event.sequence in (...)`. */
export async function searchConditions(core: Core, filter: EventFilter, range: EventRange): Promise<Condition[]> {
  const indexed = asksForRelated(filter) ? await readIndexedPosition(core) : undefined;
  return eventSearchConditions(searchOf(core, range, indexed), filter);
}

const source: ListSource<EventRow> = { table: "event", columns: EVENT_COLUMNS, joins: sql.raw("") };

/** Of events as a list asks for them. */
export interface EventListRequest {
  readonly filter: EventFilter;
  readonly range: EventRange;
  /** null for those of any flow run, and of none. */
  readonly flowRunIds: readonly string[] | null;
  readonly direction: Direction;
}

/** A list with its access, where what the events are related to decides of that; other indexes decide of the others. */
interface EventList {
  readonly request: ListRequest;
  readonly access: Access | undefined;
}

async function planEvents(core: Core, { filter, range, flowRunIds, direction }: EventListRequest): Promise<EventList> {
  const { dialect } = core.database;
  const relations = asksForRelated(filter) ? await readRelations(core, filter, range) : undefined;
  const looksUp = relations?.areFew === false;
  const conditions = eventSearchConditions(searchOf(core, range, relations?.indexed, looksUp), filter);
  const ofFlowRuns = flowRunIds === null ? [] : [dialect.in(column("event", "flow_run_id"), flowRunIds, "uuid")];
  return {
    request: {
      conditions: [...conditions, ...ofFlowRuns],
      handles: eventHandles(dialect, filter, flowRunIds),
      order: { value: occurred, nullable: false, index: EVENT_INDEXES.time, direction },
    },
    access: relations?.areFew && !dialect.plansByStatistics ? { kind: "seek" } : undefined,
  };
}

/** Reads a page of events by when they occurred, events of one moment by id; by keyset. */
export function readEventPage(core: Core, list: EventListRequest, window: PageWindow): Promise<Page<EventRow>> {
  const bySql = (): Promise<Page<EventRow>> => selectEventPage(core, list, window);
  return list.flowRunIds === null ? inquirePage(core, list, window, bySql) : bySql();
}

async function selectEventPage(core: Core, list: EventListRequest, window: PageWindow): Promise<Page<EventRow>> {
  const { database } = core;
  const { request, access } = await planEvents(core, list);
  const searcher = searcherOf(core, list.filter);
  if (access === undefined) return readPlannedPage(database, source, request, window, searcher);
  return readPage(database, searcher ?? database.heavy, source, { ...request, access }, window);
}

/**
 * Reads a page of events by when they occurred, the latest first unless the filter's `order` says otherwise, events of one moment
 * by id. With `resource.distinct`, of each resource only the first in this order.
 */
export function pageEvents(core: Core, request: EventPageRequest): Promise<EventRow[]> {
  const direction = request.filter.order === "ASC" ? "ASC" : "DESC";
  return inquireWindow(core, { ...request, direction }, () => selectEvents(core, request, direction));
}

async function selectEvents(
  core: Core,
  { filter, range, limit, offset }: EventPageRequest,
  direction: Direction,
): Promise<EventRow[]> {
  const { database } = core;
  if (filter.resource?.distinct) return pageResources(core, { filter, range, limit, offset }, direction);
  const { request, access } = await planEvents(core, { filter, range, flowRunIds: null, direction });
  const searcher = searcherOf(core, filter);
  if (access === undefined) return readPlannedList(database, source, request, { limit, offset }, searcher);
  const reader = searcher ?? database.heavy;
  return reader.all(listStatement(database, source, { ...request, limit, offset, access }));
}

/**
 * The first event of each resource: along the order, but for those of which the same resource has an earlier one that matches.
 * To number the events of each resource, all that match would be sorted. PostgreSQL sorts those that are related to something,
 * without what is wide, lest it look for the relations of each with each.
 */
async function pageResources(
  core: Core,
  { filter, range, limit, offset }: EventPageRequest,
  order: Direction,
): Promise<EventRow[]> {
  const matching = sql`from event where ${allOf(await searchConditions(core, filter, range))}`;
  const direction = sql.raw(order);
  const window = sql`order by event.occurred ${direction}, event.id ${direction} limit ${limit} offset ${offset}`;
  if (core.database.dialect.plansByStatistics && asksForRelated(filter)) {
    return counterOf(core, filter).all(sql<EventRow>`select ${EVENT_COLUMNS} from (
        select distinct on (event.resource_id) event.id as first_id ${matching}
        order by event.resource_id, event.occurred ${direction}, event.id ${direction}
      ) as firsts join event on event.id = firsts.first_id ${window}`);
  }
  const earlier = sql.raw(order === "ASC" ? "<" : ">");
  return counterOf(core, filter).all(sql<EventRow>`select ${EVENT_COLUMNS} from (select event.* ${matching}) as event
    where not exists (select 1 from (select event.occurred, event.id, event.resource_id ${matching}) as other
      where other.resource_id = event.resource_id and (other.occurred, other.id) ${earlier} (event.occurred, event.id))
    ${window}`);
}

/** Counts the events that match; with `resource.distinct`, their resources. */
export function countEvents(core: Core, filter: EventFilter, range: EventRange): Promise<number> {
  const question = { kind: "count", isDistinct: filter.resource?.distinct === true } as const;
  return inquire(
    core,
    { filter, range, question },
    (count) => count,
    () => selectCount(core, filter, range),
  );
}

async function selectCount(core: Core, filter: EventFilter, range: EventRange): Promise<number> {
  const { dialect } = core.database;
  const counter = counterOf(core, filter);
  const relation = soleRelation(filter);
  if (relation !== undefined) {
    const row = await counter.get(relatedCount(searchOf(core, range, await readIndexedPosition(core)), relation));
    return row?.count ?? 0;
  }
  if (filter.event?.exclude_prefix?.length || filter.event?.exclude_name?.length) {
    const names = await namesWithin(core, filter);
    if (names !== undefined) return countOfNames(core, names, range);
  }
  const conditions = await searchConditions(core, filter, range);
  const covering = coveringIndex(filter);
  const index = covering === undefined ? sql`` : dialect.indexedBy(covering);
  const matching = sql`from event${index} where ${allOf(conditions)}`;
  // Along the index of resources, each is told from the one before it.
  const counted = filter.resource?.distinct ? sql`distinct event.resource_id` : sql`*`;
  const row = await counter.get(sql<{ count: number }>`select count(${counted}) as count ${matching}`);
  return row?.count ?? 0;
}
