/**
 * The events that a filter selects, a byte for each in memory: what event-search.conditions.ts says in SQL. What has been found
 * out is kept, so that events that come later are all that is looked at when it is asked again.
 */
import { parseTextSearch } from "../../filters/text-search.ts";
import { type EventFilter, listed, nameTest, type RelatedFilter } from "../event.filter.ts";
import { RELATED_ID, RELATED_ROLE } from "../event-resources.commands.ts";
import { given } from "../event-search.conditions.ts";
import type { EventColumn, EventColumns } from "./event-columns.ts";
import { grown } from "./growing-arrays.ts";
import { isListed, labelCriteria, ObjectTest, resourceCriteria, wildcardsIn } from "./label-tests.ts";
import { type Marks, MemberMarks, TermMarks, TestMarks } from "./marks.ts";
import { isPlainTerm } from "./text-search.ts";

/** Patterns of labels with wildcards that values are put to, one by one, a microsecond each; a million values may be different. */
const MOST_WILDCARDS = 4;

/**
 * Whether the events in memory can tell what a filter selects, and sooner than SQL. They have no ids, and no terms that lie across two
 * texts.
 */
export function canSelect({ id, resource, related, any_resource: any, text }: EventFilter): boolean {
  if (given(id?.id)) return false;
  const resources = [...(resource ? [resource] : []), ...listed(related), ...listed(any)];
  const wildcards = resources.reduce((sum, { labels }) => sum + wildcardsIn(labels), 0);
  if (wildcards > MOST_WILDCARDS) return false;
  if (text === null || text === undefined) return true;
  const { include, exclude, required } = parseTextSearch(text.query);
  return [...include, ...exclude, ...required].every(isPlainTerm);
}

/** Holds of events of which some part is marked, or of all others. */
interface Criterion {
  readonly parts: readonly (readonly [column: EventColumn, marks: Marks])[];
  readonly isTurned: boolean;
}

export class EventSelection {
  readonly #columns: EventColumns;
  readonly #criteria: readonly Criterion[];
  #rows = new Uint8Array(0);
  #count = 0;

  constructor(columns: EventColumns, filter: EventFilter) {
    this.#columns = columns;
    this.#criteria = [
      ...(filter.event ? [this.#one("name", this.#names(nameTest(filter.event)))] : []),
      ...this.#own(filter),
      ...listed(filter.related).flatMap((related) => this.#related(related)),
      ...this.#any(filter),
      ...(filter.text ? this.#text(filter.text.query) : []),
    ];
  }

  /** By the place of an event, 1 if it is selected; to be read only, and only until another is appended. */
  rows(): Uint8Array {
    const { count } = this.#columns;
    if (count > this.#rows.length) this.#rows = grown(this.#rows, count);
    if (count > this.#count) this.#select(this.#count, count);
    this.#count = count;
    return this.#rows;
  }

  /** Forgets what was said of the events that lie behind so many. */
  truncate(count: number): void {
    this.#count = Math.min(this.#count, count);
  }

  #select(first: number, end: number): void {
    const rows = this.#rows.subarray(first, end).fill(1);
    const found = new Uint8Array(rows.length);
    for (const { parts, isTurned } of this.#criteria) {
      found.fill(0);
      for (const [column, marks] of parts) {
        marks.extend();
        if (marks.areThere) markRows(found, this.#columns.column(column).subarray(first, end), marks.marks);
      }
      keepRows(rows, found, isTurned ? 0 : 1);
    }
  }

  #one(column: EventColumn, marks: Marks): Criterion {
    return { parts: [[column, marks]], isTurned: false };
  }

  #names(test: (name: string) => boolean): Marks {
    const { names, texts } = this.#columns;
    return new TestMarks(names, (name) => test(texts.textOf(this.#columns.nameText(name))));
  }

  #objects(test: ObjectTest): Marks {
    return new TestMarks(
      this.#columns.objects,
      (object) => test.passes(object),
      () => test.prepare(),
    );
  }

  #own({ resource }: EventFilter): Criterion[] {
    const criteria = resource ? resourceCriteria(resource) : [];
    if (criteria.length === 0) return [];
    return [this.#one("resource", this.#objects(new ObjectTest(this.#columns, criteria)))];
  }

  #related({ id, role, resources_in_roles: pairs, labels }: RelatedFilter): Criterion[] {
    const { [RELATED_ROLE]: roles, ...others } = labels ?? {};
    const criteria = [
      ...isListed(RELATED_ID, id),
      ...isListed(RELATED_ROLE, role),
      // Roles among the labels are compared as they are.
      ...(roles === undefined
        ? []
        : [{ label: RELATED_ROLE, value: { listed: typeof roles === "string" ? [roles] : roles } }]),
      ...labelCriteria(others),
    ];
    if (criteria.length === 0 && (pairs ?? []).length === 0) return [];
    const isSuch = this.#objects(new ObjectTest(this.#columns, criteria, pairs ?? []));
    return [this.#one("related", new MemberMarks(this.#columns.lists, isSuch))];
  }

  #any({ any_resource: any }: EventFilter): Criterion[] {
    return listed(any).flatMap((filter) => {
      const criteria = resourceCriteria(filter);
      if (criteria.length === 0) return [];
      const isSuch = this.#objects(new ObjectTest(this.#columns, criteria));
      const related = new MemberMarks(this.#columns.lists, isSuch);
      return {
        parts: [
          ["resource", isSuch],
          ["related", related],
        ],
        isTurned: false,
      } as const;
    });
  }

  #text(query: string): Criterion[] {
    const { include, exclude, required } = parseTextSearch(query);
    return [
      ...(include.length === 0 ? [] : [this.#terms(include, false)]),
      ...exclude.map((term) => this.#terms([term], true)),
      ...required.map((term) => this.#terms([term], false)),
    ];
  }

  #terms(terms: readonly string[], isTurned: boolean): Criterion {
    const { texts, names, objects, lists, bags } = this.#columns;
    const inTexts = new TermMarks(texts, terms);
    const inObjects = new MemberMarks(objects, inTexts);
    const inBags = new MemberMarks(bags, inTexts);
    return {
      parts: [
        ["name", new MemberMarks(names, inTexts)],
        ["resource", inObjects],
        ["related", new MemberMarks(lists, inObjects)],
        ["payloadNames", inBags],
        ["payload", inBags],
      ],
      isTurned,
    };
  }
}

function markRows(rows: Uint8Array, column: Uint32Array, marks: Uint8Array): void {
  for (let row = 0; row < rows.length; row += 1) {
    if (marks[column[row] as number] === 1) rows[row] = 1;
  }
}

function keepRows(rows: Uint8Array, found: Uint8Array, wanted: number): void {
  for (let row = 0; row < rows.length; row += 1) {
    if (found[row] !== wanted) rows[row] = 0;
  }
}
