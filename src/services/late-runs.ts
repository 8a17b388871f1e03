/** Marks runs Late that nobody has started, some time after they were due. */
import {
  findOverdueFlowRuns,
  markFlowRunLate,
  type OverdueFlowRun,
} from "../domains/flow-runs/flow-run-late.commands.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService } from "./service-definition.ts";
import { sweep } from "./sweep.ts";

const NAME = "late runs";

export const lateRuns = periodicService({
  name: NAME,
  description: "marks runs Late that have not started in time",
  variable: "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED",
  settings: (services) => services.lateRuns,
  prepare: (core) => ({
    round: async (signal) => {
      const before = (core.clock.now() - core.settings.services.lateRuns.after) as Instant;
      await sweep<OverdueFlowRun>(
        core.logger,
        {
          name: NAME,
          find: (after, limit) => findOverdueFlowRuns(core, before, after, limit),
          act: (run) => markFlowRunLate(core, run),
        },
        signal,
      );
    },
  }),
});
