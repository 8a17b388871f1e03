/** What the table of the reference's decisions cannot show: made-up values, API versions, and what fails in the reference. */
import { describe, expect, test } from "vitest";
import { type JsonText, toJsonText } from "../../src/db/json-text.ts";
import { coreFlowPolicy, coreTaskPolicy } from "../../src/orchestration/policies.ts";
import { MissingFlowRunError } from "../../src/orchestration/rules/update-flow-run-tracker-on-tasks.ts";
import { flowRunPolicy, taskRunPolicy } from "../../src/orchestration/run-policy.ts";
import { createState, hasPersistedResult, recordedData } from "../../src/orchestration/states.ts";
import { decideFlowRun, decideTaskRun, now } from "./transitions.ts";

describe("pauses", () => {
  test("one without a key gets a new one each time", () => {
    const keys = [1, 2].map(() => {
      const { run } = decideFlowRun(coreFlowPolicy, { type: "RUNNING" }, { type: "PAUSED" });
      return run.empirical_policy.pause_keys?.[0];
    });
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test("a policy without pause keys remembers the first, where the reference fails", () => {
    const { outcome, run } = decideFlowRun(
      coreFlowPolicy,
      { type: "RUNNING" },
      { type: "PAUSED", state_details: { pause_key: "k" } },
      { run: { empirical_policy: flowRunPolicy({ pause_keys: null }) } },
    );
    expect([outcome.status, run.empirical_policy.pause_keys]).toEqual(["ACCEPT", ["k"]]);
  });
});

describe("API versions", () => {
  const retried = (apiVersion: string) =>
    decideFlowRun(
      coreFlowPolicy,
      { type: "RUNNING" },
      { type: "FAILED" },
      { apiVersion, run: { empirical_policy: flowRunPolicy({ retries: 1, pause_keys: ["k"] }) } },
    );

  test.each([
    ["0.8.0", 1, ["k"]],
    ["0.8.2", 1, ["k"]],
    ["0.8.3", 0, ["k"]],
    ["0.8.4", 0, []],
    ["0.8.10", 0, []],
    ["0.10.0", 0, []],
    ["1.0.0", 0, []],
  ])("%s: %i effects on failed task runs, pause keys %j", (version, effects, pauseKeys) => {
    const transition = retried(version);
    expect(transition.outcome).toEqual({ status: "REJECT", reason: "Retrying" });
    expect(transition.effects).toEqual(
      effects === 0 ? [] : [{ kind: "letFailedTaskRunsAwaitRetry", scheduledTime: now }],
    );
    expect(transition.run.empirical_policy.pause_keys).toEqual(pauseKeys);
  });

  test("before 0.8.4 a resumption counts as a run", () => {
    const run = { run_count: 1, empirical_policy: flowRunPolicy({ resuming: true }) };
    const counts = ["0.8.3", "0.8.4"].map(
      (apiVersion) =>
        decideFlowRun(coreFlowPolicy, { type: "PENDING" }, { type: "RUNNING" }, { apiVersion, run }).run.run_count,
    );
    expect(counts).toEqual([2, 1]);
  });
});

describe("task runs", () => {
  test("one that runs in a flow run that is gone is refused", () => {
    const start = () =>
      decideTaskRun(
        coreTaskPolicy,
        { type: "PENDING" },
        { type: "RUNNING" },
        { run: { flow_run_id: "gone" }, facts: { flowRun: undefined } },
      );
    expect(start).toThrow(MissingFlowRunError);
    expect(start).toThrow(/^Unable to read flow run associated with task run: run, /);
  });

  test("data that is no object is no persisted result, where the reference fails", () => {
    const { outcome } = decideTaskRun(
      coreTaskPolicy,
      { type: "COMPLETED", data: toJsonText("text") },
      { type: "RUNNING" },
    );
    expect(outcome.status).toBe("ACCEPT");
  });

  test("an empty list of retry delays delays nothing, where the reference fails", () => {
    const { outcome, proposed } = decideTaskRun(
      coreTaskPolicy,
      { type: "RUNNING" },
      { type: "FAILED" },
      { run: { empirical_policy: taskRunPolicy({ retries: 1, retry_delay: [] }) } },
    );
    expect([outcome.status, proposed?.state_details.scheduled_time]).toEqual(["REJECT", now]);
  });

  test("jitter draws from the given randomness, around the delay", () => {
    const policy = taskRunPolicy({ retries: 1, retry_delay: 100, retry_jitter_factor: 0.3 });
    const delays = [0, 0.5, 1 - Number.EPSILON].map((draw) => {
      const { proposed } = decideTaskRun(
        coreTaskPolicy,
        { type: "RUNNING" },
        { type: "FAILED" },
        { run: { empirical_policy: policy }, random: () => draw },
      );
      return ((proposed?.state_details.scheduled_time ?? 0) - now) / 1_000_000;
    });
    expect(delays[0]).toBeLessThan(delays[1] as number);
    expect(delays[0]).toBeGreaterThan(75);
    expect(delays[2]).toBeCloseTo(130, 3);
  });

  test.each([
    [2_000, "ACCEPT"],
    [2_001, "REJECT"],
  ])("a cache key of %i characters, each two UTF-16 units: %s", (length, status) => {
    const state_details = { cache_key: "\u{1f52e}".repeat(length) };
    const { outcome } = decideTaskRun(coreTaskPolicy, { type: "RUNNING" }, { type: "COMPLETED", state_details });
    expect(outcome.status).toBe(status);
  });

  test.each([null, ""])("the cache key %j retrieves nothing", (cache_key) => {
    const { outcome } = decideTaskRun(
      coreTaskPolicy,
      { type: "PENDING" },
      { type: "RUNNING", state_details: { cache_key } },
      { facts: { cachedState: createState({ type: "COMPLETED" }, now) } },
    );
    expect(outcome.status).toBe("ACCEPT");
  });

  test("a cached state is copied, not moved", () => {
    const cachedState = createState({ type: "COMPLETED", data: toJsonText({ type: "reference" }) }, now);
    const before = structuredClone(cachedState);
    const { proposed } = decideTaskRun(
      coreTaskPolicy,
      { type: "PENDING" },
      { type: "RUNNING", state_details: { cache_key: "k" } },
      { facts: { cachedState } },
    );
    expect(proposed).toMatchObject({ name: "Cached", data: cachedState.data, state_details: { task_run_id: "run" } });
    expect(proposed?.id).not.toBe(cachedState.id);
    expect(cachedState).toEqual(before);
  });
});

test("what counts as a persisted result, and what of a state's data is recorded", () => {
  const persisted = '{"type":"reference","storage_key":"k"}' as JsonText;
  const unpersisted = '{"type":"unpersisted"}' as JsonText;
  const texts = [persisted, unpersisted, "[1]" as JsonText, '"unpersisted"' as JsonText, null];
  expect(texts.map(hasPersistedResult)).toEqual([true, false, false, false, false]);
  expect(texts.map(recordedData)).toEqual([persisted, null, "[1]", '"unpersisted"', null]);
});
