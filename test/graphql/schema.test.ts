import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { isObjectType, isSpecifiedScalarType } from "graphql";
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

test("every connection is one of Relay's, with its nodes beside", () => {
  const connections = own.filter((type) => type.name.endsWith("Connection")).filter(isObjectType);
  expect(connections.map((type) => type.name).sort()).toEqual([
    "ArtifactCollectionConnection",
    "ArtifactConnection",
    "AutomationConnection",
    "BlockDocumentConnection",
    "BlockSchemaConnection",
    "BlockTypeConnection",
    "ConcurrencyLeaseConnection",
    "ConcurrencyLimitConnection",
    "DeploymentConnection",
    "EventConnection",
    "FlowConnection",
    "FlowRunConnection",
    "FlowRunInputConnection",
    "LogConnection",
    "SavedSearchConnection",
    "TaskRunConnection",
    "VariableConnection",
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
