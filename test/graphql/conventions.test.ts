/** The conventions of docs/graphql/conventions.md, held over the printed schema: what clients see, and nothing else. */
import { readFileSync } from "node:fs";
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from "graphql";
import { describe, expect, test } from "vitest";
import { SCHEMA_PATH } from "../../src/graphql/print-schema.ts";

const schema = buildSchema(readFileSync(SCHEMA_PATH, "utf8"));
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
);
const outputs = types.filter((type) => isObjectType(type) || isInterfaceType(type));
const inputs = types.filter(isInputObjectType);
const enums = types.filter(isEnumType);
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

type Field = GraphQLField<unknown, unknown>;

const fields: [place: string, field: Field][] = outputs.flatMap((type) =>
  Object.values(type.getFields()).map((field): [string, Field] => [`${type.name}.${field.name}`, field]),
);
const inputFields: [place: string, field: GraphQLInputField][] = inputs.flatMap((type) =>
  Object.values(type.getFields()).map((field): [string, GraphQLInputField] => [`${type.name}.${field.name}`, field]),
);
const inputArguments: [place: string, argument: GraphQLArgument][] = fields.flatMap(([place, field]) =>
  field.args.map((argument): [string, GraphQLArgument] => [`${place}(${argument.name})`, argument]),
);

