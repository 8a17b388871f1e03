/** What reference-answers.test.ts cannot show: large answers, and where the reference itself fails. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createLogs } from "../../../src/domains/logs/log.commands.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a";

describe.each(testDatabases)("flow runs over REST on $name", (testDatabase) => {
  let server: TestServer;
  let flowId: string;
  let runId: string;
  beforeAll(async () => {
    server = await createTestServer(testDatabase, { services: false });
  });
  beforeEach(async () => {
    flowId = (await call("POST", "/flows/", { name: "flow" })).body.id;
    runId = (await call("POST", "/flow_runs/", { flow_id: flowId, name: "the run" })).body.id;
  });
  afterAll(() => server.close());

  const call = async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: unknown) => {
    const response = await server.application.inject({
      method,
      url: `/api${path}`,
      headers: { "content-type": "application/json" },
      ...(payload === undefined ? {} : { payload: typeof payload === "string" ? payload : JSON.stringify(payload) }),
    });
    const isJson = response.headers["content-type"]?.toString().startsWith("application/json") === true;
    return { status: response.statusCode, body: isJson ? response.json() : response.body };
  };
  const countRuns = async () => (await call("POST", "/flow_runs/count")).body;

  test("keeps numbers to the letter on their way through", async () => {
    const numbers = '{"float":1.0,"big":12345678901234567890123,"small":1e-7,"exact":0.1}';
    const state = `{"type":"SCHEDULED","data":${numbers}}`;
    const body = `{"flow_id":"${flowId}","parameters":${numbers},"context":${numbers},"state":${state}}`;
    const response = await server.application.inject({
      method: "POST",
      url: "/api/flow_runs/",
      headers: { "content-type": "application/json" },
      payload: body,
    });
    expect(response.statusCode).toBe(201);
    const read = await server.application.inject({ method: "GET", url: `/api/flow_runs/${response.json().id}` });
    for (const answer of [response, read]) {
      const text = answer.body.replace(/([:,]) /g, "$1");
      expect(text.split('"big":12345678901234567890123')).toHaveLength(4);
      expect(text.split('"float":1.0')).toHaveLength(4);
    }
  });

  test("measures parameters as Python writes them", async () => {
    const create = (text: string) => call("POST", "/flow_runs/", { flow_id: flowId, parameters: { a: text } });
    // {"a":""} takes eight bytes, and "ü" six.
    expect((await create("x".repeat(524_280))).status).toBe(201);
    expect((await create("ü".repeat(87_380))).status).toBe(201);
    const before = await countRuns();
    const { status, body } = await create("ü".repeat(87_381));
    expect(status).toBe(422);
    expect(body.exception_detail[0].msg).toBe(
      "Value error, Flow run parameters must be less than 524,288 bytes when serialized (got 524,294 bytes).",
    );
    expect(await countRuns()).toBe(before);
  });

  test.each([
    ["a key the reference fails on", "POST", "/input", { key: "Not_This", value: "x" }],
    ["a value that no column holds", "POST", "/input", { key: "a", value: "\u0000" }],
    ["labels the reference cannot read again", "PATCH", "/labels", { a: [1] }],
    ["a name that no column holds", "PATCH", "", { name: "\u0000" }],
  ] as const)("refuses %s", async (_, method, path, payload) => {
    const { status, body } = await call(method, `/flow_runs/${runId}${path}`, payload);
    expect(status).toBe(422);
    expect(body.exception_message).toBe("Invalid request received.");
    expect((await call("GET", `/flow_runs/${runId}`)).body).toMatchObject({
      name: "the run",
      labels: { "prefect.flow.id": flowId },
    });
  });

  test("answers the resumption of a run that is not there as one", async () => {
    expect(await call("POST", `/flow_runs/${UNKNOWN}/resume`, {})).toEqual({
      status: 404,
      body: { exception_message: `Flow run with id ${UNKNOWN} not found` },
    });
  });

  test("lists input without end no further than is bounded", async () => {
    for (const key of ["a", "b", "c"]) await call("POST", `/flow_runs/${runId}/input`, { key, value: key });
    const { body } = await call("POST", `/flow_runs/${runId}/input/filter`, { prefix: "", limit: -1 });
    expect(body.map((input: { key: string }) => input.key)).toEqual(["a", "b", "c"]);
  });

  test("writes all logs of a run as one file, in the order of time", async () => {
    const start = parseInstant("2026-01-01T00:00:00Z");
    const logs = Array.from({ length: 2_300 }, (_, index) => ({
      name: "n",
      level: 20,
      message: `line ${index}`,
      timestamp: (start + Math.floor(index / 3) * 1_000) as typeof start,
      flow_run_id: runId,
      task_run_id: null,
    }));
    await createLogs(server.core, logs);
    const { status, body } = await call("GET", `/flow_runs/${runId}/logs/download`);
    expect(status).toBe(200);
    const lines = (body as string).split("\r\n");
    expect(lines).toHaveLength(logs.length + 2);
    expect(lines.slice(1, -1).map((line) => line.split(",").at(-1))).toEqual(logs.map((log) => log.message));
    expect(lines[4]).toBe(`2026-01-01 00:00:00.001000+00:00,20,${runId},,line 3`);
  });

  test("tells the policy which client asks", async () => {
    const propose = (type: string, headers: Record<string, string> = {}) =>
      server.application.inject({
        method: "POST",
        url: `/api/flow_runs/${runId}/set_state`,
        headers,
        payload: { state: { type } },
      });
    await propose("RUNNING");
    await propose("PAUSED");
    // A client from before pauses counts the attempt, and leaves no mark of resuming.
    await propose("RUNNING", { "x-prefect-api-version": "0.8.3", "user-agent": "prefect/2.7.0 (API 0.8.3)" });
    expect((await call("GET", `/flow_runs/${runId}`)).body).toMatchObject({ run_count: 2 });
  });
});
