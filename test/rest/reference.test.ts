/** Our answers beside the reference's, which make-reference-cases.py has recorded. */
import { readFileSync } from "node:fs";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readJsonText } from "../../src/rest/json-reading.ts";
import { type AnyWire, read } from "../../src/rest/wire.ts";
import { createReferenceApp, JSON_TEXT_KINDS, KINDS } from "./reference-app.ts";

interface Outcome {
  readonly value?: unknown;
  readonly issues?: readonly unknown[];
}

interface RequestCase {
  readonly method: NonNullable<InjectOptions["method"]>;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly base64?: string;
  readonly pieces?: readonly (readonly [text: string, count: number])[];
  readonly status: number;
  readonly answerHeaders: Record<string, string>;
  readonly answer: string;
}

const cases = JSON.parse(readFileSync(new URL("reference-cases.json", import.meta.url), "utf8")) as {
  values: Record<string, readonly (readonly [text: string, outcome: Outcome])[]>;
  requests: readonly RequestCase[];
};

describe("values", () => {
  for (const [kind, kindCases] of Object.entries(cases.values)) {
    test.each(kindCases)(`${kind} %s`, (text, outcome) => {
      const result = read(KINDS[kind] as AnyWire, () => readJsonText(text));
      if (result.issues === undefined) {
        const value = JSON_TEXT_KINDS.has(kind) ? JSON.parse(result.value) : result.value;
        expect({ value }).toEqual(outcome);
      } else {
        expect({ issues: result.issues.map(({ input: _, ...issue }) => issue) }).toEqual(outcome);
      }
    });
  }
});

describe("requests", () => {
  let application: FastifyInstance;
  beforeAll(async () => {
    application = await createReferenceApp();
  });
  afterAll(() => application.close());

  test.each(cases.requests.map((each) => [describeRequest(each), each] as const))("%s", async (_name, expected) => {
    const payload = payloadOf(expected);
    const response = await application.inject({
      method: expected.method,
      url: expected.path,
      headers: { host: "testserver", ...expected.headers },
      ...(payload === undefined ? {} : { payload }),
    });
    expect({ status: response.statusCode, answer: parse(response.body) }).toEqual({
      status: expected.status,
      answer: parse(expected.answer),
    });
    const names = new Set([...Object.keys(expected.answerHeaders), "location", "allow"]);
    const headers = Object.fromEntries([...names].map((name) => [name, response.headers[name]]));
    expect(headers).toEqual(Object.fromEntries([...names].map((name) => [name, expected.answerHeaders[name]])));
  });
});

function payloadOf({ body, base64, pieces }: RequestCase): string | Buffer | undefined {
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  return pieces === undefined ? body : pieces.map(([text, count]) => text.repeat(count)).join("");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describeRequest(request: RequestCase): string {
  const body = request.body ?? request.base64 ?? JSON.stringify(request.pieces) ?? "";
  return `${request.method} ${request.path} ${body} ${JSON.stringify(request.headers ?? {})}`;
}
