import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toJsonText } from "../../../src/db/json-text.ts";
import { createArtifact, deleteArtifact, updateArtifact } from "../../../src/domains/artifacts/artifact.commands.ts";
import { readLatestArtifact } from "../../../src/domains/artifacts/artifact.queries.ts";
import type { ArtifactContents } from "../../../src/domains/artifacts/artifact.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const RUN = "0b0b0b0b-0000-4000-8000-000000000000";
const TASK = "0b0b0b0b-0000-4000-8000-000000000001";

describe.each(testDatabases)("artifacts on $name", (testDatabase) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await createTestServer(testDatabase, { services: false });
  });
  afterEach(() => server.close());

  const call = async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: string | object) => {
    const response = await server.application.inject({
      method,
      url: `/api/artifacts${path}`,
      headers: { "content-type": "application/json" },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: response.statusCode, text: response.body };
  };
  const make = async (body: object | string): Promise<{ id: string }> =>
    JSON.parse((await call("POST", "/", body)).text);
  const contents = (key: string, data: unknown): ArtifactContents => ({
    key,
    data: toJsonText(data),
    type: null,
    description: null,
    metadata_: null,
    flow_run_id: null,
    task_run_id: null,
  });

  test("keeps data to the letter, by id, by key, in lists and in events", async () => {
    const { id } = await make('{"key":"exact","data":{"share":1.0,"big":12345678901234567890}}');
    const texts = [
      (await call("GET", `/${id}`)).text,
      (await call("GET", "/exact/latest")).text,
      (await call("POST", "/filter", {})).text,
      (await call("POST", "/latest/filter", {})).text,
    ];
    const [event] = await server.core.database.all(
      sql<{ payload: string }>`select payload from event where event = 'prefect.artifact-collection.created'`,
    );
    for (const text of [...texts, event?.payload ?? ""]) {
      expect(text.replaceAll(" ", "")).toMatch(/"share":1\.0/);
      expect(text).toContain("12345678901234567890");
    }
  });

  test("tells of collections as the reference does, and of every artifact in a voice of its own", async () => {
    const first = await make({ key: "report", type: "markdown", data: "# 1", flow_run_id: RUN, task_run_id: TASK });
    const second = await make({ key: "report", data: "# 2", description: "later" });
    await make({ data: "of no key" });
    await call("PATCH", `/${second.id}`, { data: "# 2, changed" });
    await call("DELETE", `/${second.id}`);
    await call("DELETE", `/${first.id}`);
    const events = await server.core.database.all(
      sql<{
        event: string;
        resource: string;
        related: string;
        payload: string;
        internal: number;
        flow_run_id: string | null;
      }>`select event, resource, related, payload, internal, flow_run_id from event order by sequence`,
    );
    const told = events.filter((event) => event.event.startsWith("prefect."));
    expect(told.map((event) => event.event)).toEqual(
      ["created", "updated", "updated", "deleted"].map((change) => `prefect.artifact-collection.${change}`),
    );
    const collections = new Set(told.map((event) => JSON.parse(event.resource)["prefect.resource.id"]));
    expect([...collections]).toEqual([expect.stringMatching(/^prefect\.artifact-collection\.[0-9a-f-]{36}$/)]);
    expect(JSON.parse(told[0]?.resource ?? "")["prefect.resource.name"]).toBe("report");
    expect(told.map((event) => JSON.parse(event.related)[0])).toEqual(
      [first.id, second.id, first.id, first.id].map((id) => ({
        "prefect.resource.id": `prefect.artifact.${id}`,
        "prefect.resource.role": "latest",
      })),
    );
    expect(JSON.parse(told[0]?.related ?? "").slice(1)).toEqual([
      { "prefect.resource.id": `prefect.flow-run.${RUN}`, "prefect.resource.role": "flow-run" },
      { "prefect.resource.id": `prefect.task-run.${TASK}`, "prefect.resource.role": "task-run" },
    ]);
    expect(told.map((event) => event.flow_run_id)).toEqual([RUN, null, RUN, RUN]);
    expect(told.map((event) => JSON.parse(event.payload))).toEqual([
      { key: "report", type: "markdown", data: "# 1", description: null },
      { key: "report", type: null, data: "# 2", description: "later" },
      { key: "report", type: "markdown", data: "# 1", description: null },
      { key: "report", type: "markdown", data: "# 1", description: null },
    ]);
    const own = events.filter((event) => event.event.startsWith("penstock.artifact."));
    expect(own.every((event) => event.internal === 1)).toBe(true);
    expect(own.map((event) => event.event.split(".").at(-1))).toEqual([
      "created",
      "created",
      "created",
      "updated",
      "deleted",
      "deleted",
    ]);
    expect(JSON.parse(own[2]?.resource ?? "")).not.toHaveProperty("prefect.resource.name");
  });

  test("the latest of a key is one that exists, with what it holds, however many write at once", async () => {
    const { core } = server;
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, number) => createArtifact(core, contents("busy", number))),
    );
    await Promise.all([
      ...made.slice(0, 6).map((artifact) => deleteArtifact(core, artifact.id)),
      ...made.slice(6).map((artifact) => updateArtifact(core, artifact.id, { data: toJsonText("changed") })),
    ]);
    const latest = await readLatestArtifact(core, "busy");
    expect(made.slice(6).map((artifact) => artifact.id)).toContain(latest?.latest_id);
    expect(latest?.data).toBe('"changed"');
    await Promise.all(made.slice(6).map((artifact) => deleteArtifact(core, artifact.id)));
    expect(await readLatestArtifact(core, "busy")).toBeUndefined();
    expect((await call("POST", "/latest/count")).text).toBe("0");
  });

  test("only the first of two deletions finds the artifact", async () => {
    const { id } = await make({ key: "once" });
    const statuses = await Promise.all([call("DELETE", `/${id}`), call("DELETE", `/${id}`)]);
    expect(statuses.map(({ status }) => status).sort()).toEqual([204, 404]);
  });

  test("pages of equal keys neither overlap nor leave out", async () => {
    for (let number = 0; number < 5; number += 1) await make({ key: "same", data: number });
    const pages = await Promise.all(
      [0, 2, 4].map(async (offset) =>
        JSON.parse((await call("POST", "/filter", { sort: "KEY_ASC", limit: 2, offset })).text),
      ),
    );
    const data = pages.flat().map((artifact: { data: number }) => artifact.data);
    expect(data.sort()).toEqual([0, 1, 2, 3, 4]);
    const newest = JSON.parse((await call("POST", "/filter", { limit: 2 })).text);
    expect(newest.map((artifact: { data: number }) => artifact.data)).toEqual([4, 3]);
  });
});
