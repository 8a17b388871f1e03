/** Automations that are made to take long: each is refused or taken in bounded time. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

/** On a machine that is busy; each takes some milliseconds on one that is not. */
const LONGEST_MILLISECONDS = 5_000;

const event = { posture: "Reactive", expect: ["x"] };

function nested(levels: number): unknown {
  let trigger: unknown = event;
  for (let level = 0; level < levels; level += 1) trigger = { type: "sequence", within: null, triggers: [trigger] };
  return trigger;
}

const bombs: readonly (readonly [name: string, status: number, body: object])[] = [
  ["triggers 100 levels deep", 422, { trigger: nested(100) }],
  ["triggers that are nested and nothing", 422, { trigger: { type: "compound", triggers: [nested(50), {}] } }],
  ["ten thousand triggers", 422, { trigger: { type: "sequence", within: 1, triggers: Array(10_000).fill(event) } }],
  ["ten thousand actions", 422, { actions: Array(10_000).fill({ type: "do-nothing" }) }],
  ["ten thousand patterns", 422, { trigger: { ...event, expect: Array.from({ length: 10_000 }, (_, i) => `${i}*`) } }],
  ["a pattern of stars", 201, { trigger: { ...event, expect: [`${"*a".repeat(500)}`] } }],
  ["a template of brackets", 422, { actions: [notification(`{{ ${"(".repeat(50_000)} }}`)] }],
  ["a template of open tags", 422, { actions: [notification("{%".repeat(40_000))] }],
  ["a template of open comments", 422, { actions: [notification("{# ".repeat(30_000))] }],
  ["a template too long", 422, { actions: [notification("x".repeat(200_000))] }],
  ["a name with NUL", 422, { name: "\u0000" }],
  ["half a character", 422, { name: "\ud800" }],
];

function notification(body: string): object {
  return { type: "send-notification", block_document_id: "0a0a0a0a-0000-4000-8000-00000000000a", body };
}

describe.each(testDatabases)("hostile automations on $name", (testDatabase) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer(testDatabase);
  });
  afterAll(() => server.close());

  test.each(bombs)("%s", async (_name, status, body) => {
    const started = performance.now();
    const response = await server.application.inject({
      method: "POST",
      url: "/api/automations/",
      payload: { name: "x", trigger: event, actions: [], ...body },
    });
    expect(response.statusCode, response.body.slice(0, 300)).toBe(status);
    expect(performance.now() - started).toBeLessThan(LONGEST_MILLISECONDS);
  });
});
