/**
 * EventFilter of the wire (the reference's events.filters.EventFilter): as a test of one event, for live streams, and as
 * SQL conditions that leave out as much as indexes and cheap comparisons can, for reading back. The test always has the
 * last word.
 */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import { fromJsonText } from "../../db/json-text.ts";
import { type Instant, instantFromMicroseconds } from "../../time/instant.ts";
import { column, type Optional, some } from "../filters/criteria.ts";
import { matchesTextSearch, parseTextSearch } from "../filters/text-search.ts";
import type { EventRow, Resource } from "./event.ts";
import { compileGlob } from "./glob.ts";

type Texts = Optional<readonly string[]>;

/** Label values as globs, of which one must match; `!` before a glob turns it round. */
export type ResourceSpecification = Readonly<Record<string, string | readonly string[]>>;

export interface EventFilter {
  readonly occurred?: { readonly since?: Instant; readonly until?: Instant };
  readonly event?: Optional<{
    readonly prefix?: Texts;
    readonly exclude_prefix?: Texts;
    readonly name?: Texts;
    readonly exclude_name?: Texts;
  }>;
  readonly resource?: Optional<ResourceFilter & { readonly distinct?: boolean }>;
  /** Each of these is met by some related resource. */
  readonly related?: Optional<RelatedFilter | readonly RelatedFilter[]>;
  /** Each of these is met by the resource itself or a related one. */
  readonly any_resource?: Optional<ResourceFilter | readonly ResourceFilter[]>;
  readonly id?: { readonly id?: Texts };
  readonly text?: Optional<{ readonly query: string }>;
  readonly order?: "ASC" | "DESC";
}

export interface ResourceFilter {
  readonly id?: Texts;
  readonly id_prefix?: Texts;
  readonly labels?: Optional<ResourceSpecification>;
}

export interface RelatedFilter {
  readonly id?: Texts;
  readonly role?: Texts;
  readonly resources_in_roles?: Optional<readonly (readonly string[])[]>;
  readonly labels?: Optional<ResourceSpecification>;
}

const DAY_MICROSECONDS = 86_400_000_000;
const DEFAULT_DAYS_BACK = 180;

export interface EventRange {
  readonly since: Instant;
  readonly until: Instant;
}

/**
 * The range of `occurred`, both ends included. Left out, it begins 180 days before today and ends now, as the reference
 * has it: a stream that names no end gets no event of the future.
 *
 * @param longest how far back the range may begin, in microseconds before now
 */
export function eventRange(filter: EventFilter, now: Instant, longest = Number.MAX_SAFE_INTEGER): EventRange {
  const today = now - (now % DAY_MICROSECONDS);
  const since = filter.occurred?.since ?? instantFromMicroseconds(today - DEFAULT_DAYS_BACK * DAY_MICROSECONDS);
  return {
    since: instantFromMicroseconds(Math.max(since, now - longest)),
    until: filter.occurred?.until ?? now,
  };
}

type Test<Subject> = (subject: Subject) => boolean;

interface EventResources {
  readonly resource: Resource;
  readonly related: readonly Resource[];
}

/** Parsed once however many streams look at the row. */
const parsedResources = new WeakMap<EventRow, EventResources>();

export function resourcesOf(row: EventRow): EventResources {
  let resources = parsedResources.get(row);
  if (resources === undefined) {
    resources = { resource: fromJsonText<Resource>(row.resource), related: fromJsonText<Resource[]>(row.related) };
    parsedResources.set(row, resources);
  }
  return resources;
}

function all<Subject>(tests: readonly Test<Subject>[]): Test<Subject> {
  const [first] = tests;
  if (first === undefined) return () => true;
  return tests.length === 1 ? first : (subject) => tests.every((test) => test(subject));
}

/** As the reference has it, an empty list of texts is no criterion. */
function whenGiven<Subject>(texts: Texts, make: (texts: readonly string[]) => Test<Subject>): Test<Subject>[] {
  return texts === null || texts === undefined || texts.length === 0 ? [] : [make(texts)];
}

function oneOf(texts: readonly string[]): Test<string> {
  const wanted = new Set(texts);
  return (text) => wanted.has(text);
}

