/** Jinja's filters, and those that the reference adds (events.jinja_filters). */

import { escaped } from "./html-text.ts";
import { numberFilters } from "./humanize-numbers.ts";
import { timeFilters } from "./humanize-times.ts";
import { argument, MOST_PADDING, padding, whole } from "./template-arguments.ts";
import { capitalized, memberOf, replaced, titled } from "./template-members.ts";
import { binary } from "./template-operators.ts";
import type { Rendering } from "./template-rendering.ts";
import { passesTest } from "./template-tests.ts";
import { textFilters } from "./template-text-filters.ts";
import {
  type CallArguments,
  compare,
  Float,
  fail,
  isDictionary,
  isEqual,
  isTruthy,
  itemsOf,
  jsonOf,
  Model,
  numberOf,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from "./template-values.ts";

export type Filter = (value: Value, given: CallArguments, rendering: Rendering) => Value;

/** "a.b.0" of an item. */
function attributeOf(rendering: Rendering, item: Value, path: Value): Value {
  return textOf(path)
    .split(".")
    .reduce<Value>((value, step) => {
      if (/^\d+$/.test(step) && (Array.isArray(value) || value instanceof Tuple)) {
        return itemsOf(value)[Number(step)] ?? new Undefined(step);
      }
      const found = memberOf(rendering, value, step, "attribute");
      return found instanceof Undefined ? memberOf(rendering, value, step, "item") : found;
    }, item);
}

function sorted(rendering: Rendering, value: Value, given: CallArguments): readonly Value[] {
  const path = argument(given, 2, "attribute");
  const isSensitive = isTruthy(argument(given, 1, "case_sensitive") ?? false);
  const keyOf = (item: Value): Value => {
    const key = path === undefined || path === null ? item : attributeOf(rendering, item, path);
    return typeof key === "string" && !isSensitive ? key.toLowerCase() : key;
  };
  const items = itemsOf(value).toSorted((left, right) => compare(keyOf(left), keyOf(right)));
  return isTruthy(argument(given, 0, "reverse") ?? false) ? items.toReversed() : items;
}

/** select and reject, and the two that look at an attribute. */
function chosen(wanted: boolean, byAttribute: boolean): Filter {
  return (value, { positional }, rendering) => {
    const path = byAttribute ? positional[0] : undefined;
    const [test, ...more] = byAttribute ? positional.slice(1) : positional;
    return itemsOf(value).filter((item) => {
      const looked = path === undefined ? item : attributeOf(rendering, item, path);
      const passes = test === undefined ? isTruthy(looked) : passesTest(textOf(test), looked, more);
      return passes === wanted;
    });
  };
}

function unique(items: readonly Value[]): readonly Value[] {
  return items.filter((item, index) => items.findIndex((other) => isEqual(item, other)) === index);
}

/** Half to even, as Python's round(). */
function rounded(value: Value, given: CallArguments): Value {
  const number = numberOf(value) ?? fail("TypeError", "type does not define __round__ method");
  const scale = 10 ** whole(given, 0, "precision", 0);
  const method = textOf(argument(given, 1, "method") ?? "common");
  const scaled = number * scale;
  if (method === "ceil") return new Float(Math.ceil(scaled) / scale);
  if (method === "floor") return new Float(Math.floor(scaled) / scale);
  // round() of a whole number is one.
  if (typeof value === "number" && scale >= 1) return value;
  const below = Math.floor(scaled);
  const isHalf = scaled - below === 0.5;
  return new Float((isHalf ? below + (below % 2) : Math.round(scaled)) / scale);
}

function truncated(value: Value, given: CallArguments): string {
  const text = textOf(value);
  const length = whole(given, 0, "length", 255);
  const end = textOf(argument(given, 2, "end") ?? "...");
  const leeway = whole(given, 3, "leeway", 5);
  if (text.length <= length + leeway) return text;
  const cut = text.slice(0, Math.max(length - end.length, 0));
  if (isTruthy(argument(given, 1, "killwords") ?? false)) return cut + end;
  const space = cut.lastIndexOf(" ");
  return (space === -1 ? cut : cut.slice(0, space)) + end;
}

function indented(value: Value, given: CallArguments): string {
  const width = argument(given, 0, "width") ?? 4;
  const pad = typeof width === "string" ? width : padding(numberOf(width) ?? 4);
  const isFirst = isTruthy(argument(given, 1, "first") ?? false);
  const isBlank = isTruthy(argument(given, 2, "blank") ?? false);
  const lines = textOf(value).split("\n");
  return lines.map((line, index) => ((index === 0 ? isFirst : isBlank || line !== "") ? pad + line : line)).join("\n");
}

function asWhole(value: Value, given: CallArguments): Value {
  const fallback = argument(given, 0, "default") ?? 0;
  const number = typeof value === "string" ? Number(value.trim() || Number.NaN) : numberOf(value);
  return number === undefined || !Number.isFinite(number) ? fallback : Math.trunc(number);
}

function asFloat(value: Value, given: CallArguments): Value {
  const number = typeof value === "string" ? Number(value.trim() || Number.NaN) : numberOf(value);
  return number === undefined || Number.isNaN(number)
    ? (argument(given, 0, "default") ?? new Float(0))
    : new Float(number);
}

function mapped(value: Value, given: CallArguments, rendering: Rendering): Value {
  const path = given.named.get("attribute");
  const fallback = given.named.get("default");
  const [name, ...more] = given.positional;
  return itemsOf(value).map((item) => {
    if (path === undefined) {
      return applyFilter(rendering, textOf(name ?? ""), item, { positional: more, named: new Map() });
    }
    const found = attributeOf(rendering, item, path);
    return found instanceof Undefined ? (fallback ?? found) : found;
  });
}

/** Items in groups of equal attribute, in the order of these. */
function grouped(value: Value, given: CallArguments, rendering: Rendering): Value {
  const path = argument(given, 0, "attribute") ?? "";
  const fallback = argument(given, 1, "default");
  const keyOf = (item: Value): Value => {
    const key = attributeOf(rendering, item, path);
    return key instanceof Undefined ? (fallback ?? key) : key;
  };
  const sortable = (key: Value): Value => (typeof key === "string" ? key.toLowerCase() : key);
  const items = itemsOf(value).toSorted((left, right) => compare(sortable(keyOf(left)), sortable(keyOf(right))));
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && isEqual(sortable(last.key), sortable(keyOf(item)))) last.items.push(item);
    else groups.push({ key: keyOf(item), items: [item] });
  }
  return groups.map((group) => new Tuple([group.key, group.items]));
}

