import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../src/core.ts";
import { openDatabase } from "../../src/db/open.ts";
import { withinTransaction } from "../../src/db/within-transaction.ts";
import { createBlockSchema } from "../../src/domains/blocks/block-schema.commands.ts";
import { createBlockType } from "../../src/domains/blocks/block-type.commands.ts";
import { createDeployment } from "../../src/domains/deployments/deployment.commands.ts";
import { ANSWERS_KEPT_DAYS } from "../../src/domains/mutations/mutation-answer.commands.ts";
import { graphqlDoor } from "../../src/graphql/door.ts";
import { schema } from "../../src/graphql/schema.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly [object: string]: unknown;
}

/** What a document asks of each mutation's answer. */
const SELECTIONS: Readonly<Record<string, string>> = {
  createWorkPool: "... on WorkPoolSuccess { workPool { databaseId name } }",
  createWorkQueue: "... on WorkQueueSuccess { workQueue { databaseId name } }",
  createConcurrencyLimit: "... on ConcurrencyLimitSuccess { concurrencyLimit { databaseId name } }",
  resetConcurrencyLimit: "... on ConcurrencyLimitSuccess { concurrencyLimit { databaseId activeSlots } }",
  createDeploymentSchedule: "... on DeploymentScheduleSuccess { schedule { databaseId } }",
  createFlowRun: "... on CreateFlowRunSuccess { created flowRun { databaseId name } }",
  runDeployment: "... on RunDeploymentSuccess { created flowRun { databaseId name } }",
  setFlowRunState:
    "... on FlowRunSuccess { flowRun { databaseId stateName } } ... on TransitionRejectedError { status reason state { databaseId name } }",
  createArtifact: "... on ArtifactSuccess { artifact { databaseId key } }",
  createBlockType: "... on BlockTypeSuccess { blockType { databaseId slug } }",
  createBlockDocument: "... on BlockDocumentSuccess { blockDocument { databaseId name } }",
  createVariable: "... on VariableSuccess { variable { databaseId name } }",
  setTaskRunState: "... on TaskRunSuccess { taskRun { databaseId } }",
};

function documentOf(mutation: string): string {
  const input = schema.getMutationType()?.getFields()[mutation]?.args[0]?.type;
  return `mutation ($input: ${input}) { ${mutation}(input: $input) { __typename ... on MutationError { code message } ${SELECTIONS[mutation]} } }`;
}

