/**
 * The tokens by which clients turn the pages of a list of events: base64 of what was asked for and how far it has been told. They
 * hold the filter as it came over the wire and are read as strictly as a request.
 */
import { read, type Static, wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import type { EventRange } from "./event.filter.ts";
import { eventFilterSchema } from "./event-schema.ts";

/** Events a page: the reference's own bound. */
export const PAGE_EVENTS = 50;
/** A filter's body is bounded as well, and no client makes tokens; half a megabyte is more than a URL can carry. */
const LONGEST_TOKEN = 524_288;

const TOKEN = wire.object(
  {
    filter: eventFilterSchema,
    count: wire.integer({ minimum: 0 }),
    page_size: wire.integer({ minimum: 0, maximum: PAGE_EVENTS }),
    offset: wire.integer({ minimum: 0 }),
  },
  { name: "EventPageToken", forbidExtra: true },
);

export type EventPlace = Static<typeof TOKEN>;

/** The token of the page behind `place`; undefined where there is none. */
export function nextPageToken(place: EventPlace, range: EventRange): string | undefined {
  const { filter, count, page_size, offset } = place;
  if (offset + page_size >= count) return undefined;
  // What was left to be filled in is written down, so that all pages are of one list.
  const occurred = { since: formatInstant(range.since), until: formatInstant(range.until) };
  const next = { filter: { ...filter, occurred }, count, page_size, offset: offset + page_size };
  return Buffer.from(JSON.stringify(next)).toString("base64url");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a token; undefined when it is none. */
export function readPageToken(token: string): EventPlace | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const text = Buffer.from(token, "base64url").toString();
  const result = read(TOKEN, () => parsed(text));
  return result.issues === undefined ? result.value : undefined;
}
