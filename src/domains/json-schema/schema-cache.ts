/** Schemas that are asked again and again, such as a deployment's with each of its runs: prepared once, kept by their text. */
import type { JsonText } from "../../db/json-text.ts";
import { parseExactly } from "../exact-json.ts";
import {
  CircularSchemaError,
  InvalidSchemaError,
  type PreparedSchema,
  prepareSchema,
  type ValidationOptions,
} from "./json-schema.ts";

/** A server has some hundreds of deployments in use. */
const MAXIMUM_SCHEMAS = 500;
/** A larger schema is prepared each time, so that the cache stays below some tens of megabytes. */
const LONGEST_TEXT = 20_000;

type Outcome = PreparedSchema | InvalidSchemaError | CircularSchemaError;

/** A function that prepares schemas under fixed options and remembers the last ones. */
export function schemaCache(options: ValidationOptions): (text: JsonText) => PreparedSchema {
  const outcomes = new Map<JsonText, Outcome>();

  function outcomeOf(text: JsonText): Outcome {
    try {
      return prepareSchema(parseExactly(text), options);
    } catch (error) {
      if (error instanceof InvalidSchemaError || error instanceof CircularSchemaError) return error;
      throw error;
    }
  }

  /** @throws InvalidSchemaError; CircularSchemaError */
  return (text) => {
    let outcome = outcomes.get(text);
    if (outcome === undefined) {
      outcome = outcomeOf(text);
      if (text.length <= LONGEST_TEXT) {
        const [oldest] = outcomes.keys();
        if (outcomes.size >= MAXIMUM_SCHEMAS && oldest !== undefined) outcomes.delete(oldest);
        outcomes.set(text, outcome);
      }
    }
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
}