function summed(value: Value, given: CallArguments, rendering: Rendering): Value {
  const path = argument(given, 0, "attribute");
  const items = itemsOf(value).map((item) => (path === undefined ? item : attributeOf(rendering, item, path)));
  const total = items.reduce<number>((sum, item) => sum + (numberOf(item) ?? fail("TypeError", "not a number")), 0);
  return items.some((item) => item instanceof Float) ? new Float(total) : total;
}

function extreme(sign: 1 | -1): Filter {
  return (value) => {
    const [first, ...rest] = itemsOf(value);
    if (first === undefined) return new Undefined("No aggregated item, sequence was empty.");
    return rest.reduce<Value>((best, item) => (compare(item, best) * sign > 0 ? item : best), first);
  };
}

const fallbackTo: Filter = (value, given) => {
  const isWanted = value instanceof Undefined || (isTruthy(argument(given, 1, "boolean") ?? false) && !isTruthy(value));
  return isWanted ? (argument(given, 0, "default_value") ?? "") : value;
};

const length: Filter = (value) => (value instanceof Undefined ? 0 : itemsOf(value).length);
const flowRunId = /flow-run\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;
const field =
  (name: string): Filter =>
  (value) =>
    value instanceof Model ? (value.fields.get(name) ?? null) : null;

