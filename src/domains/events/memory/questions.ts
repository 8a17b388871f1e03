/** What the events in memory are asked, and what they answer. */
import type { Direction } from "../../../db/list.ts";
import type { Instant } from "../../../time/instant.ts";
import type { EventFilter, EventRange } from "../event.filter.ts";

/** From `start` on, up to but without `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The events behind so many, in the order of time. */
export interface WindowQuestion {
  readonly kind: "window";
  readonly direction: Direction;
  readonly offset: number;
  readonly limit: number;
  /** Events of this moment come in addition to the limit: some of them lie before the place that the window begins at. */
  readonly bound?: Instant | undefined;
  /** Only the first event of each resource. */
  readonly isDistinct: boolean;
}

/**
 * The events of a window by their numbers in the log, with all others that occurred in the moments of its first and its last: the
 * order of those is told from their ids. `skipped` of all lie before the window.
 */
export interface WindowAnswer {
  readonly sequences: readonly number[];
  readonly skipped: number;
}

/** How many events there are, or how many resources they have. */
export interface CountQuestion {
  readonly kind: "count";
  readonly isDistinct: boolean;
}

/** How many events there are in each span; spans follow each other. */
export interface SpansQuestion {
  readonly kind: "spans";
  readonly spans: readonly Span[];
}

/** The names or resources with the most events, of those with the same number the first by value. */
export interface GroupsQuestion {
  readonly kind: "groups";
  readonly by: "name" | "resourceId";
  readonly limit: number;
}

export interface GroupAnswer {
  readonly value: string;
  readonly count: number;
  /** When the first and the last of them occurred. */
  readonly start: Instant;
  readonly end: Instant;
}

export interface Answers {
  readonly window: WindowAnswer;
  readonly count: number;
  readonly spans: readonly number[];
  readonly groups: readonly GroupAnswer[];
}

export type EventQuestion = WindowQuestion | CountQuestion | SpansQuestion | GroupsQuestion;

/** A question, and about which events. */
export interface EventInquiry<Question extends EventQuestion = EventQuestion> {
  readonly filter: EventFilter;
  readonly range: EventRange;
  readonly question: Question;
}
