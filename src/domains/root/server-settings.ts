/**
 * The server's settings as /admin/settings tells them, in the reference's places: those that Penstock reads, with the values that
 * hold. Those of clients are each client's own and are not here. Secrets are told as there or not.
 */
import type { LoopSettings, ServiceSettings } from "../../config.services.ts";
import type { Settings } from "../../config.ts";
import type { VacuumSettings } from "../../config.vacuum.ts";
import { type Microseconds, secondsFromMicroseconds } from "../../time/duration.ts";

/** What stands for a secret. */
const OBFUSCATED = "**********";

const SECONDS_OF = [
  ["D", 86_400],
  ["H", 3_600],
  ["M", 60],
] as const;

/** A duration as pydantic writes one, such as P1DT2H3.5S. */
function isoDuration(duration: Microseconds): string {
  let rest = secondsFromMicroseconds(duration);
  let date = "P";
  let time = "";
  for (const [letter, seconds] of SECONDS_OF) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count === 0) continue;
    if (letter === "D") date += `${count}D`;
    else time += `${count}${letter}`;
  }
  if (rest > 0 || (time === "" && date === "P")) time += `${rest}S`;
  return time === "" ? date : `${date}T${time}`;
}

const seconds = secondsFromMicroseconds;

function loop({ enabled, interval }: LoopSettings): { readonly enabled: boolean; readonly loop_seconds: number } {
  return { enabled, loop_seconds: seconds(interval) };
}

function vacuumTree(vacuum: VacuumSettings): object {
  const overrides = [...vacuum.eventRetentionOverrides].map(([name, retention]) => [name, isoDuration(retention)]);
  return {
    enabled: [...vacuum.kinds],
    loop_seconds: seconds(vacuum.interval),
    orphan_cleanup_loop_seconds: seconds(vacuum.orphanInterval),
    retention_period: isoDuration(vacuum.flowRunRetention),
    batch_size: vacuum.batchSize,
    event_retention_overrides: Object.fromEntries(overrides),
  };
}

function serviceTree(services: ServiceSettings): Readonly<Record<string, object>> {
  const { scheduler, foreman } = services;
  return {
    cancellation_cleanup: {
      ...loop(services.cancellationCleanup),
      cancelling_timeout_seconds: seconds(services.cancellationCleanup.cancellingTimeout),
    },
    cleanup_reconciler: { ...loop(services.cleanupReconciler), batch_size: services.cleanupReconciler.batchSize },
    db_vacuum: vacuumTree(services.vacuum),
    event_persister: {
      enabled: services.eventPersister.enabled,
      flush_interval: seconds(services.eventPersister.interval),
    },
    foreman: {
      ...loop(foreman),
      inactivity_heartbeat_multiple: foreman.inactivityHeartbeatMultiple,
      fallback_heartbeat_interval_seconds: seconds(foreman.fallbackHeartbeatInterval),
      deployment_last_polled_timeout_seconds: seconds(foreman.deploymentLastPolledTimeout),
      work_queue_last_polled_timeout_seconds: seconds(foreman.workQueueLastPolledTimeout),
    },
    late_runs: { ...loop(services.lateRuns), after_seconds: isoDuration(services.lateRuns.after) },
    pause_expirations: loop(services.pauseExpirations),
    repossessor: loop(services.repossessor),
    scheduler: {
      ...loop(scheduler),
      recent_deployments_loop_seconds: seconds(scheduler.recentDeploymentsInterval),
      deployment_batch_size: scheduler.deploymentBatchSize,
      insert_batch_size: scheduler.insertBatchSize,
      max_runs: scheduler.maximumRuns,
      min_runs: scheduler.minimumRuns,
      max_scheduled_time: isoDuration(scheduler.maximumScheduledTime),
      min_scheduled_time: isoDuration(scheduler.minimumScheduledTime),
    },
    task_run_recorder: { enabled: services.taskRunRecorder.enabled },
    triggers: { enabled: services.triggers.enabled },
  };
}

export function serverSettingsTree(settings: Settings): Readonly<Record<"server", object>> {
  const retention = settings.cleanupCompletedRetention;
  return {
    server: {
      analytics_enabled: false,
      api: {
        auth_string: settings.apiAuthString === undefined ? null : OBFUSCATED,
        cors_allowed_headers: settings.corsAllowedHeaders,
        cors_allowed_methods: settings.corsAllowedMethods,
        cors_allowed_origins: settings.corsAllowedOrigins,
        csrf_protection_enabled: settings.csrfProtection,
        csrf_token_expiration: isoDuration(settings.csrfTokenExpiration),
        default_limit: settings.defaultLimit,
        host: settings.host,
        port: settings.port,
      },
      concurrency: {
        initial_deployment_lease_duration: seconds(settings.initialDeploymentLeaseDuration),
        maximum_concurrency_slot_wait_seconds: seconds(settings.maximumConcurrencySlotWait),
      },
      database: { connection_url: OBFUSCATED },
      deployments: { concurrency_slot_wait_seconds: seconds(settings.deploymentConcurrencySlotWait) },
      events: {
        expired_bucket_buffer: isoDuration(settings.services.triggers.expiredBucketBuffer),
        proactive_granularity: isoDuration(settings.services.proactiveTriggers.interval),
        retention_period: isoDuration(settings.services.vacuum.eventRetention),
      },
      flow_run_graph: {
        max_artifacts: settings.maxFlowRunGraphArtifacts,
        max_nodes: settings.maxFlowRunGraphNodes,
      },
      services: serviceTree(settings.services),
      tasks: {
        max_cache_key_length: settings.maxCacheKeyLength,
        scheduling: { pending_task_timeout: isoDuration(settings.pendingTaskTimeout) },
        tag_concurrency_slot_wait_seconds: seconds(settings.tagConcurrencySlotWait),
      },
      ui: {
        api_url: settings.webPage.apiUrl ?? `http://${settings.host}:${settings.port}/api`,
        enabled: settings.webPage.enabled,
        serve_base: settings.webPage.serveBase,
        show_promotional_content: settings.webPage.showPromotionalContent,
        static_directory: settings.webPage.staticDirectory ?? null,
        v2_enabled: settings.webPage.prefersV2,
      },
      worker_channel: {
        cleanup_completed_idempotency_retention_seconds: retention === undefined ? null : seconds(retention),
        cleanup_lease_seconds: seconds(settings.cleanupLeaseDuration),
        cleanup_max_delivery_attempts: settings.cleanupMaximumDeliveryAttempts,
      },
    },
  };
}
