/** Jinja's filters that lay out texts. */

import { escaped } from "./html-text.ts";
import { floatOf } from "./humanize-numbers.ts";
import { fixed } from "./python-numbers.ts";
import { argument, isGiven, MOST_PADDING, text, whole } from "./template-arguments.ts";
import type { Filter } from "./template-filters.ts";
import { withLinks } from "./template-links.ts";
import { prettyPrinted } from "./template-pprint.ts";
import { fail, isDictionary, itemsOf, numberOf, textOf, typeName, Undefined, type Value } from "./template-values.ts";
import { wrapped } from "./template-wordwrap.ts";

const DECIMAL = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

const fileSize: Filter = (value, given) => {
  const bytes = floatOf(value);
  if (bytes === undefined) {
    return fail(
      typeof value === "string" ? "ValueError" : "TypeError",
      `could not convert to float: ${typeName(value)}`,
    );
  }
  const isBinary = isGiven(given, 0, "binary");
  const base = isBinary ? 1_024 : 1_000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const prefixes = isBinary ? BINARY : DECIMAL;
  const found = prefixes.findIndex((_prefix, index) => bytes < base ** (index + 2));
  const place = found === -1 ? prefixes.length - 1 : found;
  return `${fixed((base * bytes) / base ** (place + 2), 1)} ${prefixes[place]}`;
};

const wordWrap: Filter = (value, given, rendering) => {
  const options = {
    width: whole(given, 0, "width", 79),
    breakLongWords: isGiven(given, 1, "break_long_words", true),
    breakOnHyphens: isGiven(given, 3, "break_on_hyphens", true),
  };
  const between = text(given, 2, "wrapstring", "\n");
  const source = textOf(value);
  // As many breaks as there are characters, at the most.
  rendering.text(source);
  if (source.length * between.length > 10 * MOST_PADDING && between.length > 1) fail("OverflowError", "Text too long.");
  return source
    .split(/\r\n|[\n\r]/)
    .map((line) => wrapped(line, options).join(between))
    .join(between);
};

const links: Filter = (value, given) => {
  const limit = argument(given, 0, "trim_url_limit") ?? null;
  const rel = new Set(text(given, 3, "rel", "").split(/\s+/).filter(Boolean));
  if (isGiven(given, 1, "nofollow")) rel.add("nofollow");
  rel.add("noopener");
  const target = argument(given, 2, "target") ?? null;
  const extra = argument(given, 4, "extra_schemes") ?? null;
  return withLinks(escaped(textOf(value)), {
    limit: limit === null ? undefined : (numberOf(limit) ?? undefined),
    attributes: ` rel="${escaped([...rel].toSorted().join(" "))}"${target === null ? "" : ` target="${escaped(textOf(target))}"`}`,
    schemes: extra === null ? [] : itemsOf(extra).map(textOf),
  });
};

const attributes: Filter = (value, given) => {
  if (!isDictionary(value)) return fail("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
  const written = [...value].flatMap(([name, each]) => {
    if (each === null || each instanceof Undefined) return [];
    if (/[\s/>=]/.test(name)) return fail("ValueError", `Invalid character in attribute name: '${name}'`);
    return `${escaped(name)}="${escaped(textOf(each))}"`;
  });
  const isSpaced = written.length > 0 && isGiven(given, 0, "autospace", true);
  return (isSpaced ? " " : "") + written.join(" ");
};

const columns: Filter = (value, given): Value => {
  const items = itemsOf(value);
  const count = whole(given, 0, "slices", 1);
  if (count === 0) return fail("ZeroDivisionError", "integer division or modulo by zero");
  if (count > MOST_PADDING) return fail("OverflowError", `Slices can be no more than ${MOST_PADDING}.`);
  const filler = argument(given, 1, "fill_with") ?? null;
  const each = Math.floor(items.length / count);
  const longer = items.length % count;
  return Array.from({ length: Math.max(count, 0) }, (_column, place) => {
    const start = place * each + Math.min(place, longer);
    const column = items.slice(start, start + each + (place < longer ? 1 : 0));
    return filler !== null && place >= longer ? [...column, filler] : column;
  });
};

const random: Filter = (value) => {
  const items = itemsOf(value);
  return items[Math.floor(Math.random() * items.length)] ?? new Undefined("No random item, sequence was empty.");
};

export const textFilters: Readonly<Record<string, Filter>> = {
  filesizeformat: fileSize,
  pprint: (value, _given, rendering) => prettyPrinted(value, rendering),
  random,
  slice: columns,
  urlize: links,
  wordwrap: wordWrap,
  xmlattr: attributes,
};
