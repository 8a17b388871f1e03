/** Cancels what still goes on in cancelled flow runs: their task runs, and the runs of their subflows. */
import type { Core } from "../core.ts";
import {
  cancelOrphanedSubflowRun,
  findOrphanedSubflowRuns,
  type OrphanedSubflowRun,
} from "../domains/flow-runs/subflow-cancellation.commands.ts";
import {
  cancelOrphanedTaskRun,
  findOrphanedTaskRuns,
  type OrphanedTaskRun,
} from "../domains/task-runs/task-run-cancellation.commands.ts";
import { type Microseconds, microsecondsFromSeconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService, type Rounds } from "./service-definition.ts";
import { sweep } from "./sweep.ts";

const NAME = "cancellation cleanup";

/** Task runs are looked after for this long after their flow run was cancelled, as in the reference. */
const LOOKED_AFTER = microsecondsFromSeconds(86_400);
/**
 * A flow run is looked at in every round of its first minutes; most task runs that are yet to come, from a process that
 * has not noticed or a clock that goes wrong, come then. The whole day is looked at once in as many minutes, and at the start.
 */
const CLOSE_LOOK = microsecondsFromSeconds(600);

export const cancellationCleanup = periodicService({
  name: NAME,
  description: "cancels the task runs and subflow runs of cancelled runs",
  variable: "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED",
  settings: (services) => services.cancellationCleanup,
  prepare,
});

function prepare(core: Core): Rounds {
  const before = (instant: Instant, duration: Microseconds): Instant => (instant - duration) as Instant;
  let lastWholeDay: Instant | undefined;
  let lastRound: Instant | undefined;
  return {
    round: async (signal) => {
      const now = core.clock.now();
      const isWholeDayDue = lastWholeDay === undefined || now - lastWholeDay >= CLOSE_LOOK;
      const since = isWholeDayDue ? before(now, LOOKED_AFTER) : before(lastRound ?? now, CLOSE_LOOK);
      await sweep<OrphanedTaskRun>(
        core.logger,
        {
          name: NAME,
          find: (after, limit) => findOrphanedTaskRuns(core, since, after, limit),
          act: (run) => cancelOrphanedTaskRun(core, run),
        },
        signal,
      );
      await sweep<OrphanedSubflowRun>(
        core.logger,
        {
          name: NAME,
          find: (after, limit) => findOrphanedSubflowRuns(core, after, limit),
          act: (run) => cancelOrphanedSubflowRun(core, run),
        },
        signal,
      );
      if (signal.aborted) return;
      lastRound = now;
      if (isWholeDayDue) lastWholeDay = now;
    },
  };
}
