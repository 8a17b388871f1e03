/** Events counted in GraphQL: by spans of time, by their names, or by what they happened to. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { EventFilterInput, eventSelection, flowRunCondition } from "./event.filter.graphql.ts";
import { eventRange } from "./event.filter.ts";
import {
  type Countable,
  countEventsBy,
  type EventCount,
  SHORTEST_INTERVAL,
  type TimeUnit,
} from "./event-counts.queries.ts";

const EventCountable = builder.enumType("EventCountable", {
  description: "What events are counted by.",
  values: {
    TIME: {
      value: "time",
      description: "Spans of time of equal length, the earliest first, those without events too.",
    },
    NAME: { value: "event", description: "The name, the most frequent first; a thousand names at most." },
    RESOURCE: {
      value: "resource",
      description: "What they happened to, the resources with the most events first; a thousand of these at most.",
    },
  } as const satisfies Record<string, { readonly value: Countable; readonly description: string }>,
});

const EventTimeUnit = builder.enumType("EventTimeUnit", {
  description: "A length of time.",
  values: {
    WEEK: { value: "week", description: "Seven days, from a Monday on (UTC)." },
    DAY: { value: "day", description: "A day, from midnight on (UTC)." },
    HOUR: { value: "hour", description: "An hour." },
    MINUTE: { value: "minute", description: "A minute." },
    SECOND: { value: "second", description: "A second." },
  } as const satisfies Record<string, { readonly value: TimeUnit; readonly description: string }>,
});

const EventCountType = builder.objectRef<EventCount>("EventCount").implement({
  description: "How many events there are of one kind, or in one span of time.",
  fields: (t) => ({
    value: t.exposeString("value", {
      description: "The name of the events, the id of the resource, or the place of the span, from 0 on.",
    }),
    label: t.exposeString("label", {
      description: "The name of the events, the latest name of the resource, or the beginning of the span.",
    }),
    count: t.field({ type: "SafeInt", description: "How many.", resolve: ({ count }) => count }),
    start: t.field({
      type: "DateTime",
      description: "When the span begins, or the first of the events occurred.",
      resolve: ({ start_time }) => start_time,
    }),
    end: t.field({
      type: "DateTime",
      description: "The last microsecond of the span, or when the last of the events occurred.",
      resolve: ({ end_time }) => end_time,
    }),
  }),
});

/** @throws PenstockError INVALID */
function checkedInterval(interval: number): number {
  if (interval >= SHORTEST_INTERVAL) return interval;
  throw new PenstockError("INVALID", `\`interval\` must not be below ${SHORTEST_INTERVAL}`);
}

builder.queryField("eventCounts", (t) =>
  t.field({
    type: [EventCountType],
    description:
      "Counts events by time, name or resource: those of the last 180 days until now, unless the filter has other times.",
    args: {
      filter: t.arg({ type: EventFilterInput, description: "Only events that match." }),
      by: t.arg({ type: EventCountable, defaultValue: "time", description: "What they are counted by." }),
      unit: t.arg({
        type: EventTimeUnit,
        defaultValue: "day",
        description: "The unit of `interval`, of spans of time.",
      }),
      interval: t.arg.float({
        defaultValue: 1,
        description: `The length of a span in units, ${SHORTEST_INTERVAL} at least; a thousand spans at most.`,
      }),
    },
    resolve: (_root, { filter: input, by, unit, interval }, { core }) => {
      const selection = eventSelection(input);
      if (selection.isEmpty) return [];
      const { after: since, before: until } = input?.occurred ?? {};
      const occurred = { ...(since == null ? {} : { since }), ...(until == null ? {} : { until }) };
      const range = eventRange({ occurred }, core.clock.now());
      return countEventsBy(core, {
        filter: selection.filter,
        range,
        countable: by ?? "time",
        unit: unit ?? "day",
        interval: checkedInterval(interval ?? 1),
        more: flowRunCondition(core, selection),
      });
    },
  }),
);
