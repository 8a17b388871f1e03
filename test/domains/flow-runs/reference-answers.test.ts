/** Plays the calls of reference-answers.json against this server, and holds its answers to the reference's. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { Normaliser } from "./normalised-answers.ts";

interface Call {
  /** "POST /flow_runs/{run.id}/set_state" */
  readonly call: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly keep?: string;
  /** Why this server's answer is another one; then only the status is compared, with `ours` where that is given. */
  readonly differs?: string;
  readonly ours?: number;
  readonly status: number;
  readonly told: Readonly<Record<string, string>>;
  readonly answer: unknown;
}

interface Played {
  readonly status: number;
  readonly told: Readonly<Record<string, string>>;
  readonly answer: unknown;
}

const calls = JSON.parse(readFileSync(new URL("reference-answers.json", import.meta.url), "utf8")) as Call[];
const HEADERS = ["content-type", "content-disposition", "allow"] as const;

function filled(value: unknown, kept: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    return value.replace(/\{(\w+)\.([\w.]+)\}/g, (_, name: string, path: string) =>
      String(path.split(".").reduce((found, step) => (found as Record<string, unknown>)[step], kept.get(name))),
    );
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, kept));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, kept)]));
}

async function play(server: TestServer): Promise<Played[]> {
  const kept = new Map<string, unknown>();
  const normaliser = new Normaliser();
  const played: Played[] = [];
  for (const { call, body, raw, headers, keep } of calls) {
    const [method, path] = call.split(" ", 2) as ["GET", string];
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(filled(body, kept)));
    const response = await server.application.inject({
      method,
      url: `/api${encodeURI(String(filled(path, kept)))}`,
      headers: { ...headers, ...(payload === undefined ? {} : { "content-type": "application/json" }) },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = response.headers["content-type"]?.toString().startsWith("application/json") === true;
    const answer = isJson ? response.json() : response.body;
    if (keep !== undefined) kept.set(keep, answer);
    const told = HEADERS.filter((name) => response.headers[name] !== undefined).map(
      (name) => [name, normaliser.text(String(response.headers[name]))] as const,
    );
    played.push({
      status: response.statusCode,
      told: Object.fromEntries(told),
      answer: normaliser.value(answer),
    });
  }
  return played;
}

describe.each(testDatabases)("the reference's answers on $name", (testDatabase) => {
  let server: TestServer;
  let played: Played[];
  beforeAll(async () => {
    server = await createTestServer(testDatabase, { services: false });
    played = await play(server);
  });
  afterAll(() => server.close());

  test.each(calls.map((each, index) => ({ ...each, index, title: `${each.call} ${JSON.stringify(each.body ?? "")}` })))(
    "$index $title",
    ({ index, status, told, answer, differs, ours = status }) => {
      if (differs !== undefined) {
        expect(played[index]?.status).toBe(ours);
        return;
      }
      expect(played[index]).toEqual({ status, told, answer });
      // PostgreSQL's jsonb has an order of its own.
      if (testDatabase.name === "sqlite") expect(JSON.stringify(played[index]?.answer)).toBe(JSON.stringify(answer));
    },
  );
});
