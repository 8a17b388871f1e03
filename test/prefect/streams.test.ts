import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Following, Transition } from "./dashboard.ts";
import { type FlowReport, flowRunAt, reportOf } from "./report.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

interface StreamReport {
  readonly mark: string;
  readonly events: readonly { readonly event: string; readonly resource: string; readonly occurred: string }[];
  readonly logs: readonly { readonly message: string; readonly level: number; readonly flow_run_id: string }[];
}

/** Enough that the connection is cut amid the tasks, some of them still to come. */
const TRANSITIONS_BEFORE_A_CUT = 8;

await prefectSuite("the stock client follows live", (suite) => {
  it("events and logs over its own WebSockets", async () => {
    const report = await suite.report<StreamReport>("streams.py");
    const run = flowRunAt(report);
    const [task] = report.task_runs;
    const instants = (states: FlowReport["flow_runs"][number]["states"], resource: string, kind: string) =>
      states.map((state) => ({ event: `${kind}.${state.name}`, resource, occurred: state.timestamp }));
    expect(report.events).toEqual(
      expect.arrayContaining(instants(task?.states ?? [], `prefect.task-run.${task?.id}`, "prefect.task-run")),
    );
    const flowRunEvents = instants(run.states, `prefect.flow-run.${run.id}`, "prefect.flow-run");
    expect(report.events).toEqual(expect.arrayContaining(flowRunEvents.slice(-1)));
    expect(report.events.map(({ event, resource }) => [event, resource])).toEqual(
      expect.arrayContaining([
        ["penstock.test.sluice", `penstock.sluice.${report.mark}`],
        ["prefect.flow-run.heartbeat", `prefect.flow-run.${run.id}`],
      ]),
    );
    expect(report.logs).toContainEqual({ message: `announced ${report.mark}`, level: 30, flow_run_id: run.id });
  });
});

await prefectSuite(
  "a dashboard follows the stock client live",
  (suite) => {
    it.each([
      { reconnects: "at once, again and again", waits: false },
      { reconnects: "only when the run has ended", waits: true },
    ])("without gap or duplicate, over connections that break, dialled again $reconnects", ({ waits }) =>
      withTemporaryFolder(async (folder) => {
        const dashboard = suite.dashboard();
        if (dashboard === undefined) throw new Error("this suite only runs with GraphQL");
        const go = join(folder, "go");
        const running = await suite.start("stepwise.py", { arguments: [go] });
        const open: Following[] = [];
        const follow = async (after?: string) => {
          const following = await dashboard.follow(running.announced.flow_run_id, after);
          open.push(following);
          return following;
        };
        try {
          const seen: Transition[] = [];
          let following = await follow();
          await writeFile(go, "");
          for (;;) {
            const { done, value } = await following.next();
            if (done) throw new Error("the stream ended before the run did");
            seen.push(value);
            if (value.kind === "FLOW_RUN" && value.to.type === "COMPLETED") break;
            if (seen.length % TRANSITIONS_BEFORE_A_CUT !== 0 || (waits && open.length > 1)) continue;
            // What has arrived and was not yet taken is lost with the connection, as in a browser that goes to sleep.
            following.cut();
            if (waits) await running.finished;
            following = await follow(value.cursor);
          }
          const report = reportOf(await running.finished);
          await suite.agrees(report);
          // The end of the flow run is the server's to tell, and may come before what the client still has to send.
          const expected = expectedTransitions(report);
          while (!expected.every((wanted) => seen.some((each) => keyOf(each) === wanted))) {
            const { done, value } = await following.next();
            if (done) break;
            seen.push(value);
          }
          expect(open.length).toBeGreaterThan(1);
          expectNoGapNoDuplicate(report, seen, expected);
        } finally {
          for (const following of open) await following.stop();
          await running.stop();
        }
      }),
    );
  },
  { graphqlOnly: true },
);

function key(runId: string, type: string, name: string, timestamp: string): string {
  return [runId, type, name, timestamp].join(" ");
}

function keyOf({ runId, to }: Transition): string {
  return key(runId, to.type, to.name, to.timestamp);
}

/** Everything after the start of the first subscription: all states of the tasks, and the end of the flow run. */
function expectedTransitions(report: FlowReport): string[] {
  const run = flowRunAt(report);
  const ends = run.states.slice(-1).map((state) => key(run.id, state.type, state.name, state.timestamp));
  const steps = report.task_runs.flatMap((task) =>
    task.states.map((state) => key(task.id, state.type, state.name, state.timestamp)),
  );
  return [...steps, ...ends];
}

function expectNoGapNoDuplicate(report: FlowReport, seen: readonly Transition[], expected: readonly string[]): void {
  const keys = seen.map(keyOf);
  expect(new Set(keys).size, "no transition twice").toBe(keys.length);
  expect(new Set(seen.map((each) => each.cursor)).size, "no cursor twice").toBe(seen.length);
  expect(keys).toEqual(expect.arrayContaining([...expected]));
  const sequences = seen.map((each) => BigInt(each.sequence));
  const ascending = sequences.every((sequence, index) => index === 0 || sequence > (sequences[index - 1] ?? 0n));
  expect(ascending, "sequences ascend").toBe(true);
  // Within a run each transition starts where the one before it ended, and nothing is there that the run never did.
  for (const run of [...report.flow_runs, ...report.task_runs]) {
    const own = seen.filter((each) => each.runId === run.id);
    const known = run.states.map((state) => key(run.id, state.type, state.name, state.timestamp));
    expect(own.map(keyOf)).toEqual(known.slice(known.length - own.length));
    own.slice(1).forEach((each, index) => {
      const before = own[index]?.to;
      expect(each.from).toEqual({ type: before?.type, name: before?.name });
    });
  }
}
