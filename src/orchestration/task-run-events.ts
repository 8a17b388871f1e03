/**
 * The event of a task run's transition that this server decided. Clients that orchestrate their tasks themselves send such
 * events; for the transitions they ask the server for, the reference sends none, so ours are internal: they feed
 * Penstock's own subscriptions and never reach a Prefect client.
 */
import type { NewEvent } from "../db/event-log.ts";
import { EMPTY_ARRAY, toJsonText } from "../db/json-text.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { statePayload } from "./flow-run-events.ts";
import type { State } from "./states.ts";

interface TaskRunIdentity {
  readonly id: string;
  readonly name: string;
  readonly flow_run_id: string | null;
  readonly run_count: number;
}

export function taskRunStateEvent(
  run: TaskRunIdentity,
  initial: State | null,
  state: State,
  received: Instant,
): NewEvent {
  const related =
    run.flow_run_id === null
      ? EMPTY_ARRAY
      : toJsonText([
          { "prefect.resource.id": `prefect.flow-run.${run.flow_run_id}`, "prefect.resource.role": "flow-run" },
        ]);
  return {
    id: state.id,
    occurred: state.timestamp,
    received,
    event: `prefect.task-run.${state.name}`,
    resource_id: `prefect.task-run.${run.id}`,
    resource: toJsonText({
      "prefect.resource.id": `prefect.task-run.${run.id}`,
      "prefect.resource.name": run.name,
      "prefect.run-count": String(run.run_count),
      "prefect.state-name": state.name,
      "prefect.state-timestamp": formatInstant(state.timestamp),
      "prefect.state-type": state.type,
    }),
    related,
    payload: toJsonText({
      intended: { from: initial?.type ?? null, to: state.type },
      initial_state: statePayload(initial),
      validated_state: statePayload(state),
    }),
    follows: initial?.id ?? null,
    flow_run_id: run.flow_run_id,
    internal: true,
  };
}
