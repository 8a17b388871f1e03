import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFlowRunInput } from "../../src/domains/flow-runs/flow-run-input.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("20-flow-run-inputs");

interface Page {
  readonly flowRun: {
    readonly state: { readonly details: { readonly runInputKeyset: object | null } } | null;
    readonly inputs: {
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly { readonly id: string; readonly key: string; readonly value: string | null }[];
    };
  };
}

const Create = graphql(`
  mutation CreateInput($input: CreateFlowRunInputInput!) {
    createFlowRunInput(input: $input) {
      __typename
      ... on FlowRunInputSuccess { flowRunInput { id databaseId key value sender flowRunId flowRun { name } created } }
      ... on MutationError { code message }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteInput($input: DeleteFlowRunInputInput!) {
    deleteFlowRunInput(input: $input) {
      __typename
      ... on DeleteFlowRunInputSuccess { deletedId deletedDatabaseId }
      ... on MutationError { code message }
    }
  }
`);

const Resume = graphql(`
  mutation ResumeWithInput($input: ResumeFlowRunInput!) {
    resumeFlowRun(input: $input) {
      __typename
      ... on FlowRunSuccess { flowRun { stateType } }
      ... on MutationError { message }
    }
  }
`);

const OfRuns = graphql(`
  query InputsOfRuns($first: Int, $direction: OrderDirection) {
    flowRuns(first: $first) { nodes { inputs(first: 2, direction: $direction) { totalCount nodes { key value flowRun { name } } } } }
  }
`);

const NOW = "2026-01-01T12:00:00.000000Z";
const UNKNOWN = "01a1b2c3-0000-7000-8000-000000000000";

