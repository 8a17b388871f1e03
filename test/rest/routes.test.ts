import { readFileSync } from "node:fs";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { handleCors } from "../../src/rest/cors.ts";
import {
  BODY_LIMIT,
  json,
  MAXIMUM_PARAMETER_LENGTH,
  prepareRest,
  route,
  serverOptions,
} from "../../src/rest/routes.ts";
import { type Wire, wire } from "../../src/rest/wire.ts";
import { createReferenceApp } from "./reference-app.ts";

let application: FastifyInstance;
let logged: unknown[];

function createApplication(): FastifyInstance {
  logged = [];
  const stream = { write: (line: string) => logged.push(JSON.parse(line)) };
  application = Fastify({ ...serverOptions, logger: { level: "error", stream } });
  prepareRest(application, { title: "API", version: "1" });
  return application;
}

afterEach(() => application.close());

const JSON_TYPE = { "content-type": "application/json" };

async function post(url: string, payload: string): Promise<{ status: number; body: string }> {
  const response = await application.inject({ method: "POST", url, payload, headers: JSON_TYPE });
  return { status: response.statusCode, body: response.body };
}

describe("answers of handlers", () => {
  test("a value, ready JSON text, nothing, null, and another status", async () => {
    const api = createApplication();
    const base = { summary: "Test", tags: [] } as const;
    route(api, { ...base, method: "GET", path: "/value", handler: async () => ({ a: "é" }) });
    route(api, { ...base, method: "GET", path: "/text", handler: () => json('{"a":1.0}') });
    route(api, { ...base, method: "GET", path: "/nothing", status: 204, handler: () => undefined });
    route(api, { ...base, method: "GET", path: "/null", handler: () => undefined });
    route(api, {
      ...base,
      method: "GET",
      path: "/status",
      status: 201,
      handler: ({ reply }) => {
        reply.code(200).header("x-made", "no");
        return [];
      },
    });
    const answers = await Promise.all(
      ["value", "text", "nothing", "null", "status"].map(async (path) => {
        const { statusCode, body, headers } = await api.inject(`/${path}`);
        return [statusCode, body, headers["content-type"], headers["x-made"]];
      }),
    );
    expect(answers).toEqual([
      [200, '{"a":"é"}', "application/json", undefined],
      [200, '{"a":1.0}', "application/json", undefined],
      [204, "", undefined, undefined],
      [200, "null", "application/json", undefined],
      [200, "[]", "application/json", "no"],
    ]);
  });

  test("an unforeseen error is logged and tells the client nothing", async () => {
    const api = createApplication();
    route(api, {
      method: "GET",
      path: "/secret",
      summary: "Test",
      tags: [],
      handler: () => Promise.reject(new Error("the password is 12345")),
    });
    const response = await api.inject("/secret");
    expect([response.statusCode, response.body]).toEqual([500, '{"exception_message":"Internal Server Error"}']);
    expect(logged).toMatchObject([{ err: { message: "the password is 12345" } }]);
  });
});

describe("bounds", () => {
  test("the body's size", async () => {
    const api = createApplication();
    route(api, { method: "POST", path: "/json", body: wire.json(), summary: "Test", tags: [], handler: () => true });
    expect((await post("/json", `"${"a".repeat(BODY_LIMIT - 2)}"`)).status).toBe(200);
    const { status, body } = await post("/json", `"${"a".repeat(BODY_LIMIT - 1)}"`);
    expect([status, JSON.parse(body)]).toEqual([413, { detail: "Request body is too large" }]);
  });

  test("a refused request is not told many times over", async () => {
    const api = createApplication();
    const body = wire.object({ a: wire.integer(), b: wire.integer(), c: wire.integer() });
    route(api, { method: "POST", path: "/model", body, summary: "Test", tags: [], handler: () => true });
    const small = JSON.parse((await post("/model", '{"z":[1]}')).body);
    expect(small.request_body).toEqual({ z: [1] });
    expect(small.exception_detail[0].input).toEqual({ z: [1] });
    const { status, body: answer } = await post("/model", `{"z":"${"x".repeat(1_500_000)}"}`);
    expect(status).toBe(422);
    const { exception_detail, request_body } = JSON.parse(answer);
    expect(request_body.z).toHaveLength(1_500_000);
    expect(exception_detail.map(({ input }: { input: unknown }) => input)).toEqual([null, null, null]);
    expect((await post("/model", `{"z":"${"x".repeat(3_000_000)}"}`)).body.length).toBeLessThan(1_000);
  });

  test("the number of issues", async () => {
    const api = createApplication();
    const body = wire.array(wire.integer());
    route(api, { method: "POST", path: "/many", body, summary: "Test", tags: [], handler: () => true });
    const { body: answer } = await post("/many", JSON.stringify(Array(5_000).fill("x")));
    expect(JSON.parse(answer).exception_detail).toHaveLength(1_000);
  });

  test("a path parameter's length", async () => {
    const api = createApplication();
    const params = { name: wire.string() };
    route(api, {
      method: "GET",
      path: "/by/{name}",
      params,
      summary: "Test",
      tags: [],
      handler: ({ params }) => params,
    });
    expect((await api.inject(`/by/${"a".repeat(MAXIMUM_PARAMETER_LENGTH)}`)).statusCode).toBe(200);
    const tooLong = await api.inject(`/by/${"a".repeat(MAXIMUM_PARAMETER_LENGTH + 1)}`);
    expect([tooLong.statusCode, Object.keys(tooLong.json())]).toEqual([414, ["detail"]]);
    const malformed = await api.inject("/by/%zz");
    expect([malformed.statusCode, Object.keys(malformed.json())]).toEqual([400, ["detail"]]);
  });
});

