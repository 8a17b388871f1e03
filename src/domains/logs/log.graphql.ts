/** Logs in GraphQL: the type, its lists, and where they hang. */
import { sql } from "kysely";
import { countRows } from "../../db/list.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { connectionOf, endingAt, windowOf } from "../../graphql/connections.ts";
import {
  idCriterion,
  OrderDirection,
  ParentFilter,
  parentCriterion,
  TimeFilter,
  timeCriterion,
} from "../../graphql/filters.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import { type LogFilter, logCondition } from "./log.filter.ts";
import { isFromTheEnd, MOST_SEARCHED, readerOfLogs, searchLogs } from "./log.queries.ts";
import { logCursor } from "./log.ts";

export const Log = builder.prismaNode("Log", {
  id: { field: "id", description: "The log's global id." },
  nullable: true,
  description: "A line that a flow run or a task run has logged.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the log.",
      resolve: (log) => log.id,
    }),
    name: t.exposeString("name", { description: "The logger's name, such as prefect.flow_runs." }),
    level: t.int({
      description: "The level as Python has it: 10 debug, 20 info, 30 warning, 40 error, 50 critical.",
      resolve: (log) => Number(log.level),
    }),
    message: t.exposeString("message", { description: "What was logged." }),
    timestamp: t.expose("timestamp", { type: "DateTime", description: "When it was logged, by the client's clock." }),
    created: t.expose("created", { type: "DateTime", description: "When the server received it." }),
    flowRunId: t.field({
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the flow run that logged it.",
      resolve: (log) => log.flow_run_id,
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The flow run that logged it; null when there is none (any more).",
      resolve: (log, _args, { loaders }) => (log.flow_run_id === null ? null : loaders.flowRuns.load(log.flow_run_id)),
    }),
    taskRunId: t.field({
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the task run that logged it.",
      resolve: (log) => log.task_run_id,
    }),
    taskRun: t.field({
      type: TaskRun,
      nullable: true,
      description: "The task run that logged it; null when there is none (any more).",
      resolve: (log, _args, { loaders }) => (log.task_run_id === null ? null : loaders.taskRuns.load(log.task_run_id)),
    }),
  }),
});

const LogConnection = builder.connectionObject(
  {
    type: Log,
    name: "LogConnection",
    description: "A page of logs.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many logs match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "LogEdge", description: "A log in its place in a list." },
);

export const LogFilterInput = builder.inputType("LogFilter", {
  description: "Narrows logs; all criteria must hold.",
  fields: (t) => ({
    minLevel: t.int({ description: "Of this level or a more serious one, such as 30 for warnings and worse." }),
    maxLevel: t.int({ description: "Of this level or a less serious one." }),
    text: t.string({
      description:
        'The message or the logger\'s name contains one of these words, whatever their case; `-word` must not, `+word` must be there, "two words" go together.',
    }),
    timestamp: t.field({ type: TimeFilter, description: "By the time it was logged." }),
    flowRunId: t.idList({ description: "Of these flow runs: global ids or UUIDs." }),
    taskRunId: t.field({ type: ParentFilter, description: "By the task run." }),
  }),
});

/** The wire's filter object. */
export function logFilterOf(filter: typeof LogFilterInput.$inferInput | null | undefined): LogFilter {
  if (filter == null) return {};
  return {
    level: { ge_: filter.minLevel, le_: filter.maxLevel },
    timestamp: timeCriterion(filter.timestamp),
    flow_run_id: filter.flowRunId == null ? undefined : idCriterion("FlowRun", { in: filter.flowRunId }),
    task_run_id: parentCriterion("TaskRun", filter.taskRunId),
    text: filter.text == null ? undefined : { query: filter.text },
  };
}

builder.prismaObjectField(FlowRun, "logs", (t) =>
  t.field({
    type: LogConnection,
    description: "What the flow run and its task runs have logged, in the order of time.",
    args: {
      filter: t.arg({ type: LogFilterInput, description: "Only logs that match." }),
      direction: t.arg({ type: OrderDirection, description: "ASC, the oldest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) =>
      childConnection(context, {
        field: "FlowRun.logs",
        parentId: run.id,
        arguments: args,
        reader: readerOfLogs(context.core, { text: logFilterOf(args.filter).text }),
        list: (direction) => ({
          table: "log",
          index: "log_flow_run_id_timestamp_id_idx",
          isChildOf: (flowRunId) => sql`${sql.ref("log.flow_run_id")} = ${flowRunId}`,
          conditions: [logCondition(context.core.database.dialect, logFilterOf(args.filter))],
          order: { column: "timestamp", nullable: false, direction },
        }),
        defaultDirection: "ASC",
        rows: context.loaders.logs,
        cursorOf: logCursor,
      }),
  }),
);

builder.prismaObjectField(TaskRun, "logs", (t) =>
  t.field({
    type: LogConnection,
    description: "What the task run has logged, in the order of time.",
    args: {
      filter: t.arg({ type: LogFilterInput, description: "Only logs that match." }),
      direction: t.arg({ type: OrderDirection, description: "ASC, the oldest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) =>
      childConnection(context, {
        field: "TaskRun.logs",
        parentId: run.id,
        arguments: args,
        reader: readerOfLogs(context.core, { text: logFilterOf(args.filter).text }),
        list: (direction) => ({
          table: "log",
          index: "log_task_run_id_timestamp_id_idx",
          isChildOf: (taskRunId) => sql`${sql.ref("log.task_run_id")} = ${taskRunId}`,
          conditions: [logCondition(context.core.database.dialect, logFilterOf(args.filter))],
          order: { column: "timestamp", nullable: false, direction },
        }),
        defaultDirection: "ASC",
        rows: context.loaders.logs,
        cursorOf: logCursor,
      }),
  }),
);

builder.queryField("logs", (t) =>
  t.field({
    type: LogConnection,
    description: `Logs in the order of time. With \`last: 200\`, the newest 200. A page by words or a level, without certain runs, looks through ${MOST_SEARCHED} logs at the most: it may then have fewer logs than asked for, or none, while \`pageInfo\` says that there are more; go on from its cursor.`,
    args: {
      filter: t.arg({ type: LogFilterInput, description: "Only logs that match." }),
      direction: t.arg({ type: OrderDirection, description: "ASC, the oldest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = logFilterOf(args.filter);
      const orderBy = { field: "TIMESTAMP", direction: args.direction ?? "ASC" } as const;
      const request = { filter, orderBy, ...windowOf(args, { name: "TIMESTAMP", type: "number" }) };
      const page = await searchLogs(core, request);
      const connection = connectionOf(page, "TIMESTAMP", logCursor, () =>
        countRows(core.database.aggregates, "log", [logCondition(core.database.dialect, filter)]),
      );
      return page.stoppedAt === null
        ? connection
        : endingAt(connection, isFromTheEnd(request) ? "start" : "end", "TIMESTAMP", page.stoppedAt);
    },
  }),
);
