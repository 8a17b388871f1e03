/** Parameters over others: of a run over its deployment's, of a schedule over its deployment's. */
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { parseExactly } from "../exact-json.ts";

/** Later parameters over earlier ones, name by name; numbers keep their notation. */
export function mergeParameters(parameters: JsonText, over: JsonText): JsonText {
  if (over === EMPTY_OBJECT) return parameters;
  if (parameters === EMPTY_OBJECT) return over;
  return toJsonText({ ...(parseExactly(parameters) as object), ...(parseExactly(over) as object) });
}
