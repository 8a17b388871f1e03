/** /openapi.json against the reference's document: every operation, its parameters, its body's properties, its statuses. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

interface Operation {
  readonly operation: string;
  /** "<in> <name>", with `!` where it is required. */
  readonly parameters: readonly string[];
  readonly body: unknown;
  readonly statuses: readonly string[];
}

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

interface DocumentedOperation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

const reference = JSON.parse(
  readFileSync(new URL("reference-operations.json", import.meta.url), "utf8"),
) as readonly Operation[];

/** Where ours says more, or what is so, with the reason. */
const AUTOMATION_HEADERS = ["header prefect-automation-id", "header prefect-automation-name"];
const EXCEPTIONS: Readonly<Record<string, { readonly why: string; readonly changes: Partial<Operation> }>> = {
  ...Object.fromEntries(
    ["/flow_runs/", "/deployments/", "/deployments/{id}/create_flow_run", "/deployments/{id}/create_flow_run/bulk"].map(
      (path) => [
        `POST ${path}`,
        {
          why: "the reference reads these headers too, and does not document them",
          changes: {
            parameters: [
              ...AUTOMATION_HEADERS,
              "header x-prefect-api-version",
              ...(path.includes("{id}") ? ["path id!"] : []),
            ],
          },
        },
      ],
    ),
  ),
  "POST /concurrency_limits/": { why: "it answers 201 there too", changes: { statuses: ["201", "422"] } },
  "POST /artifacts/": { why: "it answers 201 there too", changes: { statuses: ["201", "422"] } },
  "POST /templates/validate": { why: "it answers 204 there too", changes: { statuses: ["204", "422"] } },
  "POST /automations/templates/validate": { why: "it answers 204 there too", changes: { statuses: ["204", "422"] } },
  "POST /v2/concurrency_limits/increment": {
    why: "`create_if_missing` is deprecated and read by nobody",
    changes: { body: { properties: ["mode", "names", "slots"], required: ["names", "slots"] } },
  },
  "POST /v2/concurrency_limits/decrement": {
    why: "`create_if_missing` is deprecated and read by nobody",
    changes: { body: { properties: ["names", "occupancy_seconds", "slots"], required: ["names", "slots"] } },
  },
};

function resolved(document: Document, schema: Schema): Schema {
  if (schema.$ref !== undefined) {
    const steps = schema.$ref.split("/").slice(1);
    const target = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document);
    return resolved(document, target as Schema);
  }
  for (const alternative of schema.anyOf ?? schema.allOf ?? []) {
    const found = resolved(document, alternative);
    if (found.properties !== undefined) return found;
  }
  return schema;
}

function bodyOf(document: Document, operation: DocumentedOperation): unknown {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return null;
  const { type = null, properties, required = [] } = resolved(document, schema);
  return properties === undefined
    ? { type }
    : { properties: Object.keys(properties).toSorted(), required: required.toSorted() };
}

function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operation: `${method.toUpperCase()} ${path}`,
      parameters: (operation.parameters ?? [])
        .map((each) => `${each.in} ${each.name}${each.required ? "!" : ""}`)
        .toSorted(),
      body: bodyOf(document, operation),
      statuses: Object.keys(operation.responses).toSorted(),
    })),
  );
}

describe("the operations of the API", () => {
  let server: TestServer;
  let ours: Map<string, Operation>;
  beforeAll(async () => {
    const [sqlite] = testDatabases;
    if (sqlite === undefined) throw new Error("There is no test database");
    server = await createTestServer(sqlite, { services: false });
    const document = (await server.application.inject("/api/openapi.json")).json() as Document;
    ours = new Map(operationsOf(document).map((operation) => [operation.operation, operation]));
  });
  afterAll(() => server.close());

  test("are those of the reference, all of them", () => {
    expect([...ours.keys()].toSorted()).toEqual(reference.map(({ operation }) => operation).toSorted());
    expect(Object.keys(EXCEPTIONS).filter((operation) => !ours.has(operation))).toEqual([]);
  });

  test.each(reference)("$operation takes and answers what it does there", (operation) => {
    const expected = { ...operation, ...EXCEPTIONS[operation.operation]?.changes };
    expect(ours.get(operation.operation)).toEqual(expected);
  });
});
