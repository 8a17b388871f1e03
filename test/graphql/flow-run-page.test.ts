import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createArtifact } from "../../src/domains/artifacts/artifact.commands.ts";
import { createDeployment } from "../../src/domains/deployments/deployment.commands.ts";
import { createDeploymentRun } from "../../src/domains/deployments/deployment-runs.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { createWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import type { Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("04-flow-run");

describe.each(testDatabases)("a flow run's page on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  /** A run of a deployment in a pool, with task runs, one of them a subflow, and logs of them all. */
  async function aBusyRun(taskRuns: number): Promise<{ runId: string; deploymentId: string }> {
    const { core } = door;
    const flow = await aFlow(core, `etl ${taskRuns}`);
    await createWorkPool(core, { name: `pool ${taskRuns}`, type: "process" });
    const { deployment } = await createDeployment(core, {
      name: "daily",
      flow_id: flow.id,
      parameters: json('{"one":1.5,"list":[1,null]}'),
      work_pool_name: `pool ${taskRuns}`,
    });
    const { run } = await createDeploymentRun(core, deployment.id, { name: "nightly", tags: ["blue"] });
    await proposeFlowRunState(core, run.id, { state: { type: "RUNNING", message: "off we go" }, force: true });
    for (let index = 0; index < taskRuns; index += 1) {
      const { run: taskRun } = await createTaskRun(core, {
        name: `task ${index}`,
        flow_run_id: run.id,
        task_key: "task",
        dynamic_key: String(index),
      });
      if (index % 2 === 0) await aFlowRun(core, flow, { name: `child ${index}`, parent_task_run_id: taskRun.id });
      const work = { description: null, metadata_: null, flow_run_id: run.id, task_run_id: taskRun.id };
      await createArtifact(core, { ...work, key: null, type: "result", data: json('"of the task"') });
      await createArtifact(core, { ...work, key: `table-${index}`, type: "table", data: json("[]") });
      const line = { name: "prefect", flow_run_id: run.id, task_run_id: taskRun.id };
      await createLogs(core, [
        { ...line, level: 10, message: `quiet ${index}`, timestamp: (1_764_000_000_000_000 + index) as Instant },
        { ...line, level: 30, message: `loud ${index}`, timestamp: (1_764_000_000_100_000 + index) as Instant },
      ]);
    }
    return { runId: run.id, deploymentId: deployment.id };
  }

  test("is one operation, of as many statements whatever the run has done", async () => {
    const counts: number[] = [];
    for (const taskRuns of [2, 7]) {
      const { runId } = await aBusyRun(taskRuns);
      door.statements.length = 0;
      const { flowRun } = await door.query<{ flowRun: object }, object>(page, { id: runId, minLevel: 20, logs: 2 });
      counts.push(door.statements.length);
      expect(flowRun).toMatchObject({
        databaseId: runId,
        name: "nightly",
        tags: ["blue"],
        parameters: { one: 1.5, list: [1, null] },
        runCount: 1,
        flow: { name: `etl ${taskRuns}` },
        deployment: { name: "daily" },
        workPool: { name: `pool ${taskRuns}`, type: "process" },
        workQueue: { name: "default" },
        parentTaskRun: null,
        state: { type: "RUNNING", name: "Running", message: "off we go", details: { scheduledTime: null } },
        states: [{ name: "Scheduled" }, { name: "Running" }],
        taskRuns: { totalCount: taskRuns, pageInfo: { hasNextPage: false } },
        subflowRuns: { totalCount: Math.ceil(taskRuns / 2) },
        artifacts: {
          totalCount: taskRuns,
          nodes: Array.from({ length: taskRuns }, (_, index) => ({
            key: `table-${taskRuns - 1 - index}`,
            type: "table",
          })),
        },
        logs: {
          pageInfo: { hasPreviousPage: taskRuns > 2 },
          nodes: [{ message: `loud ${taskRuns - 2}` }, { message: `loud ${taskRuns - 1}`, level: 30 }],
        },
      });
    }
    // The cursor; the run; its flow (and that of its subflow runs), deployment, pool, queue and states; page, rows and count
    // of task runs, subflow runs and artifacts; page and rows of logs.
    expect(counts).toEqual([18, 18]);
  });

  test("of a run that is not there is null, and of a bare run has nothing around it", async () => {
    expect(await door.query(page, { id: "00000000-0000-4000-8000-000000000000" })).toMatchObject({ flowRun: null });
    const run = await aFlowRun(door.core, await aFlow(door.core), { name: "bare" });
    expect(await door.query(page, { id: run.id })).toMatchObject({
      flowRun: {
        deployment: null,
        workPool: null,
        workQueue: null,
        parentTaskRun: null,
        taskRuns: { totalCount: 0, nodes: [] },
        subflowRuns: { totalCount: 0, nodes: [] },
        artifacts: { totalCount: 0, nodes: [] },
        logs: { nodes: [] },
      },
    });
  });
});
