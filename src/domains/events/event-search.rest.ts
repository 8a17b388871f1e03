/** Events read back and counted: /events/filter, its next pages, and /events/count-by (the reference's api/events.py). */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted, quotedOrNull } from "../json-writer.ts";
import { eventRange } from "./event.filter.ts";
import type { EventRow } from "./event.ts";
import { eventJson } from "./event.wire.ts";
import * as answers from "./event-answers.rest.ts";
import {
  countables,
  countEventsBy,
  type EventCount,
  SHORTEST_INTERVAL,
  spansOf,
  timeUnits,
} from "./event-counts.queries.ts";
import { type EventPlace, nextPageToken, PAGE_EVENTS, readPageToken } from "./event-page-schema.ts";
import { eventFilterSchema } from "./event-schema.ts";
import { countEvents, pageEvents } from "./event-search.queries.ts";

const TAGS = ["Events"];

/** The events of a page. */
function eventsOf(core: Core, { filter, page_size: limit, offset }: Omit<EventPlace, "count">): Promise<EventRow[]> {
  return pageEvents(core, { filter, range: eventRange(filter, core.clock.now()), limit, offset });
}

/** A page of events with the number of all, and where the next one is. */
function pageJson(core: Core, request: FastifyRequest, place: EventPlace, events: readonly EventRow[]): string {
  const token = nextPageToken(place, eventRange(place.filter, core.clock.now()));
  const next =
    token === undefined ? null : `${request.protocol}://${request.host}/api/events/filter/next?page-token=${token}`;
  return `{"events":${jsonArray(events, eventJson)},"total":${place.count},"next_page":${quotedOrNull(next)}}`;
}

function countJson(count: EventCount): string {
  return `{"value":${quoted(count.value)},"label":${quoted(count.label)},"count":${count.count},"start_time":"${formatInstant(count.start_time)}","end_time":"${formatInstant(count.end_time)}"}`;
}

export function eventSearchRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/events/filter",
    summary: "Read Events",
    description:
      "Queries for Events matching the given filter criteria in the given Account.  Returns\nthe first page of results, and the URL to request the next page (if there are more\nresults).",
    tags: TAGS,
    body: wire.parameters({
      filter: wire.withDefault(wire.nullable(eventFilterSchema), null),
      limit: wire.withDefault(wire.integer({ minimum: 0, maximum: PAGE_EVENTS }), PAGE_EVENTS),
    }),
    response: answers.eventPage,
    handler: async ({ body, request }) => {
      const given = body.filter ?? {};
      // What is left open is filled in once, so that the events and their number are of one range.
      const range = eventRange(given, core.clock.now());
      const filter = { ...given, occurred: range };
      const page = { filter, page_size: body.limit, offset: 0 };
      const events = await eventsOf(core, page);
      // What does not fill a page has been counted.
      const count = events.length < body.limit ? events.length : await countEvents(core, filter, range);
      return json(pageJson(core, request, { ...page, count }, events));
    },
  });
  route(application, {
    method: "GET",
    path: "/events/filter/next",
    summary: "Read Account Events Page",
    description:
      "Returns the next page of Events for a previous query against the given Account, and\nthe URL to request the next page (if there are more results).",
    tags: TAGS,
    query: { "page-token": wire.string() },
    response: answers.eventPage,
    handler: async ({ query, request }) => {
      const place = readPageToken(query["page-token"]);
      if (place === undefined) throw new PenstockError("FORBIDDEN", "Forbidden");
      return json(pageJson(core, request, place, await eventsOf(core, place)));
    },
  });
  route(application, {
    method: "POST",
    path: "/events/count-by/{countable}",
    summary: "Count Account Events",
    description:
      "Returns distinct objects and the count of events associated with them.  Objects\nthat can be counted include the day the event occurred, the type of event, or\nthe IDs of the resources associated with the event.",
    tags: TAGS,
    params: { countable: wire.enumeration(countables, { name: "Countable" }) },
    body: wire.parameters({
      filter: eventFilterSchema,
      time_unit: wire.withDefault(wire.enumeration(timeUnits, { name: "TimeUnit" }), "day"),
      time_interval: wire.withDefault(wire.number({ minimum: SHORTEST_INTERVAL }), 1),
    }),
    response: wire.array(answers.eventCount),
    handler: async ({ params, body }) => {
      const range = eventRange(body.filter, core.clock.now());
      const { filter, time_unit: unit, time_interval: interval } = body;
      const { countable } = params;
      // Whatever is counted, bad spans are refused.
      spansOf(range, unit, interval, core.clock.now());
      return json(jsonArray(await countEventsBy(core, { filter, range, countable, unit, interval }), countJson));
    },
  });
}
