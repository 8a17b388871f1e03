/** The subscription flowRunChanges: a list of flow runs, live. */
import type { LogRow } from "../../db/log-tail.ts";
import { builder } from "../../graphql/builder.ts";
import { openStream, type StreamGap, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import { RunStateCountsType } from "../runs/run-state-counts.graphql.ts";
import { FlowRunFilterInput, flowRunFiltersOf } from "./flow-run.filter.graphql.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import { countDeltas } from "./flow-run-count-deltas.ts";
import type { ListChange, ListChangeKind, LiveFlowRuns } from "./live-flow-runs.ts";

interface FlowRunChangeItem extends ListChange {
  readonly cursor: string;
  readonly row: LogRow<"event">;
}

const ListChangeKindEnum = builder.enumType("ListChangeKind", {
  description: "What has happened to a list of objects that match a filter.",
  values: {
    ENTERED: { description: "The object matches, and did not before, or is new." },
    CHANGED: { description: "The object matched and still does; something about it is different." },
    LEFT: { description: "The object matched and no longer does, or is gone." },
  } as const satisfies Record<ListChangeKind, object>,
});

const FlowRunChangeType = builder.objectRef<FlowRunChangeItem>("FlowRunChange").implement({
  description: "A flow run has come into a list, has changed in it, or has left it.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    kind: t.expose("kind", { type: ListChangeKindEnum, description: "What has happened to the list." }),
    runId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the run.",
      resolve: ({ runId }) => runId,
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description:
        "The run as it is by now, which may be later than the change; null for one that is gone, also when that is only told by a later item.",
      resolve: ({ runId }, _args, { loaders }) => loaders.flowRuns.load(runId),
    }),
    countDeltas: t.field({
      type: RunStateCountsType,
      description:
        "What to add to the list's countsByState: -1 for the state that is left, 1 for the one that is entered.",
      resolve: countDeltas,
    }),
    occurred: t.field({ type: "DateTime", description: "When it happened.", resolve: ({ row }) => row.occurred }),
  }),
});

const FlowRunChangesItem = builder.unionType("FlowRunChangesItem", {
  description: "An item of the stream flowRunChanges.",
  types: [FlowRunChangeType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "FlowRunChange"),
});

async function itemsOf(
  list: LiveFlowRuns,
  rows: readonly LogRow<"event">[],
  cursorOf: (row: LogRow<"event">) => string,
): Promise<StreamItem<FlowRunChangeItem>[]> {
  const told: StreamItem<FlowRunChangeItem>[] = [];
  for (const step of await list.steps(rows)) {
    const cursor = cursorOf(step.row);
    if (step.kind === "change") {
      told.push({ ...step.change, cursor, row: step.row });
      continue;
    }
    const gap: StreamGap = { kind: "gap", cursor, after: cursor, reason: "FILTER_SHIFTED" };
    // A pool goes with its queues: reading anew once is enough.
    if (told.at(-1)?.kind === "gap") told.pop();
    told.push(gap);
  }
  return told;
}

builder.subscriptionField("flowRunChanges", (t) =>
  t.field({
    type: FlowRunChangesItem,
    description:
      "A list of flow runs, live: which runs come into it, change in it and leave it. Read the list with the same filter, its countsByState and the snapshotCursor, subscribe behind that cursor, and apply the items: the list then is what a new query would say.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: async (_root, args, context): Promise<AsyncIterable<StreamItem<FlowRunChangeItem>>> => {
      const filters = flowRunFiltersOf(args.filter);
      const list = context.liveFlowRuns.open(filters);
      const { runIds: ids } = list;
      try {
        return await openStream(context, {
          table: "event",
          after: args.after,
          ...(ids === null ? {} : { keys: { column: "flow_run_id", values: ids } }),
          matches: (row) => list.concerns(row),
          itemsOf: (rows, cursorOf) => itemsOf(list, rows, cursorOf),
          onEnd: () => list.close(),
        });
      } catch (error) {
        list.close();
        throw error;
      }
    },
    resolve: (item) => item,
  }),
);
