/** Fails paused runs that were not resumed before their pause ended. */
import {
  type ExpiredPause,
  failExpiredPause,
  findExpiredPauses,
} from "../domains/flow-runs/flow-run-pause-expiry.commands.ts";
import { periodicService } from "./service-definition.ts";
import { sweep } from "./sweep.ts";

const NAME = "pause expirations";

export const pauseExpirations = periodicService({
  name: NAME,
  description: "fails paused runs that were not resumed in time",
  variable: "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED",
  settings: (services) => services.pauseExpirations,
  prepare: (core) => ({
    round: async (signal) => {
      const now = core.clock.now();
      await sweep<ExpiredPause>(
        core.logger,
        {
          name: NAME,
          find: (after, limit) => findExpiredPauses(core, now, after, limit),
          act: (run) => failExpiredPause(core, run),
        },
        signal,
      );
    },
  }),
});
