/** The variables of the services and of the web page and their defaults, against those of the Prefect server. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readSettings, SettingError, type Settings } from "../../src/config.ts";
import { allServices } from "../../src/services/services.ts";
import { type Microseconds, secondsFromMicroseconds } from "../../src/time/duration.ts";

interface ReferenceSetting {
  readonly setting: string;
  /** The variables that set it, the newest name first. */
  readonly names: readonly string[];
  /** Durations in seconds. */
  readonly default: unknown;
}

const reference: readonly ReferenceSetting[] = JSON.parse(
  readFileSync(new URL("reference-settings.json", import.meta.url), "utf8"),
);

type Value = boolean | number;

/** Whatever the reference has besides is about how it is built: its queues, its storage, the batches of its recorder. */
const readers: Readonly<Record<string, (settings: Settings) => Value>> = {
  "services.cancellation_cleanup.enabled": ({ services }) => services.cancellationCleanup.enabled,
  "services.cancellation_cleanup.loop_seconds": ({ services }) => inSeconds(services.cancellationCleanup.interval),
  "services.cancellation_cleanup.cancelling_timeout_seconds": ({ services }) =>
    inSeconds(services.cancellationCleanup.cancellingTimeout),
  "services.cleanup_reconciler.enabled": ({ services }) => services.cleanupReconciler.enabled,
  "services.cleanup_reconciler.loop_seconds": ({ services }) => inSeconds(services.cleanupReconciler.interval),
  "services.cleanup_reconciler.batch_size": ({ services }) => services.cleanupReconciler.batchSize,
  "services.event_persister.enabled": ({ services }) => services.eventPersister.enabled,
  "services.event_persister.flush_interval": ({ services }) => inSeconds(services.eventPersister.interval),
  "services.foreman.enabled": ({ services }) => services.foreman.enabled,
  "services.foreman.loop_seconds": ({ services }) => inSeconds(services.foreman.interval),
  "services.foreman.inactivity_heartbeat_multiple": ({ services }) => services.foreman.inactivityHeartbeatMultiple,
  "services.foreman.fallback_heartbeat_interval_seconds": ({ services }) =>
    inSeconds(services.foreman.fallbackHeartbeatInterval),
  "services.foreman.deployment_last_polled_timeout_seconds": ({ services }) =>
    inSeconds(services.foreman.deploymentLastPolledTimeout),
  "services.foreman.work_queue_last_polled_timeout_seconds": ({ services }) =>
    inSeconds(services.foreman.workQueueLastPolledTimeout),
  "services.late_runs.enabled": ({ services }) => services.lateRuns.enabled,
  "services.late_runs.loop_seconds": ({ services }) => inSeconds(services.lateRuns.interval),
  "services.late_runs.after_seconds": ({ services }) => inSeconds(services.lateRuns.after),
  "services.pause_expirations.enabled": ({ services }) => services.pauseExpirations.enabled,
  "services.pause_expirations.loop_seconds": ({ services }) => inSeconds(services.pauseExpirations.interval),
  "services.repossessor.enabled": ({ services }) => services.repossessor.enabled,
  "services.repossessor.loop_seconds": ({ services }) => inSeconds(services.repossessor.interval),
  "services.scheduler.enabled": ({ services }) => services.scheduler.enabled,
  "services.scheduler.loop_seconds": ({ services }) => inSeconds(services.scheduler.interval),
  "services.scheduler.recent_deployments_loop_seconds": ({ services }) =>
    inSeconds(services.scheduler.recentDeploymentsInterval),
  "services.scheduler.deployment_batch_size": ({ services }) => services.scheduler.deploymentBatchSize,
  "services.scheduler.max_runs": ({ services }) => services.scheduler.maximumRuns,
  "services.scheduler.min_runs": ({ services }) => services.scheduler.minimumRuns,
  "services.scheduler.max_scheduled_time": ({ services }) => inSeconds(services.scheduler.maximumScheduledTime),
  "services.scheduler.min_scheduled_time": ({ services }) => inSeconds(services.scheduler.minimumScheduledTime),
  "services.scheduler.insert_batch_size": ({ services }) => services.scheduler.insertBatchSize,
  "services.task_run_recorder.enabled": ({ services }) => services.taskRunRecorder.enabled,
  "services.triggers.enabled": ({ services }) => services.triggers.enabled,
  "services.db_vacuum.loop_seconds": ({ services }) => inSeconds(services.vacuum.interval),
  "services.db_vacuum.orphan_cleanup_loop_seconds": ({ services }) => inSeconds(services.vacuum.orphanInterval),
  "services.db_vacuum.batch_size": ({ services }) => services.vacuum.batchSize,
  "events.expired_bucket_buffer": ({ services }) => inSeconds(services.triggers.expiredBucketBuffer),
  "events.proactive_granularity": ({ services }) => inSeconds(services.proactiveTriggers.interval),
  "concurrency.initial_deployment_lease_duration": (settings) => inSeconds(settings.initialDeploymentLeaseDuration),
  "concurrency.maximum_concurrency_slot_wait_seconds": (settings) => inSeconds(settings.maximumConcurrencySlotWait),
  "deployments.concurrency_slot_wait_seconds": (settings) => inSeconds(settings.deploymentConcurrencySlotWait),
  "tasks.tag_concurrency_slot_wait_seconds": (settings) => inSeconds(settings.tagConcurrencySlotWait),
  "tasks.max_cache_key_length": (settings) => settings.maxCacheKeyLength,
  "tasks.scheduling.pending_task_timeout": (settings) => inSeconds(settings.pendingTaskTimeout),
  "ui.enabled": ({ webPage }) => webPage.enabled,
  "ui.v2_enabled": ({ webPage }) => webPage.prefersV2,
  "ui.show_promotional_content": ({ webPage }) => webPage.showPromotionalContent,
  "worker_channel.cleanup_lease_seconds": (settings) => inSeconds(settings.cleanupLeaseDuration),
  "worker_channel.cleanup_max_delivery_attempts": (settings) => settings.cleanupMaximumDeliveryAttempts,
};

