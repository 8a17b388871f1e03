/**
 * The values that templates see, and how Python writes, weighs and compares them. None is an object whose members a template
 * could reach besides those that are meant for it.
 */
import { formatInstant } from "../../time/instant.ts";
import { pythonFloat, pythonRepr } from "./python-text.ts";
import { TemplateRenderError } from "./template-error.ts";
import { Moment, TimeDelta } from "./template-times.ts";

/** A Python float; whole numbers without one are numbers. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** What is not there; whatever is looked up in it is not there either. */
export class Undefined {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An object of the server: named fields, and labels where it has some. */
export class Model {
  readonly kind: string;
  readonly fields: ReadonlyMap<string, Value>;
  /** What is found by brackets. */
  readonly labels: ReadonlyMap<string, string> | undefined;

  constructor(kind: string, fields: ReadonlyMap<string, Value>, labels?: ReadonlyMap<string, string>) {
    this.kind = kind;
    this.fields = fields;
    this.labels = labels;
  }
}

/** What `namespace()` makes: the one thing a template may change. */
export class Namespace {
  readonly values = new Map<string, Value>();
}

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export class Callable {
  readonly call: (given: CallArguments) => Value;
  constructor(call: (given: CallArguments) => Value) {
    this.call = call;
  }
}

export type Dictionary = ReadonlyMap<string, Value>;
export type Value =
  | null
  | boolean
  | number
  | string
  | Float
  | Tuple
  | Undefined
  | Moment
  | TimeDelta
  | Model
  | Namespace
  | Callable
  | readonly Value[]
  | Dictionary;

export function fail(kind: string, message: string): never {
  throw new TemplateRenderError(kind, message);
}

export function isDictionary(value: Value): value is Dictionary {
  return value instanceof Map;
}

export function isTruthy(value: Value): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Undefined) return false;
  if (value instanceof TimeDelta) return value.microseconds !== 0n;
  if (Array.isArray(value)) return value.length > 0;
  return isDictionary(value) ? value.size > 0 : Boolean(value);
}

/** The items of what can be gone through. */
export function itemsOf(value: Value): readonly Value[] {
  if (value instanceof Undefined) return [];
  if (value instanceof Tuple) return value.items;
  if (typeof value === "string") return [...value];
  if (isDictionary(value)) return [...value.keys()];
  if (value instanceof Model && value.labels !== undefined) {
    return [...value.labels].map((entry) => new Tuple(entry));
  }
  if (Array.isArray(value)) return value;
  return fail("TypeError", `'${typeName(value)}' object is not iterable`);
}

export function typeName(value: Value): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "int";
  if (typeof value === "string") return "str";
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Moment) return "DateTime";
  if (value instanceof TimeDelta) return "datetime.timedelta";
  if (value instanceof Model) return value.kind;
  if (value instanceof Namespace) return "Namespace";
  if (value instanceof Callable) return "function";
  return isDictionary(value) ? "dict" : "list";
}

export function numberOf(value: Value): number | undefined {
  if (value instanceof Float) return value.value;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : undefined;
}

/** Characters that are written of a value, or values in it that are looked at. */
const LARGEST_VALUE = 1_000_000;

/**
 * What is left of a bound while a value is gone through. A list may hold another twice, which holds another twice: sixty steps of a
 * template make one that no machine could write.
 */
export class Room {
  #left = LARGEST_VALUE;

  take(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) fail("OverflowError", `Values of templates can be no larger than ${LARGEST_VALUE} characters.`);
  }
}

function itemsEqual(left: readonly Value[], right: readonly Value[], room: Room): boolean {
  return left.length === right.length && left.every((item, index) => isEqual(item, right[index] as Value, room));
}

export function isEqual(left: Value, right: Value, room = new Room()): boolean {
  room.take(1);
  if (left === right) return true;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a === b;
  if (left instanceof Undefined) return right instanceof Undefined;
  if (left instanceof Moment && right instanceof Moment) {
    return left.instant === right.instant && left.isNaive === right.isNaive;
  }
  if (left instanceof TimeDelta && right instanceof TimeDelta) return left.microseconds === right.microseconds;
  if (left instanceof Tuple && right instanceof Tuple) return itemsEqual(left.items, right.items, room);
  if (Array.isArray(left) && Array.isArray(right)) return itemsEqual(left, right, room);
  if (isDictionary(left) && isDictionary(right)) {
    return (
      left.size === right.size &&
      [...left].every(([key, value]) => isEqual(value, right.get(key) ?? new Undefined(key), room))
    );
  }
  return false;
}

