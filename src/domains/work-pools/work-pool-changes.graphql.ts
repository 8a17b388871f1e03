/** The subscription workPoolChanges: work pools, and the workers in them, that come, change and go. */

import { fromJsonText } from "../../db/json-text.ts";
import type { LogRow } from "../../db/log-tail.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, parseUuid } from "../../graphql/global-ids.ts";
import { createLoaders, type Loaders } from "../../graphql/loaders.ts";
import type { Parent } from "../../graphql/rows.ts";
import { type ChangeKind, ChangeKindEnum } from "../../graphql/streams/change-kind.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import { Worker } from "../workers/worker.graphql.ts";
import { WorkPool } from "./work-pool.graphql.ts";

const POOL_PREFIX = "prefect.work-pool.";
const WORKER_PREFIX = "prefect.worker.";
/** Each is looked for in the replay of the log. */
const MOST_IDS = 1_000;

interface Told {
  readonly kind: ChangeKind;
  readonly workPoolId: string;
  /** The worker that has come, changed or gone; null where it is the pool itself. */
  readonly workerId: string | null;
}

interface WorkPoolChange extends Told {
  readonly cursor: string;
  readonly workPool: Parent<"WorkPool"> | null;
  readonly worker: Parent<"Worker"> | null;
  readonly row: LogRow<"event">;
}

const WorkPoolChangeType = builder.objectRef<WorkPoolChange>("WorkPoolChange").implement({
  description: "A work pool, or a worker in it, has come, changed or gone.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    kind: t.expose("kind", {
      type: ChangeKindEnum,
      description: "What has happened to the worker or, where no worker is told of, to the pool.",
    }),
    workPoolId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the pool.",
      resolve: ({ workPoolId }) => workPoolId,
    }),
    workPool: t.field({
      type: WorkPool,
      nullable: true,
      description: "The pool as it is by now; null for one that has been deleted.",
      resolve: ({ workPool }) => workPool,
    }),
    workerId: t.field({
      type: "UUID",
      nullable: true,
      description: "The id of the worker that has come, changed or gone; null where it is the pool.",
      resolve: ({ workerId }) => workerId,
    }),
    worker: t.field({
      type: Worker,
      nullable: true,
      description: "That worker as it is by now; null for one that has been deleted.",
      resolve: ({ worker }) => worker,
    }),
    occurred: t.field({ type: "DateTime", description: "When it happened.", resolve: ({ row }) => row.occurred }),
  }),
});

const WorkPoolChangesItem = builder.unionType("WorkPoolChangesItem", {
  description: "An item of the stream workPoolChanges.",
  types: [WorkPoolChangeType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "WorkPoolChange"),
});

const POOL_EVENTS: Readonly<Record<string, ChangeKind>> = {
  "prefect.work-pool.created": "CREATED",
  "prefect.work-pool.updated": "CHANGED",
  "prefect.work-pool.ready": "CHANGED",
  "prefect.work-pool.not-ready": "CHANGED",
  "prefect.work-pool.paused": "CHANGED",
  "prefect.work-pool.deleted": "DELETED",
};

const WORKER_EVENTS: Readonly<Record<string, ChangeKind>> = {
  "penstock.worker.created": "CREATED",
  "penstock.worker.updated": "CHANGED",
  "penstock.worker.deleted": "DELETED",
};

/** What an event tells of a pool or a worker; null for any other. Workers' own events are of clients, and not of these. */
function toldBy(row: LogRow<"event">): Told | null {
  const { event, resource_id: resource } = row;
  if (resource.startsWith(POOL_PREFIX)) {
    const workPoolId = parseUuid(resource.slice(POOL_PREFIX.length));
    const kind = Object.hasOwn(POOL_EVENTS, event) ? POOL_EVENTS[event] : undefined;
    return workPoolId === undefined || kind === undefined ? null : { kind, workPoolId, workerId: null };
  }
  if (!row.internal || !resource.startsWith(WORKER_PREFIX)) return null;
  const workerId = parseUuid(resource.slice(WORKER_PREFIX.length));
  const kind = Object.hasOwn(WORKER_EVENTS, event) ? WORKER_EVENTS[event] : undefined;
  if (workerId === undefined || kind === undefined) return null;
  const { work_pool_id: workPoolId } = fromJsonText<{ readonly work_pool_id: string }>(row.payload);
  return { kind, workPoolId, workerId };
}

/**
 * The changes some events tell of. Clients may send events of pools' names, too: a deletion is told only of what is gone, and
 * anything else only of what is there.
 */
async function changesOf(
  loaders: Loaders,
  rows: readonly LogRow<"event">[],
  cursorOf: (row: LogRow<"event">) => string,
): Promise<WorkPoolChange[]> {
  const changes = rows.map(async (row): Promise<WorkPoolChange[]> => {
    const told = toldBy(row);
    if (told === null) return [];
    const [workPool, worker] = await Promise.all([
      loaders.workPools.load(told.workPoolId),
      told.workerId === null ? null : loaders.workers.load(told.workerId),
    ]);
    const isThere = told.workerId === null ? workPool !== null : worker !== null;
    return (told.kind === "DELETED") === isThere ? [] : [{ ...told, workPool, worker, row, cursor: cursorOf(row) }];
  });
  return (await Promise.all(changes)).flat();
}

builder.subscriptionField("workPoolChanges", (t) =>
  t.field({
    type: WorkPoolChangesItem,
    description:
      "Work pools that are made, edited, paused, resumed and deleted, become ready or cease to be, and workers that come and go.",
    args: {
      ids: t.arg.idList({ description: "Only these pools and their workers: global ids or UUIDs." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: async (_root, args, context): Promise<AsyncIterable<StreamItem<WorkPoolChange>>> => {
      if (args.ids != null && args.ids.length > MOST_IDS) {
        throw new PenstockError("INVALID", `\`ids\` takes ${MOST_IDS} ids at most`);
      }
      const wanted = args.ids == null ? null : new Set(args.ids.map((id) => databaseIdOf("WorkPool", id)));
      return openStream(context, {
        table: "event",
        after: args.after,
        where: (where) =>
          where.or([
            where("resource_id", "like", `${POOL_PREFIX}%`),
            where("resource_id", "like", `${WORKER_PREFIX}%`),
          ]),
        matches: (row) => {
          const told = toldBy(row);
          return told !== null && (wanted === null || wanted.has(told.workPoolId));
        },
        // Of loaders of its own: what is told is as it is by now.
        itemsOf: (rows, cursorOf) => changesOf(createLoaders(context.core), rows, cursorOf),
      });
    },
    resolve: (item) => item,
  }),
);