describe.each(testDatabases)("inputs of flow runs on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  let id: string;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant(NOW));
    door = await createTestDoor(testDatabase, { clock });
    id = await aRun("nightly");
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function aRun(name: string): Promise<string> {
    return (await aFlowRun(door.core, await aFlow(door.core), { name })).id;
  }

  async function told(run: string, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      clock.advance(microsecondsFromSeconds(1));
      await createFlowRunInput(door.core, { flow_run_id: run, key, value: `"${key}"` });
    }
  }

  async function keys(filter: object): Promise<string[]> {
    const { flowRun } = await door.query<Page, object>(page, { id, filter });
    expect(flowRun.inputs.totalCount).toBe(flowRun.inputs.nodes.length);
    return flowRun.inputs.nodes.map((node) => node.key);
  }

  test("the page is one operation, of as many statements however much a run is told", async () => {
    const counts: number[] = [];
    for (const more of [["b"], ["c", "a", "d"]]) {
      await told(id, ...more);
      door.statements.length = 0;
      const { flowRun } = await door.query<Page, object>(page, { id });
      counts.push(door.statements.length);
      expect(flowRun.inputs.totalCount).toBe(more.length === 1 ? 1 : 4);
      expect(flowRun.inputs.nodes[0]).toMatchObject({ key: "b", value: '"b"' });
    }
    // The run, the window of its inputs, their rows, their values and their number.
    expect(counts).toEqual([5, 5]);
  });

  test("a list of runs reads what all of them are told together", async () => {
    const counts: number[] = [];
    for (const count of [1, 5]) {
      for (let index = 0; index < count; index += 1) await told(await aRun(`run ${index}`), "one", "two", "three");
      door.statements.length = 0;
      const { flowRuns } = await door.query(OfRuns, { first: count, direction: "DESC" });
      counts.push(door.statements.length);
      expect(flowRuns.nodes).toHaveLength(count);
      for (const { inputs } of flowRuns.nodes) {
        expect(inputs).toMatchObject({ totalCount: 3, nodes: [{ key: "three" }, { key: "two" }] });
      }
    }
    expect(counts[1]).toBe(counts[0]);
  });

  test("pages follow each other in the order in which it was told", async () => {
    await told(id, "e", "a", "d", "b", "c");
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { flowRun }: Page = await door.query<Page, object>(page, { id, first: 2, after });
      walked.push(...flowRun.inputs.nodes.map((node) => node.key));
      after = flowRun.inputs.pageInfo.endCursor;
      more = flowRun.inputs.pageInfo.hasNextPage;
    }
    expect(walked).toEqual(["e", "a", "d", "b", "c"]);
  });

  test("is narrowed by key and by the beginnings of keys", async () => {
    await told(id, "approval-2", "paused-1-schema", "approval-1", "other");
    expect(await keys({})).toEqual(["approval-2", "paused-1-schema", "approval-1", "other"]);
    expect(await keys({ keyPrefix: "approval-" })).toEqual(["approval-2", "approval-1"]);
    expect(await keys({ keyPrefix: "approval-", key: { notIn: ["approval-2"] } })).toEqual(["approval-1"]);
    expect(await keys({ key: { in: ["other", "approval-1", "none"] } })).toEqual(["approval-1", "other"]);
    expect(await keys({ key: { in: [] } })).toEqual([]);
    expect(await keys({ keyPrefix: "" })).toHaveLength(4);
    const { errors } = await door.execute(page, { id, filter: { keyPrefix: "x".repeat(10_001) } });
    expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  test("is stored, found by id and deleted", async () => {
    const input = { flowRunId: encodeGlobalId("FlowRun", id), key: "approval-1", value: '{"a": 1.0}', sender: "me" };
    const { createFlowRunInput: created } = await door.query(Create, { input });
    if (created.__typename !== "FlowRunInputSuccess") throw new Error(JSON.stringify(created));
    const { id: globalId, databaseId, ...rest } = created.flowRunInput;
    const { key, value, sender } = input;
    expect(rest).toEqual({ key, value, sender, flowRunId: id, flowRun: { name: "nightly" }, created: NOW });
    expect(
      await door.query("query ($id: ID!) { node(id: $id) { ... on FlowRunInput { value } } }", { id: globalId }),
    ).toEqual({ node: { value: '{"a": 1.0}' } });
    expect(await door.query("query ($id: ID!) { flowRunInput(id: $id) { key } }", { id: databaseId })).toEqual({
      flowRunInput: { key: "approval-1" },
    });
    expect(await door.query(Delete, { input: { id: globalId } })).toEqual({
      deleteFlowRunInput: {
        __typename: "DeleteFlowRunInputSuccess",
        deletedId: globalId,
        deletedDatabaseId: databaseId,
      },
    });
    expect((await door.query(Delete, { input: { id: globalId } })).deleteFlowRunInput).toMatchObject({
      __typename: "NotFoundError",
      message: "Flow run input not found",
    });
    expect(await door.query("query ($id: ID!) { flowRunInput(id: $id) { key } }", { id: databaseId })).toEqual({
      flowRunInput: null,
    });
  });

  test("is stored once under an idempotency key", async () => {
    const input = { flowRunId: id, key: "k", value: "v", idempotencyKey: "once" };
    const first = await door.query(Create, { input });
    expect(first.createFlowRunInput.__typename).toBe("FlowRunInputSuccess");
    expect(await door.query(Create, { input })).toEqual(first);
    expect((await door.query(Create, { input: { ...input, value: "w" } })).createFlowRunInput.__typename).toBe(
      "IdempotencyConflictError",
    );
    expect(await keys({})).toEqual(["k"]);
  });

  test("a taken key is a conflict, a run that is not there is not found, and what none may have is invalid", async () => {
    await told(id, "taken");
    const refusal = async (changes: object) =>
      (await door.query(Create, { input: { flowRunId: id, key: "k", value: "v", ...changes } })).createFlowRunInput;
    expect(await refusal({ key: "taken" })).toMatchObject({
      __typename: "ConflictError",
      message: "A flow run input with this key already exists.",
    });
    expect(await refusal({ flowRunId: UNKNOWN })).toMatchObject({
      __typename: "NotFoundError",
      message: "Flow run not found",
    });
    for (const key of ["", "Big", "a b", "a_b", "x".repeat(1_001)]) {
      expect((await refusal({ key })).__typename, key).toBe("ValidationError");
    }
    expect((await refusal({ value: "\0" })).__typename).toBe("ValidationError");
    expect((await refusal({ flowRunId: encodeGlobalId("Flow", id) })).__typename).toBe("ValidationError");
    expect((await refusal({ key: "x".repeat(1_000), value: "x".repeat(100_000) })).__typename).toBe(
      "FlowRunInputSuccess",
    );
  });

  test("what a waiting run asks for is found by the keys of its state, and what it is told is kept under the third", async () => {
    const keyset = { schema: "pause-1-schema", description: "pause-1-description", response: "pause-1-response" };
    await proposeFlowRunState(door.core, id, { state: { type: "RUNNING" } });
    const schema = '{"type":"object","required":["approved"],"properties":{"approved":{"type":"boolean"}}}';
    await proposeFlowRunState(door.core, id, {
      state: { type: "PAUSED", state_details: { run_input_keyset: keyset, pause_key: "1" } },
    });
    // As clients do: the pause takes away what an earlier one has left under these keys.
    await createFlowRunInput(door.core, { flow_run_id: id, key: keyset.schema, value: schema });
    const { flowRun } = await door.query<Page, object>(page, { id, filter: { key: { in: Object.values(keyset) } } });
    expect(flowRun.state?.details.runInputKeyset).toEqual(keyset);
    expect(flowRun.inputs.nodes).toMatchObject([{ key: keyset.schema, value: schema }]);
    const resume = async (runInput: object) => (await door.query(Resume, { input: { id, runInput } })).resumeFlowRun;
    expect((await resume({ approved: "perhaps" })).__typename).toBe("TransitionRejectedError");
    expect(await resume({ approved: true })).toMatchObject({ flowRun: { stateType: "RUNNING" } });
    const after = await door.query<Page, object>(page, { id });
    expect(after.flowRun.state?.details.runInputKeyset).toBeNull();
    expect(after.flowRun.inputs.nodes[1]).toMatchObject({ key: keyset.response, value: json('{"approved":true}') });
  });
});
