import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EMPTY_ARRAY, EMPTY_OBJECT, toJsonText } from "../../src/db/json-text.ts";
import {
  createDeployment,
  deleteDeployment,
  type NewDeployment,
  pauseDeployment,
  updateDeployment,
} from "../../src/domains/deployments/deployment.commands.ts";
import { createDeploymentRun } from "../../src/domains/deployments/deployment-runs.commands.ts";
import { markDeploymentsReady } from "../../src/domains/deployments/deployment-status.commands.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { createWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { newId } from "../../src/ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import type { ScheduleInput } from "./generated/graphql.ts";
import { graphql } from "./generated/index.ts";
import { transports } from "./subscribing.ts";
import { aFlow, createTestDoor, type TestDoor } from "./support.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

const DeploymentFields = graphql(`
  query DeploymentFields($id: ID!) {
    deployment(id: $id) {
      id
      databaseId
      name
      description
      version
      paused
      status
      lastPolled
      tags
      labels
      parameters
      parameterOpenapiSchema
      enforceParameterSchema
      jobVariables
      workQueueName
      workPoolName
      concurrencyLimit
      activeSlots
      collisionStrategy
      gracePeriodSeconds
      flow {
        name
        deployments {
          totalCount
          nodes {
            name
          }
        }
      }
      schedules {
        slug
        active
        maxScheduledRuns
        parameters
        schedule {
          __typename
          ... on CronSchedule {
            cron
            timezone
            dayOr
          }
          ... on IntervalSchedule {
            intervalSeconds
            anchorDate
            timezone
          }
          ... on RRuleSchedule {
            rrule
          }
        }
      }
    }
  }
`);

