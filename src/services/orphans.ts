/** Deletes what is left of flow runs that are gone. */
import { Pace } from "../db/pace.ts";
import { mendCollections } from "../domains/artifacts/artifact-retention.commands.ts";
import { deleteOrphans } from "../domains/flow-runs/flow-run-orphans.commands.ts";
import { periodicService } from "./service-definition.ts";

const NAME = "orphans";

export const orphans = periodicService({
  name: NAME,
  description: "deletes logs and artifacts of flow runs that are gone",
  variable: "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
  settings: ({ vacuum }) => ({ enabled: vacuum.kinds.has("orphans"), interval: vacuum.orphanInterval }),
  prepare: (core) => ({
    round: async (signal) => {
      const pace = new Pace({ mostRows: core.settings.services.vacuum.batchSize, signal });
      const logs = await deleteOrphans(core, "log", pace);
      const artifacts = await deleteOrphans(core, "artifact", pace.apart());
      const collections = await mendCollections(core, pace.apart());
      if (logs + artifacts + collections > 0) {
        core.logger.info({ service: NAME, logs, artifacts, collections }, "What was left of deleted runs is gone");
      }
    },
  }),
});
