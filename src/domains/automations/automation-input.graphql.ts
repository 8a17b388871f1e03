/** Automations as GraphQL takes them, refused with the words that REST has for them. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { checkedName, checkedTags, checkedText } from "../../graphql/input-checks.ts";
import { read } from "../../rest/wire.ts";
import { ActionInput, actionOf } from "./action-input.graphql.ts";
import type { NewAutomation } from "./automation.commands.ts";
import { automationCreate } from "./automation-schema.ts";
import { TriggerInput, triggerOf } from "./trigger-input.graphql.ts";

export const AutomationInput = builder.inputType("AutomationInput", {
  description: "What an automation is.",
  fields: (t) => ({
    name: t.string({ required: true, description: "Its name." }),
    description: t.string({ defaultValue: "", description: "What is to be said of it." }),
    enabled: t.boolean({ defaultValue: true, description: "Whether its trigger is evaluated." }),
    tags: t.stringList({ description: "Its tags." }),
    trigger: t.field({ type: TriggerInput, required: true, description: "What it waits for." }),
    actions: t.field({ type: [ActionInput], required: true, description: "What it does whenever it fires." }),
    actionsOnTrigger: t.field({
      type: [ActionInput],
      description: "What it does besides when it goes into the triggered state, with the event of that.",
    }),
  }),
});

/** Faults of members of a union that the value was never meant for. */
const OF_OTHER_KINDS: ReadonlySet<string> = new Set(["literal_error", "missing"]);

/** @throws PenstockError INVALID */
export function checkedAutomation(input: typeof AutomationInput.$inferInput): NewAutomation {
  const body = (): unknown => ({
    name: checkedName("name", input.name),
    description: checkedText("description", input.description) ?? "",
    enabled: input.enabled ?? true,
    tags: checkedTags(input.tags ?? []),
    trigger: triggerOf(input.trigger),
    actions: input.actions.map(actionOf),
    actions_on_trigger: (input.actionsOnTrigger ?? []).map(actionOf),
  });
  const result = read(automationCreate, body);
  if (result.issues === undefined) return result.value;
  const kind = input.trigger.event != null ? "Event" : input.trigger.compound != null ? "Compound" : "Sequence";
  const own = result.issues.filter(({ loc: [field, member] }) => field !== "trigger" || String(member).includes(kind));
  const told = own.find(({ type }) => !OF_OTHER_KINDS.has(type)) ?? own[0];
  throw new PenstockError("INVALID", told?.msg.replace(/^Value error, /, "") ?? "The automation is invalid");
}
