import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { testDatabases } from "../support/databases.ts";
import type { CreateFlowRunInput } from "./generated/graphql.ts";
import { graphql } from "./generated/index.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const Create = graphql(`
  mutation Create($input: CreateFlowRunInput!) {
    createFlowRun(input: $input) {
      __typename
      ... on CreateFlowRunSuccess {
        created
        flowRun {
          id
          databaseId
          name
          stateName
          tags
          parameters
          labels
          expectedStartTime
          idempotencyKey
        }
      }
      ... on MutationError {
        code
        message
      }
    }
  }
`);

const SetState = graphql(`
  mutation SetState($input: SetFlowRunStateInput!) {
    setFlowRunState(input: $input) {
      __typename
      ... on FlowRunSuccess {
        flowRun {
          stateName
          states {
            name
            message
          }
        }
      }
      ... on TransitionRejectedError {
        code
        message
        status
        reason
        delaySeconds
        state {
          __typename
          id
          name
          ... on FlowRunState {
            flowRun {
              name
            }
          }
        }
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ValidationError {
        code
        message
      }
    }
  }
`);

const Act = graphql(`
  mutation Act(
    $cancel: CancelFlowRunInput!
    $pause: PauseFlowRunInput!
    $suspend: SuspendFlowRunInput!
    $resume: ResumeFlowRunInput!
    $retry: RetryFlowRunInput!
    $doCancel: Boolean = false
    $doPause: Boolean = false
    $doSuspend: Boolean = false
    $doResume: Boolean = false
    $doRetry: Boolean = false
  ) {
    cancelFlowRun(input: $cancel) @include(if: $doCancel) {
      ...Done
      ...Refused
    }
    pauseFlowRun(input: $pause) @include(if: $doPause) {
      ...Done
      ...Refused
    }
    suspendFlowRun(input: $suspend) @include(if: $doSuspend) {
      ...Done
      ...Refused
    }
    resumeFlowRun(input: $resume) @include(if: $doResume) {
      ...Done
      ...Refused
    }
    retryFlowRun(input: $retry) @include(if: $doRetry) {
      ...Done
      ...Refused
    }
  }
  fragment Done on FlowRunSuccess {
    flowRun {
      stateType
      stateName
      states {
        name
        message
        details {
          pauseTimeout
          pauseReschedule
        }
      }
    }
  }
  fragment Refused on MutationError {
    __typename
    code
    message
  }
`);

const Update = graphql(`
  mutation Update($input: UpdateFlowRunInput!) {
    updateFlowRun(input: $input) {
      __typename
      ... on FlowRunSuccess {
        flowRun {
          name
          tags
        }
      }
      ... on MutationError {
        code
      }
    }
  }
`);

const Delete = graphql(`
  mutation Delete($input: DeleteFlowRunInput!) {
    deleteFlowRun(input: $input) {
      __typename
      ... on DeleteFlowRunSuccess {
        deletedId
        deletedDatabaseId
      }
      ... on MutationError {
        code
        message
      }
    }
  }
`);

const SetTaskState = graphql(`
  mutation SetTaskState($input: SetTaskRunStateInput!) {
    setTaskRunState(input: $input) {
      __typename
      ... on TaskRunSuccess {
        taskRun {
          stateName
          states {
            name
          }
        }
      }
      ... on TransitionRejectedError {
        status
        reason
        state {
          __typename
          name
        }
      }
      ... on NotFoundError {
        code
      }
    }
  }
`);

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe.each(testDatabases)("mutations on $name", (testDatabase) => {
  let server: TestDoor;
  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  type Action = "Cancel" | "Pause" | "Suspend" | "Resume" | "Retry";
  const act = async (action: Action, input: { id: string; [key: string]: unknown }) => {
    const none = { id: NOBODY };
    const inputs = { cancel: none, pause: none, suspend: none, resume: none, retry: none };
    const variables = { ...inputs, [action.toLowerCase()]: input, [`do${action}`]: true };
    const data: Record<string, unknown> = await server.query(Act, variables);
    return data[`${action.toLowerCase()}FlowRun`];
  };

  test("creates a run, once for each idempotency key", async () => {
    const flow = await aFlow(server.core);
    const input: CreateFlowRunInput = {
      flowId: Buffer.from(`Flow:${flow.id}`).toString("base64"),
      name: "by hand",
      parameters: { x: [1, { y: null }] },
      labels: { team: "a" },
      tags: ["b", "a", "b"],
      state: { type: "SCHEDULED", scheduledTime: "2030-01-01 00:00:00.000001+01:00" },
      idempotencyKey: "once",
    };
    const { createFlowRun: first } = await server.query(Create, { input });
    expect(first).toMatchObject({
      created: true,
      flowRun: {
        name: "by hand",
        stateName: "Scheduled",
        tags: ["b", "a"],
        parameters: input.parameters,
        labels: { team: "a" },
        expectedStartTime: "2029-12-31T23:00:00.000001Z",
        idempotencyKey: "once",
      },
    });
    const { createFlowRun: second } = await server.query(Create, { input });
    expect(second).toEqual({ ...first, created: false });
    const { createFlowRun: other } = await server.query(Create, { input: { ...input, name: "again" } });
    expect(other).toMatchObject({ __typename: "IdempotencyConflictError" });
  });

  test("answers bad input with typed errors and writes nothing", async () => {
    const flow = await aFlow(server.core);
    const count = async (): Promise<unknown> =>
      (await server.core.database.get(sql<{ count: number }>`select count(*) as count from flow_run`))?.count;
    const refusals: [object, string, string][] = [
      [{ flowId: NOBODY }, "ConflictError", "CONFLICT"],
      [{ flowId: "nonsense" }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: Buffer.from(`FlowRun:${flow.id}`).toString("base64") }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, parameters: [1] }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, parameters: { a: "\0" } }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, parameters: { "\ud800": 1 } }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, parameters: { a: nested(300) } }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, labels: { a: {} } }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, name: "a\0b" }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, name: "x".repeat(10_001) }, "ValidationError", "BAD_USER_INPUT"],
      [{ flowId: flow.id, tags: ["\ud800"] }, "ValidationError", "BAD_USER_INPUT"],
    ];
    for (const [input, __typename, code] of refusals) {
      const { createFlowRun } = await server.query(Create, { input: input as { flowId: string } });
      expect(createFlowRun, JSON.stringify(input).slice(0, 100)).toMatchObject({ __typename, code });
    }
    const { errors } = await server.execute(Create, { input: { flowId: flow.id, state: { type: "DONE" } } } as never);
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(await count()).toBe(0);
  });

  test("proposes states under the rules, and tells which were turned down", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core), { name: "r" });
    const propose = async (input: object) =>
      (await server.query(SetState, { input: { id: run.id, ...input } as never })).setFlowRunState;
    const running = { state: { type: "RUNNING", message: "go" }, idempotencyKey: "k" };
    const accepted = {
      flowRun: { stateName: "Running", states: [{ name: "Pending" }, { name: "Running", message: "go" }] },
    };
    expect(await propose(running)).toMatchObject(accepted);
    expect(await propose(running)).toMatchObject(accepted);
    await propose({ state: { type: "COMPLETED", data: { type: "persisted" } } });
    // Asked again after the run has gone on, the transition is not made again.
    expect(await propose(running)).toMatchObject({ flowRun: { stateName: "Completed" } });
    expect(await propose({ state: { type: "PAUSED" } })).toMatchObject({
      __typename: "TransitionRejectedError",
      code: "TRANSITION_REJECTED",
      status: "ABORT",
      reason: "Run is already in terminal state COMPLETED.",
      message: "Run is already in terminal state COMPLETED.",
      delaySeconds: null,
      state: { __typename: "FlowRunState", name: "Completed", flowRun: { name: "r" } },
    });
    expect(await propose({ state: { type: "PAUSED" }, force: true })).toMatchObject({
      flowRun: { stateName: "Paused" },
    });
    const missing = await server.query(SetState, { input: { id: NOBODY, state: { type: "RUNNING" } } });
    expect(missing.setFlowRunState).toMatchObject({ __typename: "NotFoundError", code: "NOT_FOUND" });
  });

  test("tells how long to wait", async () => {
    const flow = await aFlow(server.core);
    const { createFlowRun } = await server.query(Create, {
      input: { flowId: flow.id, state: { type: "SCHEDULED", scheduledTime: "2100-01-01T00:00:00Z" } },
    });
    const id = createFlowRun.__typename === "CreateFlowRunSuccess" ? createFlowRun.flowRun.id : "";
    const { setFlowRunState } = await server.query(SetState, { input: { id, state: { type: "RUNNING" } } });
    expect(setFlowRunState).toMatchObject({ status: "WAIT", state: { name: "Scheduled" } });
    expect(setFlowRunState).toHaveProperty("delaySeconds", expect.any(Number));
  });

  test("cancels: at once without infrastructure, through CANCELLING with it, and not what has ended", async () => {
    const flow = await aFlow(server.core);
    const scheduled = await aFlowRun(server.core, flow, { state: { type: "SCHEDULED" } });
    expect(await act("Cancel", { id: scheduled.id })).toMatchObject({ flowRun: { stateName: "Cancelled" } });
    expect(await act("Cancel", { id: scheduled.id })).toMatchObject({ flowRun: { stateName: "Cancelled" } });
    const running = await aFlowRun(server.core, flow, { state: { type: "RUNNING" } });
    const cancelled = await act("Cancel", { id: running.id, message: "enough" });
    expect(cancelled).toMatchObject({
      flowRun: { stateName: "Cancelling", states: [{ name: "Running" }, { name: "Cancelling", message: "enough" }] },
    });
    expect(await act("Cancel", { id: running.id })).toEqual(cancelled);
    const completed = await aFlowRun(server.core, flow, { state: { type: "COMPLETED" } });
    expect(await act("Cancel", { id: completed.id })).toMatchObject({ __typename: "TransitionRejectedError" });
    expect(await act("Cancel", { id: NOBODY })).toMatchObject({ __typename: "NotFoundError" });
  });

  test("pauses and resumes, once for each key", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core), { state: { type: "RUNNING" } });
    expect(await act("Resume", { id: run.id })).toMatchObject({
      message: "Cannot resume a flow run that is not paused.",
    });
    const pause = { id: run.id, timeoutSeconds: 60, idempotencyKey: "p" };
    const paused = await act("Pause", pause);
    expect(paused).toMatchObject({ flowRun: { stateType: "PAUSED", stateName: "Paused" } });
    const details = (paused as { flowRun: { states: { details: object }[] } }).flowRun.states.at(-1)?.details;
    expect(details).toMatchObject({ pauseTimeout: expect.any(String), pauseReschedule: false });
    expect(await act("Pause", pause)).toEqual(paused);
    expect(await act("Pause", { id: run.id })).toMatchObject({ __typename: "TransitionRejectedError" });
    const resume = { id: run.id, idempotencyKey: "r" };
    const resumed = await act("Resume", resume);
    expect(resumed).toMatchObject({ flowRun: { stateName: "Running" } });
    expect(await act("Resume", resume)).toEqual(resumed);
    expect(await act("Suspend", { id: run.id })).toMatchObject({
      message: "Cannot suspend flows without a deployment.",
    });
    expect(await act("Pause", { id: run.id, timeoutSeconds: -1 })).toMatchObject({ __typename: "ValidationError" });
  });

  test("retries what has ended, once for each key", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core), { state: { type: "RUNNING" } });
    expect(await act("Retry", { id: run.id })).toMatchObject({
      message: "Only a flow run that has ended can be retried.",
    });
    await proposeFlowRunState(server.core, run.id, { state: { type: "FAILED" } });
    expect(await act("Retry", { id: run.id })).toMatchObject({
      message: "Cannot reschedule a run without an associated deployment.",
    });
    const retry = { id: run.id, force: true, idempotencyKey: "again" };
    expect(await act("Retry", retry)).toMatchObject({ flowRun: { stateName: "AwaitingRetry" } });
    await proposeFlowRunState(server.core, run.id, { state: { type: "RUNNING" }, force: true });
    await proposeFlowRunState(server.core, run.id, { state: { type: "FAILED" }, force: true });
    expect(await act("Retry", retry)).toMatchObject({ flowRun: { stateName: "Failed" } });
    expect(await act("Retry", { ...retry, idempotencyKey: "third" })).toMatchObject({
      flowRun: { stateName: "AwaitingRetry" },
    });
  });

  test("renames, tags and deletes", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core), { name: "old", parameters: json('{"a":1}') });
    const renamed = await server.query(Update, { input: { id: run.id, name: "new" } });
    expect(renamed.updateFlowRun).toMatchObject({ flowRun: { name: "new", tags: [] } });
    const tagged = await server.query(Update, { input: { id: run.id, tags: ["t"] } });
    expect(tagged.updateFlowRun).toMatchObject({ flowRun: { name: "new", tags: ["t"] } });
    const empty = await server.query(Update, { input: { id: run.id, name: " " } });
    expect(empty.updateFlowRun).toMatchObject({ __typename: "ValidationError" });
    const missing = await server.query(Update, { input: { id: NOBODY, name: "x" } });
    expect(missing.updateFlowRun).toMatchObject({ __typename: "NotFoundError" });
    const { deleteFlowRun } = await server.query(Delete, { input: { id: run.id } });
    expect(deleteFlowRun).toMatchObject({ deletedDatabaseId: run.id });
    const again = await server.query(Delete, { input: { id: run.id } });
    expect(again.deleteFlowRun).toMatchObject({ __typename: "NotFoundError", code: "NOT_FOUND" });
  });

  test("proposes states of task runs", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core), { state: { type: "RUNNING" } });
    const { run: task } = await createTaskRun(server.core, { flow_run_id: run.id, task_key: "t", dynamic_key: "0" });
    const propose = async (input: object) =>
      (await server.query(SetTaskState, { input: { id: task.id, ...input } as never })).setTaskRunState;
    const running = { state: { type: "RUNNING" }, idempotencyKey: "k" };
    const accepted = { taskRun: { stateName: "Running", states: [{ name: "Pending" }, { name: "Running" }] } };
    expect(await propose(running)).toMatchObject(accepted);
    expect(await propose(running)).toMatchObject(accepted);
    await propose({ state: { type: "COMPLETED", data: { type: "persisted" } } });
    expect(await propose(running)).toMatchObject({ taskRun: { stateName: "Completed" } });
    expect(await propose({ state: { type: "RUNNING" } })).toMatchObject({
      __typename: "TransitionRejectedError",
      state: { __typename: "TaskRunState", name: "Completed" },
    });
    expect(await propose({ id: NOBODY, state: { type: "RUNNING" } })).toMatchObject({ code: "NOT_FOUND" });
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
