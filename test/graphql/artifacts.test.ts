import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createArtifact } from "../../src/domains/artifacts/artifact.commands.ts";
import type { ArtifactRow } from "../../src/domains/artifacts/artifact.ts";
import type { FlowRunRow } from "../../src/domains/flow-runs/flow-run.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import type { TaskRunRow } from "../../src/domains/task-runs/task-run.ts";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import type { ArtifactsQuery } from "./generated/graphql.ts";
import { graphql } from "./generated/index.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("16-artifacts");

const List = graphql(`
  query Artifacts($filter: ArtifactFilter, $orderBy: ArtifactOrder, $first: Int, $after: String, $last: Int) {
    artifacts(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { databaseId type }
    }
  }
`);

const Collections = graphql(`
  query Collections($filter: ArtifactCollectionFilter, $orderBy: ArtifactOrder) {
    artifactCollections(filter: $filter, orderBy: $orderBy) { totalCount nodes { key type latestId } }
  }
`);

const One = graphql(`
  query OneArtifact($id: ID!) {
    artifact(id: $id) {
      key
      data
      metadata
      isLatest
      flowRun { name }
      taskRun { name }
      collection { key latest { databaseId } artifacts { nodes { databaseId } } }
    }
  }
`);

const Create = graphql(`
  mutation CreateArtifact($input: CreateArtifactInput!) {
    createArtifact(input: $input) {
      __typename
      ... on ArtifactSuccess {
        artifact { id databaseId key type description data metadata isLatest flowRunId taskRunId }
      }
      ... on MutationError { code message }
    }
  }
`);

const Update = graphql(`
  mutation UpdateArtifact($input: UpdateArtifactInput!) {
    updateArtifact(input: $input) {
      __typename
      ... on ArtifactSuccess { artifact { description data metadata } }
      ... on MutationError { code message }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteArtifact($input: DeleteArtifactInput!) {
    deleteArtifact(input: $input) {
      __typename
      ... on DeleteArtifactSuccess { deletedDatabaseId }
      ... on MutationError { code message }
    }
  }
`);

const OfRuns = graphql(`
  query ArtifactsOfRuns($id: ID!, $first: Int, $after: String) {
    flowRun(id: $id) {
      artifacts(first: $first, after: $after, direction: ASC) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { key }
      }
      taskRuns { nodes { name artifacts(filter: { type: { in: ["table"] } }) { totalCount nodes { key } } } }
      graph { nodes { label artifacts(first: 1) { nodes { key type } } } }
    }
  }
`);

interface Page {
  readonly artifactCollections: { readonly totalCount: number; readonly nodes: readonly object[] };
}

