/** Firings: a trigger's criteria have been met (the reference's Firing). */
import { fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import { formatInstant, type Instant, parseInstant } from "../../time/instant.ts";
import { jsonArray } from "../json-writer.ts";
import type { Labels } from "./evaluated-event.ts";
import { type Trigger, triggerToWire } from "./trigger.ts";

export interface Firing {
  readonly id: string;
  /** The trigger that fired. */
  readonly triggerId: string;
  readonly triggered: Instant;
  /** The values by which the trigger counted apart. */
  readonly labels: Labels;
  /** The event that caused it, or the last one that was counted, on the wire; null without one. */
  readonly event: JsonText | null;
  /** The firing and those that caused it, on the wire. */
  readonly json: JsonText;
}

export interface NewFiring {
  readonly id: string;
  readonly trigger: Trigger;
  readonly triggered: Instant;
  readonly labels: Labels;
  readonly event: JsonText | null;
  /** The firings of the triggers inside it. */
  readonly firings: readonly Firing[];
}

export function makeFiring({ id, trigger, triggered, labels, event, firings }: NewFiring): Firing {
  const inner = jsonArray(firings, (firing) => firing.json);
  const json = `{"id":"${id}","trigger":${toJsonText(triggerToWire(trigger))},"trigger_states":["Triggered"],"triggered":"${formatInstant(triggered)}","triggering_labels":${toJsonText(labels)},"triggering_firings":${inner},"triggering_event":${event ?? "null"},"triggering_value":null}`;
  return { id, triggerId: trigger.id, triggered, labels, event, json: json as JsonText };
}

interface WireFiring {
  readonly id: string;
  readonly trigger: { readonly id: string };
  readonly triggered: string;
  readonly triggering_labels: Labels;
  readonly triggering_event: unknown;
}

/** A firing that was kept as JSON. */
export function firingFromJson(json: JsonText): Firing {
  const wire = fromJsonText<WireFiring>(json);
  return {
    id: wire.id,
    triggerId: wire.trigger.id,
    triggered: parseInstant(wire.triggered),
    labels: wire.triggering_labels,
    event: wire.triggering_event === null ? null : toJsonText(wire.triggering_event),
    json,
  };
}
