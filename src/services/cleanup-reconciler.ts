/** Ends reservations of cleanup messages that their workers let run out, so that other workers get the messages. */
import type { Core } from "../core.ts";
import { expireCleanupReservations } from "../domains/workers/cleanup-reservations.commands.ts";
import { periodicService, type Rounds } from "./service-definition.ts";

const NAME = "cleanup reconciler";

export const cleanupReconciler = periodicService({
  name: NAME,
  description: "hands out cleanup messages again that a worker has not dealt with in time",
  variable: "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED",
  settings: (services) => services.cleanupReconciler,
  prepare,
});

function prepare(core: Core): Rounds {
  const { batchSize } = core.settings.services.cleanupReconciler;
  return {
    // The reference deals with one batch a round; here a batch that is full is followed by the next.
    round: async (signal) => {
      while (!signal.aborted) {
        const { redelivered, deadLettered } = await expireCleanupReservations(core, batchSize);
        if (redelivered + deadLettered > 0) {
          core.logger.info({ service: NAME, redelivered, dead_lettered: deadLettered }, "Reservations have run out");
        }
        if (redelivered + deadLettered < batchSize) return;
      }
    },
  };
}
