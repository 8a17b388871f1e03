/** Python's clients run the cookbook against a live server: gql, which checks documents by the schema, and sgqlc. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GQL, pythonWith, SGQLC } from "./python.ts";
import { createWorld, readOperations, variablesOf, type World } from "./world.ts";

const operations = await readOperations();
const gql = await pythonWith("gql", GQL);
const sgqlc = await pythonWith("sgqlc", SGQLC);

describe("Python's clients", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  async function run(python: string, script: string): Promise<Map<string, Record<string, unknown>>> {
    const after = await world.act();
    const child = spawn(python, [join(import.meta.dirname, script), `${world.url}/graphql`]);
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (errors += String(chunk)));
    child.stdin.end(
      JSON.stringify(
        operations.map((operation) => ({
          file: operation.file,
          kind: operation.kind,
          text: operation.text,
          variables: {
            ...variablesOf(operation, world),
            ...(operation.kind === "subscription" ? { after } : {}),
          },
        })),
      ),
    );
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, errors.split("\n").slice(-4).join("\n")]).toEqual([0, ""]);
    const lines = output.trim().split("\n");
    return new Map(lines.map((line) => JSON.parse(line)).map(({ file, data }) => [file, data]));
  }

  test.skipIf(gql === undefined)(
    "gql",
    async () => {
      const answers = await run(gql ?? "", "gql_cookbook.py");
      expect([...answers.keys()]).toEqual(operations.map(({ file }) => file));
      for (const data of answers.values()) expect(Object.values(data)).not.toContain(undefined);
      expect(answers.get("04-flow-run")).toMatchObject({ flowRun: { parameters: { who: "Ålesund" } } });
    },
    60_000,
  );

  test.skipIf(sgqlc === undefined)(
    "sgqlc",
    async () => {
      const answers = await run(sgqlc ?? "", "sgqlc_cookbook.py");
      const queries = operations.filter(({ kind }) => kind === "query").map(({ file }) => file);
      expect([...answers.keys()]).toEqual(["schema", ...queries]);
      expect(answers.get("04-flow-run")).toMatchObject({ flowRun: { parameters: { who: "Ålesund" } } });
    },
    60_000,
  );
});
