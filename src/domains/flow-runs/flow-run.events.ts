/** The events of flow runs that are planned, edited and deleted; those of their states are the transition's. */
import type { NewEvent } from "../../db/event-log.ts";
import { EMPTY_OBJECT, type JsonText } from "../../db/json-text.ts";
import { type FlowRunFacts, flowRunChangeText } from "../../orchestration/flow-run-facts.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import type { KnownFlowRun } from "./flow-run-facts.queries.ts";

/** The event of a run that a schedule has planned; the reference tells nobody of it, our live lists do. */
export function planningEvent({ id, facts }: KnownFlowRun, now: Instant): NewEvent {
  const event = changeEvent("flow-run", "created", { id, name: facts.name }, EMPTY_OBJECT, now, id);
  return { ...event, change: flowRunChangeText({ before: null, after: facts }) };
}

/** The event of a run that has been edited; `payload` says what of it. */
export function editEvent({ id, facts }: KnownFlowRun, after: FlowRunFacts, payload: JsonText, now: Instant): NewEvent {
  const event = changeEvent("flow-run", "updated", { id, name: after.name }, payload, now, id);
  return { ...event, change: flowRunChangeText({ before: facts, after }) };
}

/** The event of a run that is deleted. */
export function deletionEvent({ id, facts }: KnownFlowRun, now: Instant): NewEvent {
  const event = changeEvent("flow-run", "deleted", { id, name: facts.name }, EMPTY_OBJECT, now, id);
  return { ...event, change: flowRunChangeText({ before: facts, after: null }) };
}
