/** States of runs in GraphQL: one interface, and one type for each kind of run, as they lie in tables of their own. */
import type { StateType } from "../../db/tables.ts";
import { builder } from "../../graphql/builder.ts";
import { exactColumn, type JsonColumn, type Parent, structureOf } from "../../graphql/rows.ts";
import type { StateDetails } from "../../orchestration/states.ts";
import { parseInstant } from "../../time/instant.ts";

export const StateTypeEnum = builder.enumType("StateType", {
  description:
    "What kind of state a run is in. States of one type may have names of their own, such as Late or Retrying.",
  values: {
    SCHEDULED: { description: "Will run at a time that may lie in the past." },
    PENDING: { description: "Is being prepared to run." },
    RUNNING: { description: "Runs." },
    COMPLETED: { description: "Has ended as it should." },
    FAILED: { description: "Has ended with an error of its code." },
    CANCELLED: { description: "Has been cancelled." },
    CRASHED: { description: "Has ended because the infrastructure failed." },
    PAUSED: { description: "Waits for somebody to resume it." },
    CANCELLING: { description: "Is being cancelled; its infrastructure has still to be stopped." },
  } as const satisfies Record<StateType, object>,
});

/** The details as they are stored: instants in ISO 8601, and keys may be missing from what clients sent. */
type StoredDetails = Partial<Readonly<Record<keyof StateDetails, unknown>>>;

const RunInputKeyset = builder.objectRef<Readonly<Record<string, unknown>>>("RunInputKeyset").implement({
  description: "Where a run that waits for input keeps what it asks for, as keys of its inputs.",
  fields: (t) => {
    const key = (name: string, description: string) =>
      t.string({
        nullable: true,
        description,
        resolve: (keyset) => (typeof keyset[name] === "string" ? keyset[name] : null),
      });
    return {
      schema: key("schema", "The key of the JSON schema that the input is held to; null where the client names none."),
      description: key(
        "description",
        "The key of what is said about it, in Markdown; null where the client names none.",
      ),
      response: key("response", "The key under which the run will find the input; null where the client names none."),
    };
  },
});

const StateDetailsType = builder.objectRef<StoredDetails>("StateDetails").implement({
  description: "What a state carries besides its name: ids of what it is about, times, and how it may be left.",
  fields: (t) => {
    const uuid = (key: keyof StateDetails, description: string) =>
      t.field({
        type: "UUID",
        nullable: true,
        description,
        resolve: (details) => (details[key] ?? null) as string | null,
      });
    const instant = (key: keyof StateDetails, description: string) =>
      t.field({
        type: "DateTime",
        nullable: true,
        description,
        resolve: (details) => (details[key] == null ? null : parseInstant(details[key])),
      });
    const text = (key: keyof StateDetails, description: string) =>
      t.string({ nullable: true, description, resolve: (details) => (details[key] ?? null) as string | null });
    const flag = (key: keyof StateDetails, description: string) =>
      t.boolean({ nullable: true, description, resolve: (details) => (details[key] ?? null) as boolean | null });
    return {
      flowRunId: uuid("flow_run_id", "The flow run."),
      taskRunId: uuid("task_run_id", "The task run."),
      childFlowRunId: uuid("child_flow_run_id", "The subflow run a task run stands for."),
      scheduledTime: instant("scheduled_time", "When a SCHEDULED run is due."),
      cacheKey: text("cache_key", "The key under which a result is cached."),
      cacheExpiration: instant("cache_expiration", "When the cached result stops being used."),
      deferred: flag("deferred", "Whether a task worker, and not the caller, is to run the task."),
      untrackableResult: flag("untrackable_result", "Whether the result cannot be told from others by identity."),
      pauseTimeout: instant("pause_timeout", "When a pause ends in failure unless it is resumed before."),
      pauseReschedule: flag("pause_reschedule", "Whether the run has left its infrastructure for the pause."),
      pauseKey: text("pause_key", "What tells a pause from the others of its run, so that it is not repeated."),
      runInputKeyset: t.field({
        type: RunInputKeyset,
        nullable: true,
        description: "What a paused run waits to be told by `resumeFlowRun`; null where it waits for nobody's input.",
        resolve: (details) => (details.run_input_keyset ?? null) as Readonly<Record<string, unknown>> | null,
      }),
      refreshCache: flag("refresh_cache", "Whether a cached result must not be used."),
      retriable: flag("retriable", "Whether a failure may be retried."),
      transitionId: uuid("transition_id", "The client's own id of the transition; the same one is accepted only once."),
      taskParametersId: uuid("task_parameters_id", "Where the parameters of a deferred task are kept."),
      traceparent: text("traceparent", "The trace to which the run belongs, in the W3C's format."),
    };
  },
});

