/** Triggers as GraphQL takes them, and as the wire has them. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { TriggerPostureEnum } from "./trigger.graphql.ts";
import type { Posture } from "./trigger.ts";

const LabelMatchInput = builder.inputType("LabelMatchInput", {
  description: "What a label of a resource must be.",
  fields: (t) => ({
    label: t.string({ required: true, description: "The label's name." }),
    patterns: t.stringList({
      required: true,
      description: "Any one of these fits; a star stands for any text, and a ! before it all turns it round.",
    }),
  }),
});

const ResourceMatchInput = builder.inputType("ResourceMatchInput", {
  description: "What a resource must be like.",
  fields: (t) => ({
    labels: t.field({ type: [LabelMatchInput], required: true, description: "Labels that must all fit." }),
  }),
});

const EventTriggerInput = builder.inputType("EventTriggerInput", {
  description: "Fires upon events, or upon their absence.",
  fields: (t) => ({
    posture: t.field({
      type: TriggerPostureEnum,
      required: true,
      description: "Whether it waits for events or for their absence.",
    }),
    match: t.field({
      type: ResourceMatchInput,
      description: "What the resource of an event must be like; any will do.",
    }),
    matchRelated: t.field({
      type: [ResourceMatchInput],
      description: "What related resources must be like: each of these is met by some.",
    }),
    after: t.stringList({ description: "Names of events of which one must come first." }),
    expect: t.stringList({ description: "Names of the events that count; every event where there are none." }),
    forEach: t.stringList({ description: "Labels for each combination of whose values it counts apart." }),
    threshold: t.int({ defaultValue: 1, description: "How many events fire it, or keep it from firing." }),
    withinSeconds: t.float({
      defaultValue: 0,
      description: "In how many seconds; of a proactive trigger 10 at least, and 10 unless given.",
    }),
  }),
});

interface TriggersInput {
  readonly withinSeconds?: number | null | undefined;
  readonly triggers: readonly TriggerInputShape[];
}

interface TriggerInputShape {
  readonly event?: typeof EventTriggerInput.$inferInput | null | undefined;
  readonly compound?: (TriggersInput & { readonly required?: number | null | undefined }) | null | undefined;
  readonly sequence?: TriggersInput | null | undefined;
}

export const TriggerInput = builder.inputRef<TriggerInputShape>("TriggerInput");
const WITHIN = "In how many seconds they must fire; any time unless given.";

const CompoundTriggerInput = builder
  .inputRef<TriggersInput & { readonly required?: number | null | undefined }>("CompoundTriggerInput")
  .implement({
    description: "Fires once enough of the triggers inside it have fired.",
    fields: (t) => ({
      required: t.int({ description: "How many of them must fire; all unless given." }),
      withinSeconds: t.float({ description: WITHIN }),
      triggers: t.field({ type: [TriggerInput], required: true, description: "The triggers inside it." }),
    }),
  });

const SequenceTriggerInput = builder.inputRef<TriggersInput>("SequenceTriggerInput").implement({
  description: "Fires once the triggers inside it have all fired in their order.",
  fields: (t) => ({
    withinSeconds: t.float({ description: WITHIN }),
    triggers: t.field({ type: [TriggerInput], required: true, description: "The triggers, in their order." }),
  }),
});

TriggerInput.implement({
  description: "What an automation waits for: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    event: t.field({ type: EventTriggerInput, description: "Events, or their absence." }),
    compound: t.field({ type: CompoundTriggerInput, description: "Several triggers together." }),
    sequence: t.field({ type: SequenceTriggerInput, description: "Several triggers in order." }),
  }),
});

/** As many as a filter may look for: each is compared with every event. */
const MOST_MATCHES = 1_000;

/** @throws PenstockError INVALID */
function boundedMatch<Part>(parts: readonly Part[]): readonly Part[] {
  if (parts.length <= MOST_MATCHES) return parts;
  throw new PenstockError("INVALID", `A trigger must not have more than ${MOST_MATCHES} matches`);
}

function specificationOf(match: typeof ResourceMatchInput.$inferInput): Record<string, readonly string[]> {
  return Object.fromEntries(boundedMatch(match.labels).map(({ label, patterns }) => [label, patterns]));
}

/** The trigger on the wire. @throws PenstockError INVALID for one that matches too much */
export function triggerOf({ event, compound, sequence }: TriggerInputShape): object {
  if (event != null) {
    return {
      type: "event",
      posture: event.posture satisfies Posture,
      match: event.match == null ? {} : specificationOf(event.match),
      match_related: boundedMatch(event.matchRelated ?? []).map(specificationOf),
      after: event.after ?? [],
      expect: event.expect ?? [],
      for_each: event.forEach ?? [],
      threshold: event.threshold ?? 1,
      within: event.withinSeconds ?? 0,
    };
  }
  const given = compound ?? sequence;
  const inside = { within: given?.withinSeconds ?? null, triggers: (given?.triggers ?? []).map(triggerOf) };
  if (compound == null) return { type: "sequence", ...inside };
  return { type: "compound", require: compound.required ?? "all", ...inside };
}
