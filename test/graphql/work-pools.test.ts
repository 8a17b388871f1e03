import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import { createWorkPool, deleteWorkPool, updateWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { createQueueInPool } from "../../src/domains/work-queues/work-queue.commands.ts";
import { deleteWorker, recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { transports } from "./subscribing.ts";
import { aFlow, createTestDoor, type TestDoor } from "./support.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

const WorkPoolHealth = graphql(`
  query WorkPoolHealth($filter: WorkPoolFilter) {
    workPools(filter: $filter, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      nodes {
        id
        databaseId
        name
        type
        description
        status
        statusSince
        isPaused
        concurrencyLimit
        activeSlots
        baseJobTemplate
        storageConfiguration
        backlog {
          scheduled
          due
          late
        }
        defaultQueue {
          name
        }
        workQueues {
          totalCount
          nodes {
            name
            priority
            status
            lastPolled
            isPaused
            concurrencyLimit
            activeSlots
            backlog {
              scheduled
              due
              late
            }
            workPool {
              name
            }
          }
        }
        workers {
          totalCount
          nodes {
            name
            status
            lastHeartbeat
            heartbeatIntervalSeconds
            workPool {
              name
            }
          }
        }
      }
    }
  }
`);

const WorkQueues = graphql(`
  query WorkQueues($filter: WorkQueueFilter, $first: Int, $after: String) {
    workQueues(filter: $filter, orderBy: { field: NAME, direction: ASC }, first: $first, after: $after) {
      totalCount
      pageInfo {
        endCursor
        hasNextPage
      }
      nodes {
        name
      }
    }
  }
`);

const PlacedRuns = graphql(`
  query PlacedRuns {
    flowRuns(orderBy: { field: NAME, direction: ASC }) {
      nodes {
        name
        workQueue {
          name
        }
        workPool {
          name
        }
      }
    }
  }
`);

const CreateWorkPool = graphql(`
  mutation CreateWorkPool($input: CreateWorkPoolInput!) {
    createWorkPool(input: $input) {
      __typename
      ... on WorkPoolSuccess {
        workPool {
          id
          name
          type
          status
          concurrencyLimit
        }
      }
      ... on MutationError {
        message
        code
      }
    }
  }
`);

const ChangeWorkPool = graphql(`
  mutation ChangeWorkPool($update: UpdateWorkPoolInput!, $id: ID!) {
    updateWorkPool(input: $update) {
      __typename
      ... on WorkPoolSuccess {
        workPool {
          description
          concurrencyLimit
        }
      }
      ... on MutationError {
        code
      }
    }
    pauseWorkPool(input: { id: $id }) {
      __typename
      ... on WorkPoolSuccess {
        workPool {
          status
          isPaused
        }
      }
    }
    resumeWorkPool(input: { id: $id }) {
      __typename
      ... on WorkPoolSuccess {
        workPool {
          status
          isPaused
        }
      }
    }
    deleteWorkPool(input: { id: $id }) {
      __typename
      ... on DeleteWorkPoolSuccess {
        deletedId
      }
    }
  }
`);

const CreateWorkQueue = graphql(`
  mutation CreateWorkQueue($input: CreateWorkQueueInput!) {
    createWorkQueue(input: $input) {
      __typename
      ... on WorkQueueSuccess {
        workQueue {
          id
          name
          priority
        }
      }
      ... on MutationError {
        code
      }
    }
  }
`);

const ChangeWorkQueue = graphql(`
  mutation ChangeWorkQueue($update: UpdateWorkQueueInput!, $id: ID!) {
    updateWorkQueue(input: $update) {
      __typename
      ... on WorkQueueSuccess {
        workQueue {
          name
          priority
          concurrencyLimit
        }
      }
      ... on MutationError {
        code
      }
    }
    pauseWorkQueue(input: { id: $id }) {
      __typename
      ... on WorkQueueSuccess {
        workQueue {
          status
        }
      }
    }
    resumeWorkQueue(input: { id: $id }) {
      __typename
      ... on WorkQueueSuccess {
        workQueue {
          status
        }
      }
    }
    deleteWorkQueue(input: { id: $id }) {
      __typename
      ... on MutationError {
        code
      }
    }
  }
`);

const WorkPoolChanges = graphql(`
  subscription WorkPoolChanges($ids: [ID!], $after: String) {
    workPoolChanges(ids: $ids, after: $after) {
      __typename
      ... on WorkPoolChange {
        kind
        cursor
        workPool {
          name
          status
        }
        worker {
          name
          status
        }
      }
    }
  }
`);

describe.each(testDatabases)("work pools in GraphQL on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(NOW);
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(() => door.close());

  const makeRun = async (flowId: string, name: string, queue: string, type: "SCHEDULED" | "RUNNING", seconds = 0) => {
    await createFlowRun(door.core, {
      flow_id: flowId,
      name,
      work_pool_name: "yard",
      work_queue_name: queue,
      state:
        type === "RUNNING"
          ? { type }
          : { type, name: seconds < 0 ? "Late" : "Scheduled", state_details: { scheduled_time: at(seconds) } },
    });
  };

  const fill = async () => {
    const { core } = door;
    const flow = await aFlow(core, "hoist");
    await createWorkPool(core, { name: "yard", type: "process", concurrency_limit: 5 });
    await createWorkPool(core, { name: "agents" });
    await createQueueInPool(core, "yard", { name: "fast", priority: 1 });
    await makeRun(flow.id, "a", "fast", "SCHEDULED", -60);
    await makeRun(flow.id, "b", "fast", "SCHEDULED", 0);
    await makeRun(flow.id, "c", "fast", "SCHEDULED", 60);
    await makeRun(flow.id, "d", "default", "RUNNING");
    await makeRun(flow.id, "e", "default", "SCHEDULED", 60);
    await recordHeartbeat(core, "yard", { name: "first", heartbeat_interval_seconds: 30 });
  };

  test("tell their health: what waits, what runs, and who works", async () => {
    await fill();
    const { workPools } = await door.query(WorkPoolHealth, {});
    expect(workPools.totalCount).toBe(2);
    const [agents, yard] = workPools.nodes;
    expect(agents).toMatchObject({ name: "agents", status: null, backlog: { scheduled: 0, due: 0, late: 0 } });
    expect(yard).toMatchObject({
      name: "yard",
      type: "process",
      status: "READY",
      statusSince: formatInstant(NOW),
      concurrencyLimit: 5,
      activeSlots: 1,
      baseJobTemplate: {},
      backlog: { scheduled: 4, due: 2, late: 1 },
      defaultQueue: { name: "default" },
      workQueues: {
        totalCount: 2,
        nodes: [
          {
            name: "fast",
            priority: 1,
            status: "NOT_READY",
            activeSlots: 0,
            backlog: { scheduled: 3, due: 2, late: 1 },
          },
          { name: "default", priority: 2, activeSlots: 1, backlog: { scheduled: 1, due: 0, late: 0 } },
        ],
      },
      workers: {
        totalCount: 1,
        nodes: [
          {
            name: "first",
            status: "ONLINE",
            lastHeartbeat: formatInstant(NOW),
            heartbeatIntervalSeconds: 30,
            workPool: { name: "yard" },
          },
        ],
      },
    });
  });

  test("take as many statements for many pools as for one", async () => {
    const countOf = async (): Promise<number> => {
      door.statements.length = 0;
      await door.query(WorkPoolHealth, {});
      return door.statements.filter((statement) => /^\s*(select|with)/i.test(statement)).length;
    };
    await fill();
    const few = await countOf();
    for (let index = 0; index < 5; index += 1) {
      await createWorkPool(door.core, { name: `pool ${index}`, type: "process" });
      await createQueueInPool(door.core, `pool ${index}`, { name: "more" });
      await recordHeartbeat(door.core, `pool ${index}`, { name: "worker" });
    }
    // PostgreSQL answers in any order, so a loader that several branches share may be asked in a batch more or less there.
    const allowed = door.core.database.dialect.name === "sqlite" ? 0 : 1;
    expect(Math.abs((await countOf()) - few)).toBeLessThanOrEqual(allowed);
  });

  test("are found by what they are, and queues across pools, page by page", async () => {
    await fill();
    const names = async (filter: object) =>
      (await door.query(WorkPoolHealth, { filter })).workPools.nodes.map((pool) => pool.name);
    expect(await names({ name: ["yard", "nothing"] })).toEqual(["yard"]);
    expect(await names({ type: ["prefect-agent"] })).toEqual(["agents"]);
    expect(await names({ status: ["READY"] })).toEqual(["yard"]);
    const yard = (await door.query(WorkPoolHealth, { filter: { name: ["yard"] } })).workPools.nodes[0];
    expect(await names({ id: [yard?.id ?? ""] })).toEqual(["yard"]);
    const first = await door.query(WorkQueues, { first: 2 });
    expect(first.workQueues).toMatchObject({ totalCount: 3, nodes: [{ name: "default" }, { name: "default" }] });
    const second = await door.query(WorkQueues, { first: 2, after: first.workQueues.pageInfo.endCursor });
    expect(second.workQueues).toMatchObject({ nodes: [{ name: "fast" }], pageInfo: { hasNextPage: false } });
    const inYard = await door.query(WorkQueues, { filter: { workPoolId: [yard?.id ?? ""], namePrefixes: ["F"] } });
    expect(inYard.workQueues.nodes).toEqual([{ name: "fast" }]);
    const { flowRuns } = await door.query(PlacedRuns, {});
    expect(flowRuns.nodes[0]).toEqual({ name: "a", workQueue: { name: "fast" }, workPool: { name: "yard" } });
  });

  test("are made, changed, paused, resumed and deleted, or refused with a reason", async () => {
    const made = await door.query(CreateWorkPool, { input: { name: "yard", type: "process", concurrencyLimit: 3 } });
    if (made.createWorkPool.__typename !== "WorkPoolSuccess") throw new Error(JSON.stringify(made));
    expect(made.createWorkPool.workPool).toMatchObject({ name: "yard", status: "NOT_READY", concurrencyLimit: 3 });
    const refusals = [
      [{ name: "yard", type: "process" }, "ConflictError"],
      [{ name: "prefect-x", type: "process" }, "ValidationError"],
      [{ name: " ", type: "process" }, "ValidationError"],
      [{ name: "a/b", type: "process" }, "ValidationError"],
      [{ name: "x", type: "process", concurrencyLimit: -1 }, "ValidationError"],
      [{ name: "x", type: "process", baseJobTemplate: { variables: {} } }, "ValidationError"],
      [{ name: "x", type: "process", baseJobTemplate: [] }, "ValidationError"],
    ] as const;
    for (const [input, refusal] of refusals) {
      expect((await door.query(CreateWorkPool, { input })).createWorkPool.__typename, JSON.stringify(input)).toBe(
        refusal,
      );
    }
    const { id } = made.createWorkPool.workPool;
    const changed = await door.query(ChangeWorkPool, {
      id,
      update: { id, description: "A yard", concurrencyLimit: null },
    });
    expect(changed).toMatchObject({
      updateWorkPool: { workPool: { description: "A yard", concurrencyLimit: null } },
      pauseWorkPool: { workPool: { status: "PAUSED", isPaused: true } },
      resumeWorkPool: { workPool: { status: "NOT_READY", isPaused: false } },
      deleteWorkPool: { deletedId: id },
    });
    const gone = await door.query(ChangeWorkPool, { id, update: { id, description: "A yard" } });
    expect(gone).toMatchObject({
      updateWorkPool: { __typename: "NotFoundError" },
      deleteWorkPool: { __typename: "NotFoundError" },
    });
  });

  test("have queues that are made, moved, paused, resumed and deleted", async () => {
    const pool = await createWorkPool(door.core, { name: "yard", type: "process" });
    const make = async (name: string, priority?: number) =>
      (await door.query(CreateWorkQueue, { input: { workPoolId: pool.id, name, priority } })).createWorkQueue;
    const made = await make("fast", 1);
    if (made.__typename !== "WorkQueueSuccess") throw new Error(JSON.stringify(made));
    expect(made.workQueue).toMatchObject({ name: "fast", priority: 1 });
    expect((await make("fast")).__typename).toBe("ConflictError");
    expect((await make("x", 0)).__typename).toBe("ValidationError");
    const { id } = made.workQueue;
    expect(
      await door.query(ChangeWorkQueue, { id, update: { id, name: "slow", priority: 2, concurrencyLimit: 1 } }),
    ).toMatchObject({
      updateWorkQueue: { workQueue: { name: "slow", priority: 2, concurrencyLimit: 1 } },
      pauseWorkQueue: { workQueue: { status: "PAUSED" } },
      resumeWorkQueue: { workQueue: { status: "NOT_READY" } },
      deleteWorkQueue: { __typename: "DeleteWorkQueueSuccess" },
    });
    const first = pool.default_queue_id ?? "";
    expect(await door.query(ChangeWorkQueue, { id: first, update: { id: first, name: "default" } })).toMatchObject({
      deleteWorkQueue: { __typename: "ConflictError", code: "CONFLICT" },
    });
  });

  test.each(transports)("are followed live over $transport, with their workers", async ({ connect }) => {
    const { core } = door;
    const yard = await createWorkPool(core, { name: "yard", type: "process" });
    await createWorkPool(core, { name: "other", type: "process" });
    const subscriber = connect(await door.listen());
    try {
      const after = Buffer.from("e0:0").toString("base64url");
      const stream = subscriber.subscribe(WorkPoolChanges, { ids: [yard.id], after });
      const next = async () => (await stream.next()).workPoolChanges;
      // What has happened by now: it is there, and has its first status.
      expect(await next()).toMatchObject({ kind: "CREATED", workPool: { name: "yard" }, worker: null });
      expect(await next()).toMatchObject({ kind: "CHANGED", workPool: { status: "NOT_READY" } });
      await recordHeartbeat(core, "other", { name: "second" });
      await recordHeartbeat(core, "yard", { name: "first" });
      expect(await next()).toMatchObject({ kind: "CREATED", worker: { name: "first", status: "ONLINE" } });
      expect(await next()).toMatchObject({ kind: "CHANGED", workPool: { status: "READY" }, worker: null });
      await recordHeartbeat(core, "yard", { name: "first" });
      await updateWorkPool(core, "yard", { description: "A yard" });
      expect(await next()).toMatchObject({ kind: "CHANGED", worker: null });
      await deleteWorker(core, "yard", "first");
      expect(await next()).toMatchObject({ kind: "DELETED", workPool: { name: "yard" }, worker: null });
      await deleteWorkPool(core, "yard");
      expect(await next()).toMatchObject({ kind: "DELETED", workPool: null });
      await stream.stop();
    } finally {
      await subscriber.close();
    }
  });
});
