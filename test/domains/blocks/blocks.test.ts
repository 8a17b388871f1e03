import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registerSystemBlocks } from "../../../src/domains/blocks/system-blocks.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are held against the reference's elsewhere
  readonly body: any;
}

describe.each(testDatabases)("blocks on $name", (testDatabase) => {
  let server: TestServer;
  const statements: string[] = [];
  beforeEach(async () => {
    server = await createTestServer(testDatabase, { services: false, onStatement: (sql) => statements.push(sql) });
  });
  afterEach(() => server.close());

  async function call(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: object | string) {
    const response = await server.application.inject({
      method,
      url: `/api${path}`,
      ...(payload === undefined ? {} : { payload, headers: { "content-type": "application/json" } }),
    });
    const isJson = response.headers["content-type"]?.toString().startsWith("application/json");
    const answer: Answer = {
      status: response.statusCode,
      text: response.body,
      body: isJson ? response.json() : undefined,
    };
    return answer;
  }

  async function makeType(
    slug: string,
    fields: object = {},
  ): Promise<{ block_type_id: string; block_schema_id: string }> {
    const type = await call("POST", "/block_types/", { name: slug, slug });
    const body = { block_type_id: type.body.id, fields: { title: slug, ...fields } };
    const schema = await call("POST", "/block_schemas/", body);
    expect(schema.status).toBe(201);
    return { block_type_id: type.body.id, block_schema_id: schema.body.id };
  }

  const makeDocument = (kind: object, name: string, data: object = {}) =>
    call("POST", "/block_documents/", { ...kind, name, data });
  const reference = (id: string) => ({ $ref: { block_document_id: id } });
  const storedData = async (id: string): Promise<string> => {
    const { database } = server.core;
    const row = await database.get(database.sql.selectFrom("block_document").select("data").where("id", "=", id));
    return row?.data ?? "";
  };

  test("keeps numbers of data and of schemas to the letter, through updates as well", async () => {
    const kind = await makeType("exact", { default: 1 });
    const data = '{"price":1.0,"big":12345678901234567890,"tiny":[1.50],"__proto__":{"a":2.0}}';
    const { block_type_id, block_schema_id } = kind;
    const body = `{"name":"n","block_type_id":"${block_type_id}","block_schema_id":"${block_schema_id}","data":${data}}`;
    const created = await call("POST", "/block_documents/", body);
    expect(created.text).toContain(
      '"data":{"price":1.0,"big":12345678901234567890,"tiny":[1.50],"__proto__":{"a":2.0}}',
    );
    await call("PATCH", `/block_documents/${created.body.id}`, { data: { more: 1 } });
    const read = await call("GET", `/block_documents/${created.body.id}`);
    expect(read.text).toContain('"price":1.0,"big":12345678901234567890,"tiny":[1.50],"__proto__":{"a":2.0},"more":1');
    const schema = await call(
      "POST",
      "/block_schemas/",
      `{"block_type_id":"${kind.block_type_id}","fields":{"properties":{"x":{"default":1.0}}}}`,
    );
    expect((await call("GET", `/block_schemas/${schema.body.id}`)).text).toMatch(/"default": ?1\.0/);
  });

  test("stores no data in the clear, and none that can be moved to another document", async () => {
    const kind = await makeType("safe", { secret_fields: ["code"] });
    const first = await makeDocument(kind, "first", { code: "open sesame", user: "ali" });
    const second = await makeDocument(kind, "second", { code: "open sesame", user: "ali" });
    const stored = await storedData(first.body.id);
    expect(stored).toMatch(/^v1(\.[\w-]+){3}$/);
    expect(Buffer.from(stored.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("sesame");
    expect(stored.split(".").slice(2)).not.toEqual((await storedData(second.body.id)).split(".").slice(2));
    const { database } = server.core;
    await database.transaction((transaction) =>
      transaction.run(
        database.sql.updateTable("block_document").set({ data: stored }).where("id", "=", second.body.id),
      ),
    );
    expect((await call("GET", `/block_documents/${second.body.id}`)).status).toBe(500);
    expect((await call("GET", `/block_documents/${first.body.id}?include_secrets=true`)).body.data).toEqual({
      code: "open sesame",
      user: "ali",
    });
  });

  test("tells lifecycle events of named documents, without their secrets", async () => {
    const kind = await makeType("told", { secret_fields: ["code"] });
    const { body } = await makeDocument(kind, "one", { code: "1234", host: "example.org", port: 5 });
    await call("POST", "/block_documents/", { ...kind, is_anonymous: true, data: { host: "hidden" } });
    await call("PATCH", `/block_documents/${body.id}`, { data: { host: "example.com" } });
    await call("DELETE", `/block_documents/${body.id}`);
    await call("PATCH", `/block_types/${kind.block_type_id}`, { description: "new" });
    await call("DELETE", `/block_types/${kind.block_type_id}`);
    const { database } = server.core;
    const events = await database.all(database.sql.selectFrom("event").selectAll().orderBy("sequence"));
    expect(events.map((event) => event.event)).toEqual([
      "prefect.block-type.created",
      "prefect.block-document.created",
      "prefect.block-document.updated",
      "prefect.block-document.deleted",
      "prefect.block-type.updated",
      "prefect.block-type.deleted",
    ]);
    const [typeCreated, created, updated] = events;
    expect(JSON.parse(typeCreated?.payload ?? "")).toEqual({
      name: "told",
      slug: "told",
      logo_url: null,
      documentation_url: null,
      description: null,
      code_example: null,
      is_protected: false,
    });
    expect(JSON.parse(created?.payload ?? "")).toEqual({
      name: "one",
      data: { host: "example.org" },
      block_schema: { capabilities: [], block_type: { id: kind.block_type_id, name: "told" } },
    });
    expect(JSON.parse(created?.resource ?? "")).toEqual({
      "prefect.resource.id": `prefect.block-document.${body.id}`,
      "prefect.resource.name": "one",
    });
    expect(JSON.parse(created?.related ?? "")).toEqual([
      {
        "prefect.resource.id": `prefect.block-type.${kind.block_type_id}`,
        "prefect.resource.role": "block-type",
        "prefect.resource.name": "told",
      },
      {
        "prefect.resource.id": `prefect.block-schema.${kind.block_schema_id}`,
        "prefect.resource.role": "block-schema",
      },
    ]);
    expect(JSON.parse(updated?.payload ?? "").data).toEqual({ host: "example.com" });
    expect(events.every((event) => !event.internal)).toBe(true);
  });

  test("installs the system's blocks once", async () => {
    const before = (await call("POST", "/block_schemas/filter", {})).text;
    statements.length = 0;
    await registerSystemBlocks(server.core);
    expect(statements).toHaveLength(1);
    expect((await call("POST", "/block_types/install_system_block_types")).status).toBe(200);
    const after = (await call("POST", "/block_schemas/filter", {})).body;
    const withoutTimes = (list: { block_type: object }[]) =>
      list.map((schema) => ({ ...schema, block_type: { ...schema.block_type, updated: "" } }));
    expect(withoutTimes(after)).toEqual(withoutTimes(JSON.parse(before)));
  });

  test("of many that save under one name, one succeeds", async () => {
    const kind = await makeType("race");
    const answers = await Promise.all(Array.from({ length: 10 }, () => makeDocument(kind, "same")));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(new Set(answers.filter((answer) => answer.status === 409).map((answer) => answer.text))).toEqual(
      new Set(['{"detail":"Block already exists"}']),
    );
  });

  test("keeps what many writers merge into one document at once", async () => {
    const kind = await makeType("merged");
    const { body } = await makeDocument(kind, "one");
    const keys = Array.from({ length: 10 }, (_, index) => `key${index}`);
    await Promise.all(keys.map((key) => call("PATCH", `/block_documents/${body.id}`, { data: { [key]: key } })));
    const { data } = (await call("GET", `/block_documents/${body.id}`)).body;
    expect(data).toEqual(Object.fromEntries(keys.map((key) => [key, key])));
  });

  test("deletes a document once, and tells of it once", async () => {
    const kind = await makeType("deleted");
    const { body } = await makeDocument(kind, "one");
    const answers = await Promise.all([1, 2, 3].map(() => call("DELETE", `/block_documents/${body.id}`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404, 404]);
    const { database } = server.core;
    const events = database.sql.selectFrom("event").select("id").where("event", "=", "prefect.block-document.deleted");
    expect(await database.all(events)).toHaveLength(1);
  });

  test("many that register one schema get one schema", async () => {
    const type = await call("POST", "/block_types/", { name: "Shared", slug: "shared" });
    const body = { block_type_id: type.body.id, fields: { title: "Shared", type: "object" } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => call("POST", "/block_schemas/", body)));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
  });

  test("reads a list with as many statements as one document", async () => {
    const kind = await makeType("many");
    const inner = await makeDocument(kind, "inner", { x: 1 });
    for (let index = 0; index < 20; index += 1) {
      await makeDocument(kind, `outer-${index}`, { inner: reference(inner.body.id) });
    }
    statements.length = 0;
    const one = await call("GET", "/block_types/slug/many/block_documents/name/outer-3");
    const forOne = statements.length;
    expect(one.body.data).toEqual({ inner: { x: 1 } });
    statements.length = 0;
    const all = await call("POST", "/block_documents/filter", { block_types: { slug: { any_: ["many"] } } });
    expect(all.body).toHaveLength(21);
    expect(statements.length).toBeLessThanOrEqual(forOne);
    expect(forOne).toBeLessThanOrEqual(6);
  });

  test("refuses documents that hold too many others, and cycles", async () => {
    const kind = await makeType("deep");
    let id: string = (await makeDocument(kind, "level-0")).body.id;
    const bottom = id;
    // Each level holds the one below twice, so that nine levels hold more than a thousand.
    for (let level = 1; level < 9; level += 1) {
      const made = await makeDocument(kind, `level-${level}`, { a: reference(id), b: reference(id) });
      expect(made.status).toBe(201);
      id = made.body.id;
    }
    const last = await makeDocument(kind, "level-9", { a: reference(id), b: reference(id) });
    expect(last.status).toBe(400);
    expect(last.body.detail).toContain("at most 1000");
    expect((await call("GET", "/block_types/slug/deep/block_documents/name/level-9")).status).toBe(404);
    const cycle = await call("PATCH", `/block_documents/${bottom}`, { data: { up: reference(id) } });
    expect(cycle.status).toBe(400);
    expect(cycle.body.detail).toContain("cycle");
  });
});
