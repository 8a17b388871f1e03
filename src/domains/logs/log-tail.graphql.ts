/** The subscription logTail: logs as they come in. */
import type { LogRow } from "../../db/log-tail.ts";
import { builder } from "../../graphql/builder.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import { compileLogFilter, logCondition } from "./log.filter.ts";
import { Log, LogFilterInput, logFilterOf } from "./log.graphql.ts";

/** Logs of one item: some tens of kilobytes, so that a client behind by many draws while it reads. */
const BATCH_LOGS = 200;

interface LogBatch {
  readonly kind: "batch";
  readonly cursor: string;
  readonly logs: readonly LogRow<"log">[];
}

const LogBatchType = builder.objectRef<LogBatch>("LogBatch").implement({
  description: "Logs that came in together.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", {
      description: "The place of the last of them in the stream, to be given as `after`.",
    }),
    logs: t.field({
      type: [Log],
      description: "The logs in the order in which the server received them; at least one.",
      resolve: ({ logs }) => logs,
    }),
  }),
});

const LogTailItem = builder.unionType("LogTailItem", {
  description: "An item of the stream logTail.",
  types: [LogBatchType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "LogBatch"),
});

function itemsOf(rows: readonly LogRow<"log">[], cursorOf: (row: LogRow<"log">) => string): LogBatch[] {
  const batches: LogBatch[] = [];
  for (let start = 0; start < rows.length; start += BATCH_LOGS) {
    const logs = rows.slice(start, start + BATCH_LOGS);
    const last = logs.at(-1);
    if (last !== undefined) batches.push({ kind: "batch", logs, cursor: cursorOf(last) });
  }
  return batches;
}

builder.subscriptionField("logTail", (t) =>
  t.field({
    type: LogTailItem,
    description: "Logs in the order in which the server received them, whatever their own timestamps say.",
    args: {
      filter: t.arg({ type: LogFilterInput, description: "Only logs that match." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: (_root, args, context): Promise<AsyncIterable<StreamItem<LogBatch>>> => {
      const filter = logFilterOf(args.filter);
      const runs = filter.flow_run_id?.any_;
      return openStream(context, {
        table: "log",
        after: args.after,
        ...(runs == null ? {} : { keys: { column: "flow_run_id", values: runs } }),
        where: () => logCondition(context.core.database.dialect, filter),
        matches: compileLogFilter(filter),
        itemsOf,
      });
    },
    resolve: (item) => item,
  }),
);
