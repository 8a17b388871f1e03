/** The `prefect.flow-run.<State>` event of a transition, as the reference's instrumentation emits it. */
import type { NewEvent } from "../db/event-log.ts";
import { fromJsonText, type JsonText, toJsonText } from "../db/json-text.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { type FlowRunChange, flowRunChangeText } from "./flow-run-facts.ts";
import type { State } from "./states.ts";

/** Messages can carry whole results; events carry this much of them (the reference's TRUNCATE_STATE_MESSAGES_AT). */
const MESSAGE_CHARACTERS = 100_000;
/** Within five minutes of the state before, an event names it as the one it follows, so that order is never in doubt. */
const TIGHT_TIMING_MICROSECONDS = 300_000_000;

/** What a flow run's events say of the things around it. Absent ones are null. */
export interface FlowRunSurroundings {
  readonly flow_id: string;
  readonly flow_name: string | null;
  readonly flow_tags: JsonText | null;
  readonly deployment_id: string | null;
  readonly deployment_name: string | null;
  readonly deployment_tags: JsonText | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly work_pool_type: string | null;
  readonly parent_task_run_id: string | null;
  readonly parent_task_run_name: string | null;
  readonly parent_task_run_tags: JsonText | null;
  /** The flow run of the parent task run. */
  readonly parent_flow_run_id: string | null;
}

export interface FlowRunIdentity {
  readonly id: string;
  readonly name: string;
  readonly tags: JsonText;
  readonly created_by: JsonText | null;
  readonly run_count: number;
}

type Resource = Record<string, string | null>;

function truncated(message: string | null): string | null {
  if (message === null || message.length <= MESSAGE_CHARACTERS) return message;
  const omitted = message.length - MESSAGE_CHARACTERS;
  const half = Math.floor(MESSAGE_CHARACTERS / 2);
  return `${message.slice(0, half)}...${omitted} additional characters...${message.slice(-half)}`;
}

export function statePayload(state: State | null): Resource | null {
  if (state === null) return null;
  return {
    type: state.type,
    name: state.name,
    ...(state.message === null || state.message === "" ? {} : { message: truncated(state.message) }),
    ...(state.type === "PAUSED" ? { pause_reschedule: String(state.state_details.pause_reschedule) } : {}),
  };
}

function named(kind: string, id: string | null, name: string | null, more: Resource = {}): Resource[] {
  if (id === null || name === null) return [];
  return [
    {
      "prefect.resource.id": `prefect.${kind}.${id}`,
      "prefect.resource.role": kind,
      "prefect.resource.name": name,
      ...more,
    },
  ];
}

function tagsOf(...lists: (JsonText | null)[]): Resource[] {
  const tags = new Set<string>();
  for (const list of lists) {
    if (list !== null && list !== "[]") for (const tag of fromJsonText<string[]>(list)) tags.add(tag);
  }
  return [...tags]
    .sort()
    .map((tag) => ({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" }));
}

interface Provenance {
  readonly id: string | null;
  readonly type: string | null;
  readonly display_value: string | null;
}

function creator(createdBy: JsonText | null): Resource[] {
  if (createdBy === null) return [];
  const { id, type, display_value } = fromJsonText<Provenance>(createdBy);
  if (type !== "DEPLOYMENT" && type !== "AUTOMATION") return [];
  return [
    {
      "prefect.resource.id": `prefect.${type.toLowerCase()}.${id}`,
      "prefect.resource.role": "creator",
      ...(display_value ? { "prefect.resource.name": display_value } : {}),
    },
  ];
}

function relatedResources(run: FlowRunIdentity, around: FlowRunSurroundings): JsonText {
  const poolType = around.work_pool_type === null ? {} : { "prefect.work-pool.type": around.work_pool_type };
  return toJsonText([
    ...named("flow", around.flow_id, around.flow_name),
    ...named("deployment", around.deployment_id, around.deployment_name),
    ...named("work-queue", around.work_queue_id, around.work_queue_name),
    ...named("work-pool", around.work_pool_id, around.work_pool_name, poolType),
    ...named("task-run", around.parent_task_run_id, around.parent_task_run_name),
    ...tagsOf(run.tags, around.flow_tags, around.deployment_tags, around.parent_task_run_tags),
    ...creator(run.created_by),
  ]);
}

/**
 * The event of a written state. It carries the state's own id, so that `follows` (the id of the state before) links events
 * in the order of the states.
 */
export function flowRunStateEvent(
  run: FlowRunIdentity,
  around: FlowRunSurroundings,
  initial: State | null,
  state: State,
  change: FlowRunChange,
  received: Instant,
): NewEvent {
  const tight = initial !== null && Math.abs(state.timestamp - initial.timestamp) < TIGHT_TIMING_MICROSECONDS;
  return {
    id: state.id,
    occurred: state.timestamp,
    received,
    event: `prefect.flow-run.${state.name}`,
    resource_id: `prefect.flow-run.${run.id}`,
    resource: toJsonText({
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": run.name,
      "prefect.run-count": String(run.run_count),
      "prefect.state-message": truncated(state.message) ?? "",
      "prefect.state-name": state.name,
      "prefect.state-timestamp": formatInstant(state.timestamp),
      "prefect.state-type": state.type,
    }),
    related: relatedResources(run, around),
    payload: toJsonText({
      intended: { from: initial?.type ?? null, to: state.type },
      initial_state: statePayload(initial),
      validated_state: statePayload(state),
    }),
    change: flowRunChangeText(change),
    follows: tight ? initial.id : null,
    flow_run_id: run.id,
    internal: false,
  };
}
