/** Deletes flow runs that ended long ago. */
import { Pace } from "../db/pace.ts";
import { deleteOldFlowRuns } from "../domains/flow-runs/flow-run-retention.commands.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService } from "./service-definition.ts";

const NAME = "old flow runs";

export const oldFlowRuns = periodicService({
  name: NAME,
  description: "deletes flow runs that ended long ago, with what belongs to them",
  variable: "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
  settings: ({ vacuum }) => ({ enabled: vacuum.kinds.has("flow_runs"), interval: vacuum.interval }),
  prepare: (core) => ({
    round: async (signal) => {
      const { flowRunRetention, batchSize } = core.settings.services.vacuum;
      const before = (core.clock.now() - flowRunRetention) as Instant;
      const deleted = await deleteOldFlowRuns(core, before, new Pace({ mostRows: batchSize, signal }));
      if (deleted > 0) core.logger.info({ service: NAME, deleted }, "Old flow runs have been deleted");
    },
  }),
});
