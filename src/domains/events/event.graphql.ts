/** Events in GraphQL: the type and its list. Penstock's internal events are not among them. */
import type { Core } from "../../core.ts";
import { countRows, type Direction, type Page, type PageWindow } from "../../db/list.ts";
import { builder } from "../../graphql/builder.ts";
import { connectionOf, windowOf } from "../../graphql/connections.ts";
import { OrderDirection } from "../../graphql/filters.ts";
import { exactColumn } from "../../graphql/rows.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import {
  EventFilterInput,
  type EventSelection,
  eventSelection,
  eventSelectionConditions,
} from "./event.filter.graphql.ts";
import type { EventRow } from "./event.ts";
import { counterOf } from "./event-search.access.ts";
import { countEvents, readEventPage } from "./event-search.queries.ts";

export const Event = builder.prismaNode("Event", {
  id: { field: "id", description: "The event's global id." },
  nullable: true,
  findUnique: (id) => ({ id, internal: false }),
  description: "Something that has happened to a resource, as Prefect's clients and this server tell it.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the event.",
      resolve: (event) => event.id,
    }),
    name: t.exposeString("event", { description: "What has happened, such as prefect.flow-run.Completed." }),
    sequence: t.field({
      type: "SafeInt",
      description: "The event's place in the order in which the server wrote events down; some numbers are left out.",
      resolve: (event) => Number(event.sequence),
    }),
    occurred: t.expose("occurred", {
      type: "DateTime",
      description: "When it happened, by the clock of whoever tells it.",
    }),
    received: t.expose("received", { type: "DateTime", description: "When the server heard of it." }),
    resourceId: t.exposeString("resource_id", { description: "What it happened to, such as prefect.flow-run.<UUID>." }),
    resource: t.field({
      type: "JSON",
      description: "The labels of what it happened to.",
      resolve: (event, _args, { loaders }) => exactColumn(event, "resource", loaders.events),
    }),
    related: t.field({
      type: "JSON",
      description: "The labels of each resource that had to do with it.",
      resolve: (event, _args, { loaders }) => exactColumn(event, "related", loaders.events),
    }),
    payload: t.field({
      type: "JSON",
      description: "What else there is to say.",
      resolve: (event, _args, { loaders }) => exactColumn(event, "payload", loaders.events),
    }),
    followsId: t.field({
      type: "UUID",
      nullable: true,
      description: "The event that came right before this one, where the order would be in doubt.",
      resolve: (event) => event.follows,
    }),
    flowRunId: t.field({
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the flow run that the event belongs to.",
      resolve: (event) => event.flow_run_id,
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The flow run that the event belongs to; null when there is none (any more).",
      resolve: (event, _args, { loaders }) =>
        event.flow_run_id === null ? null : loaders.flowRuns.load(event.flow_run_id),
    }),
  }),
});

const EventConnection = builder.connectionObject(
  {
    type: Event,
    name: "EventConnection",
    description: "A page of events.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many events match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "EventEdge", description: "An event in its place in a list." },
);

/** A page of the events that are selected. */
async function selectedPage(
  core: Core,
  { filter, range, flowRunIds, isEmpty }: EventSelection,
  direction: Direction,
  window: PageWindow,
): Promise<Page<EventRow>> {
  if (isEmpty) return { rows: [], hasNextPage: false, hasPreviousPage: false };
  return readEventPage(core, { filter, range, flowRunIds, direction }, window);
}

async function countSelected(core: Core, selection: EventSelection): Promise<number> {
  const { filter, range, flowRunIds, isEmpty } = selection;
  if (isEmpty) return 0;
  if (flowRunIds === null) return countEvents(core, filter, range);
  return countRows(counterOf(core, filter), "event", await eventSelectionConditions(core, selection));
}

builder.queryField("events", (t) =>
  t.field({
    type: EventConnection,
    description: "Events in the order in which they happened, the latest first unless `direction` says otherwise.",
    args: {
      filter: t.arg({ type: EventFilterInput, description: "Only events that match." }),
      direction: t.arg({ type: OrderDirection, description: "DESC, the latest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const selection = eventSelection(args.filter);
      const window = windowOf(args, { name: "OCCURRED", type: "number" });
      const page = await selectedPage(core, selection, args.direction ?? "DESC", window);
      return connectionOf(
        page,
        "OCCURRED",
        (event) => ({ value: event.occurred, id: event.id }),
        () => countSelected(core, selection),
      );
    },
  }),
);
