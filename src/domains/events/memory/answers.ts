/** Questions about selected events, answered from memory along their order in time. */
import type { Instant } from "../../../time/instant.ts";
import type { EventRange } from "../event.filter.ts";
import type { EventColumns } from "./event-columns.ts";
import { fromJson } from "./label-tests.ts";
import type {
  CountQuestion,
  GroupAnswer,
  GroupsQuestion,
  SpansQuestion,
  WindowAnswer,
  WindowQuestion,
} from "./questions.ts";

/** Events of one window; more are there only when very many occurred in the same moment. Some 100 kB of an answer. */
const MOST_SEQUENCES = 10_000;

/** A window that would have more than MOST_SEQUENCES events. */
export class TooManyEventsError extends Error {
  override readonly name = "TooManyEventsError";
}

export class SelectedEvents {
  readonly #columns: EventColumns;
  readonly #rows: Uint8Array;
  /** Places of events by when they occurred, of which those from `#first` up to `#end` lie in the range. */
  readonly #order: Uint32Array;
  readonly #first: number;
  readonly #end: number;

  /** @param rows by the place of an event, 1 if it is selected */
  constructor(columns: EventColumns, rows: Uint8Array, { since, until }: EventRange) {
    this.#columns = columns;
    this.#rows = rows;
    this.#order = columns.order();
    this.#first = this.#firstFrom(since);
    // Instants are whole microseconds. A range may end before it begins.
    this.#end = Math.max(this.#first, this.#firstFrom(until + 1));
  }

  count({ isDistinct }: CountQuestion): number {
    return isDistinct ? this.#resources() : this.#between(this.#first, this.#end);
  }

  spans({ spans }: SpansQuestion): number[] {
    return spans.map(({ start, end }) =>
      this.#between(Math.max(this.#first, this.#firstFrom(start)), Math.min(this.#end, this.#firstFrom(end))),
    );
  }

