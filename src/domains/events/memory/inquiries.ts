/** Searches of events that are answered from memory where the events are there, and otherwise by SQL. */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../../core.ts";
import type { Cursor, Direction, Page, PageWindow } from "../../../db/list.ts";
import { type Instant, instantFromMicroseconds } from "../../../time/instant.ts";
import { column } from "../../filters/criteria.ts";
import type { EventFilter, EventRange } from "../event.filter.ts";
import type { EventRow } from "../event.ts";
import { EVENT_COLUMNS, given } from "../event-search.conditions.ts";
import { canSelect } from "./event-selection.ts";
import type { Answers, EventInquiry, EventQuestion } from "./questions.ts";

/**
 * Whether a filter may select so many events that they are better looked for in memory: those of a resource, but the first of each,
 * SQL has in a millisecond.
 */
function isWide(filter: EventFilter): boolean {
  const { resource } = filter;
  return (!given(resource?.id) || resource?.distinct === true) && canSelect(filter);
}

/** Asks the events in memory, if they can tell, and otherwise SQL, whose time decides whether they are brought there. */
export async function inquire<Question extends EventQuestion, Result>(
  { eventMemory }: Core,
  inquiry: EventInquiry<Question>,
  fromMemory: (answer: Answers[Question["kind"]]) => Result | Promise<Result>,
  bySql: () => Promise<Result>,
): Promise<Result> {
  if (eventMemory === undefined || !isWide(inquiry.filter)) return bySql();
  const answer = await eventMemory.ask(inquiry);
  if (answer !== undefined) return fromMemory(answer);
  const begun = performance.now();
  const result = await bySql();
  eventMemory.sqlTook(performance.now() - begun);
  return result;
}

type Place = Pick<EventRow, "occurred" | "id">;
/** What tells which events a page has, and in which order. */
type EventPlace = Pick<EventRow, "sequence" | "occurred" | "id" | "resource_id">;

const PLACE_COLUMNS = sql.raw<EventPlace>("event.sequence, event.occurred, event.id, event.resource_id");

/** Negative or positive as `left` comes before or after `right`. */
function compare(direction: Direction, left: Place, right: Place): number {
  const ascending = left.occurred - right.occurred || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
  return direction === "ASC" ? ascending : -ascending;
}

/**
 * Reads those events that `choose` takes of given ones, in order. Where more are given than a page has, as many occurred in one moment,
 * the others are not read as a whole.
 */
async function readChosen(
  { database }: Core,
  given: readonly number[],
  { direction, limit }: Pick<WindowRequest, "direction" | "limit">,
  choose: <Row extends EventPlace>(rows: readonly Row[]) => readonly Row[],
): Promise<EventRow[]> {
  const read = async <Row extends EventPlace>(
    columns: RawBuilder<Row>,
    sequences: readonly number[],
  ): Promise<Row[]> => {
    if (sequences.length === 0) return [];
    const isOne = database.dialect.in(column("event", "sequence"), sequences, "bigint");
    const rows = await database.all(sql<Row>`select ${columns} from event where ${isOne}`);
    return rows.sort((left, right) => compare(direction, left, right));
  };
  if (given.length <= limit) return [...choose(await read(EVENT_COLUMNS, given))];
  const chosen = choose(await read(PLACE_COLUMNS, given));
  return read(
    EVENT_COLUMNS,
    chosen.map(({ sequence }) => sequence),
  );
}

export interface WindowRequest {
  readonly filter: EventFilter;
  readonly range: EventRange;
  readonly direction: Direction;
  readonly offset: number;
  readonly limit: number;
}

/** A window by offset; with `resource.distinct`, of each resource only the first event in this order. */
export function inquireWindow(
  core: Core,
  { filter, range, direction, offset, limit }: WindowRequest,
  bySql: () => Promise<EventRow[]>,
): Promise<EventRow[]> {
  const isDistinct = filter.resource?.distinct === true;
  const question = { kind: "window", direction, offset, limit, isDistinct } as const;
  return inquire(
    core,
    { filter, range, question },
    ({ sequences, skipped }) =>
      readChosen(core, sequences, { direction, limit }, (rows) => {
        const firsts = new Map(rows.toReversed().map((row) => [row.resource_id, row]));
        const listed = isDistinct ? rows.filter((row) => firsts.get(row.resource_id) === row) : rows;
        return listed.slice(skipped, skipped + limit);
      }),
    bySql,
  );
}

function placeOf({ value, id }: Cursor): Place {
  return { occurred: instantFromMicroseconds(Number(value)), id };
}

/** The part of a range that lies at or behind a place in the order. */
function behind(range: EventRange, direction: Direction, place: Place | undefined): EventRange {
  if (place === undefined) return range;
  const { occurred } = place;
  return direction === "ASC"
    ? { ...range, since: Math.max(range.since, occurred) as Instant }
    : { ...range, until: Math.min(range.until, occurred) as Instant };
}

/** A window by keyset, as db/list.ts's readPage has it. */
export function inquirePage(
  core: Core,
  list: { readonly filter: EventFilter; readonly range: EventRange; readonly direction: Direction },
  window: PageWindow,
  bySql: () => Promise<Page<EventRow>>,
): Promise<Page<EventRow>> {
  const isBackward = window.first === undefined && window.last !== undefined;
  const count = (isBackward ? window.last : window.first) ?? 0;
  const turned: Direction = list.direction === "ASC" ? "DESC" : "ASC";
  const direction = isBackward ? turned : list.direction;
  const opposite = isBackward ? list.direction : turned;
  const [start, end] = (isBackward ? [window.before, window.after] : [window.after, window.before]).map((cursor) =>
    cursor === undefined ? undefined : placeOf(cursor),
  );
  const range = behind(behind(list.range, direction, start), opposite, end);
  const question = { kind: "window", direction, offset: 0, limit: count + 1, isDistinct: false } as const;
  return inquire(
    core,
    { filter: list.filter, range, question: { ...question, bound: start?.occurred } },
    async ({ sequences }) => {
      const isWithin = (row: Place): boolean =>
        (start === undefined || compare(direction, row, start) > 0) &&
        (end === undefined || compare(direction, row, end) < 0);
      const found = await readChosen(core, sequences, question, (rows) =>
        rows.filter(isWithin).slice(0, question.limit),
      );
      const rows = found.slice(0, count);
      const hasMore = found.length > count;
      return isBackward
        ? { rows: rows.reverse(), hasPreviousPage: hasMore, hasNextPage: window.before !== undefined }
        : { rows, hasNextPage: hasMore, hasPreviousPage: window.after !== undefined };
    },
    bySql,
  );
}
