/** An action that has been set off, and how it goes (the reference's TriggeredAction and ActionFailed). */
import type { JsonText } from "../../db/json-text.ts";
import type { Action } from "./action.ts";
import type { Labels } from "./evaluated-event.ts";
import type { WireTrigger } from "./trigger.ts";

export interface TriggeringEvent {
  readonly id: string;
  readonly occurred: string;
  readonly event: string;
  readonly resource: Labels;
  readonly related: readonly Labels[];
}

/** What the row of a triggered action holds. */
export interface TriggeredActionData {
  readonly automation: { readonly id: string; readonly name: string; readonly trigger: WireTrigger };
  readonly id: string;
  readonly firing: unknown;
  readonly triggered: string;
  readonly triggering_labels: Labels;
  readonly triggering_event: TriggeringEvent | null;
  readonly action: Action;
  readonly action_index: number;
  readonly automation_triggered_event_id: string;
}

/** An action that could not be carried out, for a reason that another try would not change. */
export class ActionFailedError extends Error {
  override readonly name = "ActionFailedError";
}

/** One action while it is carried out. */
export interface ActionRun {
  readonly data: TriggeredActionData;
  /** The whole, for templates. */
  readonly json: JsonText;
  /** What it was done to, for its events. */
  readonly related: Labels[];
  /** What is worth telling of it, for the payload of its last event. */
  readonly details: Record<string, unknown>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function kindAndId(resourceId: string): readonly [kind: string, id: string] {
  const dot = resourceId.lastIndexOf(".");
  return dot === -1 ? ["", resourceId] : [resourceId.slice(0, dot), resourceId.slice(dot + 1)];
}

/** The resource itself, or the first related one, of a kind such as "prefect.flow-run". */
export function firstResourceOfKind(event: TriggeringEvent, kind: string): Labels | undefined {
  const resources = [event.resource, ...event.related];
  return resources.find((resource) => kindAndId(resource["prefect.resource.id"] ?? "")[0] === kind);
}

/** The id in a resource id of the kind; undefined for another kind, and for what is no id. */
export function idOfResource(resourceId: string | undefined, kind: string): string | undefined {
  if (resourceId === undefined) return undefined;
  const [found, id] = kindAndId(resourceId);
  return found === kind && UUID.test(id.toLowerCase()) ? id.toLowerCase() : undefined;
}

/**
 * The object an action is done to: the one it names, or the first of its kind in the event.
 *
 * @param words as the reference speaks of it, such as "work pool"
 * @throws ActionFailedError
 */
export function targetOf({ data }: ActionRun, selected: string | null, words: string): string {
  if (selected !== null) return selected;
  const event = data.triggering_event;
  if (event === null) throw new ActionFailedError(`No event to infer the ${words}`);
  const kind = `prefect.${words.replaceAll(" ", "-")}`;
  const id = idOfResource(firstResourceOfKind(event, kind)?.["prefect.resource.id"], kind);
  if (id === undefined) throw new ActionFailedError(`No ${words} could be inferred`);
  return id;
}

/**
 * The flow run an action is done to: that of the labels by which the trigger counts, or of the event.
 *
 * @throws ActionFailedError
 */
export function flowRunOfAction({ data }: ActionRun): string {
  const kind = "prefect.flow-run";
  const event = data.triggering_event;
  const id =
    idOfResource(data.triggering_labels["prefect.resource.id"], kind) ??
    (event === null ? undefined : idOfResource(firstResourceOfKind(event, kind)?.["prefect.resource.id"], kind));
  if (id === undefined) throw new ActionFailedError("No flow run could be inferred");
  return id;
}