/** What readers of the schema see, be it a type, a field, an argument or a value. */
interface Part {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

const values: [place: string, value: Part][] = enums.flatMap((type) =>
  type.getValues().map((value): [string, Part] => [`${type.name}.${value.name}`, value]),
);
const members: [place: string, member: Part][] = [...fields, ...inputFields, ...inputArguments, ...values];
const parts: [place: string, part: Part][] = [...types.map((type): [string, Part] => [type.name, type]), ...members];

/** The places of those that break a rule; the message of a failure then names them. */
function offenders<Item>(items: readonly (readonly [string, Item])[], isFine: (item: Item, place: string) => boolean) {
  return items.filter(([place, item]) => !isFine(item, place)).map(([place]) => place);
}

function possibleNodes() {
  const node = schema.getType("Node");
  return isInterfaceType(node) ? schema.getPossibleTypes(node) : [];
}

function inputOf(mutation: Field) {
  const type = mutation.args[0]?.type;
  const named = type === undefined ? undefined : getNamedType(type);
  return isInputObjectType(named) ? named : undefined;
}

test("names are PascalCase for types, camelCase for fields and arguments, CAPITALS for values", () => {
  expect(types.map((type) => type.name).filter((name) => !/^([A-Z][a-z0-9]*)+$|^(JSON|UUID)$/.test(name))).toEqual([]);
  const names: [string, Part][] = [...fields, ...inputFields, ...inputArguments];
  expect(offenders(names, ({ name }) => /^[a-z][a-zA-Z0-9]*$/.test(name))).toEqual([]);
  expect(offenders(values, ({ name }) => /^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
});

test("everything is described, in sentences", () => {
  expect(parts.length).toBeGreaterThan(1_000);
  expect(offenders(parts, ({ description }) => /^\p{Lu}.*[.`]$/su.test(description ?? ""))).toEqual([]);
});

describe("lists", () => {
  const connections = outputs.filter((type) => type.name.endsWith("Connection"));

  test("that may grow are Relay's connections", () => {
    expect(connections.length).toBeGreaterThan(9);
    for (const connection of connections) {
      const own = connection.getFields();
      const node = getNamedType(own.nodes?.type ?? fieldMissing(connection.name, "nodes"));
      const edge = getNamedType(own.edges?.type ?? fieldMissing(connection.name, "edges"));
      expect(String(own.pageInfo?.type), connection.name).toBe("PageInfo!");
      expect(String(own.nodes?.type), connection.name).toBe(`[${node.name}!]!`);
      expect(String(own.edges?.type), connection.name).toBe(`[${edge.name}!]!`);
      expect(edge.name, connection.name).toBe(connection.name.replace(/Connection$/, "Edge"));
      const edges = isObjectType(edge) ? edge.getFields() : {};
      expect(String(edges.cursor?.type), edge.name).toBe("String!");
      expect(String(edges.node?.type), edge.name).toBe(`${node.name}!`);
    }
  });

  test("are paged by cursors from both ends, never by offsets", () => {
    const paged = fields.filter(([, field]) => getNamedType(field.type).name.endsWith("Connection"));
    const named = (field: Field) => field.args.map((argument) => argument.name);
    const isPaged = (field: Field) => ["first", "last", "after", "before"].every((name) => named(field).includes(name));
    expect(offenders(paged, isPaged)).toEqual([]);
    expect(offenders(inputArguments, ({ name }) => !/^(offset|skip|limit|page)$/i.test(name))).toEqual([]);
  });

  test("and what is in them are never null", () => {
    const lists = fields.filter(([, field]) => String(field.type).includes("["));
    const isWhole = (field: Field, place: string) =>
      place === "Query.nodes" ? String(field.type) === "[Node]!" : /^\[\w+!\]!?$/.test(String(field.type));
    expect(offenders(lists, isWhole)).toEqual([]);
  });
});

test("objects that can be gone between two statements are null then, and fail nothing around them", () => {
  const nodes = new Set(possibleNodes().map((type) => type.name));
  // What a mutation answers, and what is listed, has been read for just this.
  const references = fields.filter(
    ([place, field]) => nodes.has(String(getNullableType(field.type))) && !/(Success|Edge)\./.test(place),
  );
  expect(references.length).toBeGreaterThan(20);
  expect(offenders(references, ({ type }) => !isNonNullType(type))).toEqual([]);
});

describe("ids", () => {
  test("of objects are global ids, of which `node` knows every type", () => {
    const ids = fields.filter(([, { name }]) => name === "id");
    expect(offenders(ids, ({ type }) => String(type) === "ID!")).toEqual([]);
    const withIds = outputs.filter((type) => isObjectType(type) && "id" in type.getFields());
    const nodes = possibleNodes().map((type) => type.name);
    expect(withIds.map((type) => type.name).sort()).toEqual([...nodes].sort());
  });

  test("by which Prefect knows objects are UUIDs, and named so", () => {
    const uuids = fields.filter(([, field]) => getNamedType(field.type).name === "UUID");
    const isNamed = ({ name }: Field) =>
      /^databaseId$|DatabaseId$|Id$|Ids$|^(parents|encapsulating|removed)$/.test(name);
    expect(offenders(uuids, isNamed)).toEqual([]);
    // Whoever created an object or holds a slot may be of another system, as may the resource of an event.
    const foreign = /^(deletedId|resourceId|creatorId|holderId)$/;
    const typed = fields.filter(([, { name }]) => /[a-z]Id$/.test(name) && !foreign.test(name));
    expect(offenders(typed, ({ type }) => getNamedType(type).name === "UUID")).toEqual([]);
  });

  test("are taken as ids by inputs", () => {
    const taken = [...inputArguments, ...inputFields].filter(([, { name }]) => /^ids?$|[a-z]Id$/.test(name));
    const isId = ({ type }: GraphQLArgument | GraphQLInputField) =>
      getNamedType(type).name === "ID" || isInputObjectType(getNamedType(type));
    expect(offenders(taken, (item, place) => /resourceId$/i.test(place) || isId(item))).toEqual([]);
  });
});

test("types of states, and what else has few values, are enums", () => {
  const typed: [string, { readonly type: GraphQLOutputType | GraphQLInputType }][] = [...fields, ...inputFields];
  const ofStates = /[sS]tateType$|^(TransitionState|EnteredState|\w*State|\w*StateFilter|StateInput)\.type$/;
  const stateTypes = typed.filter(([place]) => ofStates.test(place));
  expect(stateTypes.length).toBeGreaterThan(8);
  expect(offenders(stateTypes, ({ type }) => /^StateType(Filter)?$/.test(getNamedType(type).name))).toEqual([]);
  const directions = [...inputArguments, ...inputFields].filter(([place]) => /direction\)?$/.test(place));
  expect(offenders(directions, ({ type }) => getNamedType(type).name === "OrderDirection")).toEqual([]);
});

test("moments are DateTimes, and durations say their unit", () => {
  const moments = fields.filter(([, { name }]) =>
    /(Time|Timestamp|created|updated|occurred|received|expires)$/.test(name),
  );
  const durations = /^(totalRunTime|estimatedRunTime|averageRunTime)$/;
  const isInstant = ({ name, type }: Field) => durations.test(name) || getNamedType(type).name !== "String";
  expect(offenders(moments, isInstant)).toEqual([]);
  const seconds = fields.filter(([, { name }]) => durations.test(name) || /Seconds$/.test(name));
  expect(offenders(seconds, ({ description }) => /second/i.test(description ?? ""))).toEqual([]);
});

describe("inputs", () => {
  test("are named for what they are: inputs of mutations, filters, orders and ranges", () => {
    expect(inputs.map((type) => type.name).filter((name) => !/(Input|Filter|Order|Range)$/.test(name))).toEqual([]);
  });

  test("are one argument of a mutation, named after it", () => {
    for (const mutation of mutations) {
      expect(
        mutation.args.map((argument) => argument.name),
        mutation.name,
      ).toEqual(["input"]);
      const name = `${mutation.name[0]?.toUpperCase()}${mutation.name.slice(1)}`;
      expect(String(mutation.args[0]?.type), mutation.name).toBe(`${name}Input!`);
      expect(String(mutation.type), mutation.name).toBe(`${name}Result!`);
    }
  });
});

describe("mutations", () => {
  test("answer one success, or a typed error", () => {
    const error = schema.getType("MutationError");
    for (const mutation of mutations) {
      const result = getNamedType(mutation.type);
      const answers = isUnionType(result) ? result.getTypes() : [];
      const errors = answers.filter((type) => type.getInterfaces().some((each) => each === error));
      const successes = answers.filter((type) => !errors.includes(type));
      expect(
        successes.map((type) => type.name),
        mutation.name,
      ).toEqual([expect.stringMatching(/Success$/)]);
      expect(
        errors.map((type) => type.name),
        mutation.name,
      ).toContain("ValidationError");
    }
  });

  test("take an idempotency key, or say why they need none", () => {
    for (const mutation of mutations) {
      const key = inputOf(mutation)?.getFields().idempotencyKey;
      const result = getNamedType(mutation.type);
      const answers = isUnionType(result) ? result.getTypes().map((type) => type.name) : [];
      const isExplained = /Asked again[^.]*, it (answers NotFoundError|changes nothing|leads to the same)\./.test(
        mutation.description ?? "",
      );
      // One or the other: with both, the key would be of no use.
      expect([mutation.name, key !== undefined], "with a key").toEqual([mutation.name, !isExplained]);
      expect([mutation.name, answers.includes("IdempotencyConflictError")]).toEqual([mutation.name, key !== undefined]);
    }
  });
});

test("what is deprecated says what to use and since when", () => {
  const isExplained = (reason: string) => /`\w+`/.test(reason) && /\bsince \d+\.\d+\.\d+\b/i.test(reason);
  expect(
    offenders(members, ({ deprecationReason }) => deprecationReason == null || isExplained(deprecationReason)),
  ).toEqual([]);
});

function fieldMissing(type: string, field: string): never {
  throw new Error(`${type} has no ${field}`);
}