const filters: Readonly<Record<string, Filter>> = {
  ...numberFilters,
  ...textFilters,
  ...timeFilters,
  abs: (value) => (value instanceof Float ? new Float(Math.abs(value.value)) : Math.abs(numberOf(value) ?? 0)),
  attr: (value, { positional: [name = ""] }, rendering) => memberOf(rendering, value, textOf(name), "attribute"),
  batch: (value, given) => {
    const size = Math.max(whole(given, 0, "linecount", 1), 1);
    const filler = argument(given, 1, "fill_with") ?? null;
    const items = itemsOf(value);
    return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => {
      const row = items.slice(index * size, (index + 1) * size);
      const missing = filler === null ? 0 : Math.min(size - row.length, MOST_PADDING);
      return [...row, ...Array.from({ length: missing }, () => filler)];
    });
  },
  capitalize: (value) => capitalized(textOf(value)),
  center: (value, given) => {
    const text = textOf(value);
    const missing = Math.min(whole(given, 0, "width", 80), MOST_PADDING) - text.length;
    return missing <= 0 ? text : padding(Math.floor(missing / 2)) + text + padding(Math.ceil(missing / 2));
  },
  count: length,
  d: fallbackTo,
  default: fallbackTo,
  dictsort: (value, given, rendering) => {
    const isByValue = textOf(argument(given, 1, "by") ?? "key") === "value";
    const entries = isDictionary(value) ? [...value].map((entry) => new Tuple(entry)) : [];
    const named = new Map<string, Value>([
      ["attribute", isByValue ? "1" : "0"],
      ["case_sensitive", argument(given, 0, "case_sensitive") ?? false],
      ["reverse", argument(given, 2, "reverse") ?? false],
    ]);
    return sorted(rendering, entries, { positional: [], named });
  },
  e: (value) => escaped(textOf(value)),
  escape: (value) => escaped(textOf(value)),
  first: (value) => itemsOf(value)[0] ?? new Undefined("No first item, sequence was empty."),
  float: asFloat,
  flow_run_id: (value) => (value ? (flowRunId.exec(textOf(value))?.[1] ?? null) : null),
  forceescape: (value) => escaped(textOf(value)),
  format: (value, { positional }, rendering) => binary(rendering, "%", textOf(value), new Tuple(positional)),
  groupby: grouped,
  indent: indented,
  int: asWhole,
  items: (value) => (isDictionary(value) ? [...value].map((entry) => new Tuple(entry)) : []),
  join: (value, given, rendering) => {
    const path = argument(given, 1, "attribute");
    const items = itemsOf(value).map((item) => textOf(path === undefined ? item : attributeOf(rendering, item, path)));
    return items.join(textOf(argument(given, 0, "d") ?? ""));
  },
  last: (value) => itemsOf(value).at(-1) ?? new Undefined("No last item, sequence was empty."),
  length,
  list: (value) => [...itemsOf(value)],
  lower: (value) => textOf(value).toLowerCase(),
  map: mapped,
  max: extreme(1),
  min: extreme(-1),
  reject: chosen(false, false),
  rejectattr: chosen(false, true),
  replace: (value, given) =>
    replaced(textOf(value), textOf(argument(given, 0, "old") ?? ""), textOf(argument(given, 1, "new") ?? "")),
  reverse: (value) => (typeof value === "string" ? [...value].reverse().join("") : itemsOf(value).toReversed()),
  round: rounded,
  safe: (value) => value,
  select: chosen(true, false),
  selectattr: chosen(true, true),
  sort: (value, given, rendering) => sorted(rendering, value, given),
  string: (value) => textOf(value),
  striptags: (value) =>
    textOf(value)
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ")
      .trim(),
  sum: summed,
  title: (value) => titled(textOf(value)),
  tojson: (value, given) => {
    const indent = argument(given, 0, "indent");
    return jsonOf(value, indent === undefined || indent === null ? undefined : Math.min(numberOf(indent) ?? 0, 10));
  },
  trim: (value) => textOf(value).trim(),
  truncate: truncated,
  ui_resource_events_url: field("__events_url__"),
  ui_url: field("__ui_url__"),
  unique: (value) => unique(itemsOf(value)),
  upper: (value) => textOf(value).toUpperCase(),
  urlencode: (value) => encodeURIComponent(textOf(value)).replaceAll("%2F", "/"),
  wordcount: (value) => (textOf(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
};

export function isFilter(name: string): boolean {
  return Object.hasOwn(filters, name);
}

/** @throws TemplateRenderError for a filter that there is not, and for values it does not take */
export function applyFilter(rendering: Rendering, name: string, value: Value, given: CallArguments): Value {
  if (!isFilter(name)) return fail("TemplateAssertionError", `No filter named '${name}'.`);
  const result = (filters[name] as Filter)(value, given, rendering);
  return typeof result === "string" ? rendering.text(result) : result;
}