  /** @throws TooManyEventsError */
  window({ direction, offset, limit, bound, isDistinct }: WindowQuestion): WindowAnswer {
    const { occurred, sequences } = this.#columns;
    const step = direction === "ASC" ? 1 : -1;
    const found: number[] = [];
    // Those of each resource are not told apart by passing over them.
    const begin = isDistinct || bound !== undefined ? this.#begin(step) : this.#passOver(step, offset);
    const seen = isDistinct ? new Uint8Array(this.#columns.texts.runs.count) : undefined;
    let { passed } = begin;
    let before = passed;
    for (const moment of this.#moments(step, begin.at, seen)) {
      const isBound = bound !== undefined && occurred[moment.places[0] as number] === bound;
      if (!isBound && passed + moment.count <= offset) {
        passed += moment.count;
        before = passed;
        continue;
      }
      if (found.length + moment.places.length > MOST_SEQUENCES) throw new TooManyEventsError();
      for (const place of moment.places) found.push(sequences[place] as number);
      if (!isBound) passed += moment.count;
      if (passed >= offset + limit) break;
    }
    return { sequences: found, skipped: found.length === 0 ? 0 : offset - before };
  }

  groups({ by, limit }: GroupsQuestion): GroupAnswer[] {
    const column = this.#columns.column(by);
    const { texts, names, occurred } = this.#columns;
    const total = by === "name" ? names.count : texts.runs.count;
    const counts = new Uint32Array(total);
    // Positions in the order, which tell the times.
    const firsts = new Uint32Array(total);
    const lasts = new Uint32Array(total);
    const values: number[] = [];
    for (let at = this.#first; at < this.#end; at += 1) {
      const place = this.#order[at] as number;
      if (this.#rows[place] !== 1) continue;
      const value = column[place] as number;
      if (counts[value] === 0) {
        values.push(value);
        firsts[value] = at;
      }
      counts[value] = (counts[value] as number) + 1;
      lasts[value] = at;
    }
    const timeAt = (at: number): Instant => occurred[this.#order[at] as number] as Instant;
    const textOf = (value: number): number => (by === "name" ? this.#columns.nameText(value) : value);
    const compare = (left: number, right: number): number =>
      (counts[right] as number) - (counts[left] as number) || texts.compare(textOf(left), textOf(right));
    return firstOf(values, compare, limit).map((value) => ({
      value: by === "name" ? texts.textOf(textOf(value)) : fromJson(texts.textOf(value)),
      count: counts[value] as number,
      start: timeAt(firsts[value] as number),
      end: timeAt(lasts[value] as number),
    }));
  }

  #between(first: number, end: number): number {
    let count = 0;
    for (let at = first; at < end; at += 1) count += this.#rows[this.#order[at] as number] as number;
    return count;
  }

  #resources(): number {
    const resources = this.#columns.column("resourceId");
    const seen = new Uint8Array(this.#columns.texts.runs.count);
    let count = 0;
    for (let at = this.#first; at < this.#end; at += 1) {
      const place = this.#order[at] as number;
      const resource = resources[place] as number;
      if (this.#rows[place] !== 1 || seen[resource] === 1) continue;
      seen[resource] = 1;
      count += 1;
    }
    return count;
  }

  #begin(step: 1 | -1): { readonly at: number; readonly passed: number } {
    return { at: step === 1 ? this.#first : this.#end - 1, passed: 0 };
  }

  /** Passes over moments with `most` selected events at the most: the position behind them, and how many there were. */
  #passOver(step: 1 | -1, most: number): { readonly at: number; readonly passed: number } {
    const { occurred } = this.#columns;
    const end = this.#endOf(step);
    let { at, passed } = this.#begin(step);
    for (;;) {
      let next = at;
      let count = 0;
      const moment = occurred[this.#order[next] as number];
      for (; next !== end; next += step) {
        const place = this.#order[next] as number;
        if (occurred[place] !== moment) break;
        count += this.#rows[place] as number;
      }
      if (next === at || passed + count > most) return { at, passed };
      at = next;
      passed += count;
    }
  }

  /** Where a walk along the order ends. */
  #endOf(step: 1 | -1): number {
    return step === 1 ? this.#end : this.#first - 1;
  }

  /**
   * The selected events from a position on, moment by moment. With `seen`, by resource, only those of resources that no moment before
   * had, of which each counts once.
   */
  *#moments(
    step: 1 | -1,
    begin: number,
    seen: Uint8Array | undefined,
  ): Generator<{ readonly places: readonly number[]; readonly count: number }> {
    const { occurred } = this.#columns;
    const resources = this.#columns.column("resourceId");
    const isWanted = (place: number): boolean => this.#rows[place] === 1 && seen?.[resources[place] as number] !== 1;
    const end = this.#endOf(step);
    for (let at = begin; at !== end; ) {
      const first = this.#order[at] as number;
      if (!isWanted(first)) {
        at += step;
        continue;
      }
      const places: number[] = [];
      for (; at !== end && occurred[this.#order[at] as number] === occurred[first]; at += step) {
        const place = this.#order[at] as number;
        if (isWanted(place)) places.push(place);
      }
      if (seen === undefined) {
        yield { places, count: places.length };
        continue;
      }
      const distinct = new Set(places.map((place) => resources[place] as number));
      yield { places, count: distinct.size };
      for (const resource of distinct) seen[resource] = 1;
    }
  }

  /** The first position in the order at which an event did not occur before a time. */
  #firstFrom(time: number): number {
    const { occurred } = this.#columns;
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((occurred[this.#order[middle] as number] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first of the values in an order, without sorting all of them, which may be many. */
function firstOf(
  values: readonly number[],
  compare: (left: number, right: number) => number,
  limit: number,
): readonly number[] {
  const first: number[] = [];
  for (const value of values) {
    const last = first.at(-1);
    if (first.length >= limit && last !== undefined) {
      if (compare(last, value) < 0) continue;
      first.pop();
    }
    let low = 0;
    let high = first.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(first[middle] as number, value) < 0) low = middle + 1;
      else high = middle;
    }
    first.splice(low, 0, value);
  }
  return first;
}
