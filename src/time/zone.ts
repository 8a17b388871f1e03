/** Time zones: from instants to what the clocks of a place show, and back. The rules are those of Node's own time zone data. */
import type { Instant } from "./instant.ts";
import { type WallTime, wallTime } from "./wall-time.ts";

/** A change of a zone's clocks. Moments are whole seconds since the epoch, offsets seconds east of UTC. */
export interface ZoneTransition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** Transitions are looked up as far as they are asked for, and this much farther, for the next question is about a later day. */
const STRIDE_SECONDS = 10 * 366 * 86_400;

/** Where looking up begins: schedules are about the years around us. 2020-01-01. */
const FIRST_LOOK_SECONDS = 1_577_836_800;

/** Clocks differ from UTC by less than this; so far around a wall time lie the transitions that decide about it. */
const LARGEST_OFFSET_SECONDS = 26 * 3600;

/** How to tell the moment of a wall time that there is not exactly once. */
export interface Disambiguation {
  /**
   * A skipped wall time told by the offset before the gap comes after it by as much as it lies inside; told by the one after
   * it, it comes before it.
   */
  readonly inGap?: "before" | "after";
  readonly inFold?: "first" | "second";
}

export class Zone {
  readonly name: string;
  /** Ascending, complete from #from to #to. */
  readonly #transitions: ZoneTransition[] = [];
  #from = FIRST_LOOK_SECONDS;
  #to = FIRST_LOOK_SECONDS;
  readonly #offsetAtFirstLook: number;

  /** @throws RangeError for a name that Node does not know */
  constructor(name: string) {
    this.name = name;
    this.#offsetAtFirstLook = offsetOf(this.#at(FIRST_LOOK_SECONDS));
  }

  /** Seconds east of UTC at a moment, in whole seconds since the epoch. */
  offsetAt(seconds: number): number {
    this.#cover(seconds, seconds);
    const index = this.#countUntil(seconds);
    return this.#offsetBehind(index);
  }

  /** The least and the greatest offset of the days around a moment. */
  offsetsAround(seconds: number): { readonly least: number; readonly greatest: number } {
    this.#cover(seconds - LARGEST_OFFSET_SECONDS, seconds + LARGEST_OFFSET_SECONDS);
    const first = this.#countUntil(seconds - LARGEST_OFFSET_SECONDS);
    const last = this.#countUntil(seconds + LARGEST_OFFSET_SECONDS);
    let least = this.#offsetBehind(first);
    let greatest = least;
    for (let index = first + 1; index <= last; index += 1) {
      const offset = this.#offsetBehind(index);
      least = Math.min(least, offset);
      greatest = Math.max(greatest, offset);
    }
    return { least, greatest };
  }

  /** What the clocks show; a fraction of a second is dropped. */
  wallTimeAt(instant: Instant): WallTime {
    const seconds = Math.floor(instant / 1_000_000);
    return wallTime(seconds + this.offsetAt(seconds));
  }

  /** The last transition at or before a moment; undefined where there is none. */
  transitionUntil(seconds: number): ZoneTransition | undefined {
    this.#cover(seconds - STRIDE_SECONDS, seconds);
    const known = this.#transitions[this.#countUntil(seconds) - 1];
    if (known !== undefined) return known;
    const found = this.#at(seconds + 1).getTimeZoneTransition("previous");
    return found === null ? undefined : transitionAt(found);
  }

  /** The first transition after a moment; undefined where there is none. */
  transitionAfter(seconds: number): ZoneTransition | undefined {
    this.#cover(seconds, seconds + STRIDE_SECONDS);
    const known = this.#transitions[this.#countUntil(seconds)];
    if (known !== undefined) return known;
    const found = this.#at(seconds).getTimeZoneTransition("next");
    return found === null ? undefined : transitionAt(found);
  }

  /** The moment, in seconds since the epoch, at which the clocks show a wall time. */
  secondsAt(wall: WallTime, { inGap = "before", inFold = "first" }: Disambiguation = {}): number {
    this.#cover(wall - LARGEST_OFFSET_SECONDS, wall + LARGEST_OFFSET_SECONDS);
    for (let index = this.#countUntil(wall - LARGEST_OFFSET_SECONDS); ; index += 1) {
      const next = this.#transitions[index];
      const offset = this.#offsetBehind(index);
      if (next === undefined || wall < next.at + Math.min(next.before, next.after)) return wall - offset;
      if (wall < next.at + next.before) return wall - (inFold === "first" ? next.before : next.after);
      if (wall < next.at + next.after) return wall - (inGap === "before" ? next.before : next.after);
    }
  }

  #at(seconds: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(this.name);
  }

  /** How many of the known transitions lie at or before a moment. */
  #countUntil(seconds: number): number {
    let low = 0;
    let high = this.#transitions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#transitions[middle] as ZoneTransition).at <= seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #offsetBehind(count: number): number {
    return this.#transitions[count - 1]?.after ?? this.#transitions[0]?.before ?? this.#offsetAtFirstLook;
  }

  #cover(from: number, to: number): void {
    if (to > this.#to) {
      const end = to + STRIDE_SECONDS;
      for (let next = this.#at(this.#to).getTimeZoneTransition("next"); next !== null; ) {
        const transition = transitionAt(next);
        if (transition.at > end) break;
        this.#transitions.push(transition);
        next = next.getTimeZoneTransition("next");
      }
      this.#to = end;
    }
    if (from < this.#from) {
      const end = from - STRIDE_SECONDS;
      const earlier: ZoneTransition[] = [];
      for (let next = this.#at(this.#from + 1).getTimeZoneTransition("previous"); next !== null; ) {
        const transition = transitionAt(next);
        if (transition.at <= end) break;
        if (transition.at <= this.#from) earlier.push(transition);
        next = next.getTimeZoneTransition("previous");
      }
      this.#transitions.unshift(...earlier.reverse());
      this.#from = end;
    }
  }
}

function offsetOf(moment: Temporal.ZonedDateTime): number {
  return moment.offsetNanoseconds / 1_000_000_000;
}

function transitionAt(moment: Temporal.ZonedDateTime): ZoneTransition {
  return {
    at: moment.epochMilliseconds / 1000,
    before: offsetOf(moment.subtract({ nanoseconds: 1 })),
    after: offsetOf(moment),
  };
}

const zones = new Map<string, Zone>();

/** Python's zone of an unset clock, which is UTC under another name; Node does not have it. */
const UNSET_ZONE = "Factory";

/**
 * The zone of an IANA name; UTC for null and "".
 *
 * @throws RangeError for an unknown name; see isZoneName
 */
export function zoneOf(name: string | null): Zone {
  const key = name === null || name === "" || name === UNSET_ZONE ? "UTC" : name;
  let zone = zones.get(key);
  if (zone === undefined) {
    zone = new Zone(key);
    zones.set(key, zone);
  }
  return zone;
}