function inSeconds(duration: Microseconds): number {
  return secondsFromMicroseconds(duration);
}

const cases = reference.flatMap(({ setting, names, default: fallback }) => {
  const read = readers[setting];
  return read === undefined ? [] : [{ setting, names, fallback, read }];
});

const VACUUM = "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED";

describe("what is deleted by itself", () => {
  const vacuum = (environment: Readonly<Record<string, string>>) => readSettings(environment).services.vacuum;
  const kinds = (text: string): string[] => [...vacuum({ [VACUUM]: text }).kinds].toSorted();
  const running = (text: string): string[] =>
    allServices.flatMap((service) =>
      service.variable === VACUUM && service.isEnabled(readSettings({ [VACUUM]: text }).services) ? service.name : [],
    );

  test("has the reference's defaults", () => {
    const defaults = new Map(reference.map((each) => [each.setting, each.default]));
    const { kinds: enabled, flowRunRetention, eventRetention, eventRetentionOverrides } = vacuum({});
    expect([...enabled]).toEqual(defaults.get("services.db_vacuum.enabled"));
    expect(inSeconds(flowRunRetention)).toBe(defaults.get("services.db_vacuum.retention_period"));
    expect(inSeconds(eventRetention)).toBe(defaults.get("events.retention_period"));
    const overrides = [...eventRetentionOverrides].map(([name, retention]) => [name, inSeconds(retention)]);
    expect(Object.fromEntries(overrides)).toEqual(defaults.get("services.db_vacuum.event_retention_overrides"));
  });

  // What the reference makes of these texts, and "none".
  test.each([
    ["true", ["events", "flow_runs", "orphans"]],
    ["True", ["events", "flow_runs", "orphans"]],
    ["1", ["events", "flow_runs", "orphans"]],
    ["false", ["events"]],
    ["0", ["events"]],
    ["null", ["events"]],
    ["", ["events"]],
    ["events,orphans", ["events", "orphans"]],
    ["flow_runs, events", ["events", "flow_runs", "orphans"]],
    ["flow_runs", ["flow_runs", "orphans"]],
    ['["events"]', ["events"]],
    [",", []],
    ["none", []],
  ])("%j is for %j", (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  test("each kind has a service", () => {
    expect(running("true")).toEqual(["old events", "old flow runs", "orphans"]);
    expect(running("orphans")).toEqual(["orphans"]);
    expect(running("none")).toEqual([]);
  });

  test("events are deleted only where they are persisted", () => {
    const { kinds } = vacuum({ [VACUUM]: "true", PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED: "false" });
    expect([...kinds].toSorted()).toEqual(["flow_runs", "orphans"]);
  });

  test("events are kept an hour at least", () => {
    const { eventRetention, eventRetentionOverrides } = vacuum({
      PREFECT_EVENTS_RETENTION_PERIOD: "60",
      PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES: '{"a": 1, "b": "PT2H"}',
    });
    expect([eventRetention, ...eventRetentionOverrides.values()].map(inSeconds)).toEqual([3_600, 3_600, 7_200]);
  });

  test.each([
    [VACUUM, "yes"],
    [VACUUM, "events,logs"],
    [VACUUM, '["events", 1]'],
    ["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD", "3600"],
    ["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD", "soon"],
    ["PREFECT_SERVER_EVENTS_RETENTION_PERIOD", "soon"],
    ["PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES", "[]"],
    ["PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES", "a=1"],
    ["PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES", '{"a": 0}'],
    ["PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES", '{"a": null}'],
  ])("%s refuses %s", (name, text) => {
    expect(() => readSettings({ [name]: text })).toThrow(SettingError);
    expect(() => readSettings({ [name]: text })).toThrow(name);
  });
});

describe("settings of the services and the web page", () => {
  test("every one has its counterpart", () => {
    expect(cases.map(({ setting }) => setting).toSorted()).toEqual(Object.keys(readers).toSorted());
  });

  test.each(cases)("$setting has the reference's default", ({ fallback, read }) => {
    expect(read(readSettings({}))).toBe(fallback);
  });

  test.each(cases)("$setting is set by the reference's names, the newest first", ({ names, fallback, read }) => {
    const other = typeof fallback === "boolean" ? !fallback : 77;
    for (const name of names) expect(read(readSettings({ [name]: String(other) })), name).toBe(other);
    const both = Object.fromEntries(names.toReversed().map((name, index) => [name, index === 0 ? "" : String(other)]));
    if (names.length > 1) expect(read(readSettings(both))).toBe(other);
  });

  test.each(cases)("$setting refuses what it cannot be, and names the variable", ({ names, read }) => {
    const [name] = names as [string];
    for (const text of ["soon", "-1"]) {
      expect(() => read(readSettings({ [name]: text })), text).toThrow(SettingError);
      expect(() => read(readSettings({ [name]: text })), text).toThrow(name);
    }
  });

  test("durations may be written as the reference reads them", () => {
    const after = (text: string) =>
      inSeconds(readSettings({ PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: text }).services.lateRuns.after);
    expect(["2.5", "PT1M", "00:01:30"].map(after)).toEqual([2.5, 60, 90]);
  });

  test("each service is turned off by the variable it names", () => {
    const variables = reference.flatMap(({ setting, names }) => (setting.endsWith(".enabled") ? names[0] : []));
    for (const service of allServices) {
      if (service.variable === VACUUM) continue;
      expect(variables).toContain(service.variable);
      expect(service.isEnabled(readSettings({}).services), service.name).toBe(true);
      expect(service.isEnabled(readSettings({ [service.variable]: "false" }).services), service.name).toBe(false);
    }
  });
});
