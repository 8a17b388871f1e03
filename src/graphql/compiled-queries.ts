/**
 * Queries that come again and again, compiled to JavaScript by graphql-jit: a page of a dashboard takes a quarter less of the
 * processor than when graphql-js walks through its document for every node. graphql-js stays the one that decides: it executes
 * whatever is not plainly the same in both, and what fails.
 */
import {
  type DirectiveNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { type CompiledQuery, compileQuery, isCompiledQuery } from "graphql-jit";

/** A compilation costs as much as several executions, which a document that is written for one question never earns back. */
export const EXECUTIONS_BEFORE_COMPILATION = 8;

type Executor = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
type Compiled = CompiledQuery["query"];

/** An operation's executions until it is compiled; "interpreted" is for good. */
type Stage = number | "interpreted" | Compiled;

/**
 * Whether a query is plainly executed alike by both: all its types are objects (graphql-jit tells types of interfaces and unions
 * apart in code of its own, once for each type and level), only fields are left out by directives (it keeps one condition for a
 * field of a fragment, wherever this is spread), and no answer's name is one that objects have already.
 */
export function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let isPlain = true;
  const requirePlain = (condition: boolean): void => {
    if (!condition) isPlain = false;
  };
  const requireUnconditional = ({ directives = [] }: { readonly directives?: readonly DirectiveNode[] }): void =>
    requirePlain(directives.length === 0 && !isAbstractType(types.getType()));
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.OPERATION_DEFINITION]: ({ operation }) => requirePlain(operation === OperationTypeNode.QUERY),
      [Kind.FIELD]: ({ alias }) =>
        requirePlain(alias?.value !== "__proto__" && !isAbstractType(getNamedType(types.getType()))),
      [Kind.FRAGMENT_SPREAD]: requireUnconditional,
      [Kind.INLINE_FRAGMENT]: requireUnconditional,
      [Kind.FRAGMENT_DEFINITION]: requireUnconditional,
    }),
  );
  return isPlain;
}

function compile({ schema, document, operationName }: ExecutionArgs): Compiled | "interpreted" {
  if (!isCompilable(schema, document)) return "interpreted";
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(compiled) ? compiled.query : "interpreted";
}

/** Executes with graphql-js, and queries that have come often enough in their compiled form. Not for subscriptions. */
export function createExecutor(options: Pick<ExecutionArgs, "hideSuggestions">): Executor {
  // Lives as long as the cache of documents keeps them; an operation is known by its name.
  const stages = new WeakMap<DocumentNode, Map<string, Stage>>();

  /** The compiled form of an operation if it has earned one. */
  function compiledFormOf(args: ExecutionArgs): Compiled | undefined {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return undefined;
    const name = operation.name?.value ?? "";
    let operations = stages.get(args.document);
    if (operations === undefined) {
      operations = new Map();
      stages.set(args.document, operations);
    }
    let stage = operations.get(name) ?? 0;
    if (typeof stage === "number") {
      stage = stage < EXECUTIONS_BEFORE_COMPILATION ? stage + 1 : compile(args);
      operations.set(name, stage);
    }
    return typeof stage === "function" ? stage : undefined;
  }

  const interpret: Executor = (args) => execute({ ...args, ...options });

  return (args) => {
    const compiled = compiledFormOf(args);
    if (compiled === undefined) return interpret(args);
    // Queries change nothing, so one that failed may be executed anew: its errors are then those of graphql-js to the letter.
    const settle = (result: ExecutionResult): ExecutionResult | Promise<ExecutionResult> =>
      result.errors === undefined ? result : interpret(args);
    const result = compiled(args.rootValue, args.contextValue, args.variableValues ?? {});
    return result instanceof Promise ? result.then(settle) : settle(result);
  };
}
