/** The subscription eventStream: public events as the server hears of them. */
import type { LogRow } from "../../db/log-tail.ts";
import { builder } from "../../graphql/builder.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import {
  EventFilterInput,
  type EventSelection,
  eventSelection,
  eventSelectionConditions,
} from "./event.filter.graphql.ts";
import { compileEventFilter } from "./event.filter.ts";
import { Event } from "./event.graphql.ts";

/** Events of one item: an event has some kilobytes, so a client behind by many draws while it reads. */
const BATCH_EVENTS = 50;

interface EventBatch {
  readonly kind: "batch";
  readonly cursor: string;
  readonly events: readonly LogRow<"event">[];
}

const EventBatchType = builder.objectRef<EventBatch>("EventBatch").implement({
  description: "Events that the server heard of together.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", {
      description: "The place of the last of them in the stream, to be given as `after`.",
    }),
    events: t.field({
      type: [Event],
      description: "The events in the order in which the server wrote them down; at least one.",
      resolve: ({ events }) => events,
    }),
  }),
});

const EventStreamItem = builder.unionType("EventStreamItem", {
  description: "An item of the stream eventStream.",
  types: [EventBatchType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "EventBatch"),
});

function itemsOf(rows: readonly LogRow<"event">[], cursorOf: (row: LogRow<"event">) => string): EventBatch[] {
  const batches: EventBatch[] = [];
  for (let start = 0; start < rows.length; start += BATCH_EVENTS) {
    const events = rows.slice(start, start + BATCH_EVENTS);
    const last = events.at(-1);
    if (last !== undefined) batches.push({ kind: "batch", events, cursor: cursorOf(last) });
  }
  return batches;
}

/** The same as eventSelectionConditions says, of one event. */
function isSelected({ filter, range, flowRunIds, isEmpty }: EventSelection): (row: LogRow<"event">) => boolean {
  if (isEmpty) return () => false;
  const matches = compileEventFilter(filter, range);
  const wanted = flowRunIds === null ? null : new Set(flowRunIds);
  return (row) =>
    row.internal === 0 &&
    (wanted === null || (row.flow_run_id !== null && wanted.has(row.flow_run_id))) &&
    matches(row);
}

builder.subscriptionField("eventStream", (t) =>
  t.field({
    type: EventStreamItem,
    description: "Events in the order in which the server wrote them down, whatever their own times say.",
    args: {
      filter: t.arg({ type: EventFilterInput, description: "Only events that match." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: async (_root, args, context): Promise<AsyncIterable<StreamItem<EventBatch>>> => {
      const selection = eventSelection(args.filter);
      const conditions = await eventSelectionConditions(context.core, selection);
      return openStream(context, {
        table: "event",
        after: args.after,
        where: (where) => where.and(conditions),
        matches: isSelected(selection),
        itemsOf,
      });
    },
    resolve: (item) => item,
  }),
);