describe.each(testDatabases)("idempotency keys on $name", (testDatabase) => {
  const clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
  let door: TestDoor;
  let core: Core;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase, { clock });
    core = door.core;
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function ask(mutation: string, input: object): Promise<Answer> {
    const data = await door.query<Record<string, Answer>, object>(documentOf(mutation), { input });
    return data[mutation] as Answer;
  }

  async function count(table: string): Promise<number> {
    const row = await core.database.get(sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`);
    return Number(row?.count);
  }

  /** Inputs of mutations that make something, with another input for each, and where it is to be counted. */
  async function creations(): Promise<(readonly [mutation: string, input: object, other: object, table: string])[]> {
    const flow = await aFlow(core);
    const pool = { name: "yard", type: "process", description: null };
    const { deployment } = await createDeployment(core, { name: "d", flow_id: flow.id, parameters: json("{}") });
    const { workPool } = (await ask("createWorkPool", { name: "with queues", type: "process" })) as unknown as {
      workPool: { databaseId: string };
    };
    const blockType = await createBlockType(core, { name: "vault", slug: "vault" });
    const { schema: blockSchema } = await createBlockSchema(core, {
      block_type_id: blockType.id,
      fields: json('{"title":"Vault"}'),
      capabilities: [],
      version: "1.0",
    });
    const block = { blockTypeId: blockType.id, blockSchemaId: blockSchema.row.id, isAnonymous: true };
    const schedule = { deploymentId: deployment.id, schedule: { cron: { cron: "0 0 * * *" } } };
    return [
      ["createWorkPool", pool, { ...pool, description: "another" }, "work_pool"],
      [
        "createWorkQueue",
        { workPoolId: workPool.databaseId, name: "q" },
        { workPoolId: workPool.databaseId, name: "other" },
        "work_queue",
      ],
      ["createConcurrencyLimit", { name: "l", limit: 1 }, { name: "l", limit: 2 }, "concurrency_limit_v2"],
      ["createDeploymentSchedule", schedule, { ...schedule, active: false }, "deployment_schedule"],
      ["createArtifact", { key: "k", data: [1] }, { key: "k", data: [2] }, "artifact"],
      ["createBlockType", { name: "b", slug: "b" }, { name: "c", slug: "b" }, "block_type"],
      ["createBlockDocument", { ...block, data: { code: 1 } }, { ...block, data: { code: 2 } }, "block_document"],
      ["createVariable", { name: "v", value: [1] }, { name: "v", value: [2] }, "variable"],
      ["createFlowRun", { flowId: flow.id }, { flowId: flow.id, name: "other" }, "flow_run"],
      ["runDeployment", { id: deployment.id }, { id: deployment.id, tags: ["other"] }, "flow_run"],
    ];
  }

  test("make what is created be created once, and refuse another input", async () => {
    for (const [mutation, input, other, table] of await creations()) {
      // Runs of one flow share their keys, as they do for Prefect's clients.
      const key = `of ${mutation}`;
      const before = await count(table);
      const first = await ask(mutation, { ...input, idempotencyKey: key });
      expect(first.__typename, mutation).toMatch(/Success$/);
      const again = await ask(mutation, { ...input, idempotencyKey: key });
      expect(again, mutation).toEqual("created" in first ? { ...first, created: false } : first);
      expect(await ask(mutation, { ...other, idempotencyKey: key }), mutation).toMatchObject({
        __typename: "IdempotencyConflictError",
        code: "IDEMPOTENCY_CONFLICT",
        message: "The idempotency key has been used with other arguments",
      });
      expect(await count(table), mutation).toBe(before + 1);
    }
  });

  test("hold between requests at the same time, also of two servers", async () => {
    const inputs = await creations();
    // SQLite has one server.
    const second = testDatabase.name === "sqlite" ? undefined : await openDatabase(core.settings.databaseUrl);
    const other = second === undefined ? undefined : graphqlDoor({ ...core, database: second });
    try {
      for (const [mutation, input, , table] of inputs) {
        const before = await count(table);
        const variables = { input: { ...input, idempotencyKey: `race of ${mutation}` } };
        const body = JSON.stringify({ query: documentOf(mutation), variables });
        const answers = await Promise.all(
          Array.from({ length: 6 }, async (_, index) => {
            const { pipeline } = index % 2 === 0 && other !== undefined ? other : door.door;
            const headers = { "content-type": "application/json" };
            const response = await pipeline.fetch("http://test/graphql", { method: "POST", headers, body });
            const { data } = (await response.json()) as { data: Record<string, Answer> };
            return JSON.stringify({ ...data[mutation], created: undefined });
          }),
        );
        expect(new Set(answers).size, answers.join("\n")).toBe(1);
        expect(answers[0]).toContain("Success");
        expect(await count(table), mutation).toBe(before + 1);
      }
    } finally {
      await other?.close();
      await second?.close();
    }
  });

  test("outlive the server, but not the time they are kept", async () => {
    const input = { name: "yard", type: "process", idempotencyKey: "k" };
    const first = await ask("createWorkPool", input);
    const reopened = await openDatabase(core.settings.databaseUrl);
    const restarted = graphqlDoor({ ...core, database: reopened });
    const response = await restarted.pipeline.fetch("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: documentOf("createWorkPool"), variables: { input } }),
    });
    expect(await response.json()).toMatchObject({ data: { createWorkPool: first } });
    await restarted.close();
    await reopened.close();

    clock.advance(microsecondsFromSeconds(ANSWERS_KEPT_DAYS * 86_400 - 1));
    expect(await ask("createWorkPool", input)).toEqual(first);
    clock.advance(microsecondsFromSeconds(2));
    // The key means nothing any more, and the name is taken.
    expect(await ask("createWorkPool", input)).toMatchObject({ __typename: "ConflictError" });
    expect(await ask("createWorkPool", { ...input, name: "other" })).toMatchObject({ workPool: { name: "other" } });
    expect(await count("mutation_answer")).toBe(1);
  });

  test("of old answers are taken away by new ones", async () => {
    for (let index = 0; index < 12; index += 1) {
      await ask("createFlowRun", { flowId: (await aFlow(core)).id, idempotencyKey: `old ${index}` });
    }
    expect(await count("mutation_answer")).toBe(12);
    clock.advance(microsecondsFromSeconds(ANSWERS_KEPT_DAYS * 86_400 + 1));
    const ofLate = { flowId: (await aFlow(core, "late")).id };
    await ask("createFlowRun", { ...ofLate, idempotencyKey: "new" });
    expect(await count("mutation_answer")).toBe(3);
    await ask("createFlowRun", { ...ofLate, idempotencyKey: "newer" });
    expect(await count("mutation_answer")).toBe(2);
  });

  test("are free again after a refusal, and belong to one mutation each", async () => {
    const input = { name: "taken", type: "process" };
    const { workPool } = (await ask("createWorkPool", input)) as unknown as { workPool: { databaseId: string } };
    expect(await ask("createWorkPool", { ...input, idempotencyKey: "k" })).toMatchObject({
      __typename: "ConflictError",
    });
    expect(await count("mutation_answer")).toBe(0);
    expect(await ask("createWorkPool", { name: "free", type: "process", idempotencyKey: "k" })).toMatchObject({
      workPool: { name: "free" },
    });
    const queue = { workPoolId: workPool.databaseId, name: "q", idempotencyKey: "k" };
    expect(await ask("createWorkQueue", queue)).toMatchObject({ workQueue: { name: "q" } });
    const run = { flowId: (await aFlow(core)).id, idempotencyKey: "gone" };
    await ask("createFlowRun", run);
    await core.database.transaction((transaction) => transaction.run(core.database.sql.deleteFrom("flow_run")));
    expect(await ask("createFlowRun", run)).toMatchObject({ __typename: "NotFoundError" });
    expect(await ask("createFlowRun", { ...run, idempotencyKey: "x".repeat(256) })).toMatchObject({
      __typename: "ValidationError",
      message: "`idempotencyKey` must not be longer than 255 characters",
    });
    const unkeyed = { ...run, idempotencyKey: "" };
    const ids = [await ask("createFlowRun", unkeyed), await ask("createFlowRun", unkeyed)];
    expect(new Set(ids.map((answer) => JSON.stringify(answer))).size).toBe(2);
  });

  test("do not repeat what is written in place of a state that was turned down", async () => {
    const run = await aFlowRun(core, await aFlow(core), {
      state: { type: "RUNNING" },
      empirical_policy: { retries: 3, retry_delay: 10 },
    });
    const input = { id: run.id, state: { type: "FAILED" }, idempotencyKey: "k" };
    clock.advance(microsecondsFromSeconds(1));
    const first = await ask("setFlowRunState", input);
    expect(first).toMatchObject({ status: "REJECT", state: { name: "AwaitingRetry" } });
    const states = await count("flow_run_state");
    clock.advance(microsecondsFromSeconds(1));
    expect(await ask("setFlowRunState", input)).toEqual(first);
    expect(await count("flow_run_state")).toBe(states);
    const other = { ...input, state: { type: "COMPLETED" } };
    expect(await ask("setFlowRunState", other)).toMatchObject({ __typename: "IdempotencyConflictError" });
  });

  test("take slots back once", async () => {
    const created = (await ask("createConcurrencyLimit", { name: "l", limit: 5 })) as unknown as {
      concurrencyLimit: { databaseId: string };
    };
    const { databaseId: id } = created.concurrencyLimit;
    const take = () =>
      core.database.transaction((transaction) =>
        transaction.run(core.database.sql.updateTable("concurrency_limit_v2").set({ active_slots: 3 })),
      );
    await take();
    const reset = { id, idempotencyKey: "k" };
    expect(await ask("resetConcurrencyLimit", reset)).toMatchObject({ concurrencyLimit: { activeSlots: 0 } });
    await take();
    expect(await ask("resetConcurrencyLimit", reset)).toMatchObject({ concurrencyLimit: { activeSlots: 3 } });
  });

  test("join commands to a transaction that undoes all of it", async () => {
    const failure = new Error("undo");
    await expect(
      core.database.transaction(async (transaction) => {
        const within = { ...core, database: withinTransaction(core.database, transaction) };
        const flow = await aFlow(within, "undone");
        expect(await aFlowRun(within, flow)).toMatchObject({ flow_id: flow.id });
        await expect(within.database.close()).rejects.toThrow("does not close");
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await count("flow")).toBe(0);
  });
});
