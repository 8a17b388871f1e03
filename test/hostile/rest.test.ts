/** Every route of the REST API against generated bad requests: refused in the reference's shapes, with nothing written. */
import fc from "fast-check";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import {
  type ApiDocument,
  HOSTILE_HEADERS,
  HOSTILE_QUERY_VALUES,
  HOSTILE_SEGMENTS,
  HOSTILE_VALUES,
  HUGE_TEXTS,
  LONGEST_LIST,
  MALFORMED_BODIES,
  type Method,
  type Operated,
  operationsOf,
  Schemas,
  withMember,
  withoutMember,
} from "./rest-requests.ts";
import { createTarget, expectNoTrace, LONGEST_ANSWER_MILLISECONDS, SEED, type Target, UNKNOWN_ID } from "./support.ts";

/** Generated requests for each route and kind: some 1,000 for each database, a few milliseconds each. */
const RUNS_PER_ROUTE = 20;

interface HostileRequest {
  readonly method: Method;
  readonly url: string;
  readonly payload?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the reference answers refusals with: a detail, a message, or the issues of the request. */
function expectErrorShape(body: unknown): void {
  const keys = Object.keys(body as object).sort();
  if (keys.includes("exception_detail")) {
    expect(keys).toEqual(["exception_detail", "exception_message", "request_body"]);
    const { exception_detail: issues } = body as { exception_detail: readonly object[] };
    expect(issues.length).toBeGreaterThan(0);
    for (const issue of issues.slice(0, 5)) {
      expect(issue).toMatchObject({ type: expect.any(String), loc: expect.any(Array), msg: expect.any(String) });
    }
    return;
  }
  expect([["detail"], ["exception_message"]]).toContainEqual(keys);
  expect(Object.values(body as object)).toEqual([expect.any(String)]);
}

/** Some thousand requests a test, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 180_000;

describe.each(testDatabases)("bad REST requests on $name", { timeout: TIMEOUT_MILLISECONDS }, (testDatabase) => {
  let target: Target;
  let document: ApiDocument;
  let operations: readonly Operated[];
  let schemas: Schemas;
  let lastCounts: Readonly<Record<string, number>>;

  beforeAll(async () => {
    target = await createTarget(testDatabase);
    document = (await target.server.application.inject("/api/openapi.json")).json();
    operations = operationsOf(document);
    const { flow, flowRun, taskRun } = target.ids;
    schemas = new Schemas(document, { flow_id: flow, flow_run_id: flowRun, task_run_id: taskRun, operator: "and_" });
    lastCounts = await target.rowCounts();
  });
  afterAll(() => target.close());

  /** Sends a request and holds its answer against the rules that all answers keep. */
  async function attack(request: HostileRequest): Promise<LightMyRequestResponse> {
    const { payload, headers = {}, ...rest } = request;
    const started = performance.now();
    const response = await target.server.application.inject({
      ...rest,
      headers: payload === undefined ? headers : { "content-type": "application/json", ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const elapsed = performance.now() - started;
    const label = `${request.method} ${request.url.slice(0, 200)} ${String(payload).slice(0, 300)} -> ${response.statusCode} ${response.body.slice(0, 300)}`;
    expect(response.statusCode, label).toBeLessThan(500);
    expect(target.logged, label).toEqual([]);
    expect(elapsed, label).toBeLessThan(LONGEST_ANSWER_MILLISECONDS);
    const isText = request.url.endsWith("/logs/download") && response.statusCode === 200;
    if (response.body !== "" && !isText) {
      expect(response.headers["content-type"], label).toBe("application/json");
      expect(() => response.json(), label).not.toThrow();
    }
    const counts = await target.rowCounts();
    if (response.statusCode >= 400) {
      expectErrorShape(response.json());
      expectNoTrace(response.body.slice(0, 10_000));
      expect(counts, label).toEqual(lastCounts);
    } else if (response.body === "") {
      expect([204, 307], label).toContain(response.statusCode);
    }
    lastCounts = counts;
    return response;
  }

  /** The id of what is there, except to routes that would delete it. */
  function knownId({ method, path }: Operated): string {
    if (method === "DELETE") return UNKNOWN_ID;
    if (path.startsWith("/flows/")) return target.ids.flow;
    if (path.startsWith("/task_runs/")) return target.ids.taskRun;
    if (path.startsWith("/flow_run_states/")) return target.ids.state;
    return path.startsWith("/task_run_states/") ? target.ids.taskState : target.ids.flowRun;
  }

  function urlOf(operation: Operated, segment: (name: string) => string = () => knownId(operation)): string {
    return `/api${operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => segment(name))}`;
  }

  const bodyOf = ({ body }: Operated): string | undefined =>
    body === undefined ? undefined : JSON.stringify(schemas.example(body));

  function requestTo(operation: Operated, changes: Partial<HostileRequest>): HostileRequest {
    const payload = bodyOf(operation);
    return {
      method: operation.method,
      url: urlOf(operation),
      ...(payload === undefined ? {} : { payload }),
      ...changes,
    };
  }

  async function expectWorking(): Promise<void> {
    const { application } = target.server;
    const name = `after ${Math.max(0, ...Object.values(lastCounts))}`;
    const created = await application.inject({ method: "POST", url: "/api/flows/", payload: { name } });
    expect(created.statusCode).toBeLessThan(300);
    const read = await application.inject(`/api/flows/${created.json().id}`);
    expect(read.json()).toMatchObject({ name });
    const runs = await application.inject({ method: "POST", url: "/api/flow_runs/filter", payload: {} });
    expect(runs.statusCode).toBe(200);
    lastCounts = await target.rowCounts();
  }

  test("the document names the routes, and many of them take bodies", () => {
    expect(operations.length).toBeGreaterThan(70);
    expect(operations.filter(({ body }) => body !== undefined).length).toBeGreaterThan(30);
  });

  test("bodies that are no JSON, or of another type", async () => {
    for (const operation of operations) {
      // Who takes no body does not read it: a few will do.
      const payloads = operation.body === undefined ? MALFORMED_BODIES.slice(0, 3) : MALFORMED_BODIES;
      for (const payload of payloads) await attack(requestTo(operation, { payload }));
    }
    await expectWorking();
  });

  test("bodies with values that are out of place", async () => {
    for (const operation of operations) {
      const { body } = operation;
      if (body === undefined) continue;
      const members = schemas.members(body);
      const example = schemas.example(body);
      if (members.length === 0) continue;
      const change = fc.record({
        member: fc.constantFrom(...members),
        value: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
          { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
        ),
        isMissing: fc.nat(9).map((chance) => chance === 0),
      });
      const changes = fc.array(change, { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(changes, async (chosen) => {
          const changed = chosen.reduce(
            (value, { member, value: hostile, isMissing }) =>
              isMissing ? withoutMember(value, member.path) : withMember(value, member.path, hostile),
            example,
          );
          await attack(requestTo(operation, { payload: JSON.stringify(changed) }));
        }),
        { seed: SEED, numRuns: RUNS_PER_ROUTE, endOnFailure: true },
      );
    }
    await expectWorking();
  });

  test("texts and lists that are longer than a database takes", async () => {
    const seen = new Set<string>();
    for (const operation of operations) {
      if (operation.body === undefined) continue;
      const example = schemas.example(operation.body);
      for (const { path, schema, label } of schemas.members(operation.body)) {
        // A filter is compiled by the same code wherever it stands; what is written, is written by each route in its way.
        const place = label.startsWith("body.") || /Create|Update/.test(label) ? operation.path : "";
        const key = `${label} ${schema.type} ${place}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const hostile: unknown[] = [];
        if (schema.type === "string" && schema.format === undefined && schema.enum === undefined) {
          hostile.push(...HUGE_TEXTS);
        }
        if (schema.type === "array" && schema.items !== undefined) {
          const item = schemas.example(schema.items);
          // Different texts, for equal ones are easily told apart from many.
          const items = Array.from({ length: LONGEST_LIST[testDatabase.name] }, (_, index) =>
            item === UNKNOWN_ID
              ? `${index.toString(16).padStart(8, "0")}${UNKNOWN_ID.slice(8)}`
              : item === "text"
                ? `t${index}`
                : item,
          );
          hostile.push(items);
        }
        for (const value of hostile) {
          const payload = JSON.stringify(withMember(example, path, value));
          await attack(requestTo(operation, { payload }));
        }
      }
    }
    await expectWorking();
  });

  test("names and ids in paths", async () => {
    for (const operation of operations) {
      for (const name of operation.pathParameters) {
        for (const segment of HOSTILE_SEGMENTS) {
          const url = urlOf(operation, (each) => (each === name ? segment : knownId(operation)));
          await attack(requestTo(operation, { url }));
        }
      }
    }
    for (const url of ["/api/%ff", "/api//", "/api/flows//", "/%00", "/api/nothing", `/api/${"a/".repeat(5_000)}`]) {
      await attack({ method: "GET", url });
    }
    for (const { path } of operations) {
      for (const method of ["GET", "PUT", "PATCH", "DELETE"] as const) {
        const url = `/api${path.replaceAll(/\{\w+\}/g, UNKNOWN_ID)}`;
        await attack({ method, url });
      }
    }
    await expectWorking();
  });

  test("query parameters and headers", async () => {
    for (const operation of operations) {
      const url = urlOf(operation);
      for (const name of [...operation.queryParameters, "unknown"]) {
        for (const value of operation.queryParameters.length === 0 ? ["%00", "%"] : HOSTILE_QUERY_VALUES) {
          await attack(requestTo(operation, { url: `${url}?${name}=${value}` }));
          if (value === "-1")
            await attack(requestTo(operation, { url: `${url}?${name}=${value}&${name}=2&%ff=%ff&=&&` }));
        }
      }
      for (const headers of HOSTILE_HEADERS) await attack(requestTo(operation, { headers }));
    }
    await expectWorking();
  });
});
