import { buildSchema, execute, parse } from "graphql";
import { expect, test } from "vitest";
import { fieldsOfNodes } from "../../src/graphql/look-ahead.ts";

const schema = buildSchema(`
  type Query { things(first: Int): ThingConnection }
  type ThingConnection { nodes: [Thing!]! edges: [Edge!]! totalCount: Int }
  type Edge { cursor: String! node: Thing! }
  type Thing { name: String! other: Thing owner: Thing }
`);

/** What is seen to be asked for of the nodes of each list that a document names. */
async function seen(document: string): Promise<string[][]> {
  const all: string[][] = [];
  const things = (_args: unknown, _context: unknown, info: Parameters<typeof fieldsOfNodes>[0]): null => {
    all.push([...fieldsOfNodes(info)].sort());
    return null;
  };
  expect(await execute({ schema, document: parse(document), rootValue: { things } })).not.toHaveProperty("errors");
  return all;
}

test.each([
  ["nodes", "{ things { totalCount nodes { name other { owner { name } } } } }", ["name", "other"]],
  ["edges", "{ things { edges { cursor node { owner { name } } } } }", ["owner"]],
  ["both", "{ things { nodes { name } edges { node { owner { name } } } } }", ["name", "owner"]],
  ["aliases", "{ things { nodes: edges { node: cursor } page: nodes { other: name } } }", ["name"]],
  [
    "fragments",
    "{ things { ...Page } } fragment Page on ThingConnection { nodes { ... on Thing { other { name } } ...Named } } fragment Named on Thing { name }",
    ["name", "other"],
  ],
  [
    "a field that is selected twice",
    "{ things { nodes { name } } things { nodes { owner { name } } } }",
    ["name", "owner"],
  ],
  ["counts alone", "{ things { totalCount } }", []],
])("sees the fields of a list's nodes through %s", async (_through, document, fields) => {
  expect(await seen(document)).toEqual([fields]);
});

test("tells two lists of one document apart", async () => {
  expect(await seen("{ a: things { nodes { name } } b: things { nodes { owner { name } } } }")).toEqual([
    ["name"],
    ["owner"],
  ]);
});
