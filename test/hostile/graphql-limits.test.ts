/** Lists and variables as large as a request may be: each argument has its bound, and says so. */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schema } from "../../src/graphql/schema.ts";
import { testDatabases } from "../support/databases.ts";
import { createTarget, LONGEST_ANSWER_MILLISECONDS, type Target, UNKNOWN_ID } from "./support.ts";

/** Fits a request's body whatever the elements are. */
const ELEMENTS = 10_000;

type Operation = "query" | "mutation" | "subscription";

/** A list somewhere in the arguments of a root field. */
interface ListPlace {
  readonly operation: Operation;
  readonly field: string;
  /** The argument, and the fields of input objects below it. */
  readonly path: readonly string[];
}

/** Of a flow run's type, which most ids are of; a UUID would do where others are asked for, but not for `node`. */
const globalId = (index: number): string =>
  Buffer.from(`FlowRun:${index.toString(16).padStart(8, "0")}${UNKNOWN_ID.slice(8)}`).toString("base64");

function element(type: GraphQLInputType, index: number): unknown {
  const named = getNamedType(type);
  if (isInputObjectType(named)) return fitting(named, []);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (named.name === "ID") return globalId(index);
  return named.name === "String" ? `text ${index}` : index;
}

/** The least that the type takes, with `inside` at the path. */
function fitting(type: GraphQLInputType, path: readonly string[], list?: boolean): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) {
    return list === true ? Array.from({ length: ELEMENTS }, (_, index) => element(bare.ofType, index)) : [];
  }
  if (isInputObjectType(bare)) {
    const [next, ...rest] = path;
    const all = Object.values(bare.getFields());
    // Of a choice the one that leads on, or else the last, for the first hold others of their type.
    const chosen = bare.isOneOf ? (all.find(({ name }) => name === next) ?? all.at(-1)) : undefined;
    const fields = bare.isOneOf
      ? all.filter((field) => field === chosen)
      : all.filter((field) => field.name === next || isNonNullType(field.type));
    return Object.fromEntries(
      fields.map((field) => [
        field.name,
        field.name === next ? fitting(field.type, rest, list) : fitting(field.type, []),
      ]),
    );
  }
  if (bare.name === "Int") return 1;
  if (bare.name === "JSON") return {};
  if (bare.name === "DateTime") return "2026-03-11T00:00:00Z";
  if (bare.name === "ID") return UNKNOWN_ID;
  return element(bare, 10);
}

function listsWithin(place: GraphQLArgument | GraphQLInputField, depth = 0): string[][] {
  const type = getNullableType(place.type);
  if (isListType(type)) return [[place.name]];
  if (!isInputObjectType(type) || depth > 4) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    listsWithin(field, depth + 1).map((path) => [place.name, ...path]),
  );
}

const ROOTS = [
  ["query", schema.getQueryType()],
  ["mutation", schema.getMutationType()],
  ["subscription", schema.getSubscriptionType()],
] as const;

const places: readonly ListPlace[] = ROOTS.flatMap(([operation, root]) =>
  Object.values(root?.getFields() ?? {}).flatMap((field) =>
    field.args.flatMap((argument) => listsWithin(argument).map((path) => ({ operation, field: field.name, path }))),
  ),
);

describe.each(testDatabases)("arguments without end on $name", (testDatabase) => {
  let target: Target;
  beforeAll(async () => {
    target = await createTarget(testDatabase);
  });
  afterAll(() => target.close());

  async function refusalOf({ operation, field: name, path }: ListPlace): Promise<string> {
    const root = ROOTS.find(([each]) => each === operation)?.[1];
    const field = root?.getFields()[name];
    if (field === undefined) throw new Error(`There is no field ${name}`);
    const given = field.args.filter((argument) => argument.name === path[0] || isNonNullType(argument.type));
    const variables = Object.fromEntries(
      given.map((argument) => [
        argument.name,
        argument.name === path[0] ? fitting(argument.type, path.slice(1), true) : fitting(argument.type, []),
      ]),
    );
    const declared = given.map((argument) => `$${argument.name}: ${argument.type}`).join(", ");
    const passed = given.map((argument) => `${argument.name}: $${argument.name}`).join(", ");
    const message = operation === "mutation" ? " ... on MutationError { message }" : "";
    // Parts of a dashboard read their arguments themselves.
    const part = name === "dashboard" ? " countsByState { total }" : "";
    const selection = isLeafType(getNamedType(field.type)) ? "" : `{ __typename${message}${part} }`;
    const started = performance.now();
    const response = await target.server.application.inject({
      method: "POST",
      url: "/graphql",
      headers: { accept: operation === "subscription" ? "text/event-stream" : "application/json" },
      payload: { query: `${operation} (${declared}) { ${name}(${passed}) ${selection} }`, variables },
      ...(operation === "subscription" ? { payloadAsStream: true as const } : {}),
    });
    expect(performance.now() - started).toBeLessThan(LONGEST_ANSWER_MILLISECONDS);
    if (operation !== "subscription") return response.body;
    const stream = (response as unknown as { stream(): AsyncIterable<Buffer> & { destroy(): void } }).stream();
    let text = "";
    for await (const chunk of stream) {
      text += String(chunk);
      // An accepted subscription begins with the interval of reconnection.
      if (text.includes("data:") || text.startsWith("retry:")) break;
    }
    return text;
  }

  test("every list says how long it may be", async () => {
    expect(places.length).toBeGreaterThan(20);
    const before = await target.rowCounts();
    const accepted: string[] = [];
    for (const place of places) {
      const answer = await refusalOf(place);
      if (!/at most|more than \d+|must not speak/.test(answer)) {
        accepted.push(`${place.operation} ${place.field}(${place.path.join(".")}): ${answer.slice(0, 300)}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(await target.rowCounts()).toEqual(before);
    expect(target.logged).toEqual([]);
  });

  test("JSON that nests deeper than it may is refused by name", async () => {
    const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const query = `mutation ($input: CreateFlowRunInput!) { createFlowRun(input: $input) {
      __typename ... on ValidationError { message } } }`;
    for (const levels of [201, 5_000, 100_000]) {
      const payload = `{"query":${JSON.stringify(query)},"variables":{"input":{"flowId":"${target.ids.flow}","parameters":${deep(levels)}}}}`;
      const response = await target.server.application.inject({
        method: "POST",
        url: "/graphql",
        headers: { "content-type": "application/json" },
        payload,
      });
      expect(response.body, String(levels)).toContain("nest");
      expect(response.body.length).toBeLessThan(2_000);
    }
    expect(target.logged).toEqual([]);
  });
});
