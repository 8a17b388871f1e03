/** Triggers: the criteria an automation waits for (the reference's events.schemas.automations). */
import { type Microseconds, microsecondsFromSeconds, secondsFromMicroseconds } from "../../time/duration.ts";

/** Labels a resource must have: all of them, each with any one of its patterns. */
export type ResourceSpecification = Readonly<Record<string, string | readonly string[]>>;

export const postures = ["Reactive", "Proactive"] as const;
/** Reactive triggers answer the presence of events, proactive ones their absence. */
export type Posture = (typeof postures)[number];

export interface EventTrigger {
  readonly type: "event";
  readonly id: string;
  readonly match: ResourceSpecification;
  /** Of a list, every one has to be met by some related resource. */
  readonly match_related: ResourceSpecification | readonly ResourceSpecification[];
  /** Patterns of event names; with any, only such an event opens a window. */
  readonly after: readonly string[];
  /** Patterns of the event names that are counted; with none, every event is. */
  readonly expect: readonly string[];
  /** Labels for each combination of whose values the trigger counts apart. */
  readonly for_each: readonly string[];
  readonly posture: Posture;
  readonly threshold: number;
  readonly within: Microseconds;
}

interface Composite {
  readonly id: string;
  readonly triggers: readonly Trigger[];
  /** null: however long ago. */
  readonly within: Microseconds | null;
}

export interface CompoundTrigger extends Composite {
  readonly type: "compound";
  readonly require: number | "any" | "all";
}

export interface SequenceTrigger extends Composite {
  readonly type: "sequence";
}

export type CompositeTrigger = CompoundTrigger | SequenceTrigger;
export type Trigger = EventTrigger | CompositeTrigger;

/** A trigger as JSON has it, with durations in seconds. */
export type WireTrigger =
  | (Omit<EventTrigger, "within"> & { readonly within: number })
  | (Omit<CompoundTrigger, "within" | "triggers"> & {
      readonly within: number | null;
      readonly triggers: readonly WireTrigger[];
    })
  | (Omit<SequenceTrigger, "within" | "triggers"> & {
      readonly within: number | null;
      readonly triggers: readonly WireTrigger[];
    });

/** The trigger and all that are inside it. */
export function allTriggers(trigger: Trigger): readonly Trigger[] {
  return trigger.type === "event" ? [trigger] : [trigger, ...trigger.triggers.flatMap(allTriggers)];
}

/** The event triggers among them: those that count. */
export function eventTriggers(trigger: Trigger): readonly EventTrigger[] {
  return allTriggers(trigger).filter((each) => each.type === "event");
}

/** The same trigger under new ids, those inside it too: nothing that another has counted is counted for it. */
export function withNewIds(trigger: Trigger, makeId: () => string): Trigger {
  const id = makeId();
  if (trigger.type === "event") return { ...trigger, id };
  return { ...trigger, id, triggers: trigger.triggers.map((child) => withNewIds(child, makeId)) };
}

export function triggerFromWire(trigger: WireTrigger): Trigger {
  if (trigger.type === "event") return { ...trigger, within: microsecondsFromSeconds(trigger.within) };
  const within = trigger.within === null ? null : microsecondsFromSeconds(trigger.within);
  return { ...trigger, within, triggers: trigger.triggers.map(triggerFromWire) };
}

/** A number as JSON text with a fraction, as Python writes floats. */
function float(value: number): unknown {
  return Number.isInteger(value) ? JSON.rawJSON(`${value}.0`) : value;
}

/** What JSON.stringify makes the wire's form of. */
export function triggerToWire(trigger: Trigger): unknown {
  if (trigger.type === "event") return { ...trigger, within: float(secondsFromMicroseconds(trigger.within)) };
  const within = trigger.within === null ? null : float(secondsFromMicroseconds(trigger.within));
  return { ...trigger, within, triggers: trigger.triggers.map(triggerToWire) };
}
