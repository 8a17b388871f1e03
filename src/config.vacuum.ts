/** What is deleted by itself, and when, under the reference's names and defaults (its ServerServicesDBVacuumSettings). */
import {
  duration,
  type Environment,
  integer,
  readDuration,
  SettingError,
  seconds,
  text,
} from "./config.environment.ts";
import { type Microseconds, microsecondsFromSeconds } from "./time/duration.ts";

const ENABLED = "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED";
const OVERRIDES = "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES";
const RETENTION_PERIOD = "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD";

const KINDS = ["events", "flow_runs", "orphans"] as const;
/** What can be deleted by itself: old events, old flow runs, and what is left of runs that are gone. */
export type VacuumKind = (typeof KINDS)[number];

const ONE_HOUR_SECONDS = 3_600;
const ONE_DAY_SECONDS = 86_400;
const SHORTEST_LOOP_SECONDS = 0.01;
/** A batch is one transaction: beyond this it would hold others up. */
const LARGEST_BATCH = 10_000;
/** Names of events with a retention of their own: each is looked for in every round. */
const MOST_OVERRIDES = 1_000;
/**
 * Events are kept an hour at least, whatever is set: what happens within a trigger's window, the events that others follow and
 * streams that reconnect are looked up in the log for half an hour.
 */
const SHORTEST_EVENT_RETENTION = microsecondsFromSeconds(ONE_HOUR_SECONDS);

export interface VacuumSettings {
  readonly kinds: ReadonlySet<VacuumKind>;
  /** The pause between two rounds. */
  readonly interval: Microseconds;
  /** The pause between two rounds that look for what is left of runs that are gone. */
  readonly orphanInterval: Microseconds;
  /** How long flow runs are kept after their end. */
  readonly flowRunRetention: Microseconds;
  /** How long events are kept after they were received. */
  readonly eventRetention: Microseconds;
  /** How long events of certain names are kept, where that is shorter than all are. */
  readonly eventRetentionOverrides: ReadonlyMap<string, Microseconds>;
  /** Rows deleted in one transaction at the most. */
  readonly batchSize: number;
}

function isKind(name: string): name is VacuumKind {
  return (KINDS as readonly string[]).includes(name);
}

/** The names in a list with commas or in a JSON array. */
function namesIn(given: string): string[] {
  if (!given.startsWith("[")) return given.split(",");
  const names: unknown = readJson(given);
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  throw new SettingError(ENABLED, `expected names with commas between them, got "${given}"`);
}

/** As the reference has it: false stands for the events alone, and flow runs bring the orphans along; "none" is our own. */
function readKinds(environment: Environment): ReadonlySet<VacuumKind> {
  const given = environment[ENABLED]?.trim();
  if (given === undefined || ["", "0", "false", "null"].includes(given.toLowerCase())) return new Set(["events"]);
  if (["1", "true"].includes(given.toLowerCase())) return new Set(KINDS);
  if (given.toLowerCase() === "none") return new Set();
  const names = namesIn(given).flatMap((name) => name.trim() || []);
  const kinds = new Set(names.filter(isKind));
  const other = names.find((name) => !isKind(name));
  if (other !== undefined) {
    throw new SettingError(ENABLED, `expected some of ${KINDS.join(", ")}, or true or false, got "${other}"`);
  }
  if (kinds.has("flow_runs")) kinds.add("orphans");
  return kinds;
}

function readJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}

function readOverrides(environment: Environment): ReadonlyMap<string, Microseconds> {
  const given = text(environment, OVERRIDES) ?? `{"prefect.flow-run.heartbeat": ${7 * ONE_DAY_SECONDS}}`;
  const overrides = readJson(given);
  if (typeof overrides !== "object" || overrides === null || Array.isArray(overrides)) {
    throw new SettingError(OVERRIDES, `expected a JSON object of durations by names of events, got "${given}"`);
  }
  const entries = Object.entries(overrides).map(([name, value]) => {
    const retention = readDuration(String(value));
    if (retention === undefined || retention <= 0) {
      throw new SettingError(OVERRIDES, `expected a positive duration for "${name}", got ${JSON.stringify(value)}`);
    }
    return [name, Math.max(retention, SHORTEST_EVENT_RETENTION) as Microseconds] as const;
  });
  if (entries.length > MOST_OVERRIDES) {
    throw new SettingError(OVERRIDES, `expected ${MOST_OVERRIDES} names at the most, got ${entries.length}`);
  }
  return new Map(entries);
}

function flowRunRetention(environment: Environment): Microseconds {
  const retention = duration(environment, RETENTION_PERIOD, 90 * ONE_DAY_SECONDS);
  if (retention > microsecondsFromSeconds(ONE_HOUR_SECONDS)) return retention;
  throw new SettingError(RETENTION_PERIOD, `expected more than an hour, got "${environment[RETENTION_PERIOD]}"`);
}

/**
 * Events are deleted only where they are persisted, as in the reference: who has turned that off is not surprised then.
 *
 * @throws SettingError when a variable holds what it cannot hold
 */
export function readVacuumSettings(environment: Environment, persistsEvents: boolean): VacuumSettings {
  const kinds = new Set(readKinds(environment));
  if (!persistsEvents) kinds.delete("events");
  const names = ["PREFECT_SERVER_EVENTS_RETENTION_PERIOD", "PREFECT_EVENTS_RETENTION_PERIOD"] as const;
  const wanted = duration(environment, names, 7 * ONE_DAY_SECONDS);
  const eventRetention = Math.max(wanted, SHORTEST_EVENT_RETENTION) as Microseconds;
  const name = (setting: string): string => `PREFECT_SERVER_SERVICES_DB_VACUUM_${setting}`;
  return {
    kinds,
    interval: seconds(environment, name("LOOP_SECONDS"), ONE_HOUR_SECONDS, SHORTEST_LOOP_SECONDS),
    orphanInterval: seconds(environment, name("ORPHAN_CLEANUP_LOOP_SECONDS"), ONE_DAY_SECONDS, SHORTEST_LOOP_SECONDS),
    flowRunRetention: flowRunRetention(environment),
    eventRetention,
    eventRetentionOverrides: readOverrides(environment),
    batchSize: integer(environment, name("BATCH_SIZE"), 200, 1, LARGEST_BATCH),
  };
}
