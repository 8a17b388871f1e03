/** Deletes events that have been kept long enough. */
import type { ServiceSettings } from "../config.services.ts";
import type { Core } from "../core.ts";
import { Pace } from "../db/pace.ts";
import { TRIGGER_READER } from "../domains/automations/trigger-evaluator.ts";
import { RESOURCE_READER } from "../domains/events/event-resources.commands.ts";
import {
  deleteOldEvents,
  deleteOldEventsNamed,
  type LogReader,
  readSlowestReader,
} from "../domains/events/event-retention.commands.ts";
import { TASK_RUN_READER } from "../domains/task-runs/task-run.recorder.ts";
import type { Microseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService, type Rounds } from "./service-definition.ts";

const NAME = "old events";

export const oldEvents = periodicService({
  name: NAME,
  description: "deletes events that have been kept long enough",
  variable: "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
  settings: ({ vacuum }) => ({ enabled: vacuum.kinds.has("events"), interval: vacuum.interval }),
  prepare,
});

/** Who reads the event log from a cursor of its own. */
function readers(services: ServiceSettings): readonly LogReader[] {
  return [
    { name: TASK_RUN_READER, isWanted: services.taskRunRecorder.enabled },
    { name: TRIGGER_READER, isWanted: services.triggers.enabled },
    { name: RESOURCE_READER, isWanted: services.eventPersister.enabled },
  ];
}

function prepare(core: Core): Rounds {
  const { services } = core.settings;
  const { eventRetention, eventRetentionOverrides, batchSize } = services.vacuum;
  const before = (retention: Microseconds): Instant => (core.clock.now() - retention) as Instant;
  return {
    round: async (signal) => {
      const pace = new Pace({ mostRows: batchSize, signal });
      const upTo = await readSlowestReader(core, readers(services), before(eventRetention));
      let deleted = await deleteOldEvents(core, { before: before(eventRetention), upTo }, pace);
      for (const [event, retention] of eventRetentionOverrides) {
        if (retention >= eventRetention) continue;
        deleted += await deleteOldEventsNamed(core, event, { before: before(retention), upTo }, pace);
      }
      if (deleted > 0) core.logger.info({ service: NAME, deleted }, "Old events have been deleted");
    },
  };
}
