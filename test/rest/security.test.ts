/** Who may come in: credentials, tokens against forged requests, and names of the server, on all doors. */
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ManualClock } from "../../src/time/clock.ts";
import { microseconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer, type TestServerOptions } from "../support/server.ts";

const SECRET = "user:pa:ss wörd";
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString("base64")}`;
const QUERY = { query: "{ server { version } }" };

describe.each(testDatabases)("a guarded server on $name", (testDatabase) => {
  const servers: TestServer[] = [];
  const open = async (options: TestServerOptions): Promise<TestServer> => {
    const server = await createTestServer(testDatabase, { services: false, ...options });
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  const inject = (server: TestServer, method: "GET" | "POST", url: string, headers = {}, payload?: object) =>
    server.application.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

  test("lets nobody in without the right credentials but probes and preflights", async () => {
    const server = await open({ settings: { apiAuthString: SECRET } });
    const wrong = [
      {},
      { authorization: "" },
      { authorization: "Basic" },
      { authorization: basic("user:wrong") },
      { authorization: basic(`${SECRET} `) },
      { authorization: `Bearer ${SECRET}` },
      { authorization: basic(SECRET).replace("Basic", "basic") },
      { authorization: `${basic(SECRET)} more` },
    ];
    for (const headers of wrong) {
      for (const url of [
        "/api/hello",
        "/api/version",
        "/api/nothing",
        "/api/openapi.json",
        "/api/variables/name/health",
      ]) {
        const refused = await inject(server, "GET", url, headers);
        expect([refused.statusCode, refused.json()], url).toEqual([401, { exception_message: "Unauthorized" }]);
      }
      const refused = await inject(server, "POST", "/graphql", headers, QUERY);
      expect([refused.statusCode, refused.json().errors[0].extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
      expect(refused.headers["www-authenticate"]).toMatch(/^Basic/);
    }
    const right = { authorization: basic(SECRET) };
    expect((await inject(server, "GET", "/api/hello", right)).statusCode).toBe(200);
    expect((await inject(server, "POST", "/graphql", right, QUERY)).statusCode).toBe(200);
    for (const url of ["/api/health", "/api/ready", "/api/health?x=1"]) {
      expect((await inject(server, "GET", url)).statusCode, url).toBe(200);
    }
    expect((await inject(server, "POST", "/api/health")).statusCode).toBe(401);
    const preflight = { origin: "http://elsewhere", "access-control-request-method": "POST" };
    const answer = await server.application.inject({ method: "OPTIONS", url: "/api/flows/", headers: preflight });
    expect(answer.statusCode).toBe(200);
  });

  test("asks WebSockets for them, each in its own way", async () => {
    const server = await open({ settings: { apiAuthString: SECRET } });
    const url = (await server.listen()).replace("http", "ws");
    const socket = (path: string, protocol: string, headers = {}) =>
      new WebSocket(`${url}${path}`, protocol, { headers });
    const graphql = async (headers: object, payload: object) => {
      const client = socket("/graphql", "graphql-transport-ws", headers);
      await once(client, "open");
      client.send(JSON.stringify({ type: "connection_init", payload }));
      const [first] = await Promise.race([once(client, "close"), once(client, "message")]);
      client.close();
      return typeof first === "number" ? first : JSON.parse(String(first)).type;
    };
    expect(await graphql({}, {})).toBe(4403);
    expect(await graphql({}, { authorization: basic("x:y") })).toBe(4403);
    expect(await graphql({}, { Authorization: basic(SECRET) })).toBe("connection_ack");
    expect(await graphql({ authorization: basic(SECRET) }, {})).toBe("connection_ack");
    for (const path of [
      "/api/events/in",
      "/api/events/out",
      "/api/logs/out",
      "/api/task_runs/subscriptions/scheduled",
    ]) {
      const client = socket(path, "prefect");
      await once(client, "open");
      client.send(JSON.stringify({ type: "auth", token: "wrong" }));
      const [code] = await once(client, "close");
      expect(code, path).toBe(1008);
      const without = new WebSocket(`${url}${path}`);
      const [error] = await once(without, "error");
      expect(String(error)).toContain("403");
    }
    const client = socket("/api/events/in", "prefect");
    await once(client, "open");
    client.send(JSON.stringify({ type: "auth", token: SECRET }));
    const [message] = await once(client, "message");
    expect(JSON.parse(String(message))).toEqual({ type: "auth_success" });
    client.close();
  });

  test("takes changing requests only with a client's token, while it is good", async () => {
    const clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    const server = await open({
      clock,
      settings: { csrfProtection: true, csrfTokenExpiration: microseconds(60_000_000) },
    });
    const post = (headers: object) => inject(server, "POST", "/api/flows/", headers, { name: "flow" });
    const detail = async (headers: object) => {
      const answer = await post(headers);
      return [answer.statusCode, answer.json().detail];
    };
    const token = async (client: string) => (await inject(server, "GET", `/api/csrf-token?client=${client}`)).json();
    const issued = await token("one");
    expect(issued).toMatchObject({
      client: "one",
      expiration: "2026-01-01T00:01:00.000000Z",
      token: expect.any(String),
    });
    expect(await detail({})).toEqual([403, "Missing CSRF token."]);
    expect(await detail({ "prefect-csrf-token": issued.token })).toEqual([403, "Missing client identifier."]);
    const wrong = [403, "Invalid CSRF token or client identifier."];
    expect(await detail({ "prefect-csrf-token": "x", "prefect-csrf-client": "one" })).toEqual(wrong);
    expect(await detail({ "prefect-csrf-token": issued.token, "prefect-csrf-client": "two" })).toEqual(wrong);
    const headers = { "prefect-csrf-token": issued.token, "prefect-csrf-client": "one" };
    expect((await post(headers)).statusCode).toBe(201);
    const renewed = await token("one");
    expect(renewed.id).toBe(issued.id);
    expect(await detail(headers)).toEqual(wrong);
    expect((await post({ ...headers, "prefect-csrf-token": renewed.token })).statusCode).toBe(200);
    clock.advance(microseconds(60_000_000));
    expect(await detail({ ...headers, "prefect-csrf-token": renewed.token })).toEqual(wrong);
    expect((await inject(server, "GET", "/api/hello")).statusCode).toBe(200);
    // GraphQL takes nothing that a page of another origin can send unasked.
    expect((await inject(server, "POST", "/graphql", {}, QUERY)).statusCode).toBe(200);
    expect((await inject(server, "GET", `/api/csrf-token?client=${"x".repeat(256)}`)).statusCode).toBe(422);
  });

  test("answers under the names it is given and no others", async () => {
    const server = await open({ settings: { allowedHosts: "localhost, *.example.com" } });
    for (const [host, status] of [
      ["localhost:4200", 200],
      ["LOCALHOST", 200],
      ["api.example.com", 200],
      ["example.com", 400],
      ["evil.com", 400],
      ["localhost.evil.com", 400],
    ] as const) {
      expect((await inject(server, "GET", "/api/hello", { host })).statusCode, host).toBe(status);
    }
    const url = (await server.listen()).replace("http", "ws");
    const [error] = await once(new WebSocket(`${url}/api/events/in`), "error");
    expect(String(error)).toContain("400");
  });
});
