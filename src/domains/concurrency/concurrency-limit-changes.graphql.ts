/** The subscription concurrencyLimitChanges: limits that are made, changed and deleted, and whose slots are taken and given back. */
import { builder } from "../../graphql/builder.ts";
import { type ObjectChange, type ObjectEvents, openObjectChanges } from "../../graphql/streams/object-changes.ts";
import { StreamGapType } from "../../graphql/streams/stream.ts";
import type { ConcurrencyLimit as ConcurrencyLimitRow } from "../../orchestration/slots/limit.ts";
import { ConcurrencyLimit } from "./concurrency-limit.graphql.ts";
import { readConcurrencyLimitsByIds } from "./concurrency-limit.queries.ts";

type LimitChangeKind = "CREATED" | "CHANGED" | "RESET" | "SLOTS_TAKEN" | "SLOTS_GIVEN_BACK" | "DELETED";

type LimitChange = ObjectChange<LimitChangeKind, ConcurrencyLimitRow>;

const LimitChangeKindEnum = builder.enumType("ConcurrencyLimitChangeKind", {
  description: "What has happened to a concurrency limit.",
  values: {
    CREATED: { description: "It is new." },
    CHANGED: { description: "It has been edited." },
    RESET: { description: "All its slots have been taken back from whoever had them." },
    SLOTS_TAKEN: {
      description: "Slots have been taken by a client that told so, as Prefect's `concurrency` and `rate_limit` do.",
    },
    SLOTS_GIVEN_BACK: { description: "Slots have been given back by such a client." },
    DELETED: { description: "It is gone." },
  } as const satisfies Record<LimitChangeKind, object>,
});

const LimitChangeType = builder.objectRef<LimitChange>("ConcurrencyLimitChange").implement({
  description: "A concurrency limit has been made, changed or deleted, or its slots have been taken or given back.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    kind: t.expose("kind", { type: LimitChangeKindEnum, description: "What has happened to the limit." }),
    concurrencyLimitId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the limit.",
      resolve: ({ objectId }) => objectId,
    }),
    concurrencyLimit: t.field({
      type: ConcurrencyLimit,
      nullable: true,
      description: "The limit as it is by now; null for one that has been deleted.",
      resolve: ({ object }) => object,
    }),
    occurred: t.field({ type: "DateTime", description: "When it happened.", resolve: ({ row }) => row.occurred }),
  }),
});

const LimitChangesItem = builder.unionType("ConcurrencyLimitChangesItem", {
  description: "An item of the stream concurrencyLimitChanges.",
  types: [LimitChangeType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "ConcurrencyLimitChange"),
});

const KINDS: Readonly<Record<string, LimitChangeKind>> = {
  "prefect.concurrency-limit.created": "CREATED",
  "prefect.concurrency-limit.updated": "CHANGED",
  "penstock.concurrency-limit.reset": "RESET",
  // Told by the clients themselves (the reference's concurrency._events).
  "prefect.concurrency-limit.acquired": "SLOTS_TAKEN",
  "prefect.concurrency-limit.released": "SLOTS_GIVEN_BACK",
  "prefect.concurrency-limit.deleted": "DELETED",
};

const EVENTS: ObjectEvents<LimitChangeKind, ConcurrencyLimitRow> = {
  typename: "ConcurrencyLimit",
  resourcePrefix: "prefect.concurrency-limit.",
  kinds: KINDS,
  readByIds: ({ core }, ids) => readConcurrencyLimitsByIds(core, ids),
};

builder.subscriptionField("concurrencyLimitChanges", (t) =>
  t.field({
    type: LimitChangesItem,
    description:
      "Concurrency limits that are made, edited, reset and deleted, and whose slots clients say they have taken or given back. The server itself takes and gives back slots of limits on tags and of deployments with the transitions of runs, which flowRunChanges tells.",
    args: {
      ids: t.arg.idList({ description: "Only these limits: global ids or UUIDs." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: (_root, args, context) => openObjectChanges(context, EVENTS, args),
    resolve: (item) => item,
  }),
);
