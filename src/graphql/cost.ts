/**
 * What an operation costs at most, known before it is executed: one point for each object it may read, more for counts
 * and writes, little for plain fields. The sizes of pages count, also those in variables. Answered in `extensions.cost`.
 */
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { MAX_GROUPS } from "../domains/flow-runs/flow-run-histogram.queries.ts";
import { DEFAULT_GROUPS } from "../domains/flow-runs/flow-run-histogram.ts";
import { DEFAULT_BUCKETS, MAX_BUCKETS } from "../domains/runs/time-buckets.ts";
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from "./connections.ts";
import { fragmentsOf } from "./limits.ts";

/** An object takes some 10 µs to resolve and print, so an answer of this cost takes a few hundred milliseconds. */
export const MAX_COST = 25_000;
/** The same for each item of a subscription, of which there may be hundreds a second. */
export const MAX_ITEM_COST = 2_500;
/** Lists without pages: a run has a handful of states. */
const LIST_SIZE = 10;
/** A count reads an index from end to end, if off the event loop. */
const COUNT_COST = 50;
const COUNTS: ReadonlySet<string> = new Set(["totalCount", "countsByState", "lateCount"]);
/** A histogram counts, reads a sample of rows, and finds its largest groups. */
const HISTOGRAM_COST = 4 * COUNT_COST;
const HISTOGRAM = "FlowRunHistogram";
/** A write takes its turn at the one writer, and a few statements. */
const MUTATION_COST = 20;
/** Fifty plain fields take as long as reading the object they are of. */
const FIELD_COST = 0.02;
/** JSON is as large as clients have made it. */
const JSON_COST = 1;
type Variables = Readonly<Record<string, unknown>>;

export interface Cost {
  readonly requested: number;
  readonly limit: number;
}

function literalValue(node: ValueNode | undefined, variables: Variables): unknown {
  if (node === undefined) return undefined;
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.LIST ? node.values : undefined;
}

/** Whether objects of a type are pages of others, whose number the field's arguments say. */
function isNameOfPages(name: string): boolean {
  return name.endsWith("Connection") || name.endsWith("Chunk");
}