const Deployments = graphql(`
  query Deployments($filter: DeploymentFilter, $orderBy: DeploymentOrder, $first: Int, $after: String) {
    deployments(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
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

const DeploymentPage = graphql(`
  query DeploymentPage {
    deployments(first: 50) {
      nodes {
        name
        status
        workPoolName
        concurrencyLimit
        flow {
          name
        }
        schedules {
          slug
        }
        nextRun {
          name
        }
        lastRun {
          name
          deployment {
            name
          }
        }
        flowRuns(first: 10) {
          nodes {
            name
            stateType
          }
        }
        upcomingRuns(first: 5) {
          totalCount
          nodes {
            name
          }
        }
      }
    }
  }
`);

const DueRuns = graphql(`
  query DueRuns($until: DateTime, $threshold: Float, $filter: FlowRunFilter, $first: Int, $after: String) {
    upcomingRuns(until: $until, filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo {
        endCursor
      }
      nodes {
        name
      }
    }
    lateRuns(threshold: $threshold) {
      nodes {
        name
        deployment {
          name
        }
      }
    }
  }
`);

const RunDeployment = graphql(`
  mutation RunDeployment($input: RunDeploymentInput!) {
    runDeployment(input: $input) {
      __typename
      ... on RunDeploymentSuccess {
        created
        flowRun {
          name
          stateType
          tags
          parameters
          deployment {
            name
          }
        }
      }
      ... on MutationError {
        code
        message
      }
    }
  }
`);

const ChangeDeployment = graphql(`
  mutation ChangeDeployment(
    $pause: PauseDeploymentInput!
    $update: UpdateDeploymentInput!
    $resume: ResumeDeploymentInput!
  ) {
    pauseDeployment(input: $pause) {
      __typename
      ... on DeploymentSuccess {
        deployment {
          paused
        }
      }
    }
    updateDeployment(input: $update) {
      __typename
      ... on DeploymentSuccess {
        deployment {
          description
          tags
          parameters
          concurrencyLimit
          paused
          workPoolName
          workQueueName
        }
      }
      ... on MutationError {
        code
        message
      }
    }
    resumeDeployment(input: $resume) {
      __typename
      ... on DeploymentSuccess {
        deployment {
          paused
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);

const DeleteDeployment = graphql(`
  mutation DeleteDeployment($input: DeleteDeploymentInput!) {
    deleteDeployment(input: $input) {
      __typename
      ... on DeleteDeploymentSuccess {
        deletedDatabaseId
      }
      ... on MutationError {
        code
        message
      }
    }
  }
`);

const CreateSchedule = graphql(`
  mutation CreateSchedule($input: CreateDeploymentScheduleInput!) {
    createDeploymentSchedule(input: $input) {
      __typename
      ... on DeploymentScheduleSuccess {
        schedule {
          id
          active
          slug
          maxScheduledRuns
          parameters
          deployment {
            name
          }
          schedule {
            __typename
          }
        }
      }
      ... on MutationError {
        code
        message
      }
    }
  }
`);

const ChangeSchedule = graphql(`
  mutation ChangeSchedule(
    $update: UpdateDeploymentScheduleInput!
    $active: SetDeploymentScheduleActiveInput!
    $delete: DeleteDeploymentScheduleInput!
  ) {
    updateDeploymentSchedule(input: $update) {
      __typename
      ... on DeploymentScheduleSuccess {
        schedule {
          slug
          active
          parameters
        }
      }
      ... on MutationError {
        message
      }
    }
    setDeploymentScheduleActive(input: $active) {
      __typename
      ... on DeploymentScheduleSuccess {
        schedule {
          active
          parameters
        }
      }
    }
    deleteDeploymentSchedule(input: $delete) {
      __typename
      ... on DeleteDeploymentScheduleSuccess {
        deployment {
          schedules {
            slug
          }
        }
      }
      ... on MutationError {
        code
        message
      }
    }
  }
`);

const DeploymentNode = graphql(`
  query DeploymentNode($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Deployment {
        name
        parameters
        workPoolName
        concurrencyLimit
        schedules {
          id
        }
      }
      ... on DeploymentSchedule {
        slug
        parameters
        schedule {
          __typename
        }
      }
    }
  }
`);

const Changes = graphql(`
  subscription DeploymentChanges($ids: [ID!], $after: String) {
    deploymentChanges(ids: $ids, after: $after) {
      __typename
      ... on DeploymentChange {
        cursor
        kind
        deploymentId
        deployment {
          name
          status
          paused
        }
      }
    }
  }
`);

describe.each(testDatabases)("deployments in GraphQL on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  let flowId: string;
  beforeEach(async () => {
    clock = new ManualClock(NOW);
    door = await createTestDoor(testDatabase, { clock });
    flowId = (await aFlow(door.core, "voyage")).id;
  });
  afterEach(() => door.close());

  const make = async (input: Partial<NewDeployment> = {}) =>
    (await createDeployment(door.core, { name: "daily", flow_id: flowId, parameters: EMPTY_OBJECT, ...input }))
      .deployment;
  const run = (id: string, name: string, due: Instant) =>
    createDeploymentRun(door.core, id, {
      name,
      state: { type: "SCHEDULED", state_details: { scheduled_time: due } },
    });
  const cron = { kind: "cron", cron: "0 6 * * *", timezone: "Europe/Oslo", day_or: true } as const;
  const schedule = {
    schedule: cron,
    active: true,
    parameters: EMPTY_OBJECT,
    max_scheduled_runs: null,
    slug: "morning",
  };

  test("tell all of themselves", async () => {
    await createWorkPool(door.core, { name: "pool", type: "process" });
    const { id } = await make({
      description: "Every day.",
      version: "v1",
      tags: ["sea"],
      labels: toJsonText({ crew: 12 }),
      parameters: '{"ratio":1.0}' as typeof EMPTY_OBJECT,
      parameter_openapi_schema: toJsonText({ type: "object", properties: { ratio: { type: "number" } } }),
      job_variables: toJsonText({ cpu: 2 }),
      work_pool_name: "pool",
      concurrency_limit: 3,
      concurrency_options: toJsonText({ collision_strategy: "CANCEL_NEW", grace_period_seconds: 60 }),
      schedules: [schedule],
    });
    const { deployment } = await door.query(DeploymentFields, { id });
    expect(deployment).toEqual({
      id: expect.any(String),
      databaseId: id,
      name: "daily",
      description: "Every day.",
      version: "v1",
      paused: false,
      status: "NOT_READY",
      lastPolled: null,
      tags: ["sea"],
      labels: { crew: 12, "prefect.flow.id": flowId },
      parameters: { ratio: 1 },
      parameterOpenapiSchema: { type: "object", properties: { ratio: { type: "number" } } },
      enforceParameterSchema: true,
      jobVariables: { cpu: 2 },
      workQueueName: "default",
      workPoolName: "pool",
      concurrencyLimit: 3,
      activeSlots: 0,
      collisionStrategy: "CANCEL_NEW",
      gracePeriodSeconds: 60,
      flow: { name: "voyage", deployments: { totalCount: 1, nodes: [{ name: "daily" }] } },
      schedules: [
        {
          slug: "morning",
          active: true,
          maxScheduledRuns: null,
          parameters: {},
          schedule: { __typename: "CronSchedule", cron: "0 6 * * *", timezone: "Europe/Oslo", dayOr: true },
        },
      ],
    });
    expect((await door.query(DeploymentFields, { id: deployment?.id as string })).deployment?.databaseId).toBe(id);
    expect((await door.query(DeploymentFields, { id: "0a0a0a0a-0000-4000-8000-00000000000a" })).deployment).toBeNull();
  });

  test("are found again by their global ids, and so are their schedules", async () => {
    await createWorkPool(door.core, { name: "pool", type: "process" });
    const { id } = await make({
      work_pool_name: "pool",
      concurrency_limit: 2,
      parameters: toJsonText({ a: "x" }),
      schedules: [schedule],
    });
    const first = await door.query(DeploymentFields, { id });
    const globalId = first.deployment?.id as string;
    const { nodes } = await door.query(DeploymentNode, { ids: [globalId] });
    expect(nodes).toMatchObject([
      { __typename: "Deployment", name: "daily", parameters: { a: "x" }, workPoolName: "pool", concurrencyLimit: 2 },
    ]);
    const [found] = nodes;
    if (found?.__typename !== "Deployment") throw new Error("expected a deployment");
    const schedules = await door.query(DeploymentNode, { ids: found.schedules.map((each) => each.id) });
    expect(schedules.nodes).toEqual([
      {
        __typename: "DeploymentSchedule",
        slug: "morning",
        parameters: {},
        schedule: { __typename: "CronSchedule" },
      },
    ]);
  });

  test("are listed by filter, order and page", async () => {
    await createWorkPool(door.core, { name: "pool", type: "process" });
    const other = (await aFlow(door.core, "other")).id;
    for (const [index, name] of ["b", "a", "c"].entries()) {
      clock.set(at(index));
      await make({ name, tags: name === "a" ? ["x"] : [], paused: name === "c" });
    }
    await make({ name: "d", flow_id: other, work_pool_name: "pool" });
    const names = async (variables: Parameters<typeof door.query<unknown, unknown>>[1]) => {
      const { deployments } = await door.query(Deployments, variables as Record<string, never>);
      return deployments.nodes.map((node) => node.name);
    };
    expect(await names({})).toEqual(["d", "c", "a", "b"]);
    expect(await names({ orderBy: { field: "NAME", direction: "ASC" } })).toEqual(["a", "b", "c", "d"]);
    expect(await names({ filter: { tags: { any: ["x"] } } })).toEqual(["a"]);
    expect(await names({ filter: { paused: true } })).toEqual(["c"]);
    expect(await names({ filter: { workPoolName: ["pool"] } })).toEqual(["d"]);
    expect(await names({ filter: { workQueueName: ["default"] } })).toEqual(["d"]);
    expect(await names({ filter: { flowOrDeploymentName: "OTH" } })).toEqual(["d"]);
    expect(await names({ filter: { flow: { name: { in: ["voyage"] } }, name: { in: ["a", "d"] } } })).toEqual(["a"]);
    const orderBy = { field: "NAME", direction: "ASC" } as const;
    const page = await door.query(Deployments, { orderBy, first: 3 });
    expect(page.deployments).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(await names({ orderBy, first: 3, after: page.deployments.pageInfo.endCursor })).toEqual(["d"]);
  });

  test("of a page are read by a fixed number of statements, with their schedules and runs", async () => {
    await createWorkPool(door.core, { name: "pool", type: "process" });
    const counts: number[] = [];
    for (const deployments of [2, 8]) {
      for (let index = 0; index < deployments; index += 1) {
        const name = `${deployments}-${index}`;
        const { id } = await make({ name, work_pool_name: "pool", schedules: [schedule], concurrency_limit: 1 });
        await run(id, `${name} next`, at(60));
        await run(id, `${name} later`, at(120));
        await createDeploymentRun(door.core, id, { name: `${name} begun`, state: { type: "RUNNING" } });
      }
      door.statements.length = 0;
      const { deployments: page } = await door.query(DeploymentPage);
      counts.push(door.statements.filter((text) => /from|select/i.test(text)).length);
      const [newest] = page.nodes;
      const name = `${deployments}-${deployments - 1}`;
      expect(page.nodes.find((node) => node.name === name)).toEqual({
        name,
        status: "NOT_READY",
        workPoolName: "pool",
        concurrencyLimit: 1,
        flow: { name: "voyage" },
        schedules: [{ slug: "morning" }],
        nextRun: { name: `${name} next` },
        lastRun: { name: `${name} begun`, deployment: { name } },
        flowRuns: {
          nodes: [
            { name: `${name} later`, stateType: "SCHEDULED" },
            { name: `${name} next`, stateType: "SCHEDULED" },
            { name: `${name} begun`, stateType: "RUNNING" },
          ],
        },
        upcomingRuns: { totalCount: 2, nodes: [{ name: `${name} next` }, { name: `${name} later` }] },
      });
      expect(newest).toBeDefined();
    }
    // However many deployments there are; in which order PostgreSQL answers decides whether two loads go together.
    expect(Math.max(...counts)).toBeLessThanOrEqual(13);
  });

  test("tell which runs are coming, and which are late", async () => {
    const { id } = await make();
    await run(id, "soon", at(60));
    await run(id, "overdue", at(-20));
    await run(id, "just due", at(-5));
    await run(id, "tomorrow", at(86_400));
    await createDeploymentRun(door.core, id, { name: "begun", state: { type: "RUNNING" } });
    const first = await door.query(DueRuns, { first: 2 });
    expect(first.upcomingRuns.nodes.map((node) => node.name)).toEqual(["overdue", "just due"]);
    expect(first.upcomingRuns.totalCount).toBe(4);
    expect(first.lateRuns.nodes).toEqual([{ name: "overdue", deployment: { name: "daily" } }]);
    const rest = await door.query(DueRuns, {
      after: first.upcomingRuns.pageInfo.endCursor,
      until: formatInstant(at(3_600)),
      threshold: 0,
    });
    expect(rest.upcomingRuns.nodes.map((node) => node.name)).toEqual(["soon"]);
    expect(rest.lateRuns.nodes.map((node) => node.name)).toEqual(["overdue", "just due"]);
    const filtered = await door.query(DueRuns, { filter: { name: { contains: "tom" } } });
    expect(filtered.upcomingRuns.nodes.map((node) => node.name)).toEqual(["tomorrow"]);
    const refused = await door.execute(DueRuns, { filter: { state: { type: { in: ["RUNNING"] } } }, threshold: -1 });
    expect(refused.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  test("run with the parameters of both, once for each key", async () => {
    const { id } = await make({
      parameters: toJsonText({ ship: "Fram", days: 3 }),
      tags: ["sea"],
      parameter_openapi_schema: toJsonText({ type: "object", properties: { days: { type: "integer" } } }),
    });
    const input = { id, parameters: { days: 5 }, tags: ["mine"], idempotencyKey: "once", name: "run" };
    const { runDeployment: made } = await door.query(RunDeployment, { input });
    expect(made).toEqual({
      __typename: "RunDeploymentSuccess",
      created: true,
      flowRun: {
        name: "run",
        stateType: "SCHEDULED",
        tags: ["sea", "mine"],
        parameters: { ship: "Fram", days: 5 },
        deployment: { name: "daily" },
      },
    });
    expect((await door.query(RunDeployment, { input })).runDeployment).toMatchObject({ created: false });
    const refusal = async (more: object) => (await door.query(RunDeployment, { input: { id, ...more } })).runDeployment;
    expect(await refusal({ parameters: { days: "many" } })).toMatchObject({
      __typename: "ConflictError",
      message: expect.stringContaining("'many' is not valid under any of the given schemas"),
    });
    expect(await refusal({ parameters: [] })).toMatchObject({ __typename: "ValidationError" });
    expect(await refusal({ workQueueName: "x" })).toMatchObject({ __typename: "ValidationError" });
    expect(await refusal({ id: "0a0a0a0a-0000-4000-8000-00000000000a" })).toMatchObject({
      __typename: "NotFoundError",
      code: "NOT_FOUND",
    });
  });

  test("are paused, changed, resumed and deleted", async () => {
    await createWorkPool(door.core, { name: "pool", type: "process" });
    const { id } = await make();
    const changed = await door.query(ChangeDeployment, {
      pause: { id },
      update: {
        id,
        description: "Changed.",
        tags: ["x", "x"],
        parameters: { a: 1 },
        concurrencyLimit: 4,
        workPoolName: "pool",
        workQueueName: "new",
      },
      resume: { id },
    });
    expect(changed).toEqual({
      pauseDeployment: { __typename: "DeploymentSuccess", deployment: { paused: true } },
      updateDeployment: {
        __typename: "DeploymentSuccess",
        deployment: {
          description: "Changed.",
          tags: ["x"],
          parameters: { a: 1 },
          concurrencyLimit: 4,
          paused: true,
          workPoolName: "pool",
          workQueueName: "new",
        },
      },
      resumeDeployment: { __typename: "DeploymentSuccess", deployment: { paused: false } },
    });
    const refused = await door.query(ChangeDeployment, {
      pause: { id },
      update: { id, concurrencyLimit: 0 },
      resume: { id },
    });
    expect(refused.updateDeployment).toMatchObject({ __typename: "ValidationError", code: "BAD_USER_INPUT" });
    expect((await door.query(DeleteDeployment, { input: { id } })).deleteDeployment).toMatchObject({
      deletedDatabaseId: id,
    });
    expect((await door.query(DeleteDeployment, { input: { id } })).deleteDeployment).toMatchObject({
      __typename: "NotFoundError",
      code: "NOT_FOUND",
      message: "Deployment not found",
    });
  });

  test("get, change and lose schedules", async () => {
    const { id } = await make();
    const create = async (schedule: ScheduleInput, more: object = {}) =>
      (await door.query(CreateSchedule, { input: { deploymentId: id, schedule, ...more } })).createDeploymentSchedule;
    const made = await create(
      { interval: { intervalSeconds: 3_600 } },
      { slug: "hourly", maxScheduledRuns: 5, parameters: { a: 1 } },
    );
    expect(made).toMatchObject({
      __typename: "DeploymentScheduleSuccess",
      schedule: {
        active: true,
        slug: "hourly",
        maxScheduledRuns: 5,
        parameters: { a: 1 },
        deployment: { name: "daily" },
        schedule: { __typename: "IntervalSchedule" },
      },
    });
    expect(await create({ rrule: { rrule: "FREQ=DAILY" } })).toMatchObject({
      schedule: { schedule: { __typename: "RRuleSchedule" } },
    });
    expect(await create({ cron: { cron: "0 0 * * *" } }, { slug: "hourly" })).toMatchObject({
      __typename: "ConflictError",
    });
    for (const schedule of [
      { cron: { cron: "nonsense" } },
      { cron: { cron: "0 0 * * *", timezone: "Nowhere" } },
      { interval: { intervalSeconds: 0 } },
      { rrule: { rrule: "nonsense" } },
    ]) {
      expect(await create(schedule)).toMatchObject({ __typename: "ValidationError", code: "BAD_USER_INPUT" });
    }
    expect(await create({ cron: { cron: "0 0 * * *" } }, { maxScheduledRuns: 51 })).toMatchObject({
      __typename: "ValidationError",
    });
    if (made.__typename !== "DeploymentScheduleSuccess") throw new Error("expected a schedule");
    const scheduleId = made.schedule.id;
    const changed = await door.query(ChangeSchedule, {
      update: { id: scheduleId, slug: "renamed" },
      active: { id: scheduleId, active: false },
      delete: { id: scheduleId },
    });
    expect(changed).toEqual({
      updateDeploymentSchedule: {
        __typename: "DeploymentScheduleSuccess",
        schedule: { slug: "renamed", active: true, parameters: { a: 1 } },
      },
      setDeploymentScheduleActive: {
        __typename: "DeploymentScheduleSuccess",
        schedule: { active: false, parameters: { a: 1 } },
      },
      deleteDeploymentSchedule: {
        __typename: "DeleteDeploymentScheduleSuccess",
        deployment: { schedules: [{ slug: null }] },
      },
    });
    const gone = await door.query(ChangeSchedule, {
      update: { id: scheduleId, slug: "x" },
      active: { id: scheduleId, active: true },
      delete: { id: scheduleId },
    });
    expect(gone.deleteDeploymentSchedule).toMatchObject({ __typename: "NotFoundError" });
  });

  test("tell live of what becomes of them, from a cursor on", async () => {
    const { id } = await make();
    const { id: other } = await make({ name: "other" });
    const subscriber = transports[0].connect(await door.listen());
    try {
      const after = Buffer.from("e0:0").toString("base64url");
      const stream = subscriber.subscribe(Changes, { ids: [id], after });
      const next = async () => (await stream.next()).deploymentChanges;
      const created = await next();
      expect(created).toMatchObject({ kind: "CREATED", deploymentId: id, deployment: { name: "daily" } });
      await pauseDeployment(door.core, other);
      await pauseDeployment(door.core, id);
      expect(await next()).toMatchObject({ kind: "CHANGED", deployment: { paused: true } });
      await markDeploymentsReady(door.core, { deploymentIds: [id] });
      expect(await next()).toMatchObject({ kind: "CHANGED", deployment: { status: "READY" } });
      // Anybody may send events of such names; only what is gone is told to be.
      const claim = { id: newId(NOW), occurred: NOW, event: "prefect.deployment.deleted" };
      const resource = toJsonText({ "prefect.resource.id": `prefect.deployment.${id}` });
      const rest = { related: EMPTY_ARRAY, payload: EMPTY_OBJECT, follows: null, flow_run_id: null };
      await receiveEvents(door.core, [{ ...claim, resource_id: `prefect.deployment.${id}`, resource, ...rest }]);
      await updateDeployment(door.core, id, { description: "Changed." });
      expect(await next()).toMatchObject({ kind: "CHANGED", deployment: { name: "daily" } });
      await deleteDeployment(door.core, id);
      expect(await next()).toMatchObject({ kind: "DELETED", deploymentId: id, deployment: null });
      await stream.stop();
    } finally {
      await subscriber.close();
    }
  });
});
