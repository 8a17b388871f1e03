/** A whole server on a fresh database, wired by the same composition root as in production. */
import { readSettings, type Settings } from "../../src/config.ts";
import type { DatabaseOptions } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createServer, type Server, type ServerOverrides } from "../../src/server.ts";
import { periodicServices } from "../../src/services/services.ts";
import type { TestDatabase } from "./databases.ts";

export interface TestServerOptions extends Omit<ServerOverrides, "database"> {
  readonly settings?: Partial<Settings>;
  readonly onStatement?: DatabaseOptions["onStatement"];
}

export interface TestServer extends Server {
  readonly databaseUrl: string;
}

/** Services that look now and then would act at moments no test knows; the tests of services run their rounds themselves. */
const withoutRounds: Readonly<Record<string, string>> = {
  ...Object.fromEntries(periodicServices.map((service) => [service.variable, "false"])),
  // Where "false" leaves the events to be deleted.
  PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED: "none",
};

/**
 * `close` stops the server and drops its database. Listens on a free port of 127.0.0.1 once `listen` is called. Of the
 * services only those run that follow the event log.
 */
export async function createTestServer(
  testDatabase: TestDatabase,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const { url, drop } = await testDatabase.create();
  const { settings, onStatement, ...overrides } = options;
  const database = await openDatabase(url, onStatement === undefined ? {} : { onStatement });
  const server = await createServer(
    { ...readSettings(withoutRounds), host: "127.0.0.1", port: 0, databaseUrl: url, logLevel: "silent", ...settings },
    { ...overrides, database },
  );
  return {
    ...server,
    databaseUrl: url,
    close: async () => {
      await server.close();
      await drop();
    },
  };
}
