/** What every operation of the core gets: the database, the time, and the settings. No globals. */

import type { Settings } from "./config.ts";
import type { Database } from "./db/database.ts";
import type { EventMemory } from "./domains/events/memory/event-memory.ts";
import type { Clock } from "./time/clock.ts";

export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Core {
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly logger: Logger;
  /** Events in memory, for searches that no index serves; absent where all are left to SQL. */
  readonly eventMemory?: EventMemory;
}
