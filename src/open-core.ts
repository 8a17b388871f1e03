/** What the API and the services stand on, wired once for both. */
import type { FastifyBaseLogger } from "fastify";
import pino from "pino";
import type { Settings } from "./config.ts";
import type { Core } from "./core.ts";
import type { Database } from "./db/database.ts";
import { LogFollower } from "./db/log-follower.ts";
import type { LogTable } from "./db/log-tail.ts";
import { openDatabase } from "./db/open.ts";
import { isOutage } from "./db/outages.ts";
import { EventMemory } from "./domains/events/memory/event-memory.ts";
import { type Clock, systemClock } from "./time/clock.ts";

export interface CoreOverrides {
  readonly clock?: Clock;
  readonly database?: Database;
  readonly logger?: FastifyBaseLogger;
}

export interface OpenCore extends Core {
  readonly logger: FastifyBaseLogger;
  readonly eventMemory: EventMemory;
}

/** Opens the database, and brings it up to date, unless an open one is given. */
export async function openCore(settings: Settings, overrides: CoreOverrides = {}): Promise<OpenCore> {
  const logger: FastifyBaseLogger = overrides.logger ?? pino({ level: settings.logLevel });
  const database = overrides.database ?? (await openDatabase(settings.databaseUrl));
  const eventMemory = new EventMemory(database.location, settings.eventMemoryBytes, logger);
  return { database, clock: overrides.clock ?? systemClock, settings, logger, eventMemory };
}

/** Follows a log for all in this process who listen, from now on; it reads nothing as long as nobody does. */
export function followLog<Table extends LogTable>({ database, clock, logger }: Core, table: Table): LogFollower<Table> {
  const onError = (error: unknown): void => {
    if (isOutage(error)) logger.warn({ table, reason: error.message }, "A log cannot be followed at the moment");
    else logger.error({ err: error }, "Following a log failed; it is tried again");
  };
  const follower = new LogFollower(database, table, { onError, clock });
  follower.start();
  return follower;
}