describe.each(testDatabases)("artifacts on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  let run: FlowRunRow;
  let task: TaskRunRow;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T12:00:00Z"));
    door = await createTestDoor(testDatabase, { clock });
    run = await aFlowRun(door.core, await aFlow(door.core), { name: "nightly" });
    task = await aTask("load");
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function aTask(name: string): Promise<TaskRunRow> {
    const input = { name, flow_run_id: run.id, task_key: name, dynamic_key: "0" };
    return (await createTaskRun(door.core, input)).run;
  }

  async function anArtifact(given: Partial<ArtifactRow> = {}): Promise<string> {
    clock.advance(microsecondsFromSeconds(1));
    const nothing = { key: null, type: null, description: null, data: null, metadata_: null };
    const contents = { ...nothing, flow_run_id: null, task_run_id: null, ...given };
    return (await createArtifact(door.core, contents)).id;
  }

  async function types(filter: object): Promise<(string | null | undefined)[]> {
    const orderBy = { field: "CREATED", direction: "ASC" } as const;
    const { artifacts } = await door.query(List, { filter, orderBy });
    expect(artifacts.totalCount).toBe(artifacts.nodes.length);
    return artifacts.nodes.map((node) => node.type);
  }

  test("the page is one operation, of as many statements however many keys and artifacts there are", async () => {
    const counts: number[] = [];
    for (const keys of [["a"], ["b", "c", "d"]]) {
      for (const key of keys) {
        for (const type of ["markdown", "table"]) {
          await anArtifact({ key, type, flow_run_id: run.id, task_run_id: task.id, data: json("[1]") });
        }
      }
      door.statements.length = 0;
      const { artifactCollections } = await door.query<Page, object>(page, {});
      counts.push(door.statements.length);
      expect(artifactCollections.totalCount).toBe(keys.length === 1 ? 1 : 4);
      expect(artifactCollections.nodes[0]).toMatchObject({
        key: keys.at(-1),
        latest: { type: "table", flowRun: { name: "nightly" }, taskRun: { name: "load" } },
        artifacts: {
          totalCount: 2,
          nodes: [
            { type: "table", isLatest: true },
            { type: "markdown", isLatest: false },
          ],
        },
      });
    }
    // Page and count; the latest; page, rows and count of each key's; flow runs, task runs, the keys once more.
    expect(counts).toEqual([9, 9]);
  });

  test("filters narrow by key, type, runs, time and whether it is the latest", async () => {
    const first = await anArtifact({ type: "a", key: "report" });
    await anArtifact({ type: "b", key: "report", flow_run_id: run.id });
    await anArtifact({ type: "c", flow_run_id: run.id, task_run_id: task.id });
    await anArtifact({ type: "d", key: "other-report" });
    await anArtifact({ type: "result", task_run_id: task.id });
    expect(await types({})).toEqual(["a", "b", "c", "d", "result"]);
    expect(await types({ key: { in: ["report"] } })).toEqual(["a", "b"]);
    expect(await types({ key: { contains: "REPORT" } })).toEqual(["a", "b", "d"]);
    expect(await types({ key: { isNull: true } })).toEqual(["c", "result"]);
    expect(await types({ key: { isNull: false }, type: { notIn: ["a"] } })).toEqual(["b", "d"]);
    expect(await types({ type: { in: ["a", "result"] } })).toEqual(["a", "result"]);
    expect(await types({ flowRunId: { in: [encodeGlobalId("FlowRun", run.id)] } })).toEqual(["b", "c"]);
    expect(await types({ flowRunId: { isNull: true } })).toEqual(["a", "d", "result"]);
    expect(await types({ flowRunId: { in: [run.id] }, taskRunId: { isNull: true } })).toEqual(["b"]);
    expect(await types({ taskRunId: { in: [task.id] } })).toEqual(["c", "result"]);
    expect(await types({ isLatest: true })).toEqual(["b", "d"]);
    expect(await types({ isLatest: false })).toEqual(["a", "c", "result"]);
    expect(await types({ id: { in: [first] } })).toEqual(["a"]);
    expect(await types({ id: { notIn: [first] }, key: { in: ["report"] } })).toEqual(["b"]);
    const created = { after: "2026-01-01T12:00:02Z", before: "2026-01-01T12:00:03Z" };
    expect(await types({ created })).toEqual(["b", "c"]);
    expect(await types({ key: { in: [] } })).toEqual([]);

    const keys = async (filter: object) => {
      const orderBy = { field: "KEY", direction: "ASC" } as const;
      const { artifactCollections } = await door.query(Collections, { filter, orderBy });
      expect(artifactCollections.totalCount).toBe(artifactCollections.nodes.length);
      return artifactCollections.nodes.map((node) => `${node.key} ${node.type}`);
    };
    expect(await keys({})).toEqual(["other-report d", "report b"]);
    expect(await keys({ type: { in: ["a", "b"] } })).toEqual(["report b"]);
    expect(await keys({ key: { in: ["other-report"] } })).toEqual(["other-report d"]);
    expect(await keys({ flowRunId: { in: [run.id] } })).toEqual(["report b"]);
    expect(await keys({ taskRunId: { isNull: false } })).toEqual([]);
  });

  test("pages follow each other in every order, also where keys are missing", async () => {
    const ids: string[] = [];
    for (const key of ["b", null, "a", null, "c"]) ids.push(await anArtifact({ key }));
    for (const field of ["ID", "CREATED", "UPDATED", "KEY"] as const) {
      for (const direction of ["ASC", "DESC"] as const) {
        const orderBy = { field, direction };
        const whole = (await door.query(List, { orderBy })).artifacts.nodes.map((node) => node.databaseId);
        const walked: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { artifacts }: ArtifactsQuery = await door.query(List, { orderBy, first: 2, after });
          walked.push(...artifacts.nodes.map((node) => node.databaseId));
          after = artifacts.pageInfo.endCursor ?? null;
          more = artifacts.pageInfo.hasNextPage;
        }
        expect(walked, `${field} ${direction}`).toEqual(whole);
        expect(walked.toSorted(), `${field} ${direction}`).toEqual(ids.toSorted());
      }
    }
    const { artifacts } = await door.query(List, { last: 2 });
    expect(artifacts.nodes.map((node) => node.databaseId)).toEqual([ids[1], ids[0]]);
  });

  test("hang on flow runs, task runs and the nodes of a graph", async () => {
    const other = await aTask("save");
    await anArtifact({ key: "of-run", type: "link", flow_run_id: run.id });
    await anArtifact({ key: "of-load", type: "table", flow_run_id: run.id, task_run_id: task.id });
    await anArtifact({ key: "of-save", type: "progress", flow_run_id: run.id, task_run_id: other.id });
    await anArtifact({ key: "of-nobody" });
    const { flowRun } = await door.query(OfRuns, { id: run.id, first: 2 });
    expect(flowRun?.artifacts).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [{ key: "of-run" }, { key: "of-load" }],
    });
    const after = flowRun?.artifacts.pageInfo.endCursor ?? null;
    const rest = await door.query(OfRuns, { id: run.id, first: 2, after });
    expect(rest.flowRun?.artifacts.nodes).toEqual([{ key: "of-save" }]);
    expect(flowRun?.taskRuns.nodes.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "load", artifacts: { totalCount: 1, nodes: [{ key: "of-load" }] } },
      { name: "save", artifacts: { totalCount: 0, nodes: [] } },
    ]);
    expect(flowRun?.graph.nodes.toSorted((a, b) => (a.label < b.label ? -1 : 1))).toEqual([
      { label: "load", artifacts: { nodes: [{ key: "of-load", type: "table" }] } },
      { label: "save", artifacts: { nodes: [{ key: "of-save", type: "progress" }] } },
    ]);
  });

  test("tell what they hold, and the key they are of", async () => {
    const old = await anArtifact({ key: "k", data: json('"old"') });
    const id = await anArtifact({
      key: "k",
      data: json('{"rows":[1,2]}'),
      metadata_: json('{"unit":"tons"}'),
      flow_run_id: run.id,
    });
    const loose = await anArtifact({ data: json("false") });
    expect((await door.query(One, { id: encodeGlobalId("Artifact", id) })).artifact).toEqual({
      key: "k",
      data: { rows: [1, 2] },
      metadata: { unit: "tons" },
      isLatest: true,
      flowRun: { name: "nightly" },
      taskRun: null,
      collection: {
        key: "k",
        latest: { databaseId: id },
        artifacts: { nodes: [{ databaseId: id }, { databaseId: old }] },
      },
    });
    expect((await door.query(One, { id: old })).artifact).toMatchObject({ data: "old", isLatest: false });
    expect((await door.query(One, { id: loose })).artifact).toMatchObject({
      data: false,
      isLatest: false,
      collection: null,
    });
    expect((await door.query(One, { id: run.id })).artifact).toBeNull();
    expect(await door.query('{ artifactCollection(key: "none") { id } }')).toEqual({ artifactCollection: null });
  });

  test("a list reads no data unless it is asked for", async () => {
    await anArtifact({ data: json('"large"') });
    door.statements.length = 0;
    await door.query(List, {});
    expect(door.statements.filter((statement) => /\bdata\b/.test(statement))).toEqual([]);
  });

  test("are made, changed and deleted, and the one before takes the place of the latest", async () => {
    const input = {
      key: "report",
      type: "markdown",
      description: "of today",
      data: "# Title",
      metadata: { long: "x".repeat(501) },
      flowRunId: encodeGlobalId("FlowRun", run.id),
      taskRunId: task.id,
    };
    const before = await anArtifact({ key: "report", type: "before" });
    const { createArtifact: created } = await door.query(Create, { input });
    if (created.__typename !== "ArtifactSuccess") throw new Error(JSON.stringify(created));
    const { id, databaseId, ...contents } = created.artifact;
    expect(contents).toEqual({
      ...input,
      metadata: { long: `${"x".repeat(500)}...` },
      isLatest: true,
      flowRunId: run.id,
    });
    expect((await door.query(Update, { input: { id, data: null, description: null } })).updateArtifact).toMatchObject({
      artifact: { data: null, description: null, metadata: contents.metadata },
    });
    expect((await door.query(Update, { input: { id, data: [1], metadata: null } })).updateArtifact).toMatchObject({
      artifact: { data: [1], description: null, metadata: null },
    });
    expect((await door.query(Delete, { input: { id } })).deleteArtifact).toEqual({
      __typename: "DeleteArtifactSuccess",
      deletedDatabaseId: databaseId,
    });
    expect((await door.query(Collections, {})).artifactCollections.nodes).toEqual([
      { key: "report", type: "before", latestId: before },
    ]);
    for (const gone of [
      (await door.query(Delete, { input: { id } })).deleteArtifact,
      (await door.query(Update, { input: { id, data: 1 } })).updateArtifact,
    ]) {
      expect(gone).toEqual({ __typename: "NotFoundError", code: "NOT_FOUND", message: "Artifact not found." });
    }
  });

  test("a key or metadata that cannot be is refused", async () => {
    for (const input of [
      { key: "Upper" },
      { key: "" },
      { key: "under_score" },
      { metadata: ["a"] },
      { metadata: { a: 1 } },
      { flowRunId: encodeGlobalId("TaskRun", task.id) },
    ]) {
      const { createArtifact: refused } = await door.query(Create, { input });
      expect(refused.__typename, JSON.stringify(input)).toBe("ValidationError");
    }
  });
});
