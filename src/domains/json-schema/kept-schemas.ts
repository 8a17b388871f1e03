/** JSON that is asked for with every run, such as the schema of a deployment: it is read and prepared once, not each time. */
import type { JsonText } from "../../db/json-text.ts";
import { parseExactly } from "../exact-json.ts";
import type { JsonObject } from "./python-values.ts";

/** Of all texts together: a thousand schemas of the usual size, and some ten megabytes once they are read. */
const MOST_CHARACTERS = 2_000_000;

/** Those used last come last. */
const kept = new Map<JsonText, unknown>();
let keptCharacters = 0;

/** As parseExactly; the value is the same one each time for the same text, so nobody may change it. */
export function parseKept(text: JsonText): unknown {
  const known = kept.get(text);
  if (known === undefined) {
    const value = parseExactly(text);
    keep(text, value);
    return value;
  }
  kept.delete(text);
  kept.set(text, known);
  return known;
}

function keep(text: JsonText, value: unknown): void {
  if (text.length > MOST_CHARACTERS) return;
  kept.set(text, value);
  keptCharacters += text.length;
  for (const oldest of kept.keys()) {
    if (keptCharacters <= MOST_CHARACTERS) return;
    kept.delete(oldest);
    keptCharacters -= oldest.length;
  }
}

/**
 * What is worked out of an object, remembered for as long as the object is there.
 *
 * @param keyOf tells what of the options matters
 * @param work must depend on nothing but the object and that; what it throws is not remembered
 */
export function remembered<Options, Value>(
  keyOf: (options: Options) => string,
  work: (object: JsonObject, options: Options) => Value,
): (object: JsonObject, options: Options) => Value {
  const known = new WeakMap<JsonObject, Map<string, Value>>();
  return (object, options) => {
    let values = known.get(object);
    if (values === undefined) {
      values = new Map();
      known.set(object, values);
    }
    const key = keyOf(options);
    if (!values.has(key)) values.set(key, work(object, options));
    return values.get(key) as Value;
  };
}
