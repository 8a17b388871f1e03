/** The subscription concurrencyLimitChanges: limits that are made, changed and deleted, and whose slots are taken and given back. */
import type { LogRow } from "../../db/log-follower.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import { databaseIdOf, parseUuid } from "../../graphql/global-ids.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import type { ConcurrencyLimit as ConcurrencyLimitRow } from "../../orchestration/slots/limit.ts";
import { ConcurrencyLimit } from "./concurrency-limit.graphql.ts";
import { readConcurrencyLimitsByIds } from "./concurrency-limit.queries.ts";

const RESOURCE_PREFIX = "prefect.concurrency-limit.";
/** Each is looked for in the replay of the log. */
const MOST_IDS = 1_000;

type LimitChangeKind = "CREATED" | "CHANGED" | "RESET" | "SLOTS_TAKEN" | "SLOTS_GIVEN_BACK" | "DELETED";

interface LimitChange {
  readonly kind: LimitChangeKind;
  readonly cursor: string;
  readonly limitId: string;
  readonly limit: ConcurrencyLimitRow | null;
  readonly row: LogRow<"event">;
}

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
      resolve: ({ limitId }) => limitId,
    }),
    concurrencyLimit: t.field({
      type: ConcurrencyLimit,
      nullable: true,
      description: "The limit as it is by now; null for one that has been deleted.",
      resolve: ({ limit }) => limit,
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

function kindOf(row: LogRow<"event">): LimitChangeKind | null {
  if (!row.resource_id.startsWith(RESOURCE_PREFIX)) return null;
  return Object.hasOwn(KINDS, row.event) ? (KINDS[row.event] ?? null) : null;
}

/**
 * The changes some events tell of. Clients may send events of these names, too: a deletion is told only of what is gone, and
 * anything else only of what is there.
 */
async function changesOf(
  { core }: GraphQLContext,
  rows: readonly LogRow<"event">[],
  cursorOf: (row: LogRow<"event">) => string,
): Promise<LimitChange[]> {
  const told = rows.flatMap((row) => {
    const kind = kindOf(row);
    const limitId = parseUuid(row.resource_id.slice(RESOURCE_PREFIX.length));
    return kind === null || limitId === undefined ? [] : [{ kind, limitId, row }];
  });
  const ids = [...new Set(told.map(({ limitId }) => limitId))];
  const present = new Map((await readConcurrencyLimitsByIds(core, ids)).map((limit) => [limit.id, limit]));
  return told.flatMap(({ kind, limitId, row }) => {
    const limit = present.get(limitId) ?? null;
    if ((kind === "DELETED") !== (limit === null)) return [];
    return [{ kind, limitId, limit, row, cursor: cursorOf(row) }];
  });
}

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
    subscribe: async (_root, args, context): Promise<AsyncIterable<StreamItem<LimitChange>>> => {
      if (args.ids != null && args.ids.length > MOST_IDS) {
        throw new PenstockError("INVALID", `\`ids\` takes ${MOST_IDS} ids at most`);
      }
      const { dialect } = context.core.database;
      const wanted = args.ids?.map((id) => `${RESOURCE_PREFIX}${databaseIdOf("ConcurrencyLimit", id)}`) ?? null;
      const isWanted = wanted === null ? null : new Set(wanted);
      return openStream(context, {
        table: "event",
        after: args.after,
        where: (where) =>
          wanted === null
            ? where("resource_id", "like", `${RESOURCE_PREFIX}%`)
            : dialect.in(where.ref("resource_id"), wanted, "text"),
        matches: (row) => (isWanted === null || isWanted.has(row.resource_id)) && kindOf(row) !== null,
        itemsOf: (rows, cursorOf) => changesOf(context, rows, cursorOf),
      });
    },
    resolve: (item) => item,
  }),
);
