/** The subscription flowRunChanges: flow runs that are created, changed and deleted. */
import type { LogRow } from "../../db/log-follower.ts";
import { builder } from "../../graphql/builder.ts";
import { parseUuid } from "../../graphql/global-ids.ts";
import type { Parent } from "../../graphql/rows.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import { transitionOf } from "../runs/run-transitions.graphql.ts";
import { FlowRunFilterInput, flowRunFiltersOf } from "./flow-run.filter.graphql.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import type { FlowRunMatcher } from "./flow-run-matcher.ts";

const RESOURCE_PREFIX = "prefect.flow-run.";

export type ChangeKind = "CREATED" | "CHANGED" | "DELETED";

interface FlowRunChange {
  readonly kind: ChangeKind;
  readonly cursor: string;
  readonly runId: string;
  readonly flowRun: Parent<"FlowRun"> | null;
  readonly row: LogRow<"event">;
}

export const ChangeKindEnum = builder.enumType("ChangeKind", {
  description: "What has happened to an object.",
  values: {
    CREATED: { description: "It is new." },
    CHANGED: { description: "It is in another state, or has been edited." },
    DELETED: { description: "It is gone." },
  } as const satisfies Record<ChangeKind, object>,
});

const FlowRunChangeType = builder.objectRef<FlowRunChange>("FlowRunChange").implement({
  description: "A flow run has been created, changed or deleted.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    kind: t.expose("kind", { type: ChangeKindEnum, description: "What has happened to the run." }),
    runId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the run.",
      resolve: ({ runId }) => runId,
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The run as it is by now; null for one that has been deleted.",
      resolve: ({ flowRun }) => flowRun,
    }),
    occurred: t.field({ type: "DateTime", description: "When it happened.", resolve: ({ row }) => row.occurred }),
  }),
});

const FlowRunChangesItem = builder.unionType("FlowRunChangesItem", {
  description: "An item of the stream flowRunChanges.",
  types: [FlowRunChangeType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "FlowRunChange"),
});

/** What an event tells of a flow run; null for events that change nothing, such as heartbeats. */
function changeOf(row: LogRow<"event">): ChangeKind | null {
  if (!row.resource_id.startsWith(RESOURCE_PREFIX)) return null;
  // Clients may name their events as they like; only the server's own are internal.
  if (row.internal) {
    if (row.event === "penstock.flow-run.deleted") return "DELETED";
    if (row.event === "penstock.flow-run.created") return "CREATED";
    return row.event === "penstock.flow-run.updated" ? "CHANGED" : null;
  }
  const transition = transitionOf(row);
  // A run is created together with its first state.
  return transition === null ? null : transition.from === null ? "CREATED" : "CHANGED";
}

/** The changes some events tell of, of runs that match by now. A deleted one can no longer be asked whether it did. */
async function changesOf(
  rows: readonly LogRow<"event">[],
  cursorOf: (row: LogRow<"event">) => string,
  matcher: FlowRunMatcher,
): Promise<FlowRunChange[]> {
  const changes = rows.map(async (row): Promise<FlowRunChange[]> => {
    const kind = changeOf(row);
    const runId = parseUuid(row.resource_id.slice(RESOURCE_PREFIX.length));
    if (kind === null || runId === undefined) return [];
    const flowRun = kind === "DELETED" ? null : await matcher.match(runId);
    if (kind !== "DELETED" && flowRun === null) return [];
    return [{ kind, cursor: cursorOf(row), runId, flowRun, row }];
  });
  return (await Promise.all(changes)).flat();
}

builder.subscriptionField("flowRunChanges", (t) =>
  t.field({
    type: FlowRunChangesItem,
    description:
      "Flow runs that are created, changed and deleted. A change is told if the run matches the filter after it; a deletion always, for what is gone cannot be matched.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: async (_root, args, context): Promise<AsyncIterable<StreamItem<FlowRunChange>>> => {
      const filters = flowRunFiltersOf(args.filter);
      const matcher = context.flowRunMatchers.open(filters);
      const { dialect } = context.core.database;
      // Changes of certain runs are found by an index, and told apart without asking the database.
      const ids = filters.flow_runs?.id?.any_ ?? null;
      const wanted = ids === null ? null : new Set(ids);
      try {
        return await openStream(context, {
          table: "event",
          after: args.after,
          where: (where) =>
            ids === null
              ? where("resource_id", "like", `${RESOURCE_PREFIX}%`)
              : dialect.in(where.ref("flow_run_id"), ids, "uuid"),
          matches: (row) =>
            (wanted === null || (row.flow_run_id !== null && wanted.has(row.flow_run_id))) && changeOf(row) !== null,
          itemsOf: (rows, cursorOf) => changesOf(rows, cursorOf, matcher),
          onEnd: () => matcher.close(),
        });
      } catch (error) {
        matcher.close();
        throw error;
      }
    },
    resolve: (item) => item,
  }),
);
