/** How large a document may be, whatever it asks for. What executing it may cost is bounded in cost.ts. */
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  NoSchemaIntrospectionCustomRule,
  type ParseOptions,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
  type ValidationContext,
  type ValidationRule,
  validate,
} from "graphql";
import type { Plugin } from "graphql-yoga";

/** A dashboard's largest query has some 10,000; comments and long names make a text long without tokens. */
export const MAX_CHARACTERS = 100_000;
/** A dashboard's largest query has some 600; validation's effort grows faster than the document. */
export const MAX_TOKENS = 4_000;
/** A page nests some 8 fields, a connection in a connection in a connection 13. */
export const MAX_DEPTH = 16;
/** Brackets within brackets, of whatever kind: the parser calls itself for each, and so does what reads the values. */
export const MAX_NESTING = 200;
/** Aliases ask for the same thing many times over without a list. */
export const MAX_ALIASES = 60;
/** Every root field is a read of its own, or in a mutation a write. */
export const MAX_ROOT_FIELDS = 20;

/** How deep fields nest; introspection has a rule of graphql-js for that, and nests deeper where it does no harm. */
function depthOf(
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  known: Map<string, number>,
): number {
  let deepest = 0;
  for (const selection of selections.selections) {
    let depth = 0;
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value.startsWith("__")) continue;
      depth = 1 + (selection.selectionSet === undefined ? 0 : depthOf(selection.selectionSet, fragments, known));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      depth = depthOf(selection.selectionSet, fragments, known);
    } else {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      // Set before it is computed: a fragment that contains itself is refused by another rule.
      if (fragment !== undefined && !known.has(name)) {
        known.set(name, 0);
        known.set(name, depthOf(fragment.selectionSet, fragments, known));
      }
      depth = known.get(name) ?? 0;
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
}

function tooLarge(message: string, node: DocumentNode["definitions"][number]): GraphQLError {
  return new GraphQLError(message, { nodes: node, extensions: { code: "LIMIT_EXCEEDED" } });
}

function limitDepth(context: ValidationContext): ASTVisitor {
  const fragments = fragmentsOf(context.getDocument());
  const known = new Map<string, number>();
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet, fragments, known);
      if (depth > MAX_DEPTH)
        context.reportError(tooLarge(`Fields nest ${depth} deep; ${MAX_DEPTH} is the limit`, operation));
    },
  };
}

function limitAliases(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field(field) {
      if (field.alias === undefined) return;
      aliases += 1;
      if (aliases === MAX_ALIASES + 1) {
        context.reportError(
          new GraphQLError(`The document has more than ${MAX_ALIASES} aliases`, {
            nodes: field,
            extensions: { code: "LIMIT_EXCEEDED" },
          }),
        );
      }
    },
  };
}

/** How many fields a selection comes to with those of its fragments, each as often as it is spread. */
function countFields(
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  known: Map<string, number>,
): number {
  let count = 0;
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      count += 1;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      count += countFields(selection.selectionSet, fragments, known);
    } else {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment !== undefined && !known.has(name)) {
        known.set(name, 0);
        known.set(name, countFields(fragment.selectionSet, fragments, known));
      }
      count += known.get(name) ?? 0;
    }
  }
  return count;
}

function limitRootFields(context: ValidationContext): ASTVisitor {
  const fragments = fragmentsOf(context.getDocument());
  const known = new Map<string, number>();
  return {
    OperationDefinition(operation) {
      const fields = countFields(operation.selectionSet, fragments, known);
      if (fields > MAX_ROOT_FIELDS) {
        context.reportError(
          tooLarge(`The operation has ${fields} root fields; ${MAX_ROOT_FIELDS} is the limit`, operation),
        );
      }
    },
  };
}

/** Without aliases the schema bounds what introspection can ask for, together with graphql-js's rule on its depth. */
function limitIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(field) {
      const isIntrospection =
        ["__schema", "__type"].includes(field.name.value) || context.getParentType()?.name.startsWith("__");
      if (isIntrospection && field.alias !== undefined) {
        context.reportError(
          new GraphQLError("Fields of introspection take no aliases", {
            nodes: field,
            extensions: { code: "LIMIT_EXCEEDED" },
          }),
        );
      }
    },
  };
}

export const LIMIT_RULES: readonly ValidationRule[] = [limitDepth, limitAliases, limitRootFields, limitIntrospection];

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Counts brackets before the parser does, which would run out of stack.
 *
 * @throws GraphQLError LIMIT_EXCEEDED, and a syntax error when a token is malformed
 */
function limitNesting(source: Source): void {
  if (source.body.split(/[[{(]/, MAX_NESTING + 2).length <= MAX_NESTING + 1) return;
  const lexer = new Lexer(source);
  let nesting = 0;
  for (let token = 0; token < MAX_TOKENS; token += 1) {
    const { kind, start } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    if (OPENING.has(kind)) nesting += 1;
    else if (CLOSING.has(kind)) nesting -= 1;
    if (nesting > MAX_NESTING) {
      throw new GraphQLError(`Brackets nest more than ${MAX_NESTING} deep`, {
        source,
        positions: [start],
        extensions: { code: "LIMIT_EXCEEDED" },
      });
    }
  }
}

/**
 * Parses a document that is no larger than it may be.
 *
 * @throws GraphQLError LIMIT_EXCEEDED, or a syntax error
 */
export function parseWithinLimits(text: string | Source, options?: ParseOptions): DocumentNode {
  const source = typeof text === "string" ? new Source(text) : text;
  const { length } = source.body;
  if (length > MAX_CHARACTERS) {
    throw new GraphQLError(`The document has ${length} characters; ${MAX_CHARACTERS} is the limit`, {
      extensions: { code: "LIMIT_EXCEEDED" },
    });
  }
  limitNesting(source);
  return parse(source, { ...options, maxTokens: MAX_TOKENS });
}

/**
 * Refuses documents beyond the limits before anything is executed.
 *
 * @param introspection whether documents may ask for the schema; if not, errors suggest no names of it either
 */
export function useLimits(introspection: boolean): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn(parseWithinLimits);
    },
    onValidate({ addValidationRule, setValidationFn }) {
      for (const rule of LIMIT_RULES) addValidationRule(rule);
      if (introspection) return;
      addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules, options) =>
        validate(schema, document, rules, { ...options, hideSuggestions: true }),
      );
    },
  };
}
