/** What is wrong with values by a schema, as a tree of properties and items (the reference's build_error_obj). */
import { PLACEHOLDER, type SchemaError } from "../json-schema/json-schema.ts";

export type ValueError = string | PropertyError | IndexError;

interface PropertyError {
  readonly property: string;
  readonly errors: ValueError[];
}

interface IndexError {
  readonly index: number;
  readonly errors: ValueError[];
}

export interface ValueErrors {
  readonly errors: readonly ValueError[];
  readonly valid: boolean;
}

/** Where a value could not be filled in, that is all there is to say of it. */
function withoutWhatFollows(errors: readonly SchemaError[]): SchemaError[] {
  const places = Map.groupBy(errors, ({ path }) => path.join("->"));
  return [...places.values()].flatMap((group) => {
    const ofPlaceholders = group.filter(({ keyword }) => keyword === PLACEHOLDER);
    return ofPlaceholders.length > 0 ? ofPlaceholders : group;
  });
}

/** What is missing is told at its own place. */
function placeOf({ path, keyword, message }: SchemaError): readonly (string | number)[] {
  if (keyword !== "required") return path;
  const [name = ""] = message.split(" ");
  return [...path, name.replace(/^'+|'+$/g, "")];
}

function isAt(entry: ValueError, step: string | number): entry is PropertyError | IndexError {
  if (typeof entry === "string") return false;
  return "index" in entry ? entry.index === step : entry.property === step;
}

function entryFor(step: string | number, errors: ValueError[]): PropertyError | IndexError {
  return typeof step === "number" ? { index: step, errors } : { property: step, errors };
}

function add(errors: ValueError[], path: readonly (string | number)[], message: string): void {
  const [step, ...rest] = path;
  if (step === undefined) {
    errors.push(message);
    return;
  }
  // Errors of one place stand beside each other; those below it share an entry.
  if (rest.length === 0) {
    errors.push(entryFor(step, [message]));
    return;
  }
  let entry = errors.find((candidate) => isAt(candidate, step));
  if (entry === undefined) {
    entry = entryFor(step, []);
    errors.push(entry);
  }
  add((entry as PropertyError | IndexError).errors, rest, message);
}

/** @param failures of values whose placeholders are symbols; templates, which have no value yet, are passed over */
export function valueErrors(failures: readonly SchemaError[]): ValueErrors {
  const errors: ValueError[] = [];
  for (const failure of withoutWhatFollows(failures)) {
    const { instance, message } = failure;
    if (typeof instance === "symbol" && instance.description === undefined) continue;
    add(errors, placeOf(failure), message);
  }
  return { errors, valid: errors.length === 0 };
}