/** Negative, zero or positive; Python compares what is of one kind. */
export function compare(left: Value, right: Value, operator = "<"): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof Moment && right instanceof Moment && left.isNaive === right.isNaive) {
    return left.instant - right.instant;
  }
  if (left instanceof TimeDelta && right instanceof TimeDelta) return Number(left.microseconds - right.microseconds);
  return fail(
    "TypeError",
    `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** What Python's str() makes. */
export function textOf(value: Value): string {
  return textWithin(value, new Room());
}

function textWithin(value: Value, room: Room): string {
  if (typeof value === "string") return value;
  if (value instanceof Undefined) return "";
  if (value instanceof Moment) return value.text(" ");
  if (value instanceof TimeDelta) return value.text();
  if (value instanceof Model) {
    const own = value.fields.get("__str__");
    if (typeof own === "string") return own;
    return [...value.fields].map(([name, field]) => `${name}=${reprOf(field, room)}`).join(" ");
  }
  return reprOf(value, room);
}

/** What Python's repr() makes. */
export function reprOf(value: Value, room = new Room()): string {
  if (value instanceof Tuple) {
    return `(${reprsOf(value.items, room)}${value.items.length === 1 ? "," : ""})`;
  }
  if (Array.isArray(value)) return `[${reprsOf(value, room)}]`;
  if (isDictionary(value)) {
    const entries = [...value].map(([key, entry]) => `${reprOf(key, room)}: ${reprOf(entry, room)}`);
    return `{${entries.join(", ")}}`;
  }
  const text = plainRepr(value, room);
  room.take(text.length);
  return text;
}

function reprsOf(items: readonly Value[], room: Room): string {
  room.take(2 + items.length);
  return items.map((item) => reprOf(item, room)).join(", ");
}

function plainRepr(value: Exclude<Value, Tuple | Dictionary>, room: Room): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return pythonRepr(value);
  if (value instanceof Float) return pythonFloat(value.value);
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Moment || value instanceof TimeDelta) return value.repr();
  if (value instanceof Model) return `${value.kind}(${textWithin(value, room)})`;
  return value instanceof Namespace ? "<Namespace>" : "<function>";
}

/** A value as JSON, with what HTML would take for markup escaped, as Jinja's tojson does. */
export function jsonOf(value: Value, indent?: number): string {
  const plain = sortedKeys(plainOf(value));
  const text = indent === undefined ? spacedJson(plain) : ascii(JSON.stringify(plain, null, indent));
  return text
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("'", "\\u0027");
}

const isRawNumber = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON;

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** Jinja has Python sort the keys. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sortedKeys(entry)]));
}

/** With a space after commas and colons, as Python writes JSON. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (!isPlainObject(value)) return ascii(JSON.stringify(value));
  const entries = Object.entries(value).map(([key, entry]) => `${ascii(JSON.stringify(key))}: ${spacedJson(entry)}`);
  return `{${entries.join(", ")}}`;
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function plainOf(value: Value, room = new Room()): unknown {
  room.take(1);
  if (value instanceof Float) return JSON.rawJSON(pythonFloat(value.value));
  if (value instanceof Tuple) return value.items.map((item) => plainOf(item, room));
  if (value instanceof Moment && !value.isNaive) return formatInstant(value.instant);
  if (value instanceof Model) return plainEntries(value.labels ?? value.fields, room);
  if (Array.isArray(value)) return value.map((item) => plainOf(item, room));
  if (isDictionary(value)) return plainEntries(value, room);
  if (
    value instanceof Undefined ||
    value instanceof Callable ||
    value instanceof Namespace ||
    value instanceof TimeDelta ||
    value instanceof Moment
  ) {
    return fail("TypeError", `Object of type ${typeName(value)} is not JSON serializable`);
  }
  return value;
}

function plainEntries(entries: ReadonlyMap<string, Value>, room: Room): unknown {
  const plain = [...entries].filter(([key, value]) => !key.startsWith("__") && !(value instanceof Callable));
  return Object.fromEntries(plain.map(([key, value]) => [key, plainOf(value, room)]));
}
