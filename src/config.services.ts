/** Settings of the background services, and of what they share with the API, under the reference's names and defaults. */

import { duration, type Environment, flag, integer, type Names, seconds } from "./config.environment.ts";
import { readVacuumSettings, type VacuumSettings } from "./config.vacuum.ts";
import type { Microseconds } from "./time/duration.ts";

/** Below this a loop would only burn the processor; tests wake services instead. */
const SHORTEST_LOOP_SECONDS = 0.01;
/** A batch is one transaction: beyond this it would hold others up. */
const LARGEST_BATCH = 10_000;
const MOST_SCHEDULED_RUNS = 100_000;
const MOST_HEARTBEATS = 1_000;
const ONE_DAY_SECONDS = 86_400;
const ONE_HOUR_SECONDS = 3_600;

/** What every looping service has. */
export interface LoopSettings {
  readonly enabled: boolean;
  /** The pause between two rounds. */
  readonly interval: Microseconds;
}

export interface SchedulerSettings extends LoopSettings {
  /** The pause of the loop that looks only at deployments that were changed lately. */
  readonly recentDeploymentsInterval: Microseconds;
  /** Deployments planned in one transaction. */
  readonly deploymentBatchSize: number;
  /** No more runs of a schedule than these are planned ahead. */
  readonly maximumRuns: number;
  /** At least so many runs of a schedule are planned ahead. */
  readonly minimumRuns: number;
  /** Nothing is planned farther ahead than this. */
  readonly maximumScheduledTime: Microseconds;
  /** Runs are planned at least this far ahead. */
  readonly minimumScheduledTime: Microseconds;
  /** Runs inserted at a time. */
  readonly insertBatchSize: number;
}

export interface ForemanSettings extends LoopSettings {
  /** A worker is offline once it has missed so many heartbeats. */
  readonly inactivityHeartbeatMultiple: number;
  /** The heartbeat interval of workers that do not tell theirs. */
  readonly fallbackHeartbeatInterval: Microseconds;
  /** A deployment that nobody has polled for so long is not ready. */
  readonly deploymentLastPolledTimeout: Microseconds;
  /** A work queue that nobody has polled for so long is not ready. */
  readonly workQueueLastPolledTimeout: Microseconds;
}

export interface ServiceSettings {
  readonly scheduler: SchedulerSettings;
  /** `after`: how long after its time a run that nobody has taken is late. */
  readonly lateRuns: LoopSettings & { readonly after: Microseconds };
  readonly pauseExpirations: LoopSettings;
  /** `cancellingTimeout`: how long a run may stay in Cancelling before it is Cancelled without its runner's word. */
  readonly cancellationCleanup: LoopSettings & { readonly cancellingTimeout: Microseconds };
  /** `batchSize`: overdue reservations of cleanup messages looked at in a round. */
  readonly cleanupReconciler: LoopSettings & { readonly batchSize: number };
  readonly foreman: ForemanSettings;
  readonly repossessor: LoopSettings;
  readonly taskRunRecorder: { readonly enabled: boolean };
  /** `interval`: the pause between two looks at what is new in the log. */
  readonly eventPersister: LoopSettings;
  /** `expiredBucketBuffer`: how long a window of a trigger is kept after its end. */
  readonly triggers: { readonly enabled: boolean; readonly expiredBucketBuffer: Microseconds };
  /** `interval`: how often triggers that wait for what does not happen are looked at. */
  readonly proactiveTriggers: LoopSettings;
  readonly vacuum: VacuumSettings;
}

/** PREFECT_SERVER_SERVICES_<service>_<setting>, and the name it had before. */
function named(service: string, setting: string): Names {
  return [`PREFECT_SERVER_SERVICES_${service}_${setting}`, `PREFECT_API_SERVICES_${service}_${setting}`];
}

/** PREFECT_SERVER_EVENTS_<setting>, and the name it had before. */
function ofEvents(setting: string): Names {
  return [`PREFECT_SERVER_EVENTS_${setting}`, `PREFECT_EVENTS_${setting}`];
}

function atLeast(interval: Microseconds, shortestSeconds: number): Microseconds {
  return Math.max(interval, shortestSeconds * 1_000_000) as Microseconds;
}

