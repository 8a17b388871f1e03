/**
 * EventFilter compiled to SQL that is exact, for lists and counts of events read back (the reference's build_where_clauses).
 * event.filter.ts has the test of one event, for live streams.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Database } from "../../db/database.ts";
import { isAfter, LOG_START, type LogPosition } from "../../db/log-tail.ts";
import { type Condition, column, every, type Optional, some, sought, TRUE } from "../filters/criteria.ts";
import { parseTextSearch } from "../filters/text-search.ts";
import {
  type EventFilter,
  type EventRange,
  listed,
  type RelatedFilter,
  type ResourceFilter,
  type ResourceSpecification,
} from "./event.filter.ts";
import type { EventRow } from "./event.ts";
import { RELATED_ID, RELATED_ROLE } from "./event-resources.commands.ts";

export type Texts = Optional<readonly string[]>;

/** The columns of an event, but for what only Penstock's own readers look at. */
export const EVENT_COLUMNS = sql.raw<EventRow>(
  "event.sequence, event.id, event.occurred, event.received, event.event, event.resource_id, event.resource, event.related, event.payload, event.follows, event.flow_run_id, event.internal",
);

/** Where events are looked for. */
export interface EventSearch {
  readonly database: Database;
  readonly range: EventRange;
  /** Up to where the resources of events have been indexed, for filters that ask for them; what lies behind is looked through. */
  readonly indexed: LogPosition | undefined;
  /**
   * Whether events go along another index and are looked up among the resources one by one, rather than gathered from there: for
   * lists that soon have their page.
   */
  readonly looksUp?: boolean;
}

/** A resource in terms of SQL: the event's own, or one of those related to it. */
interface SqlResource {
  readonly id: Expression<unknown>;
  readonly label: (name: string) => Expression<unknown>;
}

const eventId = column("event", "id");
const eventName = column("event", "event");
const ownId = column("event", "resource_id");
const ownLabels = column("event", "resource");
const rowId = sql.ref("event_resource.resource_id");
const rowRole = sql.ref("event_resource.role");
const FALSE = sql<SqlBool>`1 = 0`;

/** As the reference has it, an empty list is no criterion. */
export function given(texts: Texts): texts is readonly string[] {
  return texts !== null && texts !== undefined && texts.length > 0;
}

function not(condition: Condition): Condition {
  return sql<SqlBool>`not (${condition})`;
}

/** By what the index of resources finds events for a filter, all of which it asks for; undefined when it asks for none of it. */
export function indexedCriteria({ id, role, resources_in_roles: pairs }: RelatedFilter): RelatedFilter | undefined {
  const ids = given(id) ? id : pairs?.flatMap(([each = ""]) => each);
  return given(ids) || given(role) ? { id: ids, role } : undefined;
}

/**
 * The rows of event_resource that lead to events, for behind FROM: of ids, in roles, or of ids in roles. A role may have as many
 * rows as there are events, so that ids are looked for first.
 */
export function resourceRows(
  { database, range }: Pick<EventSearch, "database" | "range">,
  { id, role }: RelatedFilter,
  more: readonly Condition[] = [],
): RawBuilder<unknown> {
  const { dialect } = database;
  const index = given(id) ? primaryKeyIndex("event_resource") : "event_resource_role_occurred_sequence_idx";
  const conditions = [
    ...(given(id) ? [dialect.in(rowId, id, "text")] : []),
    ...(given(role) ? [dialect.in(rowRole, role, "text")] : []),
    sql<SqlBool>`event_resource.occurred between ${range.since} and ${range.until}`,
    ...more,
  ];
  return sql`event_resource${dialect.indexedBy(index)} where ${sql.join(conditions, sql` and `)}`;
}

class Compiler {
  readonly #search: EventSearch;

  constructor(search: EventSearch) {
    this.#search = search;
  }