function startsWithOneOf(prefixes: readonly string[]): Test<string> {
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

/** Of the name of an event. */
export function nameTest(filter: NonNullable<EventFilter["event"]>): Test<string> {
  const not =
    (make: (texts: readonly string[]) => Test<string>) =>
    (texts: readonly string[]): Test<string> => {
      const test = make(texts);
      return (text) => !test(text);
    };
  return all([
    ...whenGiven(filter.prefix, startsWithOneOf),
    ...whenGiven(filter.exclude_prefix, not(startsWithOneOf)),
    ...whenGiven(filter.name, oneOf),
    ...whenGiven(filter.exclude_name, not(oneOf)),
  ]);
}

function labelsTest(specification: ResourceSpecification): Test<Resource> {
  const tests = Object.entries(specification).map(([label, expected]): Test<Resource> => {
    const globs = (typeof expected === "string" ? [expected] : expected).map((pattern): Test<string> => {
      const isNegated = pattern.startsWith("!");
      const glob = compileGlob(isNegated ? pattern.slice(1) : pattern);
      return (value) => glob(value) !== isNegated;
    });
    return (resource) => {
      const value = resource[label];
      return value !== undefined && globs.some((glob) => glob(value));
    };
  });
  return all(tests);
}

function labelsTests(labels: Optional<ResourceSpecification>): Test<Resource>[] {
  return labels === null || labels === undefined ? [] : [labelsTest(labels)];
}

function on(label: string, test: Test<string>): Test<Resource> {
  return (resource) => test(resource[label] ?? "");
}

const ID = "prefect.resource.id";
const ROLE = "prefect.resource.role";

function resourceTest(filter: ResourceFilter): Test<Resource> {
  return all([
    ...whenGiven(filter.id, (ids) => on(ID, oneOf(ids))),
    ...whenGiven(filter.id_prefix, (prefixes) => on(ID, startsWithOneOf(prefixes))),
    ...labelsTests(filter.labels),
  ]);
}

function relatedTest(filter: RelatedFilter): Test<Resource>[] {
  const pairs = filter.resources_in_roles ?? [];
  const tests = [
    ...whenGiven<Resource>(filter.id, (ids) => on(ID, oneOf(ids))),
    ...whenGiven<Resource>(filter.role, (roles) => on(ROLE, oneOf(roles))),
    ...(pairs.length === 0
      ? []
      : [(resource: Resource) => pairs.some(([id, role]) => resource[ID] === id && resource[ROLE] === role)]),
    ...labelsTests(filter.labels),
  ];
  return tests.length === 0 ? [] : [all(tests)];
}

/** The filters of a criterion that may be one filter or several. */
export function listed<Filter extends object>(filters: Optional<Filter | readonly Filter[]>): readonly Filter[] {
  if (filters === null || filters === undefined) return [];
  return Array.isArray(filters) ? filters : [filters as Filter];
}

function textTest(query: string): Test<EventRow>[] {
  const search = parseTextSearch(query);
  if (search.include.length + search.exclude.length + search.required.length === 0) return [];
  return [
    (row) => {
      const { resource, related } = resourcesOf(row);
      const values = [resource, ...related].flatMap((labels) => Object.values(labels));
      return matchesTextSearch(search, [row.event, ...values, row.payload].join(" "));
    },
  ];
}

/**
 * Compiles a filter to a test of one event. Unlike the reference's live streams, it applies `related` too, which those
 * pass over. `resource.distinct` and `order` speak of lists and play no part.
 */
export function compileEventFilter(filter: EventFilter, range: EventRange): Test<EventRow> {
  const { event, resource, text } = filter;
  const name = event ? nameTest(event) : undefined;
  const own = resource ? resourceTest(resource) : undefined;
  return all<EventRow>([
    (row) => range.since <= row.occurred && row.occurred <= range.until,
    ...(name === undefined ? [] : [(row: EventRow) => name(row.event)]),
    ...whenGiven<EventRow>(filter.id?.id, (ids) => {
      const test = oneOf(ids);
      return (row) => test(row.id);
    }),
    ...(own === undefined ? [] : [(row: EventRow) => own(resourcesOf(row).resource)]),
    ...listed(filter.related)
      .flatMap(relatedTest)
      .map((test) => (row: EventRow) => resourcesOf(row).related.some(test)),
    ...listed(filter.any_resource)
      .map(resourceTest)
      .map((test) => (row: EventRow) => test(resourcesOf(row).resource) || resourcesOf(row).related.some(test)),
    ...(text ? textTest(text.query) : []),
  ]);
}

/** Texts that look the same in JSON as in themselves, and hold no escape of LIKE; its wildcards only let more pass. */
const PLAIN = /^[\w.:/ -]+$/;

function arePlain(texts: Texts): texts is readonly string[] {
  return texts !== null && texts !== undefined && texts.length > 0 && texts.every((text) => PLAIN.test(text));
}

function mentions(ids: readonly string[]): Expression<SqlBool> {
  const related = sql`cast(${column("event", "related")} as text)`;
  return some(
    ids.flatMap((id) => [
      sql<SqlBool>`${column("event", "resource_id")} = ${id}`,
      sql<SqlBool>`${related} like ${`%"${id}"%`}`,
    ]),
  );
}

/**
 * SQL conditions on rows of `event` that every matching event satisfies; some others may, too. Events for Penstock's own
 * readers never do.
 */
export function eventConditions(dialect: Dialect, filter: EventFilter, range: EventRange): Expression<SqlBool>[] {
  const { event, resource } = filter;
  const conditions: Expression<SqlBool>[] = [
    sql<SqlBool>`${column("event", "occurred")} between ${range.since} and ${range.until}`,
    sql<SqlBool>`not ${column("event", "internal")}`,
  ];
  if (event?.name?.length) conditions.push(dialect.in(column("event", "event"), event.name, "text"));
  if (arePlain(event?.prefix)) {
    conditions.push(some(event.prefix.map((prefix) => dialect.startsWith(column("event", "event"), prefix))));
  }
  if (filter.id?.id?.length) conditions.push(dialect.in(column("event", "id"), filter.id.id, "uuid"));
  if (resource?.id?.length) conditions.push(dialect.in(column("event", "resource_id"), resource.id, "text"));
  for (const { id } of listed(filter.any_resource)) {
    if (arePlain(id)) conditions.push(mentions(id));
  }
  return conditions;
}
