import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

describe.each(testDatabases)("variables over REST on $name", (testDatabase) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await createTestServer(testDatabase);
  });
  afterEach(() => server.close());

  const call = async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: string | object) => {
    const response = await server.application.inject({
      method,
      url: `/api/variables${path}`,
      headers: { "content-type": "application/json" },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: response.statusCode, text: response.body };
  };
  const namesOf = (text: string): string[] => JSON.parse(text).map((variable: { name: string }) => variable.name);

  test("keeps a value to the letter and finds it by name and by id", async () => {
    const created = await call(
      "POST",
      "/",
      '{"name":"price","value":{"exact":1.0,"big":12345678901234567890},"tags":["a"]}',
    );
    expect(created.status).toBe(201);
    const { id } = JSON.parse(created.text);
    for (const path of ["/name/price", `/${id}`]) {
      const read = await call("GET", path);
      expect(read.status).toBe(200);
      expect(read.text.replaceAll(" ", "")).toMatch(/"exact":1\.0/);
      expect(read.text).toContain("12345678901234567890");
    }
  });

  test("refuses a taken name, whoever is given it, and leaves the variable as it was", async () => {
    await call("POST", "/", { name: "one", value: 1 });
    await call("POST", "/", { name: "two", value: 2 });
    expect(await call("POST", "/", { name: "one", value: 3 })).toEqual({
      status: 409,
      text: JSON.stringify({ detail: "A variable with the name 'one' already exists." }),
    });
    expect((await call("PATCH", "/name/two", { name: "one" })).status).toBe(409);
    expect(JSON.parse((await call("GET", "/name/two")).text)).toMatchObject({ name: "two", value: 2 });
  });

  test("keeps what two writers change at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      await call("POST", "/", { name: `shared-${round}`, value: "old", tags: ["old"] });
      await Promise.all([
        call("PATCH", `/name/shared-${round}`, { value: "new" }),
        call("PATCH", `/name/shared-${round}`, { tags: ["new"] }),
      ]);
      expect(JSON.parse((await call("GET", `/name/shared-${round}`)).text)).toMatchObject({
        value: "new",
        tags: ["new"],
      });
    }
  });

  test("changes only what is given, null included", async () => {
    await call("POST", "/", { name: "one", value: 1, tags: ["kept"] });
    expect((await call("PATCH", "/name/one", { value: null })).status).toBe(204);
    expect(JSON.parse((await call("GET", "/name/one")).text)).toMatchObject({ value: null, tags: ["kept"] });
  });

  test("filters, sorts and counts", async () => {
    for (const [name, tags] of [
      ["alpha", ["x", "y"]],
      ["beta", ["x"]],
      ["gamma", []],
    ] as const) {
      await call("POST", "/", { name, value: name, tags });
    }
    const filter = async (variables: object | null, sort = "NAME_DESC") =>
      namesOf((await call("POST", "/filter", { variables, sort })).text);
    expect(await filter(null)).toEqual(["gamma", "beta", "alpha"]);
    expect(await filter({ tags: { all_: ["x"] } }, "NAME_ASC")).toEqual(["alpha", "beta"]);
    expect(await filter({ tags: { is_null_: true } })).toEqual(["gamma"]);
    expect(await filter({ name: { like_: "ET" } })).toEqual(["beta"]);
    expect(await filter({ operator: "or_", name: { any_: ["alpha"] }, tags: { is_null_: true } })).toEqual([
      "gamma",
      "alpha",
    ]);
    expect((await call("POST", "/count", { variables: { tags: { all_: ["x"] } } })).text).toBe("2");
    expect((await call("POST", "/count")).text).toBe("3");
  });

  test("answers what is not there, and what is not a name", async () => {
    const missing = { status: 404, text: JSON.stringify({ detail: "Variable not found." }) };
    expect(await call("GET", "/name/none")).toEqual(missing);
    expect(await call("DELETE", "/00000000-0000-0000-0000-000000000000")).toEqual(missing);
    const refused = await call("POST", "/", { name: "Not A Name", value: 1 });
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.text).exception_detail[0]).toMatchObject({ type: "value_error", loc: ["body", "name"] });
    expect((await call("POST", "/filter", {})).text).toBe("[]");
  });

  test("a deleted name can be taken again", async () => {
    await call("POST", "/", { name: "one", value: 1 });
    expect((await call("DELETE", "/name/one")).status).toBe(204);
    expect((await call("POST", "/", { name: "one", value: 2 })).status).toBe(201);
  });
});
