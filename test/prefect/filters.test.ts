import { expect, it } from "vitest";
import { prefectSuite } from "./suite.ts";

interface HistoryBucket {
  readonly interval_start: string;
  readonly interval_end: string;
  readonly states: readonly { readonly state_type: string; readonly state_name: string; readonly count_runs: number }[];
}

interface FilterReport {
  readonly mark: string;
  readonly began: string;
  readonly seen: Readonly<Record<string, readonly string[]>>;
  readonly seen_tasks: Readonly<Record<string, readonly string[]>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly history: Readonly<Record<"flow_runs" | "task_runs", readonly HistoryBucket[]>>;
  readonly flows: readonly string[];
  readonly flow_by_name: string;
  readonly missing: Readonly<Record<string, string>>;
}

const ABOVE = ["above 1", "above 2", "above 3"];
const BELOW = ["below 1", "below 2"];
const ALL = [...ABOVE, ...BELOW];
const COUNTED = ["counted 1", "counted 1", "counted 2", "counted 2", "counted 3"];

await prefectSuite("the stock client asks for runs", (suite) => {
  it("by filters, sorts and pages, counts them and draws their history", async () => {
    const report = await suite.report<FilterReport>("client_filters.py");
    expect(report.seen).toEqual({
      all: ALL,
      newest: ["above 3", "below 2", "above 2", "below 1", "above 1"],
      expected: ["above 1", "below 1", "above 2", "below 2", "above 3"],
      ended: ["above 3", "above 2", "below 2", "above 1", "below 1"],
      failed: ["above 3"],
      not_failed: ["above 1", "above 2", ...BELOW],
      completed_name: ["above 1", "above 2", ...BELOW],
      like: ABOVE,
      named: ["above 2"],
      by_flow: BELOW,
      by_flow_like: ABOVE,
      by_id: ["above 1"],
      not_id: ["above 2", "above 3", ...BELOW],
      top: ABOVE,
      children: BELOW,
      since: ALL,
      before: [],
      started: ALL,
      expected_before: [],
      by_task: ["above 3"],
      page_one: ["above 1", "above 2"],
      page_two: ["above 3", "below 1"],
      untagged: [],
    });
    expect(report.seen_tasks).toEqual({
      all: ["below", "below", ...COUNTED],
      newest: ["counted 3"],
      failed: ["counted 3"],
      named: ["counted 1", "counted 1"],
      like: COUNTED,
      of_subflows: ["below", "below"],
      not_of_subflows: COUNTED,
      of_one: ["counted 3"],
      by_flow: ["counted 1", "counted 2"],
      page: ["below", "counted 1"],
    });
    expect(report.counts).toEqual({ all: 5, failed: 1, by_flow: 2, task_runs: 7 });
    const states = (buckets: readonly HistoryBucket[]) =>
      buckets.map((bucket) => bucket.states.map((each) => [each.state_type, each.state_name, each.count_runs]));
    expect(states(report.history.flow_runs)).toEqual([
      [
        ["COMPLETED", "Completed", 4],
        ["FAILED", "Failed", 1],
      ],
    ]);
    expect(states(report.history.task_runs)).toEqual([
      [
        ["COMPLETED", "Completed", 6],
        ["FAILED", "Failed", 1],
      ],
    ]);
    expect(report.history.flow_runs[0]?.interval_start).toBe(report.began);
    expect(report.flows).toEqual(["above", "below"]);
    expect(report.flow_by_name).toBe("above");
    expect(report.missing).toEqual({
      flow_run: "ObjectNotFound",
      task_run: "ObjectNotFound",
      // The client has no translation for this one.
      flow: "PrefectHTTPStatusError",
      // No run, no states, no error.
      states: "answered []",
    });
  });
});
