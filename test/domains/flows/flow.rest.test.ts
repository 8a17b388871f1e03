import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const MISSING = "00000000-0000-0000-0000-000000000000";
const NOT_FOUND = { status: 404, body: { detail: "Flow not found" } };

describe.each(testDatabases)("flows over REST on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    server = await createTestServer(testDatabase, { clock, services: false });
  });
  afterEach(() => server.close());

  const call = async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: object) => {
    const request = { method, url: `/api/flows${path}`, ...(payload === undefined ? {} : { payload }) };
    const response = await server.application.inject(request);
    return { status: response.statusCode, body: response.body === "" ? null : response.json() };
  };
  const create = async (name: string, more: object = {}) => (await call("POST", "/", { name, ...more })).body;
  const names = (body: readonly { name: string }[]) => body.map((flow) => flow.name);
  const events = () =>
    server.core.database.all(
      server.core.database.sql
        .selectFrom("event")
        .select(["event", "resource_id", "internal", "payload"])
        .orderBy("sequence"),
    );

  test("creates a flow once by name", async () => {
    const first = await call("POST", "/", { name: "etl", tags: ["a", "b"], labels: { team: "x", level: 1.5 } });
    expect(first).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        created: "2026-01-01T00:00:00.000000Z",
        updated: "2026-01-01T00:00:00.000000Z",
        name: "etl",
        tags: ["a", "b"],
        labels: { team: "x", level: 1.5 },
      },
    });
    expect(await call("POST", "/", { name: "etl", tags: ["other"] })).toEqual({ status: 200, body: first.body });
    expect((await create("bare")).labels).toEqual({});
    expect((await create("unlabelled", { labels: null })).labels).toBeNull();
  });

  test("creates one flow when many ask for the name at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call("POST", "/", { name: "race" })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await events()).toHaveLength(1);
  });

  test.each([
    [{}, "missing"],
    [{ name: "a/b" }, "string_pattern_mismatch"],
    [{ name: "a", tags: "b" }, "list_type"],
    [{ name: "a", surplus: 1 }, "extra_forbidden"],
  ])("refuses to create %j", async (payload, type) => {
    const { status, body } = await call("POST", "/", payload);
    expect(status).toBe(422);
    expect(body.exception_detail[0].type).toBe(type);
  });

  test("reads a flow by id and by name", async () => {
    const flow = await create("näme with spaces");
    expect(await call("GET", `/${flow.id}`)).toEqual({ status: 200, body: flow });
    expect(await call("GET", `/name/${encodeURIComponent(flow.name)}`)).toEqual({ status: 200, body: flow });
    expect(await call("GET", `/${MISSING}`)).toEqual(NOT_FOUND);
    expect(await call("GET", "/name/nobody")).toEqual(NOT_FOUND);
  });

  test("updates the tags, and the tags alone", async () => {
    const flow = await create("etl", { tags: ["old"] });
    clock.advance(microsecondsFromSeconds(1));
    expect(await call("PATCH", `/${flow.id}`, { tags: ["new"] })).toEqual({ status: 204, body: null });
    const updated = (await call("GET", `/${flow.id}`)).body;
    expect(updated).toEqual({ ...flow, tags: ["new"], updated: "2026-01-01T00:00:01.000000Z" });
    expect((await call("PATCH", `/${flow.id}`, { name: "other" })).status).toBe(422);
    expect(await call("PATCH", `/${flow.id}`, {})).toEqual({ status: 204, body: null });
    expect((await call("GET", `/${flow.id}`)).body.tags).toEqual(["new"]);
    expect(await call("PATCH", `/${MISSING}`, { tags: [] })).toEqual(NOT_FOUND);
  });

  test("lists, counts and paginates", async () => {
    for (const name of ["c", "a", "b"]) {
      clock.advance(microsecondsFromSeconds(1));
      await create(name, { tags: [name] });
    }
    expect(names((await call("POST", "/filter")).body)).toEqual(["a", "b", "c"]);
    expect(names((await call("POST", "/filter", { sort: "NAME_DESC", limit: 2 })).body)).toEqual(["c", "b"]);
    expect(names((await call("POST", "/filter", { sort: "CREATED_DESC", offset: 1 })).body)).toEqual(["a", "c"]);
    const tagged = { flows: { tags: { all_: ["b"] } } };
    expect(names((await call("POST", "/filter", tagged)).body)).toEqual(["b"]);
    expect((await call("POST", "/count")).body).toBe(3);
    expect((await call("POST", "/count", tagged)).body).toBe(1);
    const page = (await call("POST", "/paginate", { limit: 2, page: 2 })).body;
    expect(page).toMatchObject({ count: 3, limit: 2, pages: 2, page: 2 });
    expect(names(page.results)).toEqual(["c"]);
    expect((await call("POST", "/filter", { limit: 201 })).status).toBe(422);
    expect((await call("POST", "/filter", { flows: { name: { nope_: 1 } } })).status).toBe(422);
  });

  test("deletes a flow with its deployments and runs", async () => {
    const [doomed, kept] = [await create("doomed"), await create("kept")];
    const seed = new SeedRows();
    for (const flow of [doomed, kept]) {
      seed.deployment({ flow_id: flow.id, name: "d" });
      for (let run = 0; run < 130; run += 1) seed.taskRun({ flow_run_id: seed.flowRun({ flow_id: flow.id }).id });
    }
    await seed.insert(server.core.database);
    expect(await call("DELETE", `/${doomed.id}`)).toEqual({ status: 204, body: null });
    expect(await call("DELETE", `/${doomed.id}`)).toEqual(NOT_FOUND);
    const { sql } = server.core.database;
    for (const table of ["flow_run", "deployment"] as const) {
      const rows = await server.core.database.all(sql.selectFrom(table).select("flow_id").distinct());
      expect(rows).toEqual([{ flow_id: kept.id }]);
    }
    const taskRuns = await server.core.database.all(sql.selectFrom("task_run").select("id"));
    expect(taskRuns).toHaveLength(130);
    const told = await server.core.database.all(
      sql.selectFrom("event").select("flow_run_id").distinct().where("event", "=", "penstock.flow-run.deleted"),
    );
    expect(told).toHaveLength(130);
  });

  test("deletes in bulk what matches, by name, and no more than the limit", async () => {
    const [b, a] = [await create("bulk-b"), await create("bulk-a")];
    await create("other");
    const flows = { name: { like_: "bulk" } };
    expect(await call("POST", "/bulk_delete", { flows, limit: 1 })).toEqual({ status: 200, body: { deleted: [a.id] } });
    expect((await call("POST", "/bulk_delete", { flows })).body).toEqual({ deleted: [b.id] });
    expect((await call("POST", "/bulk_delete", { flows })).body).toEqual({ deleted: [] });
    expect((await call("POST", "/bulk_delete", { flows, limit: 51 })).status).toBe(422);
    expect(names((await call("POST", "/filter")).body)).toEqual(["other"]);
  });

  test("leaves the lifecycle event of every change", async () => {
    const flow = await create("etl", { tags: ["a"] });
    await create("etl");
    await call("PATCH", `/${flow.id}`, { tags: [] });
    await call("DELETE", `/${flow.id}`);
    const rows = await events();
    expect(rows.map((row) => row.event)).toEqual([
      "prefect.flow.created",
      "prefect.flow.updated",
      "prefect.flow.deleted",
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({ resource_id: `prefect.flow.${flow.id}`, internal: 0 });
      expect(JSON.parse(row.payload)).toMatchObject({ name: "etl", labels: {} });
    }
    expect(JSON.parse(rows[0]?.payload ?? "").tags).toEqual(["a"]);
  });
});