function loop(environment: Environment, service: string, fallbackSeconds: number): LoopSettings {
  return {
    enabled: flag(environment, named(service, "ENABLED"), true),
    interval: seconds(environment, named(service, "LOOP_SECONDS"), fallbackSeconds, SHORTEST_LOOP_SECONDS),
  };
}

function schedulerSettings(environment: Environment): SchedulerSettings {
  const name = (setting: string): Names => named("SCHEDULER", setting);
  return {
    ...loop(environment, "SCHEDULER", 60),
    recentDeploymentsInterval: seconds(environment, name("RECENT_DEPLOYMENTS_LOOP_SECONDS"), 5, SHORTEST_LOOP_SECONDS),
    deploymentBatchSize: integer(environment, name("DEPLOYMENT_BATCH_SIZE"), 100, 1, LARGEST_BATCH),
    maximumRuns: integer(environment, name("MAX_RUNS"), 100, 1, MOST_SCHEDULED_RUNS),
    minimumRuns: integer(environment, name("MIN_RUNS"), 3, 0, MOST_SCHEDULED_RUNS),
    maximumScheduledTime: duration(environment, name("MAX_SCHEDULED_TIME"), 100 * ONE_DAY_SECONDS),
    minimumScheduledTime: duration(environment, name("MIN_SCHEDULED_TIME"), ONE_HOUR_SECONDS),
    insertBatchSize: integer(environment, name("INSERT_BATCH_SIZE"), 500, 1, LARGEST_BATCH),
  };
}

function foremanSettings(environment: Environment): ForemanSettings {
  const name = (setting: string): Names => named("FOREMAN", setting);
  return {
    ...loop(environment, "FOREMAN", 15),
    inactivityHeartbeatMultiple: integer(environment, name("INACTIVITY_HEARTBEAT_MULTIPLE"), 3, 1, MOST_HEARTBEATS),
    fallbackHeartbeatInterval: seconds(environment, name("FALLBACK_HEARTBEAT_INTERVAL_SECONDS"), 30),
    deploymentLastPolledTimeout: seconds(environment, name("DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS"), 60),
    workQueueLastPolledTimeout: seconds(environment, name("WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS"), 60),
  };
}

/** @throws SettingError when a variable holds what it cannot hold */
export function readServiceSettings(environment: Environment): ServiceSettings {
  const triggers = flag(environment, named("TRIGGERS", "ENABLED"), true);
  const eventPersister = flag(environment, named("EVENT_PERSISTER", "ENABLED"), true);
  return {
    scheduler: schedulerSettings(environment),
    lateRuns: {
      ...loop(environment, "LATE_RUNS", 5),
      after: duration(environment, named("LATE_RUNS", "AFTER_SECONDS"), 15),
    },
    pauseExpirations: loop(environment, "PAUSE_EXPIRATIONS", 5),
    cancellationCleanup: {
      ...loop(environment, "CANCELLATION_CLEANUP", 20),
      cancellingTimeout: seconds(environment, named("CANCELLATION_CLEANUP", "CANCELLING_TIMEOUT_SECONDS"), 300),
    },
    cleanupReconciler: {
      ...loop(environment, "CLEANUP_RECONCILER", 5),
      batchSize: integer(environment, named("CLEANUP_RECONCILER", "BATCH_SIZE"), 100, 1, LARGEST_BATCH),
    },
    foreman: foremanSettings(environment),
    repossessor: loop(environment, "REPOSSESSOR", 15),
    taskRunRecorder: { enabled: flag(environment, named("TASK_RUN_RECORDER", "ENABLED"), true) },
    eventPersister: {
      enabled: eventPersister,
      interval: seconds(environment, named("EVENT_PERSISTER", "FLUSH_INTERVAL"), 5, SHORTEST_LOOP_SECONDS),
    },
    triggers: {
      enabled: triggers,
      expiredBucketBuffer: duration(environment, ofEvents("EXPIRED_BUCKET_BUFFER"), 60),
    },
    proactiveTriggers: {
      enabled: triggers,
      interval: atLeast(duration(environment, ofEvents("PROACTIVE_GRANULARITY"), 5), SHORTEST_LOOP_SECONDS),
    },
    vacuum: readVacuumSettings(environment, eventPersister),
  };
}
