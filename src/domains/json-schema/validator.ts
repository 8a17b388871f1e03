/** Evaluating a value by a JSON Schema: every error, in the order in which Python's jsonschema finds them. */
import { Budget } from "./budget.ts";
import { CircularSchemaError } from "./circular-schema-error.ts";
import { type Checker, KEYWORDS, type Keyword, type Path, type SchemaError } from "./keywords.ts";
import { isObject, type JsonObject, repr } from "./python-values.ts";

/** How deep schemas may be nested in each other, references included; Python's own stack ends at about 1,000 calls. */
const MAXIMUM_DEPTH = 200;

/**
 * The keyword of errors of placeholders: symbols that stand where a value could not be filled in, with the reason as their
 * description. See parameters/hydration.ts.
 */
export const PLACEHOLDER = "_placeholders";

export class UnresolvableReferenceError extends Error {
  override readonly name = "UnresolvableReferenceError";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Follows a local reference, such as "#/$defs/Item". */
function resolve(root: unknown, reference: string): unknown {
  if (!reference.startsWith("#")) throw new UnresolvableReferenceError(`Unresolvable: ${reference}`);
  const pointer = decoded(reference.slice(1));
  let target: unknown = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const isParent = (isObject(target) || Array.isArray(target)) && Object.hasOwn(target, key);
    const next = isParent ? (target as JsonObject)[key] : undefined;
    if (next === undefined) {
      throw new UnresolvableReferenceError(`PointerToNowhere: ${repr(pointer)} does not exist within ${repr(root)}`);
    }
    target = next;
  }
  return target;
}

export interface Evaluation {
  /** Where references lead: the whole schema. */
  readonly root: unknown;
  readonly keywords?: Readonly<Record<string, Keyword>>;
  readonly maximumDepth?: number;
}

/**
 * Every error of a value by the schema; paths begin at the value.
 *
 * @throws CircularSchemaError; UnresolvableReferenceError
 */
export function schemaErrors(value: unknown, evaluation: Evaluation): SchemaError[] {
  const { root, keywords = KEYWORDS, maximumDepth = MAXIMUM_DEPTH } = evaluation;
  return errorsOf({ root, keywords, maximumDepth, budget: new Budget() }, value, root, 0);
}

interface Running extends Required<Evaluation> {
  readonly budget: Budget;
}

function errorsOf(evaluation: Running, instance: unknown, schema: unknown, depth: number): SchemaError[] {
  const { root, keywords, maximumDepth, budget } = evaluation;
  if (depth > maximumDepth) throw new CircularSchemaError("The schema is nested too deep");
  if (schema === false) {
    const message = `False schema does not allow ${repr(instance)}`;
    return [{ keyword: "", message, path: [], instance, schema: {}, context: [] }];
  }
  if (!isObject(schema)) return [];
  const errors: SchemaError[] = [];
  for (const [keyword, argument] of Object.entries(schema)) {
    const check = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (check === undefined) continue;
    budget.spendOnKeyword(argument, instance);
    const checker: Checker = {
      fail: (message, context = []) => {
        budget.spendOnMessage(message);
        errors.push({ keyword, message, path: [], instance, schema, context });
      },
      descend(part, inner, step) {
        const prefix: Path = step === undefined ? [] : [step];
        const found = errorsOf(evaluation, part, inner, depth + 1);
        budget.spendOnErrors(found.length);
        for (const error of found) {
          errors.push({ ...error, path: [...prefix, ...error.path] });
        }
      },
      errorsOf: (part, inner) => errorsOf(evaluation, part, inner, depth + 1),
      resolve: (reference) => resolve(root, reference),
    };
    check(checker, argument, instance, schema);
  }
  if (typeof instance === "symbol" && instance.description !== undefined) {
    errors.push({ keyword: PLACEHOLDER, message: instance.description, path: [], instance, schema, context: [] });
  }
  return errors;
}
