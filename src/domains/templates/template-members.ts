/** What templates find in values by a dot or by brackets: fields, labels, and the methods that change nothing. */
import type { Rendering } from "./template-rendering.ts";
import { Moment, TimeDelta } from "./template-times.ts";
import {
  Callable,
  type Dictionary,
  Float,
  fail,
  isDictionary,
  isEqual,
  itemsOf,
  Model,
  Namespace,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from "./template-values.ts";

type Method<Of> = (of: Of, given: readonly Value[], rendering: Rendering) => Value;

/** Characters that are stripped: those given, or white space. */
function stripped(text: string, characters: Value | undefined, ends: "both" | "left" | "right"): string {
  const isStripped = (character: string): boolean =>
    characters === undefined || characters === null ? /\s/.test(character) : textOf(characters).includes(character);
  let start = 0;
  let end = text.length;
  while (ends !== "right" && start < end && isStripped(text[start] as string)) start += 1;
  while (ends !== "left" && end > start && isStripped(text[end - 1] as string)) end -= 1;
  return text.slice(start, end);
}

export function titled(text: string): string {
  return text.toLowerCase().replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function anyOf(given: Value | undefined): string[] {
  return given instanceof Tuple ? given.items.map(textOf) : [textOf(given ?? "")];
}

const textMethods: Readonly<Record<string, Method<string>>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: titled,
  capitalize: capitalized,
  strip: (text, [characters]) => stripped(text, characters, "both"),
  lstrip: (text, [characters]) => stripped(text, characters, "left"),
  rstrip: (text, [characters]) => stripped(text, characters, "right"),
  startswith: (text, [given]) => anyOf(given).some((each) => text.startsWith(each)),
  endswith: (text, [given]) => anyOf(given).some((each) => text.endsWith(each)),
  removeprefix: (text, [given = ""]) => (text.startsWith(textOf(given)) ? text.slice(textOf(given).length) : text),
  removesuffix: (text, [given = ""]) =>
    textOf(given) !== "" && text.endsWith(textOf(given)) ? text.slice(0, -textOf(given).length) : text,
  split: (text, [separator]) =>
    separator === undefined || separator === null
      ? text.split(/\s+/).filter((part) => part !== "")
      : text.split(textOf(separator)),
  splitlines: (text) => text.split(/\r\n|\n|\r/),
  join: (text, [items = []], rendering) => rendering.text(itemsOf(items).map(textOf).join(text)),
  replace: (text, [old = "", by = ""], rendering) => rendering.text(replaced(text, textOf(old), textOf(by))),
  find: (text, [part = ""]) => text.indexOf(textOf(part)),
  count: (text, [part = ""]) => (textOf(part) === "" ? text.length + 1 : text.split(textOf(part)).length - 1),
  isdigit: (text) => /^\d+$/.test(text),
  isupper: (text) => text !== text.toLowerCase() && text === text.toUpperCase(),
  islower: (text) => text !== text.toUpperCase() && text === text.toLowerCase(),
};

/** The longest product of a text's length and that of what goes in between its characters, before it is made. */
const LONGEST_REPLACEMENT = 1_000_000;

/** Every occurrence replaced; bounded before it is made. */
export function replaced(text: string, old: string, by: string): string {
  const times = old === "" ? text.length + 1 : text.split(old).length - 1;
  if (text.length + times * by.length > LONGEST_REPLACEMENT) fail("OverflowError", "Text too long.");
  return text.replaceAll(old, () => by);
}

const dictionaryMethods: Readonly<Record<string, Method<Dictionary>>> = {
  get: (of, [key = null, fallback = null]) => of.get(textOf(key)) ?? fallback,
  keys: (of) => [...of.keys()],
  values: (of) => [...of.values()],
  items: (of) => [...of].map((entry) => new Tuple(entry)),
};

const listMethods: Readonly<Record<string, Method<readonly Value[]>>> = {
  count: (of, [value = null]) => of.filter((item) => isEqual(item, value)).length,
  index: (of, [value = null]) => {
    const index = of.findIndex((item) => isEqual(item, value));
    return index === -1 ? fail("ValueError", "value is not in list") : index;
  },
};

const momentMethods: Readonly<Record<string, Method<Moment>>> = {
  isoformat: (of) => of.text(),
  strftime: (of, [format = ""]) => formatMoment(of, textOf(format)),
  timestamp: (of) => Math.floor(of.instant / 1_000_000),
};

function formatMoment(moment: Moment, format: string): string {
  const date = new Date(Math.floor(moment.instant / 1_000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const name = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" }).format(date);
  const parts: Readonly<Record<string, () => string>> = {
    Y: () => String(date.getUTCFullYear()),
    m: () => two(date.getUTCMonth() + 1),
    d: () => two(date.getUTCDate()),
    H: () => two(date.getUTCHours()),
    I: () => two(date.getUTCHours() % 12 || 12),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    f: () => String(moment.instant % 1_000_000).padStart(6, "0"),
    p: () => (date.getUTCHours() < 12 ? "AM" : "PM"),
    y: () => two(date.getUTCFullYear() % 100),
    b: () => name({ month: "short" }),
    B: () => name({ month: "long" }),
    a: () => name({ weekday: "short" }),
    A: () => name({ weekday: "long" }),
    Z: () => "UTC",
    z: () => "+0000",
    "%": () => "%",
  };
  return format.replace(/%(.)/g, (whole, part: string) =>
    Object.hasOwn(parts, part) ? (parts[part]?.() ?? "") : whole,
  );
}

const MOMENT_FIELDS: readonly string[] = ["year", "month", "day", "hour", "minute", "second"];

function deltaMember(delta: TimeDelta, name: string): Value | undefined {
  const { days, seconds, microseconds } = delta.parts;
  if (name === "total_seconds") return new Callable(() => new Float(delta.seconds));
  const parts: Readonly<Record<string, bigint>> = { days, seconds, microseconds };
  return Object.hasOwn(parts, name) ? Number(parts[name]) : undefined;
}

function methodOf<Of>(
  methods: Readonly<Record<string, Method<Of>>>,
  of: Of,
  name: string,
  rendering: Rendering,
): Value | undefined {
  if (!Object.hasOwn(methods, name)) return undefined;
  const method = methods[name] as Method<Of>;
  return new Callable(({ positional }) => method(of, positional, rendering));
}

/** A member by name; Undefined where there is none, and for whatever begins with an underscore. */
export function memberOf(rendering: Rendering, of: Value, name: string, by: "attribute" | "item"): Value {
  const missing = new Undefined(of instanceof Undefined ? of.name : name);
  if (by === "attribute" && name.startsWith("_")) return missing;
  if (of instanceof Namespace) return of.values.get(name) ?? missing;
  if (of instanceof Model) {
    const label = of.labels?.get(name);
    if (by === "item") return label ?? of.fields.get(name) ?? missing;
    return of.fields.has(name) ? (of.fields.get(name) ?? null) : missing;
  }
  if (isDictionary(of)) {
    const method = methodOf(dictionaryMethods, of, name, rendering);
    const entry = of.has(name) ? (of.get(name) ?? null) : undefined;
    return (
      (by === "item" ? (entry === undefined ? method : entry) : (method ?? entry)) ?? (of.has(name) ? null : missing)
    );
  }
  if (by === "item") return missing;
  if (typeof of === "string") return methodOf(textMethods, of, name, rendering) ?? missing;
  if (of instanceof Moment) {
    const field = MOMENT_FIELDS.indexOf(name);
    if (field === -1) return methodOf(momentMethods, of, name, rendering) ?? missing;
    return Number(of.text().split(/[-T:+.]/)[field]);
  }
  if (of instanceof TimeDelta) return deltaMember(of, name) ?? missing;
  if (Array.isArray(of)) return methodOf(listMethods, of as readonly Value[], name, rendering) ?? missing;
  return missing;
}
