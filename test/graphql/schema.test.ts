import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";
import { expect, test } from "vitest";
import codegen from "../../codegen.ts";
import { printedSchema, SCHEMA_PATH } from "../../src/graphql/print-schema.ts";
import { schema } from "../../src/graphql/schema.ts";

const own = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
);

test("schema/schema.graphql is what the code says: npm run schema", async () => {
  expect(await readFile(SCHEMA_PATH, "utf8")).toBe(printedSchema());
});

test("the typed documents of the tests are what codegen writes: npm run codegen", async () => {
  const generated = fileURLToPath(new URL("generated", import.meta.url));
  const directory = await mkdtemp(join(tmpdir(), "penstock-codegen-"));
  try {
    const outputs = Object.fromEntries(
      Object.entries(codegen.generates).map(([, output]) => [`${directory}/`, output]),
    );
    await generate({ ...codegen, generates: outputs, silent: true }, true);
    for (const name of await readdir(generated)) {
      expect(await readFile(join(directory, name), "utf8"), name).toBe(await readFile(join(generated, name), "utf8"));
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** The places of a type that readers of the schema see, with their descriptions. */
function described(type: GraphQLNamedType): [string, string | null | undefined][] {
  const places: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isEnumType(type))
    places.push(
      ...type.getValues().map((value) => [`${type.name}.${value.name}`, value.description] as [string, string]),
    );
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      places.push([`${type.name}.${field.name}`, field.description]);
      places.push(
        ...field.args.map(
          (argument) => [`${type.name}.${field.name}(${argument.name})`, argument.description] as [string, string],
        ),
      );
    }
  }
  if (isInputObjectType(type)) {
    places.push(
      ...Object.values(type.getFields()).map(
        (field) => [`${type.name}.${field.name}`, field.description] as [string, string],
      ),
    );
  }
  return places;
}

test("everything has a description, which is a sentence", () => {
  const places = own.flatMap(described);
  expect(places.length).toBeGreaterThan(300);
  expect(places.filter(([, description]) => !description).map(([place]) => place)).toEqual([]);
  expect(
    places.filter(([, description]) => !/^\p{Lu}.*[.`]$/su.test(description ?? "")).map(([place]) => place),
  ).toEqual([]);
});

test("every connection is one of Relay's, with its nodes beside", () => {
  const connections = own.filter((type) => type.name.endsWith("Connection")).filter(isObjectType);
  expect(connections.map((type) => type.name).sort()).toEqual([
    "ConcurrencyLeaseConnection",
    "ConcurrencyLimitConnection",
    "DeploymentConnection",
    "EventConnection",
    "FlowConnection",
    "FlowRunConnection",
    "LogConnection",
    "TaskRunConnection",
    "WorkPoolConnection",
    "WorkQueueConnection",
    "WorkerConnection",
  ]);
  for (const connection of connections) {
    const node = connection.name.replace(/Connection$/, "");
    const fields = Object.fromEntries(
      Object.values(connection.getFields()).map((field) => [field.name, String(field.type)]),
    );
    expect(fields).toEqual({
      ...(node === "FlowRun" || node === "TaskRun" ? { countsByState: "RunStateCounts!" } : {}),
      edges: `[${node}Edge!]!`,
      nodes: `[${node}!]!`,
      pageInfo: "PageInfo!",
      totalCount: "SafeInt!",
    });
  }
});

test("every mutation answers a union of a success and errors", () => {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    expect(String(field.type)).toMatch(/^\w+Result!$/);
  }
});
