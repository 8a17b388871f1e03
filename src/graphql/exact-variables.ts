/**
 * Numbers in variables as they were written: 1.0 is a float to a Python client and 1 is none, and a long integer has digits that
 * JavaScript's numbers have not. JSON keeps them; to all other types they are numbers as ever.
 */
import {
  type ExecutionArgs,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  isScalarType,
  typeFromAST,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { exactNumber, rawNumber } from "../domains/exact-json.ts";
import { exactJson } from "./rows.ts";
import { JsonScalar } from "./scalars.ts";

/** Values of JSON nest less than this (input-checks.ts); what nests deeper is refused for it, whatever its numbers are. */
const DEEPEST = 1_000;

/** As JSON.parse, but numbers that would print differently keep their text. */
export function parseRequest(text: string): unknown {
  try {
    return exactJson(text);
  } catch (error) {
    // It goes down into the text level by level, which JSON.parse does not.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/** As parseRequest, for who parses by himself: of each value what it is to be. */
export function reviveExactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? exactNumber(context.source) : value;
}

/** By its name: the builder makes a scalar of its own of JsonScalar. */
function isJson(type: GraphQLInputType | undefined): boolean {
  return isScalarType(type) && type.name === JsonScalar.name;
}

/** The value with plain numbers wherever its type is not JSON; the same one where there is nothing to change. */
function settled(type: GraphQLInputType | undefined, value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return value;
  const inner = type === undefined ? undefined : getNullableType(type);
  if (isJson(inner) || typeof value !== "object" || value === null) return value;
  const source = rawNumber(value);
  if (source !== undefined) return Number(source);
  if (Array.isArray(value)) {
    const item: GraphQLInputType | undefined = isListType(inner) ? inner.ofType : inner;
    const items = value.map((one) => settled(item, one, depth + 1));
    return items.every((one, index) => one === value[index]) ? value : items;
  }
  const fields = isInputObjectType(inner) ? inner.getFields() : {};
  const typeOf = (name: string) => (Object.hasOwn(fields, name) ? fields[name]?.type : undefined);
  const members = Object.entries(value).map(
    ([name, member]) => [name, member, settled(typeOf(name), member, depth + 1)] as const,
  );
  if (members.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(members.map(([name, , after]) => [name, after]));
}

function settle(schema: GraphQLSchema, args: ExecutionArgs): void {
  const { variableValues } = args;
  if (variableValues == null) return;
  const definitions = getOperationAST(args.document, args.operationName)?.variableDefinitions ?? [];
  const types = new Map(
    definitions.map(({ variable, type }) => {
      const known = typeFromAST(schema, type);
      return [variable.name.value, isInputType(known) ? known : undefined];
    }),
  );
  const members = Object.entries(variableValues);
  const after = members.map(([name, value]) => [name, settled(types.get(name), value)] as const);
  if (after.every(([, value], index) => value === members[index]?.[1])) return;
  args.variableValues = Object.fromEntries(after);
}

/** Reads requests by parseRequest, and hands what is no JSON plain numbers. Ahead of all that looks at variables. */
export function useExactVariables(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      const isJson = request.headers.get("content-type")?.includes("json") === true;
      if (request.method !== "POST" || !isJson || requestParser === undefined) return;
      setRequestParser((given) => {
        // All that a parser of JSON asks of a request.
        const exact = { json: async () => parseRequest(await given.text()) } as Request;
        return requestParser(exact);
      });
    },
    onExecute: ({ args }) => settle(args.schema, args as ExecutionArgs),
    onSubscribe: ({ args }) => settle(args.schema, args as ExecutionArgs),
  };
}
