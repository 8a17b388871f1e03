/** Takes slots back from holders that have let their leases run out. */
import type { Core } from "../core.ts";
import { repossessExpiredLeases } from "../domains/concurrency/lease-end.commands.ts";
import { periodicService, type Rounds } from "./service-definition.ts";

const NAME = "repossessor";

export const repossessor = periodicService({
  name: NAME,
  description: "gives back the slots of concurrency limits whose holders have let their leases run out",
  variable: "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED",
  settings: (services) => services.repossessor,
  prepare,
});

function prepare(core: Core): Rounds {
  return {
    // The reference deals with 100 leases a round; here a batch that is full is followed by the next.
    round: async (signal) => {
      while (!signal.aborted) {
        const { ended, isMore } = await repossessExpiredLeases(core);
        if (ended > 0) core.logger.info({ service: NAME, ended }, "Leases have run out");
        if (!isMore) return;
      }
    },
  };
}
