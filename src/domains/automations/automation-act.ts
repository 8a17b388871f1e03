/** What follows when an automation's trigger has fired: the event that tells of it, and a row for each of its actions. */
import type { Insertable } from "kysely";
import type { NewEvent } from "../../db/event-log.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import type { TriggeredActionTable } from "../../db/tables.ts";
import { newId } from "../../ids.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { flowRunOf } from "../events/event.ts";
import { eventJson } from "../events/event.wire.ts";
import type { Action } from "./action.ts";
import type { Firing } from "./firing.ts";
import type { LoadedAutomation } from "./loaded-automations.ts";

/** What is appended and queued in the transaction that evaluates. */
export interface FiringEffects {
  readonly event: NewEvent;
  readonly actions: readonly Insertable<TriggeredActionTable>[];
}

function eventIdOf(json: JsonText): string {
  return (JSON.parse(json) as { readonly id: string }).id;
}

/** The state of an automation has changed (the reference's create_automation_state_change_event). */
function triggeredEvent(automation: LoadedAutomation, firing: Firing, now: Instant): NewEvent {
  const resource = {
    "prefect.resource.id": `prefect.automation.${automation.id}`,
    "prefect.resource.name": automation.name,
    ...(automation.trigger.type === "event" ? { "prefect.posture": automation.trigger.posture } : {}),
  };
  const related =
    firing.event === null
      ? []
      : [
          {
            "prefect.resource.id": `prefect.event.${eventIdOf(firing.event)}`,
            "prefect.resource.role": "triggering-event",
          },
        ];
  return {
    id: newId(firing.triggered),
    occurred: firing.triggered,
    received: now,
    event: "prefect.automation.triggered",
    resource_id: resource["prefect.resource.id"],
    resource: toJsonText(resource),
    related: toJsonText(related),
    payload:
      `{"triggering_labels":${toJsonText(firing.labels)},"triggering_event":${firing.event ?? "null"}}` as JsonText,
    follows: null,
    flow_run_id: flowRunOf(resource, related),
    internal: false,
  };
}

/** The effects of a firing: on the server every firing is one into the triggered state. */
export function actOn(automation: LoadedAutomation, firing: Firing, now: Instant): FiringEffects {
  const event = triggeredEvent(automation, firing, now);
  const own = eventJson({
    id: event.id,
    occurred: event.occurred,
    received: event.received,
    event: event.event,
    resource: event.resource,
    related: event.related,
    payload: event.payload,
    follows: null,
  }) as JsonText;
  const triggered: readonly (readonly [Action, JsonText | null])[] = [
    ...automation.actions.map((action) => [action, firing.event] as const),
    ...automation.actions_on_trigger.map((action) => [action, own] as const),
  ];
  const actions = triggered.map(([action, cause], index) => {
    const id = newId(now);
    const data = `{"automation":${automation.json},"id":"${id}","firing":${firing.json},"triggered":"${formatInstant(firing.triggered)}","triggering_labels":${toJsonText(firing.labels)},"triggering_event":${cause ?? "null"},"action":${toJsonText(action)},"action_index":${index},"automation_triggered_event_id":"${event.id}"}`;
    return {
      id,
      automation_id: automation.id,
      created: now,
      due: now,
      attempts: 0,
      data: data as JsonText,
    };
  });
  return { event, actions };
}
