/** The enabled automations with their triggers made ready, and found by the names of events. */
import type { JsonText } from "../../db/json-text.ts";
import { type Automation, type AutomationRow, automationJson, parseAutomation } from "./automation.ts";
import type { EvaluatedEvent } from "./evaluated-event.ts";
import { type CompiledTrigger, compileTrigger } from "./event-matching.ts";
import { type CompositeTrigger, type EventTrigger, eventTriggers, type Trigger } from "./trigger.ts";

export interface LoadedAutomation extends Automation {
  /** The automation on the wire. */
  readonly json: JsonText;
  /** The composite trigger around each trigger inside it. */
  readonly parents: ReadonlyMap<string, CompositeTrigger>;
}

/** A trigger that counts, with what it belongs to. */
export interface LoadedTrigger extends CompiledTrigger {
  readonly automation: LoadedAutomation;
  /** Whether it names automations, by their events or by their ids, rather than taking whatever comes. */
  readonly asksForAutomations: boolean;
}

const AUTOMATION = "prefect.automation.";

function asksForAutomations({ expect, after, match }: EventTrigger): boolean {
  const ids = [match["prefect.resource.id"] ?? []].flat();
  return [...expect, ...after, ...ids].some((pattern) => pattern.startsWith(AUTOMATION));
}

function parentsOf(trigger: Trigger): [string, CompositeTrigger][] {
  if (trigger.type === "event") return [];
  return trigger.triggers.flatMap((child): [string, CompositeTrigger][] => [[child.id, trigger], ...parentsOf(child)]);
}

export function loadAutomation(row: AutomationRow): LoadedAutomation {
  const automation = parseAutomation(row);
  return {
    ...automation,
    json: automationJson(row) as JsonText,
    parents: new Map(parentsOf(automation.trigger)),
  };
}

export function loadTrigger(automation: LoadedAutomation, trigger: EventTrigger): LoadedTrigger {
  return { ...compileTrigger(trigger), automation, asksForAutomations: asksForAutomations(trigger) };
}

/** Names of events come from clients, who may think of a new one every time. */
const REMEMBERED_NAMES = 10_000;

export class LoadedAutomations {
  readonly #triggers: readonly LoadedTrigger[];
  readonly #byName = new Map<string, readonly LoadedTrigger[]>();
  readonly #byEvent = new WeakMap<EvaluatedEvent, readonly LoadedTrigger[]>();

  constructor(rows: readonly AutomationRow[]) {
    this.#triggers = rows
      .map(loadAutomation)
      .flatMap((automation) => eventTriggers(automation.trigger).map((trigger) => loadTrigger(automation, trigger)));
  }

  /** The triggers that an event concerns, in the order of their automations; found once for each event. */
  interestedIn(event: EvaluatedEvent): readonly LoadedTrigger[] {
    const candidates = this.#candidates(event.event);
    if (candidates.length === 0) return candidates;
    let found = this.#byEvent.get(event);
    if (found === undefined) {
      found = candidates.filter((trigger) => !wouldGoOn(trigger, event) && trigger.matchesResources(event));
      this.#byEvent.set(event, found);
    }
    return found;
  }

  #candidates(name: string): readonly LoadedTrigger[] {
    let found = this.#byName.get(name);
    if (found === undefined) {
      found = this.#triggers.filter((trigger) => trigger.matchesName(name));
      if (this.#byName.size >= REMEMBERED_NAMES) this.#byName.clear();
      this.#byName.set(name, found);
    }
    return found;
  }
}

/** What an automation tells of its firing; that somebody has made or changed one is not among it. */
const TOLD_BY_FIRING = /^prefect\.automation\.(?:triggered|resolved|action\.)/;

/**
 * Whether a trigger must pass over an event lest automations set each other off for ever. In the reference two automations
 * that take any event do, or one that takes all names by "*", until the disk is full. What firings tell therefore counts
 * only where a trigger asks for it by name, and never for the automation that has fired.
 */
function wouldGoOn({ trigger, automation, asksForAutomations }: LoadedTrigger, event: EvaluatedEvent): boolean {
  if (!event.event.startsWith("prefect.automation.")) return false;
  const isOwn = event.resource["prefect.resource.id"] === `${AUTOMATION}${automation.id}`;
  if (TOLD_BY_FIRING.test(event.event)) return isOwn || !asksForAutomations;
  return isOwn && trigger.expect.length === 0;
}