  get #dialect(): Database["dialect"] {
    return this.#search.database.dialect;
  }

  #oneOf(of: Expression<unknown>, texts: readonly string[]): Condition {
    return this.#dialect.in(of, texts, "text");
  }

  #beginsWithOneOf(text: Expression<unknown>, prefixes: readonly string[]): Condition {
    return some(sought(prefixes).map((prefix) => this.#dialect.beginsWith(text, prefix)));
  }

  #fitsOneOf(of: Expression<unknown>, patterns: string | readonly string[]): Condition {
    const globs = sought(typeof patterns === "string" ? [patterns] : patterns);
    if (globs.length === 0) return FALSE;
    return some(
      globs.map((glob) =>
        glob.startsWith("!") ? not(this.#dialect.matchesGlob(of, glob.slice(1))) : this.#dialect.matchesGlob(of, glob),
      ),
    );
  }

  #labels(resource: SqlResource, labels: Optional<ResourceSpecification>): Condition[] {
    return Object.entries(labels ?? {}).map(([name, patterns]) =>
      this.#fitsOneOf(name === RELATED_ID ? resource.id : resource.label(name), patterns),
    );
  }

  get #own(): SqlResource {
    return { id: ownId, label: (name) => this.#dialect.jsonLabel(ownLabels, name) };
  }

  get #element(): SqlResource {
    const value = sql`element.value`;
    return {
      id: this.#dialect.jsonTextAt(value, RELATED_ID),
      label: (name) => this.#dialect.jsonLabel(value, name),
    };
  }

  #resource(resource: SqlResource, filter: ResourceFilter): Condition {
    return every([
      ...(given(filter.id) ? [this.#oneOf(resource.id, filter.id)] : []),
      ...(given(filter.id_prefix) ? [this.#beginsWithOneOf(resource.id, filter.id_prefix)] : []),
      ...this.#labels(resource, filter.labels),
    ]);
  }

  /** Some related resource of the event is such. */
  #hasRelated(isSuch: Condition): Condition {
    return sql<SqlBool>`exists (select 1 from ${this.#dialect.jsonObjectRows(column("event", "related"))} where ${isSuch})`;
  }

  /** The event is not yet indexed, and such. */
  #isBehind(isSuch: Condition): Condition {
    const { database, indexed } = this.#search;
    return sql<SqlBool>`(${isAfter(database, indexed ?? LOG_START)} and not event.internal and ${isSuch})`;
  }

  /**
   * The event is among those whose rows in the index are such, or among those not yet indexed that `isSuch` holds of, or
   * among its `own`.
   */
  #isFound(rows: RawBuilder<unknown>, isSuch: Condition, own?: Condition): Condition {
    if (this.#search.looksUp) {
      const isHere = sql<SqlBool>`exists (select 1 from ${rows}
        and event_resource.occurred = event.occurred and event_resource.sequence = event.sequence)`;
      return some([...(own === undefined ? [] : [own]), isHere, this.#isBehind(isSuch)]);
    }
    const found = [
      sql`select event_resource.sequence from ${rows}`,
      sql`select event.sequence from event where ${this.#isBehind(isSuch)}`,
      ...(own === undefined ? [] : [sql`select event.sequence from event where ${own} and not event.internal`]),
    ];
    return sql<SqlBool>`event.sequence in (${this.#dialect.foundOnce(sql.join(found, sql` union all `))})`;
  }

  #pairs(id: Expression<unknown>, role: Expression<unknown>, pairs: RelatedFilter["resources_in_roles"]): Condition[] {
    if (!pairs || pairs.length === 0) return [];
    sought(pairs.map(([wanted = ""]) => wanted));
    return [some(pairs.map(([wanted, wantedRole]) => sql<SqlBool>`(${id} = ${wanted} and ${role} = ${wantedRole})`))];
  }

  #related(filter: RelatedFilter): Condition {
    const element = this.#element;
    const role = this.#dialect.jsonTextAt(sql`element.value`, RELATED_ROLE);
    const { [RELATED_ROLE]: roles, ...labels } = filter.labels ?? {};
    // Roles among the labels are compared as they are.
    const labelledRoles = roles === undefined ? [] : [typeof roles === "string" ? [roles] : roles];
    const rest = [
      ...labelledRoles.map((texts) => (texts.length === 0 ? FALSE : this.#oneOf(role, texts))),
      ...this.#labels(element, labels),
    ];
    const isSuch = every([
      ...(given(filter.id) ? [this.#oneOf(element.id, filter.id)] : []),
      ...(given(filter.role) ? [this.#oneOf(role, filter.role)] : []),
      ...this.#pairs(element.id, role, filter.resources_in_roles),
      ...rest,
    ]);
    if (isSuch === TRUE) return TRUE;
    const hasSuch = this.#hasRelated(isSuch);
    const indexed = indexedCriteria(filter);
    if (indexed === undefined) return hasSuch;
    const pairs = this.#pairs(rowId, rowRole, filter.resources_in_roles);
    const narrowed = this.#isFound(resourceRows(this.#search, indexed, pairs), hasSuch);
    return rest.length === 0 ? narrowed : every([narrowed, hasSuch]);
  }

  #anyResource(filter: ResourceFilter): Condition {
    const own = this.#resource(this.#own, filter);
    if (own === TRUE) return TRUE;
    const hasSuch = some([own, this.#hasRelated(this.#resource(this.#element, filter))]);
    if (!given(filter.id)) return hasSuch;
    const narrowed = this.#isFound(
      resourceRows(this.#search, { id: filter.id }),
      hasSuch,
      this.#oneOf(ownId, filter.id),
    );
    const isWhole = !given(filter.id_prefix) && Object.keys(filter.labels ?? {}).length === 0;
    return isWhole ? narrowed : every([narrowed, hasSuch]);
  }

  #text(query: string): Condition[] {
    const json = (["resource", "related", "payload"] as const).map(
      (name) => sql`cast(${column("event", name)} as text)`,
    );
    const text = sql`(${sql.join([eventName, ...json], sql` || ' ' || `)})`;
    const occurs = (term: string): Condition => this.#dialect.hasTerm(text, term);
    const { include, exclude, required } = parseTextSearch(query);
    return [
      ...(include.length === 0 ? [] : [some(include.map(occurs))]),
      ...exclude.map((term) => not(occurs(term))),
      ...required.map(occurs),
    ];
  }

  /**
   * The number of events related to something, for a filter that asks for nothing but ids and roles: counted in the index, without
   * a look at the events that stand in it.
   */
  countOfRelated({ id, role }: RelatedFilter): RawBuilder<{ count: number }> {
    const { since, until } = this.#search.range;
    const rows = resourceRows(this.#search, { id, role });
    const elementRole = this.#dialect.jsonTextAt(sql`element.value`, RELATED_ROLE);
    const hasSuch = this.#hasRelated(
      every([
        ...(given(id) ? [this.#oneOf(this.#element.id, id)] : []),
        ...(given(role) ? [this.#oneOf(elementRole, role)] : []),
      ]),
    );
    // An event may name a resource in two roles, or two of the resources.
    return sql`select (select count(*) from (select distinct occurred, sequence from ${rows}) as found)
      + (select count(*) from event where event.occurred between ${since} and ${until}
        and event.sequence in (select event.sequence from event where ${this.#isBehind(hasSuch)})) as count`;
  }

  conditions(filter: EventFilter): Condition[] {
    const { event, resource, id, text } = filter;
    const { since, until } = this.#search.range;
    return [
      sql<SqlBool>`not ${column("event", "internal")}`,
      sql<SqlBool>`${column("event", "occurred")} between ${since} and ${until}`,
      ...(given(event?.prefix) ? [this.#beginsWithOneOf(eventName, event.prefix)] : []),
      ...(given(event?.exclude_prefix) ? [not(this.#beginsWithOneOf(eventName, event.exclude_prefix))] : []),
      ...(given(event?.name) ? [this.#oneOf(eventName, event.name)] : []),
      ...(given(event?.exclude_name) ? [not(this.#oneOf(eventName, event.exclude_name))] : []),
      ...(given(id?.id) ? [this.#dialect.in(eventId, id.id, "uuid")] : []),
      ...(resource ? [this.#resource(this.#own, resource)] : []),
      ...listed(filter.related).map((related) => this.#related(related)),
      ...listed(filter.any_resource).map((any) => this.#anyResource(any)),
      ...(text ? this.#text(text.query) : []),
    ].filter((condition) => condition !== TRUE);
  }
}

/** Conditions on rows of `event` that hold of those that match, and of no others. */
export function eventSearchConditions(search: EventSearch, filter: EventFilter): Condition[] {
  return new Compiler(search).conditions(filter);
}

/** The number of events that are related to one of the filter's ids if it names any, in one of its roles if it names any. */
export function relatedCount(search: EventSearch, filter: RelatedFilter): RawBuilder<{ count: number }> {
  return new Compiler(search).countOfRelated(filter);
}
