import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
} from "../../src/domains/concurrency/concurrency-limit.commands.ts";
import { acquireSlots, acquireSlotsWithLease } from "../../src/domains/concurrency/concurrency-slots.commands.ts";
import { createDeployment } from "../../src/domains/deployments/deployment.commands.ts";
import { createDeploymentRun } from "../../src/domains/deployments/deployment-runs.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("14-concurrency-limits");
const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

interface Page {
  readonly concurrencyLimits: { readonly totalCount: number; readonly nodes: readonly { readonly name: string }[] };
}

describe.each(testDatabases)("the page of concurrency limits on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(NOW);
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  /** A limit by name with a lease of a flow run, one on a tag with a lease of a task run, and one of a deployment that is full. */
  async function aSet(name: string): Promise<void> {
    const { core } = door;
    const flow = await aFlow(core, `flow of ${name}`);
    const run = await aFlowRun(core, flow, { name: `run of ${name}` });
    const { run: task } = await createTaskRun(core, { task_key: "t", dynamic_key: name, name: `task of ${name}` });
    await createConcurrencyLimit(core, { ...NEW_LIMIT_DEFAULTS, name, limit: 2 });
    await createConcurrencyLimit(core, { ...NEW_LIMIT_DEFAULTS, name: `tag:${name}`, limit: 5 });
    const lease = { slots: 1, mode: "concurrency", leaseDuration: microsecondsFromSeconds(60) } as const;
    await acquireSlotsWithLease(core, { ...lease, names: [name], holder: { type: "flow_run", id: run.id } });
    await acquireSlotsWithLease(core, { ...lease, names: [`tag:${name}`], holder: { type: "task_run", id: task.id } });
    // Somebody asks for more than there are.
    await acquireSlots(core, { names: [name], slots: 2, mode: "concurrency" });
    const { deployment } = await createDeployment(core, {
      name: `limited ${name}`,
      flow_id: flow.id,
      parameters: json("{}"),
      concurrency_limit: 1,
    });
    const scheduled = async (runName: string, seconds: number) => {
      const state = { type: "SCHEDULED", name: "Scheduled", state_details: { scheduled_time: at(seconds) } } as const;
      return (await createDeploymentRun(core, deployment.id, { name: runName, state })).run;
    };
    const holder = await scheduled("holder", -60);
    await proposeFlowRunState(core, holder.id, { state: { type: "PENDING" } });
    const denied = await scheduled("denied", -50);
    await proposeFlowRunState(core, denied.id, { state: { type: "PENDING" } });
    await scheduled("due", -40);
    await scheduled("of the near future", 20);
    await scheduled("of the future", 3_600);
  }

  const limitsOf = (nodes: Page["concurrencyLimits"]["nodes"], name: string) =>
    nodes.find((node) => node.name === name);

  test("is one operation, of as many statements however many limits and leases there are", async () => {
    const counts: number[] = [];
    for (const names of [["crane"], ["dock", "gate"]]) {
      for (const name of names) await aSet(name);
      door.statements.length = 0;
      const { concurrencyLimits } = await door.query<Page, object>(page, {});
      counts.push(door.statements.length);
      expect(concurrencyLimits.totalCount).toBe(names.length === 1 ? 3 : 9);
      for (const name of names) {
        expect(limitsOf(concurrencyLimits.nodes, name)).toMatchObject({
          tag: null,
          limit: 2,
          activeSlots: 1,
          deniedSlots: 2,
          leases: {
            totalCount: 1,
            nodes: [{ slots: 1, holderType: "FLOW_RUN", flowRun: { name: `run of ${name}` }, taskRun: null }],
          },
          deployments: { nodes: [] },
          waitingRuns: { totalCount: 0, nodes: [] },
        });
        expect(limitsOf(concurrencyLimits.nodes, `tag:${name}`)).toMatchObject({
          tag: name,
          leases: { nodes: [{ holderType: "TASK_RUN", taskRun: { name: `task of ${name}` } }] },
        });
      }
      const ofDeployments = concurrencyLimits.nodes.filter((node) => node.name.startsWith("deployment:"));
      expect(ofDeployments).toHaveLength(names.length === 1 ? 1 : 3);
      for (const limit of ofDeployments) {
        expect(limit).toMatchObject({
          limit: 1,
          activeSlots: 1,
          leases: { nodes: [{ flowRun: { name: "holder", stateName: "Pending" } }] },
          deployments: { nodes: [{ name: expect.stringContaining("limited ") as unknown }] },
          waitingRuns: {
            totalCount: 2,
            nodes: [
              { name: "due", stateName: "Scheduled" },
              { name: "denied", stateName: "AwaitingConcurrencySlot" },
            ],
          },
        });
      }
    }
    // The cursor, the limits and their count; pages and counts of leases and of waiting runs; the page of deployments; what is
    // held, deployments, flow runs that wait, flow runs and task runs that hold.
    expect(counts).toEqual([13, 13]);
  });

  test("what waits becomes less as leases run out and denials are forgotten", async () => {
    await aSet("crane");
    clock.advance(microsecondsFromSeconds(120));
    const { concurrencyLimits } = await door.query<Page, object>(page, { filter: { name: { in: ["crane"] } } });
    expect(concurrencyLimits.nodes).toMatchObject([{ deniedSlots: 0, leases: { totalCount: 0, nodes: [] } }]);
  });
});
