/** The subscription runStateTransitions: every change of state of a flow run and, if asked for, of its task runs. */
import { fromJsonText } from "../../db/json-text.ts";
import type { LogRow } from "../../db/log-tail.ts";
import { type StateType, stateTypes } from "../../db/tables.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, parseUuid } from "../../graphql/global-ids.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import { StateTypeEnum } from "./state.graphql.ts";

interface TransitionState {
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
}

export interface RunStateTransition {
  readonly kind: "FLOW_RUN" | "TASK_RUN";
  readonly runId: string;
  readonly from: TransitionState | null;
  readonly to: TransitionState;
  readonly row: LogRow<"event">;
}

const FLOW_RUN_PREFIX = "prefect.flow-run.";
const TASK_RUN_PREFIX = "prefect.task-run.";

type PayloadState = { readonly type?: unknown; readonly name?: unknown; readonly message?: unknown } | null | undefined;

/** Clients write their own events, so nothing is taken for granted. */
function stateOf(state: PayloadState): TransitionState | null {
  if (state === null || state === undefined) return null;
  const { type, name, message } = state;
  if (typeof name !== "string" || !stateTypes.includes(type as StateType)) return null;
  return { type: type as StateType, name, message: typeof message === "string" ? message : null };
}

function readTransition(row: LogRow<"event">): RunStateTransition | null {
  const kind = row.resource_id.startsWith(FLOW_RUN_PREFIX)
    ? "FLOW_RUN"
    : row.resource_id.startsWith(TASK_RUN_PREFIX)
      ? "TASK_RUN"
      : null;
  // Both prefixes are of the same length.
  const runId = parseUuid(row.resource_id.slice(FLOW_RUN_PREFIX.length));
  if (kind === null || runId === undefined) return null;
  const payload = fromJsonText<{ initial_state?: PayloadState; validated_state?: PayloadState } | null>(row.payload);
  const to = stateOf(payload?.validated_state);
  return to === null ? null : { kind, runId, from: stateOf(payload?.initial_state), to, row };
}

/** Read once however many streams look at the row. */
const transitions = new WeakMap<LogRow<"event">, RunStateTransition | null>();

/**
 * The transition an event tells of: one of the server's own, or one a client reports of a task run that it orchestrates
 * itself. Null for every other event.
 */
export function transitionOf(row: LogRow<"event">): RunStateTransition | null {
  let transition = transitions.get(row);
  if (transition === undefined) {
    transition = readTransition(row);
    transitions.set(row, transition);
  }
  return transition;
}

export const RunKind = builder.enumType("RunKind", {
  description: "What is run.",
  values: { FLOW_RUN: { description: "A flow." }, TASK_RUN: { description: "A task." } } as const,
});

const TransitionStateType = builder.objectRef<TransitionState>("TransitionState").implement({
  description: "What a transition tells of the state that is left.",
  fields: (t) => ({
    type: t.expose("type", { type: StateTypeEnum, description: "The state's type." }),
    name: t.exposeString("name", { description: "The state's name." }),
    message: t.exposeString("message", { nullable: true, description: "What there was to say." }),
  }),
});

const EnteredState = builder.objectRef<RunStateTransition>("EnteredState").implement({
  description: "What a transition tells of the state that is entered.",
  fields: (t) => ({
    type: t.field({ type: StateTypeEnum, description: "The state's type.", resolve: ({ to }) => to.type }),
    name: t.string({ description: "The state's name.", resolve: ({ to }) => to.name }),
    message: t.string({ nullable: true, description: "What there is to say.", resolve: ({ to }) => to.message }),
    timestamp: t.field({
      type: "DateTime",
      description: "When the run came into the state.",
      resolve: ({ row }) => row.occurred,
    }),
    stateId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the state; that of its event, too.",
      resolve: ({ row }) => row.id,
    }),
  }),
});

interface TransitionItem extends RunStateTransition {
  readonly cursor: string;
}

const RunStateTransitionType = builder.objectRef<TransitionItem>("RunStateTransition").implement({
  description: "A run has left a state and come into another.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    sequence: t.field({
      type: "SafeInt",
      description: "The event's place in the order in which the server wrote events down.",
      resolve: ({ row }) => row.sequence,
    }),
    kind: t.expose("kind", { type: RunKind, description: "What kind of run it is." }),
    runId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the run.",
      resolve: ({ runId }) => runId,
    }),
    from: t.expose("from", {
      type: TransitionStateType,
      nullable: true,
      description: "The state that is left; null for a run's first state.",
    }),
    to: t.field({ type: EnteredState, description: "The state that is entered.", resolve: (transition) => transition }),
    occurred: t.field({
      type: "DateTime",
      description: "When it happened, by the clock of whoever decided it: exactly the state's timestamp.",
      resolve: ({ row }) => row.occurred,
    }),
    received: t.field({
      type: "DateTime",
      description: "When the server heard of it.",
      resolve: ({ row }) => row.received,
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The flow run, or that of the task run, as it is by now; null when it is gone.",
      resolve: ({ row }, _args, { loaders }) =>
        row.flow_run_id === null ? null : loaders.flowRuns.load(row.flow_run_id),
    }),
    taskRun: t.field({
      type: TaskRun,
      nullable: true,
      description:
        "The task run as it is by now; null for a flow run's transition, and while the server has only heard of the event.",
      resolve: ({ kind, runId }, _args, { loaders }) => (kind === "TASK_RUN" ? loaders.taskRuns.load(runId) : null),
    }),
  }),
});

const RunStateTransitionsItem = builder.unionType("RunStateTransitionsItem", {
  description: "An item of the stream runStateTransitions.",
  types: [RunStateTransitionType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "RunStateTransition"),
});

function itemsOf(rows: readonly LogRow<"event">[], cursorOf: (row: LogRow<"event">) => string): TransitionItem[] {
  return rows.flatMap((row) => {
    const transition = transitionOf(row);
    return transition === null ? [] : [{ ...transition, cursor: cursorOf(row) }];
  });
}

builder.subscriptionField("runStateTransitions", (t) =>
  t.field({
    type: RunStateTransitionsItem,
    description:
      "Every change of state of a flow run, in the order of the server's log. On PostgreSQL that can tell two changes that came right upon each other the other way round; `sequence` says which came first.",
    args: {
      flowRunId: t.arg.id({ required: true, description: "The flow run's global id or UUID." }),
      includeTasks: t.arg.boolean({ defaultValue: false, description: "Whether to tell of its task runs, too." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: (
      _root,
      { flowRunId, includeTasks, after },
      context,
    ): Promise<AsyncIterable<StreamItem<TransitionItem>>> => {
      const id = databaseIdOf("FlowRun", flowRunId);
      const ownResource = `${FLOW_RUN_PREFIX}${id}`;
      return openStream(context, {
        table: "event",
        after,
        keys: includeTasks ? { column: "flow_run_id", values: [id] } : { column: "resource_id", values: [ownResource] },
        matches: (row) =>
          (includeTasks ? row.flow_run_id === id : row.resource_id === ownResource) && transitionOf(row) !== null,
        itemsOf,
      });
    },
    resolve: (item) => item,
  }),
);
