/** Indexes the resources related to events; what the reference's persister of events does besides. */
import { setImmediate } from "node:timers/promises";
import { indexEventResources } from "../domains/events/event-resources.commands.ts";
import { periodicService } from "./service-definition.ts";

export const eventResources = periodicService({
  name: "event resources",
  description: "keeps the index by which events are found that have to do with something",
  variable: "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED",
  settings: (services) => services.eventPersister,
  prepare: (core) => ({
    round: async (signal) => {
      while (!signal.aborted && (await indexEventResources(core))) {
        // SQLite answers without giving the event loop a turn.
        await setImmediate();
      }
    },
  }),
});
