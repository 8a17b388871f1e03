/** Cancels runs whose cancellation takes too long: what has to be known is in the database, so a restart loses nothing. */
import type { Core } from "../core.ts";
import {
  cancelStuckRun,
  findStuckCancellations,
  readNextCancellation,
  type StuckCancellation,
} from "../domains/flow-runs/flow-run-cancelling.commands.ts";
import { type Microseconds, microsecondsFromSeconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService, type Rounds } from "./service-definition.ts";
import { sweep } from "./sweep.ts";

const NAME = "cancellation timeouts";

/** Many runs that are cancelled one after the other time out together, rather than each in a round of its own. */
const SHORTEST_PAUSE = microsecondsFromSeconds(0.25);

export const cancellationTimeouts = periodicService({
  name: NAME,
  description: "cancels runs whose cancellation takes too long",
  variable: "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED",
  settings: (services) => services.cancellationCleanup,
  prepare,
});

function prepare(core: Core): Rounds {
  const { cancellingTimeout, interval } = core.settings.services.cancellationCleanup;
  const stuckSince = (): Instant => (core.clock.now() - cancellingTimeout) as Instant;
  let since = stuckSince();
  return {
    round: async (signal) => {
      since = stuckSince();
      await sweep<StuckCancellation>(
        core.logger,
        {
          name: NAME,
          find: (after, limit) => findStuckCancellations(core, since, after, limit),
          act: (run) => cancelStuckRun(core, run),
        },
        signal,
      );
    },
    // The reference sets a timer for each run. A cancellation that begins during the pause is not due before its end.
    pause: async () => {
      const next = await readNextCancellation(core, since);
      const untilNext = next === undefined ? interval : next - stuckSince();
      return Math.max(SHORTEST_PAUSE, Math.min(interval, cancellingTimeout, untilNext)) as Microseconds;
    },
  };
}
