/** Triggers of automations in GraphQL: a union of their kinds. */
import { builder } from "../../graphql/builder.ts";
import { secondsFromMicroseconds } from "../../time/duration.ts";
import {
  type CompoundTrigger as CompoundTriggerValue,
  type EventTrigger as EventTriggerValue,
  postures,
  type ResourceSpecification,
  type SequenceTrigger as SequenceTriggerValue,
  type Trigger as TriggerValue,
} from "./trigger.ts";

export const TriggerPostureEnum = builder.enumType("TriggerPosture", {
  description: "What an event trigger waits for.",
  values: {
    REACTIVE: { value: postures[0], description: "That the events happen." },
    PROACTIVE: { value: postures[1], description: "That they do not happen in time." },
  },
});

interface LabelMatchValue {
  readonly label: string;
  readonly patterns: readonly string[];
}

const LabelMatch = builder.objectRef<LabelMatchValue>("LabelMatch").implement({
  description: "What a label of a resource must be.",
  fields: (t) => ({
    label: t.exposeString("label", { description: "The label's name." }),
    patterns: t.exposeStringList("patterns", {
      description: "Any one of these fits; a star stands for any text, and a ! before it all turns it round.",
    }),
  }),
});

const ResourceMatch = builder.objectRef<ResourceSpecification>("ResourceMatch").implement({
  description: "What a resource must be like.",
  fields: (t) => ({
    labels: t.field({
      type: [LabelMatch],
      description: "Labels that must all fit; none for any resource.",
      resolve: (specification) =>
        Object.entries(specification).map(([label, patterns]) => ({ label, patterns: [patterns].flat() })),
    }),
  }),
});

export const EventTrigger = builder.objectRef<EventTriggerValue>("EventTrigger").implement({
  description: "Fires upon events, or upon their absence.",
  fields: (t) => ({
    databaseId: t.field({ type: "UUID", description: "The trigger's id.", resolve: ({ id }) => id }),
    posture: t.field({
      type: TriggerPostureEnum,
      description: "Whether it waits for events or for their absence.",
      resolve: ({ posture }) => posture,
    }),
    match: t.field({
      type: ResourceMatch,
      description: "What the resource of an event must be like.",
      resolve: ({ match }) => match,
    }),
    matchRelated: t.field({
      type: [ResourceMatch],
      description: "What related resources of an event must be like: each of these is met by some.",
      resolve: ({ match_related: related }) => [related].flat(),
    }),
    after: t.exposeStringList("after", {
      description: "Names of events, with stars for any text, of which one must come first; none for no such event.",
    }),
    expect: t.exposeStringList("expect", {
      description: "Names of the events that count, with stars for any text; none for every event.",
    }),
    forEach: t.stringList({
      description: "Labels for each combination of whose values it counts apart.",
      resolve: ({ for_each: labels }) => labels,
    }),
    threshold: t.exposeInt("threshold", { description: "How many events fire it, or keep it from firing." }),
    withinSeconds: t.float({
      description: "In how many seconds; 0 for each event by itself.",
      resolve: ({ within }) => secondsFromMicroseconds(within),
    }),
  }),
});

function withinSeconds({ within }: { readonly within: CompoundTriggerValue["within"] }): number | null {
  return within === null ? null : secondsFromMicroseconds(within);
}

const WITHIN = "In how many seconds they must fire; null for any time.";

export const CompoundTrigger = builder.objectRef<CompoundTriggerValue>("CompoundTrigger");
export const SequenceTrigger = builder.objectRef<SequenceTriggerValue>("SequenceTrigger");

export const Trigger = builder.unionType("Trigger", {
  description: "What an automation waits for.",
  types: [EventTrigger, CompoundTrigger, SequenceTrigger],
  resolveType: (trigger: TriggerValue) =>
    trigger.type === "event" ? "EventTrigger" : trigger.type === "compound" ? "CompoundTrigger" : "SequenceTrigger",
});

CompoundTrigger.implement({
  description: "Fires once enough of the triggers inside it have fired.",
  fields: (t) => ({
    databaseId: t.field({ type: "UUID", description: "The trigger's id.", resolve: ({ id }) => id }),
    required: t.int({
      description: "How many of the triggers inside it must fire.",
      resolve: ({ require, triggers }) => (require === "all" ? triggers.length : require === "any" ? 1 : require),
    }),
    withinSeconds: t.float({ nullable: true, description: WITHIN, resolve: withinSeconds }),
    triggers: t.field({
      type: [Trigger],
      description: "The triggers inside it.",
      resolve: ({ triggers }) => [...triggers],
    }),
  }),
});

SequenceTrigger.implement({
  description: "Fires once the triggers inside it have all fired in their order.",
  fields: (t) => ({
    databaseId: t.field({ type: "UUID", description: "The trigger's id.", resolve: ({ id }) => id }),
    withinSeconds: t.float({ nullable: true, description: WITHIN, resolve: withinSeconds }),
    triggers: t.field({
      type: [Trigger],
      description: "The triggers inside it, in the order in which they must fire.",
      resolve: ({ triggers }) => [...triggers],
    }),
  }),
});