interface StateShape {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: number | bigint;
  readonly message: string | null;
  readonly state_details: JsonColumn;
}

export const State = builder.interfaceRef<StateShape>("State").implement({
  description: "A state a run is or has been in.",
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: (state) => ("task_run_id" in state ? "TaskRunState" : "FlowRunState"),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the state.",
      resolve: (state) => state.id,
    }),
    type: t.expose("type", { type: StateTypeEnum, description: "What kind of state it is." }),
    name: t.exposeString("name", { description: "The state's name, such as Running, Late or AwaitingRetry." }),
    timestamp: t.expose("timestamp", { type: "DateTime", description: "When the run came into the state." }),
    message: t.exposeString("message", { nullable: true, description: "What there is to say, such as an error." }),
    details: t.field({
      type: StateDetailsType,
      description: "What the state carries besides.",
      resolve: (state) => structureOf<StoredDetails>(state.state_details) ?? {},
    }),
    data: t.field({
      type: "JSON",
      nullable: true,
      description: "The reference to the result, as the client stored it.",
      // Each of the two types has its own.
      resolve: () => null,
    }),
  }),
});

export const FlowRunState = builder.prismaNode("FlowRunState", {
  id: { field: "id", description: "The state's global id." },
  nullable: true,
  interfaces: [State],
  description: "A state of a flow run.",
  fields: (t) => ({
    data: t.field({
      type: "JSON",
      nullable: true,
      description: "The reference to the result, as the client stored it.",
      resolve: (state, _args, { loaders }) => exactColumn(state, "data", loaders.flowRunStates),
    }),
  }),
});

export const TaskRunState = builder.prismaNode("TaskRunState", {
  id: { field: "id", description: "The state's global id." },
  nullable: true,
  interfaces: [State],
  description: "A state of a task run.",
  fields: (t) => ({
    data: t.field({
      type: "JSON",
      nullable: true,
      description: "The reference to the result, as the client stored it.",
      resolve: (state, _args, { loaders }) => exactColumn(state, "data", loaders.taskRunStates),
    }),
  }),
});

interface RunState {
  readonly id: string;
  readonly state_id: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly state_timestamp: number | bigint | null;
  readonly state_message?: string | null;
  readonly state_details?: JsonColumn;
  readonly state_data?: JsonColumn;
}

/**
 * The current state as a run's own row carries it, where our lists have joined it; undefined where it has to be loaded.
 * What a state's row has besides (when it was written) no field shows.
 */
function joinedState(run: RunState): Omit<Parent<"FlowRunState">, "flow_run_id"> | undefined {
  const { state_id: id, state_type: type, state_name: name, state_timestamp: timestamp, state_details: details } = run;
  if (id === null || type === null || timestamp === null || details === undefined || details === null) return undefined;
  return {
    id,
    created: timestamp,
    updated: timestamp,
    type,
    timestamp,
    name: name ?? "",
    message: run.state_message ?? null,
    state_details: details,
    data: run.state_data ?? null,
  };
}

export function joinedFlowRunState(run: RunState): Parent<"FlowRunState"> | undefined {
  const state = joinedState(run);
  return state === undefined ? undefined : { ...state, flow_run_id: run.id };
}

export function joinedTaskRunState(run: RunState): Parent<"TaskRunState"> | undefined {
  const state = joinedState(run);
  return state === undefined ? undefined : { ...state, task_run_id: run.id };
}
