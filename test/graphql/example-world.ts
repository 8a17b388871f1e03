/** A small workspace in which the same things happen at the same moments whenever it is made: what example answers tell of. */
import type { Core } from "../../src/core.ts";
import { toJsonText } from "../../src/db/json-text.ts";
import { createArtifact } from "../../src/domains/artifacts/artifact.commands.ts";
import { createAutomation } from "../../src/domains/automations/automation.commands.ts";
import { triggerSchema } from "../../src/domains/automations/trigger-schema.ts";
import { createBlockDocument } from "../../src/domains/blocks/block-document.commands.ts";
import { createBlockSchema } from "../../src/domains/blocks/block-schema.commands.ts";
import { createBlockType } from "../../src/domains/blocks/block-type.commands.ts";
import { createConcurrencyLimit } from "../../src/domains/concurrency/concurrency-limit.commands.ts";
import { acquireSlotsWithLease } from "../../src/domains/concurrency/concurrency-slots.commands.ts";
import { createDeployment } from "../../src/domains/deployments/deployment-create.commands.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { createFlowRunInput } from "../../src/domains/flow-runs/flow-run-input.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { createTaskRun, proposeTaskRunState } from "../../src/domains/task-runs/task-run.commands.ts";
import { createVariable } from "../../src/domains/variables/variable.commands.ts";
import { createWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { newId } from "../../src/ids.ts";
import type { StateType } from "../../src/orchestration/states.ts";
import { read } from "../../src/rest/wire.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microseconds } from "../../src/time/duration.ts";
import { addMicroseconds, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const SECOND = microseconds(1_000_000);
const START = parseInstant("2026-03-01T11:58:00Z");

export interface ExampleWorld {
  readonly door: TestDoor;
  /** UUIDs of what the documents ask for by id. */
  readonly ids: Readonly<Record<"finished" | "waiting", string>>;
  /** Where a stream begins that is to tell of everything. */
  readonly beginning: string;
  close(): Promise<void>;
}

/** The credentials of a warehouse, with a secret. */
async function aBlock(core: Core): Promise<void> {
  const type = await createBlockType(core, {
    name: "Warehouse",
    slug: "warehouse",
    description: "Where orders are kept.",
  });
  const { schema } = await createBlockSchema(core, {
    block_type_id: type.id,
    fields: toJsonText({
      title: "Warehouse",
      type: "object",
      properties: { host: { type: "string" }, password: { type: "string" } },
      secret_fields: ["password"],
    }),
    capabilities: ["write-path"],
    version: "1.0",
  });
  await createBlockDocument(core, {
    name: "north",
    data: toJsonText({ host: "north.example.org", password: "open sesame" }),
    block_schema_id: schema.row.id,
    block_type_id: type.id,
    is_anonymous: false,
  });
}

/** Pauses a deployment whose runs fail again and again. */
async function anAutomation(core: Core, deploymentId: string): Promise<void> {
  const trigger = read(triggerSchema, () => ({
    posture: "Reactive",
    match: { "prefect.resource.id": "prefect.flow-run.*" },
    expect: ["prefect.flow-run.Failed"],
    threshold: 3,
    within: 600,
  }));
  if (trigger.issues !== undefined) throw new Error(JSON.stringify(trigger.issues));
  await createAutomation(core, {
    name: "stop failing",
    description: "Three failures within ten minutes are enough.",
    enabled: true,
    tags: [],
    trigger: trigger.value,
    actions: [{ type: "pause-deployment", source: "selected", deployment_id: deploymentId }],
    actions_on_trigger: [],
    actions_on_resolve: [],
  });
}

async function beginning(door: TestDoor): Promise<string> {
  return (await door.query<{ snapshotCursor: string }, object>("{ snapshotCursor }")).snapshotCursor;
}

export async function createExampleWorld(): Promise<ExampleWorld> {
  const [sqlite] = testDatabases;
  if (sqlite === undefined) throw new Error("There is no test database");
  const clock = new ManualClock(START);
  const door = await createTestDoor(sqlite, { clock });
  const { core } = door;
  const start = await beginning(door);
  /** One thing after another, so that whatever is ordered by time has an order. */
  const next = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    clock.advance(SECOND);
    return step();
  };
  const later = (seconds: number): Instant => addMicroseconds(clock.now(), microseconds(seconds * SECOND));

  await next(() => createWorkPool(core, { name: "kubernetes", type: "kubernetes", concurrency_limit: 5 }));
  await next(() => recordHeartbeat(core, "kubernetes", { name: "worker-1", heartbeat_interval_seconds: 30 }));
  const flow = await next(() => aFlow(core, "orders"));
  const { deployment } = await next(() =>
    createDeployment(core, {
      name: "nightly",
      flow_id: flow.id,
      parameters: toJsonText({ region: "north" }),
      tags: ["nightly"],
      work_pool_name: "kubernetes",
    }),
  );
  await next(() =>
    createConcurrencyLimit(core, {
      name: "warehouse",
      limit: 2,
      active: true,
      active_slots: 0,
      denied_slots: 0,
      slot_decay_per_second: 0,
    }),
  );
  await next(() =>
    createVariable(core, { name: "regions", value: toJsonText(["north", "south"]), tags: ["configuration"] }),
  );

  const run = (name: string, state: { readonly type: StateType; readonly scheduled?: Instant }) =>
    next(() =>
      aFlowRun(core, flow, {
        name,
        deployment_id: deployment.id,
        work_pool_name: "kubernetes",
        parameters: toJsonText({ region: "north" }),
        tags: ["nightly"],
        state: {
          type: state.type,
          ...(state.scheduled === undefined ? {} : { state_details: { scheduled_time: state.scheduled } }),
        },
      }),
    );
  const finished = await run("brave-otter", { type: "PENDING" });
  const set = (type: StateType, message: string | null = null) =>
    next(() => proposeFlowRunState(core, finished.id, { state: { type, message } }));
  await set("RUNNING");
  await next(() =>
    acquireSlotsWithLease(core, {
      names: ["warehouse"],
      slots: 1,
      mode: "concurrency",
      leaseDuration: microseconds(300 * SECOND),
      holder: { type: "flow_run", id: finished.id },
    }),
  );
  let previous: string | undefined;
  for (const key of ["extract", "load"]) {
    const task_inputs = previous === undefined ? {} : { rows: [{ input_type: "task_run", id: previous }] };
    const { run: taskRun } = await next(() =>
      createTaskRun(core, {
        flow_run_id: finished.id,
        task_key: key,
        dynamic_key: "0",
        name: `${key}-0`,
        task_inputs: toJsonText(task_inputs),
      }),
    );
    for (const type of ["RUNNING", "COMPLETED"] as const) {
      await next(() => proposeTaskRunState(core, taskRun.id, { state: { type } }));
    }
    previous = taskRun.id;
  }
  await next(() =>
    createLogs(
      core,
      ["Reading orders of the north", "1200 orders loaded"].map((message, index) => ({
        name: "prefect.flow_runs",
        level: 20,
        message,
        timestamp: later(index),
        flow_run_id: finished.id,
        task_run_id: null,
      })),
    ),
  );
  await set("COMPLETED", "All states completed.");
  const waiting = await run("quiet-heron", { type: "SCHEDULED", scheduled: later(-120) });
  await run("swift-finch", { type: "SCHEDULED", scheduled: later(3_600) });
  await next(() =>
    receiveEvents(core, [
      {
        id: newId(clock.now()),
        occurred: clock.now(),
        event: "orders.loaded",
        resource_id: "orders.north",
        resource: toJsonText({ "prefect.resource.id": "orders.north" }),
        related: toJsonText([]),
        payload: toJsonText({ rows: 1200 }),
        follows: null,
        flow_run_id: null,
      },
    ]),
  );
  const owner = { flow_run_id: finished.id, task_run_id: previous ?? null };
  await createArtifact(core, {
    ...owner,
    key: "orders",
    type: "table",
    description: "Orders by region",
    data: toJsonText([{ region: "north", orders: 1200 }]),
    metadata_: null,
  });
  await next(() =>
    createFlowRunInput(core, {
      flow_run_id: finished.id,
      key: "approval-auto-1",
      value: '{"region":"north","approved":true}',
      sender: null,
    }),
  );
  await aBlock(core);
  await anAutomation(core, deployment.id);
  clock.advance(SECOND);
  return {
    door,
    ids: { finished: finished.id, waiting: waiting.id },
    beginning: start,
    close: async () => {
      expectNothingLogged(door);
      await door.close();
    },
  };
}

function expectNothingLogged({ logged }: TestDoor): void {
  if (logged.length > 0) throw new Error(`The server has logged ${JSON.stringify(logged)}`);
}
