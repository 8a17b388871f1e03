/** The schema and the documents by the judges of Relay's conventions: its own compiler, and graphql-eslint's rules. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as graphqlEslint from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { Kind, parse, print, visit } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SCHEMA_PATH } from "../../src/graphql/print-schema.ts";
import { OPERATIONS_FOLDER, type Operation, readOperations } from "./world.ts";

const execute = promisify(execFile);
const COMPILER = createRequire(import.meta.url).resolve("relay-compiler/cli.js");

/** As Relay's documentation has them: a list that grows at its end, one that is refetched, and one that grows live. */
const COMPONENTS: Readonly<Record<string, string>> = {
  RunList: `
    graphql\`
      query RunListQuery($filter: FlowRunFilter) {
        ...RunList_runs @arguments(filter: $filter)
      }
    \`;
    graphql\`
      fragment RunList_runs on Query
      @argumentDefinitions(filter: { type: "FlowRunFilter" }, count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "RunListPaginationQuery") {
        flowRuns(filter: $filter, first: $count, after: $cursor) @connection(key: "RunList_flowRuns") {
          edges { node { id name stateName ...RunRow_run } }
        }
      }
    \`;`,
  RunRow: `
    graphql\`
      fragment RunRow_run on FlowRun
      @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
      @refetchable(queryName: "RunRowRefetchQuery") {
        name
        flow { name }
        taskRuns(first: $count, after: $cursor) @connection(key: "RunRow_taskRuns") { edges { node { name } } }
      }
    \`;`,
  RunChanges: `
    graphql\`
      subscription RunChangesSubscription($after: String) {
        flowRunChanges(after: $after) {
          __typename
          ... on FlowRunChange { kind cursor flowRun { id stateName } }
          ... on StreamGap { resumeAfter }
        }
      }
    \`;`,
  DeleteRun: `
    graphql\`
      mutation DeleteRunMutation($input: DeleteFlowRunInput!, $connections: [ID!]!) {
        deleteFlowRun(input: $input) {
          __typename
          ... on DeleteFlowRunSuccess { deletedId @deleteEdge(connections: $connections) }
          ... on MutationError { code message }
        }
      }
    \`;`,
};

/** Relay has operations and fragments named after their module. */
function relayText({ name, kind, text }: Operation): string {
  const suffix = kind.charAt(0).toUpperCase() + kind.slice(1);
  const renamed = visit(parse(text), {
    Name(node, _key, parent) {
      const kindOfParent = parent !== undefined && "kind" in parent ? parent.kind : undefined;
      if (kindOfParent === Kind.OPERATION_DEFINITION) return { ...node, value: `${name}${suffix}` };
      const isFragment = kindOfParent === Kind.FRAGMENT_DEFINITION || kindOfParent === Kind.FRAGMENT_SPREAD;
      return isFragment ? { ...node, value: `${name}_${node.value}` } : undefined;
    },
  });
  return renamed.definitions.map((definition) => `graphql\`\n${print(definition)}\n\`;`).join("\n");
}

describe("Relay's compiler", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-relay-"));
    await mkdir(join(folder, "src"));
    await writeFile(join(folder, "schema.graphql"), await readFile(SCHEMA_PATH));
    await writeFile(
      join(folder, "relay.config.json"),
      JSON.stringify({ src: "./src", schema: "./schema.graphql", language: "typescript", noFutureProofEnums: true }),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("takes the schema, every example document, and connections as Relay's own documentation has them", async () => {
    const operations = await readOperations();
    const modules = {
      ...COMPONENTS,
      ...Object.fromEntries(operations.map((operation) => [operation.name, relayText(operation)])),
    };
    for (const [name, text] of Object.entries(modules)) {
      await writeFile(
        join(folder, "src", `${name}.ts`),
        `declare const graphql: (text: TemplateStringsArray) => unknown;\n${text}\n`,
      );
    }
    const { stdout, stderr } = await execute(process.execPath, [COMPILER, "relay.config.json"], { cwd: folder }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    expect(stderr).toBe("");
    expect(stdout).toContain("Compilation completed");
    const artifacts = await readdir(join(folder, "src", "__generated__"));
    expect(artifacts).toEqual(
      expect.arrayContaining([
        "RunListPaginationQuery.graphql.ts",
        "RunRowRefetchQuery.graphql.ts",
        "RunChangesSubscription.graphql.ts",
        "DeleteRunMutation.graphql.ts",
      ]),
    );
    expect(artifacts.length).toBeGreaterThanOrEqual(Object.keys(modules).length);
  });
});

/** Edges whose objects nobody asks for again by an id: a lease has a row for each limit it is on. */
const NOT_NODES = ["type ConcurrencyLeaseEdge {"];

describe("graphql-eslint", () => {
  async function lint(files: readonly string[], rules: Record<string, unknown>): Promise<string[]> {
    const eslint = new ESLint({
      cwd: "/",
      overrideConfigFile: true,
      overrideConfig: [
        {
          files: ["**/*.graphql"],
          // biome-ignore lint/suspicious/noExplicitAny: the plugin's types are those of another major of ESLint
          plugins: { "@graphql-eslint": graphqlEslint as any },
          languageOptions: {
            // biome-ignore lint/suspicious/noExplicitAny: as above
            parser: graphqlEslint.parser as any,
            parserOptions: {
              graphQLConfig: { schema: SCHEMA_PATH, documents: `${OPERATIONS_FOLDER}*.graphql` },
            },
          },
          // biome-ignore lint/suspicious/noExplicitAny: rules are checked by ESLint
          rules: rules as any,
        },
      ],
    });
    const results = await eslint.lintFiles([...files]);
    expect(results).toHaveLength(files.length);
    return results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${ruleId} ${line}: ${message}`),
    );
  }

  test("finds the schema to keep to Relay's specification", async () => {
    const found = await lint([SCHEMA_PATH], {
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: true }],
      "@graphql-eslint/relay-connection-types": "error",
      // Lists without pages are lists, and `nodes` stands beside `edges`.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
      "@graphql-eslint/relay-page-info": "error",
      "@graphql-eslint/no-unreachable-types": "error",
      "@graphql-eslint/unique-enum-value-names": "error",
    });
    const lines = (await readFile(SCHEMA_PATH, "utf8")).split("\n");
    const others = found.filter(
      (message) => !NOT_NODES.includes(lines[Number(/ (\d+):/.exec(message)?.[1]) - 1] ?? ""),
    );
    expect(others).toEqual([]);
  });

  test("finds the example documents in order", async () => {
    const operations = await readOperations();
    const files = operations.map(({ file }) => `${OPERATIONS_FOLDER}${file}.graphql`);
    const found = await lint(files, {
      "@graphql-eslint/no-anonymous-operations": "error",
      "@graphql-eslint/no-deprecated": "error",
      "@graphql-eslint/no-duplicate-fields": "error",
      "@graphql-eslint/no-unused-fragments": "error",
      "@graphql-eslint/no-unused-variables": "error",
      "@graphql-eslint/unique-operation-name": "error",
      "@graphql-eslint/unique-fragment-name": "error",
      // What a cache knows objects by.
      "@graphql-eslint/require-selections": "error",
    });
    expect(found).toEqual([]);
  });
});
