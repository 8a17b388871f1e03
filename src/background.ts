/** The composition root of a process that runs the background services without the API. */
import type { Settings } from "./config.ts";
import type { Core } from "./core.ts";
import { type CoreOverrides, followLog, openCore } from "./open-core.ts";
import type { ServiceDefinition } from "./services/service-definition.ts";
import { createServices, enabledServices } from "./services/services.ts";

export interface Background {
  readonly core: Core;
  /** Those that run. */
  readonly services: readonly ServiceDefinition[];
  /** Ends what is under way, and closes the database. */
  close(): Promise<void>;
}

/** Starts the services that the settings enable; any number of processes may run them on one database. */
export async function startBackground(settings: Settings, overrides: CoreOverrides = {}): Promise<Background> {
  const core = await openCore(settings, overrides);
  const follower = followLog(core, "event");
  const services = createServices(core, follower);
  for (const service of services) service.start();
  return {
    core,
    services: enabledServices(settings.services),
    close: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await follower.stop();
      await core.database.close();
    },
  };
}
