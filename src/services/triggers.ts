/** The evaluation of automations' triggers, by events as they come and by the clock. */
import { evaluateProactiveTriggers, tidyTriggers } from "../domains/automations/proactive-round.ts";
import { TriggerEvaluator } from "../domains/automations/trigger-evaluator.ts";
import { periodicService, type ServiceDefinition } from "./service-definition.ts";
import { ServiceLoop } from "./service-loop.ts";

const VARIABLE = "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED";

export const reactiveTriggers: ServiceDefinition = {
  name: "reactive triggers",
  description: "counts events for the triggers of automations, and fires them",
  variable: VARIABLE,
  isEnabled: (settings) => settings.triggers.enabled,
  interval: () => undefined,
  create: (core, follower) => {
    const evaluator = new TriggerEvaluator(core);
    return new ServiceLoop({
      name: "reactive triggers",
      logger: core.logger,
      run: (signal) => evaluator.run(follower, signal),
    });
  },
};

export const proactiveTriggers = periodicService({
  name: "proactive triggers",
  description: "fires the triggers of automations that wait for what has not happened",
  variable: VARIABLE,
  settings: (services) => services.proactiveTriggers,
  prepare: (core) => ({
    round: async (signal) => {
      await evaluateProactiveTriggers(core, signal);
      await tidyTriggers(core);
    },
  }),
});
