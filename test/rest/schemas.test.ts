/** /openapi.json against the reference's document: the schemas of all parameters, bodies, answers and components. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";
import { componentName, type Schema, schemaDifferences, withoutNullParameters } from "./schema-differences.ts";

interface Operation {
  readonly operation: string;
  /** By "<in> <name>". */
  readonly parameters: Readonly<Record<string, Schema>>;
  readonly body: Schema | null;
  readonly answers: Readonly<Record<string, Schema | null>>;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface DocumentedOperation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const reference = JSON.parse(readFileSync(new URL("reference-schemas.json", import.meta.url), "utf8")) as {
  readonly operations: readonly Operation[];
  readonly components: Readonly<Record<string, Schema>>;
};

/** Where the two differ on purpose, by the beginning of the place. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "GET /admin/settings 200": "of the settings of all of Prefect, those that a server has",
  "PATCH /flow_runs/{id}/labels body":
    "labels that are no text, number or boolean are refused; there they break the run",
  "WorkPoolUpdate.properties.base_job_template": "null is refused; there it is an internal error",
  "VariableCreate.properties.value": "any JSON value, which the reference's document spells out",
  "VariableUpdate.properties.value": "any JSON value, which the reference's document spells out",
  "Body_bulk_increment_active_slots_v2_concurrency_limits_increment_post.properties.create_if_missing":
    "deprecated and read by nobody",
  "Body_bulk_decrement_active_slots_v2_concurrency_limits_decrement_post.properties.create_if_missing":
    "deprecated and read by nobody",
};

/** What the operations test holds to be another status there. */
const OTHER_STATUSES: Readonly<Record<string, string>> = {
  "POST /concurrency_limits/": "201",
  "POST /artifacts/": "201",
};

const isException = (difference: string): boolean =>
  Object.keys(EXCEPTIONS).some((place) => difference.startsWith(place));

function schemaOf(holder: Content | undefined): Schema | null {
  return holder?.content?.["application/json"]?.schema ?? null;
}

describe("the schemas of the API", () => {
  let server: TestServer;
  let document: Document;
  beforeAll(async () => {
    const [sqlite] = testDatabases;
    if (sqlite === undefined) throw new Error("There is no test database");
    server = await createTestServer(sqlite, { services: false });
    document = (await server.application.inject("/api/openapi.json")).json() as Document;
  });
  afterAll(() => server.close());

  function operationDifferences({ operation, parameters, body, answers }: Operation): string[] {
    const [method = "", path = ""] = operation.split(" ");
    const ours = document.paths[path]?.[method.toLowerCase()];
    if (ours === undefined) return [`${operation} is not there`];
    const ourParameters = new Map(ours.parameters?.map((each) => [`${each.in} ${each.name}`, each.schema]));
    return [
      ...Object.entries(parameters).flatMap(([name, schema]) =>
        schemaDifferences(schema, ourParameters.get(name), `${operation} ${name}`),
      ),
      ...schemaDifferences(body, schemaOf(ours.requestBody), `${operation} body`),
      ...Object.entries(answers).flatMap(([status, schema]) => {
        const answer = ours.responses[(status < "300" && OTHER_STATUSES[operation]) || status];
        return schemaDifferences(schema, schemaOf(answer), `${operation} ${status}`);
      }),
    ];
  }

  /** By names without "-Input" and "-Output": those of the reference are made of one model as well. */
  function componentDifferences(name: string): string[] {
    const schemas = document.components.schemas;
    const ours = schemas[name] ?? schemas[componentName(name)];
    const there = reference.components[name];
    if (there === undefined || ours === undefined) return [`${name} is not in both`];
    const prepared = name.startsWith("Body_") ? withoutNullParameters : (schema: Schema) => schema;
    return schemaDifferences(prepared(there), prepared(ours), componentName(name));
  }

  test.each(reference.operations)("$operation", (operation) => {
    expect(operationDifferences(operation).filter((difference) => !isException(difference))).toEqual([]);
  });

  test.each(Object.keys(reference.components))("%s", (name) => {
    expect(componentDifferences(name).filter((difference) => !isException(difference))).toEqual([]);
  });

  test("no component is ours alone", () => {
    const there = new Set(Object.keys(reference.components).map(componentName));
    expect(Object.keys(document.components.schemas).filter((name) => !there.has(componentName(name)))).toEqual([]);
  });

  test("each exception is still one", () => {
    const differences = [
      ...reference.operations.flatMap(operationDifferences),
      ...Object.keys(reference.components).flatMap(componentDifferences),
    ];
    const needless = Object.keys(EXCEPTIONS).filter((place) => !differences.some((each) => each.startsWith(place)));
    expect(needless).toEqual([]);
  });
});
