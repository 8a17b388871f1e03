/** Carries out the actions of automations that have fired. */
import { type DueAction, findDueActions, runTriggeredAction } from "../domains/automations/action-runner.ts";
import { microseconds } from "../time/duration.ts";
import { periodicService } from "./service-definition.ts";
import { sweep } from "./sweep.ts";

/** Actions are carried out as soon as the log tells of the firing; the pause is for those that are tried again. */
const INTERVAL = microseconds(2_000_000);

export const actions = periodicService({
  name: "actions",
  description: "carries out the actions of automations that have fired",
  variable: "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED",
  settings: ({ triggers: { enabled } }) => ({ enabled, interval: INTERVAL }),
  wakesOn: (event) => event.event === "prefect.automation.triggered",
  prepare: (core) => ({
    round: async (signal) => {
      await sweep<DueAction>(
        core.logger,
        {
          name: "actions",
          find: (after, limit) => findDueActions(core, after, limit),
          act: (due) => runTriggeredAction(core, due),
        },
        signal,
      );
    },
  }),
});
