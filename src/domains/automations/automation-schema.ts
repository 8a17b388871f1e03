/** Automations as they come over the wire. */
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { bound, criterion, filterObject, flag, ids, operator, texts } from "../filters/criteria-schema.ts";
import { actionSchema } from "./action-schema.ts";
import { loopProblem } from "./automation-loops.ts";
import { triggerSchema } from "./trigger-schema.ts";

/** Actions of one automation: each firing makes a row of every one. */
const MOST_ACTIONS = 100;
const actions = wire.array(actionSchema, { maxItems: MOST_ACTIONS });

const description = wire.string();
const enabled = wire.boolean({ description: "Whether this automation will be evaluated" });
const tags = wire.array(wire.string());
const needed = {
  name: wire.string({ description: "The name of this automation" }),
  trigger: triggerSchema,
  actions,
};

function loopFault(automation: Parameters<typeof loopProblem>[0]) {
  const problem = loopProblem(automation);
  return problem === undefined ? undefined : valueError(problem);
}

export const automationCreate = wire.checked(
  wire.object(
    {
      name: needed.name,
      description: wire.withDefault(description, ""),
      enabled: wire.withDefault(enabled, true),
      tags: wire.withDefault(tags, () => []),
      trigger: needed.trigger,
      actions,
      actions_on_trigger: wire.withDefault(actions, () => []),
      actions_on_resolve: wire.withDefault(actions, () => []),
      owner_resource: wire.withDefault(wire.nullable(wire.string()), null),
    },
    { name: "AutomationCreate", forbidExtra: true },
  ),
  loopFault,
);
/** What is left out stays as it is, but is checked as if it had its default. */
export const automationUpdate = wire.checked(
  wire.object(
    {
      name: needed.name,
      description: wire.optional(description, ""),
      enabled: wire.optional(enabled, true),
      tags: wire.optional(tags),
      trigger: needed.trigger,
      actions,
      actions_on_trigger: wire.optional(actions),
      actions_on_resolve: wire.optional(actions),
    },
    { name: "AutomationUpdate", forbidExtra: true },
  ),
  (update) => loopFault({ ...update, enabled: update.enabled ?? true }),
);

export const automationPartialUpdate = wire.object(
  { enabled: wire.optional(enabled, true) },
  { name: "AutomationPartialUpdate", forbidExtra: true },
);

export const automationFilter = filterObject("AutomationFilter", {
  operator,
  id: criterion(filterObject("AutomationFilterId", { any_: ids })),
  name: criterion(filterObject("AutomationFilterName", { any_: texts })),
  created: criterion(filterObject("AutomationFilterCreated", { before_: bound })),
  tags: criterion(filterObject("AutomationFilterTags", { operator, all_: texts, any_: texts, is_null_: flag })),
});
