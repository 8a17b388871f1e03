/** Parts of JSON answers that are written by concatenation: no object is built, and JSON columns go in as they are. */
import type { JsonText } from "../db/json-text.ts";
import type { Microseconds } from "../time/duration.ts";
import { formatInstant, type Instant } from "../time/instant.ts";

export function quoted(text: string): string {
  return JSON.stringify(text);
}

export function quotedOrNull(text: string | null): string {
  return text === null ? "null" : quoted(text);
}

/** Ids and enumerations: text that is known to need no escapes. */
export function plainOrNull(text: string | null): string {
  return text === null ? "null" : `"${text}"`;
}

export function instantOrNull(instant: Instant | null): string {
  return instant === null ? "null" : `"${formatInstant(instant)}"`;
}

/** A duration in seconds, as a float: 0.0 where other writers of JSON would say 0. */
export function seconds(duration: Microseconds): string {
  const value = duration / 1_000_000;
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

export function jsonOrNull(json: JsonText | null): string {
  return json === null ? "null" : json;
}

/** A JSON array of rows. */
export function jsonArray<Row>(rows: readonly Row[], write: (row: Row) => string): string {
  const { length } = rows;
  if (length === 0) return "[]";
  let text = "[";
  for (let index = 0; index < length; index += 1)
    text += index === 0 ? write(rows[0] as Row) : `,${write(rows[index] as Row)}`;
  return `${text}]`;
}

/** One page of a list with its place in the whole (the reference's *PaginationResponse). */
export function jsonPage(results: string, count: number, limit: number, page: number): string {
  const pages = limit > 0 ? Math.ceil(count / limit) : 0;
  return `{"results":${results},"count":${count},"limit":${limit},"pages":${pages},"page":${page}}`;
}
