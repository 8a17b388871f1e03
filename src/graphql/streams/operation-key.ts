/** When two subscriptions ask for the same: their key is the same only if each item must be answered alike. */
import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from "graphql";

/** The argument of every stream that says where it begins, and nothing of what it tells. */
const START = "after";

const numbers = new WeakMap<DocumentNode, number>();
let documents = 0;

/** A number for each parsed document; equal texts that are parsed anew get another, which costs a shared answer, no more. */
function numberOf(document: DocumentNode): number {
  let number = numbers.get(document);
  if (number === undefined) {
    documents += 1;
    number = documents;
    numbers.set(document, number);
  }
  return number;
}

/** How often an operation speaks of a variable, or a fragment does, beside declaring it. */
function usesOf(document: DocumentNode, operation: OperationDefinitionNode, name: string): number {
  let uses = 0;
  visit(document, {
    // Variables of other operations are others of the same name.
    [Kind.OPERATION_DEFINITION]: (node) => (node === operation ? undefined : false),
    [Kind.VARIABLE]: (node, _key, parent) => {
      const isDeclaration = parent !== undefined && "kind" in parent && parent.kind === Kind.VARIABLE_DEFINITION;
      if (node.name.value === name && !isDeclaration) uses += 1;
    },
  });
  return uses;
}

/** The variable that says where the stream begins, if that is all it is used for. */
function startVariable(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const [field, ...others] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0) return null;
  const value = field.arguments?.find((argument) => argument.name.value === START)?.value;
  if (value?.kind !== Kind.VARIABLE) return null;
  return usesOf(document, operation, value.name.value) === 1 ? value.name.value : null;
}

const variableNames = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The variables on whose values the answers hang. */
function variablesOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  let names = variableNames.get(operation);
  if (names === undefined) {
    const start = startVariable(document, operation);
    names = (operation.variableDefinitions ?? [])
      .map(({ variable }) => variable.name.value)
      .filter((name) => name !== start);
    variableNames.set(operation, names);
  }
  return names;
}

/**
 * The key of a subscription: the document with its directives, which of its operations it is, and all values that are given
 * to the variables, but for the one that only says where the stream begins. Values that are equal and written differently
 * may make different keys; different ones never make the same. Null where the document has no such operation or the values
 * do not fit: nothing is executed then.
 */
export function operationKey({ schema, document, operationName, variableValues }: ExecutionArgs): string | null {
  const operation = getOperationAST(document, operationName);
  if (operation == null) return null;
  const given = variableValues ?? {};
  if (getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 1 }).errors) return null;
  // A variable that is left out is not one that is null: the default would hold.
  const values = variablesOf(document, operation).flatMap((name) =>
    Object.hasOwn(given, name) ? [[name, given[name]]] : [],
  );
  return JSON.stringify([numberOf(document), document.definitions.indexOf(operation), values]);
}
