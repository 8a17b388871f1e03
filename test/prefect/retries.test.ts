import { expect, it } from "vitest";
import { flowRunAt, type SeenState, stateNames, taskRunsNamed } from "./report.ts";
import { prefectSuite } from "./suite.ts";

interface SentEvent {
  readonly event: string;
  readonly occurred: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly follows: string | null;
  readonly id: string;
}

interface RetryReport {
  readonly final_states: readonly SeenState[];
  readonly attempts: Readonly<Record<string, number>>;
  readonly sent: readonly SentEvent[];
}

interface CacheReport {
  readonly executions: Readonly<Record<string, number>>;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly results: Readonly<Record<string, readonly number[]>>;
}

interface ResultReport {
  readonly read_back: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, { storage_key: string; serializer: { type: string } } | null>>;
}

interface TransactionReport {
  readonly final_states: readonly SeenState[];
  readonly happened: readonly string[];
  readonly found: readonly boolean[];
}

/** The server says in whole seconds how long to wait, to the nearest, so a run may begin half a second early. */
const WAIT_ROUNDING_SECONDS = 0.5;

await prefectSuite("the stock client retries, caches and keeps results", (suite) => {
  it("retries tasks by itself and flows by the server's word, and every state arrives as it was sent", async () => {
    const report = await suite.report<RetryReport>("retries.py");
    expect(report.attempts).toEqual({
      "third time lucky": 3,
      "at once": 2,
      "gives up": 2,
      "not worth it": 1,
      steady: 3,
      "flow retries": 3,
    });
    const states = Object.fromEntries(
      ["third time lucky", "at once", "gives up", "not worth it"].map((name) => {
        const [run] = taskRunsNamed(report, name);
        return [name, [run?.run_count, stateNames(run)]];
      }),
    );
    const retried = ["Pending", "Running", "AwaitingRetry", "Retrying"];
    expect(states).toEqual({
      "third time lucky": [3, [...retried, "AwaitingRetry", "Retrying", "Completed"]],
      "at once": [2, ["Pending", "Running", "Retrying", "Completed"]],
      "gives up": [2, [...retried, "Failed"]],
      "not worth it": [1, ["Pending", "Running", "Failed"]],
    });

    const again = flowRunAt(report, 1);
    expect(again.run_count).toBe(3);
    expect(stateNames(again)).toEqual([
      ...["Pending", "Running", "AwaitingRetry", "Running", "AwaitingRetry", "Running"],
      "Completed",
    ]);
    expect(again.state).toEqual(report.final_states[1]);
    again.states.forEach((state, index) => {
      const next = again.states[index + 1];
      if (state.name !== "AwaitingRetry" || next === undefined) return;
      // Not the instant of the state itself: the server sets the time first and makes the state later.
      const early = (Date.parse(state.scheduled_time ?? "") - Date.parse(next.timestamp)) / 1000;
      expect(early).toBeLessThanOrEqual(WAIT_ROUNDING_SECONDS);
    });
    expect(
      taskRunsNamed(report, "steady")
        .map((run) => run.flow_run_run_count)
        .toSorted(),
    ).toEqual([1, 2, 3]);

    // What each task run's events said, in the order of their instants, is what the API lists, Pending and AwaitingRetry
    // included; the state has the id of its event.
    for (const run of report.task_runs) {
      const events = report.sent
        .filter((event) => event.resource["prefect.resource.id"] === `prefect.task-run.${run.id}`)
        .toSorted((one, other) => (one.occurred < other.occurred ? -1 : 1));
      expect(run.states.map((state) => [state.id, state.name, state.type, state.timestamp])).toEqual(
        events.map((event) => [
          event.id,
          event.event.replace("prefect.task-run.", ""),
          event.resource["prefect.state-type"],
          event.occurred,
        ]),
      );
      expect(run.run_count).toBe(Number(events.at(-1)?.resource["prefect.run-count"]));
    }
  });

  it("takes results from the cache by inputs, source, key and expiration, unless told to refresh", async () => {
    const report = await suite.report<CacheReport>("caching.py");
    expect(report.names).toEqual({
      "by inputs": ["Completed", "Cached", "Completed"],
      "by source": ["Completed", "Cached"],
      "by key": ["Completed", "Cached"],
      refreshed: ["Completed", "Completed"],
      expires: ["Completed", "Cached"],
      never: ["Completed", "Completed"],
    });
    expect(report.executions).toMatchObject({ "by inputs": 2, "by source": 1, refreshed: 2, expires: 1, never: 2 });
    expect(report.results).toMatchObject({ "by inputs": [1, 1, 2], "by key": [1, 1], refreshed: [1, 2] });
    const cached = report.task_runs.filter((run) => run.state_name === "Cached");
    expect(cached.map(stateNames)).toEqual(Array.from({ length: 4 }, () => ["Pending", "Running", "Cached"]));
    expect(new Set(cached.map((run) => run.state_type))).toEqual(new Set(["COMPLETED"]));
  });

  it("reads persisted results back through states that came from the server", async () => {
    const report = await suite.report<ResultReport>("results.py");
    expect(report.read_back).toEqual({
      results: { answer: 42 },
      "stores json": { numbers: [1, 2.5], text: "Ålesund" },
      "stores compressed": Array.from({ length: 50 }, (_, index) => index),
      "stores under a key": "kept",
    });
    expect(report.data.forgets).toBeNull();
    expect(report.data["stores compressed"]?.serializer.type).toBe("compressed/json");
    expect(report.data["stores under a key"]?.storage_key).toMatch(/kept-stores under a key\.json$/);
  });

  it("commits transactions, rolls them back and shares their records", async () => {
    const report = await suite.report<TransactionReport>("transactions.py");
    expect(report.happened).toEqual(["write one", "commit good", "write one", "rollback bad", "guarded"]);
    expect(report.found).toEqual([false, true]);
    expect(report.flow_runs.map((run) => run.state_name)).toEqual(["Completed", "Failed", "Completed"]);
    expect(report.flow_runs.map((run) => run.state)).toEqual(report.final_states);
    const undone = taskRunsNamed(report, "write").find((run) => run.state_name === "RolledBack");
    expect(stateNames(undone)).toEqual(["Pending", "Running", "Completed", "RolledBack"]);
    expect(undone?.state_type).toBe("COMPLETED");
  });
});