class CostCounter {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #variables: Variables;
  readonly #defaults = new Map<string, unknown>();
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  readonly #fragmentCosts = new Map<string, number>();

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Variables) {
    this.#schema = schema;
    this.#document = document;
    this.#variables = variables;
    this.#fragments = fragmentsOf(document);
  }

  count(operationName: string | null | undefined): number {
    const operation = getOperationAST(this.#document, operationName);
    const root = operation == null ? undefined : this.#schema.getRootType(operation.operation);
    if (operation == null || root == null) return 0;
    for (const definition of operation.variableDefinitions ?? []) {
      this.#defaults.set(definition.variable.name.value, literalValue(definition.defaultValue, {}));
    }
    return Math.round(this.#selections(operation.selectionSet, root, 1));
  }

  /** @param pageSize how many objects an `edges`, `nodes` or `buckets` among the selections stands for */
  #selections(set: SelectionSetNode, type: GraphQLNamedType, pageSize: number): number {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += this.#field(selection, type, pageSize);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const name = selection.typeCondition?.name.value;
        const narrowed = name === undefined ? type : (this.#schema.getType(name) ?? type);
        cost += this.#selections(selection.selectionSet, narrowed, pageSize);
      } else {
        cost += this.#fragment(selection.name.value, pageSize);
      }
    }
    return cost;
  }

  /** Counted once however often it is spread: nested fragments would else take time exponential in their number. */
  #fragment(name: string, pageSize: number): number {
    const key = `${name} ${pageSize}`;
    const known = this.#fragmentCosts.get(key);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    const type = fragment === undefined ? undefined : this.#schema.getType(fragment.typeCondition.name.value);
    const cost =
      fragment === undefined || type === undefined ? 0 : this.#selections(fragment.selectionSet, type, pageSize);
    this.#fragmentCosts.set(key, cost);
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLNamedType, pageSize: number): number {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    // __typename and introspection read nothing.
    if (field === undefined) return 0;
    if (COUNTS.has(name)) return COUNT_COST;
    const type = getNamedType(field.type);
    const own = (parent.name === "Mutation" ? MUTATION_COST : 0) + Number(field.extensions.ownCost ?? 0);
    if (!isCompositeType(type)) return own + (type.name === "JSON" ? JSON_COST : FIELD_COST);
    const isPage = !isAbstractType(type) && isNameOfPages(type.name);
    if (isPage) return own + this.#children(node, type, this.#pageSize(node, field));
    if (type.name === HISTOGRAM) return own + this.#histogram(node, type);
    const inPage = isNameOfPages(parent.name) && (name === "edges" || name === "nodes");
    const isSized = inPage || (parent.name === HISTOGRAM && name === "buckets");
    const times = isSized ? pageSize : this.#listSize(node, field);
    // An edge is no object, and the page's own information comes with it.
    const each = type.name.endsWith("Edge") || type.name === "PageInfo" ? 0 : 1;
    return own + times * (each + this.#children(node, type, 1));
  }

  #histogram(node: FieldNode, type: GraphQLNamedType): number {
    const size = (name: string, fallback: number, most: number): number => {
      const given = this.#argument(node, name) ?? fallback;
      return typeof given === "number" && given > 0 ? Math.min(given, most) : 0;
    };
    const buckets = size("buckets", DEFAULT_BUCKETS, MAX_BUCKETS);
    const groups = size("groups", DEFAULT_GROUPS, MAX_GROUPS);
    return HISTOGRAM_COST + buckets * groups * FIELD_COST + this.#children(node, type, buckets);
  }

  #children(node: FieldNode, type: GraphQLNamedType, pageSize: number): number {
    return node.selectionSet === undefined ? 0 : this.#selections(node.selectionSet, type, pageSize);
  }

  #argument(node: FieldNode, name: string): unknown {
    const argument = node.arguments?.find((candidate) => candidate.name.value === name);
    const value = literalValue(argument?.value, this.#variables);
    if (value !== undefined || argument?.value.kind !== Kind.VARIABLE) return value;
    return this.#defaults.get(argument.value.name.value);
  }

  #pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    if (!field.args.some((argument) => argument.name === "first")) return DEFAULT_PAGE_SIZE;
    const ordinary: unknown =
      field.args.find((argument) => argument.name === "first")?.defaultValue ?? DEFAULT_PAGE_SIZE;
    const size = this.#argument(node, "first") ?? this.#argument(node, "last") ?? ordinary;
    const largest = Number(field.extensions.largestPage ?? MAX_PAGE_SIZE);
    // What is no size at all is refused by the field itself.
    return typeof size === "number" && size > 0 ? Math.min(size, largest) : 0;
  }

  #listSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    if (!isListType(getNullableType(field.type))) return 1;
    const ids = this.#argument(node, "ids");
    return Array.isArray(ids) ? ids.length : LIST_SIZE;
  }
}

/** The greatest cost an operation can come to. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables,
): number {
  return new CostCounter(schema, document, variables).count(operationName);
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "LIMIT_EXCEEDED" } });
}

function check(args: ExecutionArgs, limit: number): { readonly cost: Cost; readonly error?: GraphQLError } {
  const variables = args.variableValues ?? {};
  const requested = costOf(args.schema, args.document, args.operationName, variables);
  const cost = { requested, limit };
  if (requested <= limit) return { cost };
  return { cost, error: refusal(`The operation may cost ${requested}; ${limit} is the limit: ask for smaller pages`) };
}

function withCost<Result extends ExecutionResult>(result: Result, cost: Cost): Result {
  return { ...result, extensions: { ...result.extensions, cost } };
}

/** Refuses operations that may cost too much, and tells the cost of the others. */
export function useCost(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { cost, error } = check(args, MAX_COST);
      if (error !== undefined) {
        setResultAndStopExecution(withCost({ errors: [error] }, cost));
        return undefined;
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (!(Symbol.asyncIterator in result)) setResult(withCost(result as ExecutionResult, cost));
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      // The cost of one item; how many there will be nobody knows.
      const { cost, error } = check(args, MAX_ITEM_COST);
      if (error !== undefined) setResultAndStopExecution(withCost({ errors: [error] }, cost));
    },
  };
}
