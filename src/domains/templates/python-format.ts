/** Python's "%" of texts: "%5.1f of %s". */
import { exponential, fixed, general } from "./python-numbers.ts";
import { Float, fail, isDictionary, numberOf, reprOf, Tuple, textOf, typeName, type Value } from "./template-values.ts";

const CONVERSION =
  /%(?:\((?<key>[^()]*)\))?(?<flags>[-+ 0#]*)(?<width>\d*)(?:\.(?<precision>\d*))?[hlL]?(?<kind>.)?/gsu;
/** Wider is no column. */
const WIDEST = 10_000;
const DEFAULT_PRECISION = 6;

function numberFor(kind: string, value: Value): number {
  const number = numberOf(value);
  if (number !== undefined) return number;
  if (kind === "d" || kind === "i" || kind === "u") {
    return fail("TypeError", `%${kind} format: a real number is required, not ${typeName(value)}`);
  }
  return fail("TypeError", `must be real number, not ${typeName(value)}`);
}

function wholeFor(kind: string, value: Value): number {
  if (value instanceof Float && "xXo".includes(kind)) {
    return fail("TypeError", `%${kind} format: an integer is required, not float`);
  }
  return Math.trunc(numberFor(kind, value));
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

const WRITERS: Readonly<Record<string, (value: number, precision: number) => string>> = {
  e: exponential,
  f: fixed,
  g: general,
};

/** One value by its conversion, before it is padded. */
function converted(kind: string, precision: number | undefined, value: Value): string {
  switch (kind) {
    case "s":
      return [...textOf(value)].slice(0, precision).join("");
    case "r":
    case "a":
      return [...reprOf(value)].slice(0, precision).join("");
    case "c":
      return typeof value === "string" ? value : String.fromCodePoint(wholeFor(kind, value));
    case "d":
    case "i":
    case "u": {
      const whole = wholeFor(kind, value);
      return (whole < 0 ? "-" : "") + String(Math.abs(whole)).padStart(Math.min(precision ?? 0, WIDEST), "0");
    }
    case "x":
      return wholeFor(kind, value).toString(16);
    case "X":
      return wholeFor(kind, value).toString(16).toUpperCase();
    case "o":
      return wholeFor(kind, value).toString(8);
    default: {
      const write = WRITERS[kind.toLowerCase()];
      if (write === undefined) return fail("ValueError", `unsupported format character '${kind}'`);
      const number = numberFor(kind, value);
      const text = Number.isFinite(number) ? write(number, precision ?? DEFAULT_PRECISION) : notFinite(number);
      return kind === kind.toUpperCase() ? text.toUpperCase() : text;
    }
  }
}

function padded(text: string, kind: string, flags: string, width: number): string {
  const isNumber = !"srac".includes(kind);
  const signed =
    isNumber && !text.startsWith("-") && /[+ ]/.test(flags) ? (flags.includes("+") ? "+" : " ") + text : text;
  const missing = Math.min(width, WIDEST) - [...signed].length;
  if (missing <= 0) return signed;
  if (flags.includes("-")) return signed + " ".repeat(missing);
  if (!isNumber || !flags.includes("0")) return " ".repeat(missing) + signed;
  const sign = /^[-+ ]/.exec(signed)?.[0] ?? "";
  return sign + "0".repeat(missing) + signed.slice(sign.length);
}

/**
 * text % given.
 *
 * @throws TemplateRenderError under the names that Python's exceptions have
 */
export function percentFormat(text: string, given: Value): string {
  const values = given instanceof Tuple ? [...given.items] : [given];
  let isNamed = false;
  const written = text.replace(CONVERSION, (...parts) => {
    const {
      key,
      flags = "",
      width = "",
      precision,
      kind,
    } = parts.at(-1) as Readonly<Record<string, string | undefined>>;
    if (kind === undefined) return fail("ValueError", "incomplete format");
    if (kind === "%") return "%";
    let value: Value | undefined;
    if (key === undefined) {
      value = values.shift();
      if (value === undefined) return fail("TypeError", "not enough arguments for format string");
    } else {
      if (!isDictionary(given)) return fail("TypeError", "format requires a mapping");
      isNamed = true;
      value = given.get(key);
      if (value === undefined) return fail("KeyError", key);
    }
    const digits = precision === undefined ? undefined : Number(precision);
    return padded(converted(kind, digits, value), kind, flags, Number(width));
  });
  if (values.length > 0 && !isNamed && !isDictionary(given) && !Array.isArray(given)) {
    return fail("TypeError", "not all arguments converted during string formatting");
  }
  return written;
}