test("the OpenAPI document is FastAPI's, but for titles and answers", async () => {
  application = await createReferenceApp();
  const { openapi } = JSON.parse(readFileSync(new URL("reference-cases.json", import.meta.url), "utf8"));
  const ours = (await application.inject("/api/openapi.json")).json();
  expect(normalise(ours.paths)).toEqual(normalise(openapi.paths));
  expect(normalise(ours.components)).toEqual(normalise(openapi.components));
});

/** Without titles, without null among alternatives (whether null may be said for "left out"), without answers' bodies. */
function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, entry]) => !(key === "title" && typeof entry === "string"));
  const result = Object.fromEntries(entries.map(([key, entry]) => [key, normalise(entry)]));
  const anyOf = result.anyOf as { type?: string }[] | undefined;
  if (anyOf?.length === 2 && anyOf[1]?.type === "null") {
    const { anyOf: _, ...rest } = result;
    return { ...rest, ...anyOf[0] };
  }
  if (result.description === "Successful Response") delete result.content;
  return result;
}

describe("CORS with listed origins, methods and headers", () => {
  test.each([
    [{ origin: "http://a.example" }, 404, { "access-control-allow-origin": "http://a.example", vary: "Origin" }],
    [{ origin: "http://x.example" }, 404, { "access-control-allow-origin": undefined, vary: "Origin" }],
    [{ origin: "http://b.example", "access-control-request-method": "GET" }, 200, { body: "OK" }],
    [
      {
        origin: "http://x.example",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "X-Bar",
        "access-control-request-private-network": "true",
      },
      400,
      { body: "Disallowed CORS origin, method, headers, private-network" },
    ],
    [
      {
        origin: "http://a.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-foo",
      },
      200,
      {
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type, X-Foo",
        "access-control-allow-origin": "http://a.example",
      },
    ],
  ])("%o", async (headers, status, expected) => {
    application = Fastify();
    handleCors(application, {
      allowedOrigins: "http://a.example,http://b.example",
      allowedMethods: "GET,POST",
      allowedHeaders: "X-Foo",
    });
    const response = await application.inject({ method: "OPTIONS", url: "/", headers });
    expect(response.statusCode).toBe(status);
    const answer: Record<string, unknown> = { ...response.headers, body: response.body };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, answer[name]]))).toEqual(expected);
  });
});

describe("bodies of text, and schemas that contain themselves", () => {
  test("a body that is no JSON is a text where one is wanted", async () => {
    const api = createApplication();
    const base = { summary: "Test", tags: [], method: "POST" } as const;
    route(api, { ...base, path: "/text", body: wire.string(), handler: async ({ body }) => ({ body }) });
    route(api, {
      ...base,
      path: "/object",
      body: wire.object({ a: wire.string() }),
      handler: async ({ body }) => body,
    });
    const send = (url: string, type: string) =>
      api.inject({ method: "POST", url, payload: '"a"', headers: { "content-type": type } });
    expect((await send("/text", "application/json")).json()).toEqual({ body: "a" });
    expect((await send("/text", "text/plain")).json()).toEqual({ body: '"a"' });
    expect((await send("/object", "text/plain")).statusCode).toBe(422);
    expect(logged).toEqual([]);
  });

  test("a named schema that is made when first used is described, also inside itself", async () => {
    const api = createApplication();
    const tree: Wire<{ children: unknown[] }> = wire.lazy("Tree", () =>
      wire.object({ children: wire.array(tree) }, { name: "Tree" }),
    );
    route(api, { summary: "Test", tags: [], method: "POST", path: "/tree", body: tree, handler: () => undefined });
    const document = (await api.inject("/openapi.json")).json();
    const reference = { $ref: "#/components/schemas/Tree" };
    expect(document.components.schemas.Tree).toMatchObject({
      type: "object",
      properties: { children: { type: "array", items: reference } },
    });
  });
});
