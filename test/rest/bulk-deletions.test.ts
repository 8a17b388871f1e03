/** Deleting in bulk: a filter that cannot be read is never taken for none. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

const NOTHING = { id: { any_: [] } };

describe.each(testDatabases)("deleting in bulk on $name", (testDatabase) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await createTestServer(testDatabase, { services: false });
  });
  afterEach(() => server.close());

  async function post<Answer>(path: string, payload: object): Promise<Answer> {
    return (await server.application.inject({ method: "POST", url: `/api${path}`, payload })).json<Answer>();
  }

  async function deletion(path: string, payload: string, contentType?: string) {
    const headers = contentType === undefined ? {} : { "content-type": contentType };
    const response = await server.application.inject({
      method: "POST",
      url: `/api${path}/bulk_delete`,
      headers,
      payload,
    });
    return { status: response.statusCode, body: response.json<object>() };
  }

  test.each(["flows", "flow_runs", "deployments"])("of %s needs a body that is JSON, if there is one", async (kind) => {
    const { id: flow_id } = await post<{ id: string }>("/flows/", { name: "a flow" });
    await post("/flow_runs/", { flow_id });
    await post("/deployments/", { name: "a deployment", flow_id });
    const payload = JSON.stringify({ [kind]: NOTHING });
    for (const contentType of ["application/x-www-form-urlencoded", "text/plain", "application/octet-stream"]) {
      expect(await deletion(`/${kind}`, payload, contentType)).toEqual({
        status: 415,
        body: { detail: "The body must be JSON, and its content type say so" },
      });
    }
    const none = { status: 200, body: { deleted: [] } };
    for (const contentType of [undefined, "application/json; charset=utf-8", "application/merge-patch+json"]) {
      expect(await deletion(`/${kind}`, payload, contentType)).toEqual(none);
    }
    expect(await post<number>(`/${kind}/count`, {})).toBe(1);
  });
});
