/** What templates find without being given it: Jinja's own functions. */

import { argument, whole } from "./template-arguments.ts";
import type { Rendering } from "./template-rendering.ts";
import { rangeOf } from "./template-sequences.ts";
import {
  type CallArguments,
  Callable,
  fail,
  isDictionary,
  isTruthy,
  itemsOf,
  Model,
  Namespace,
  numberOf,
  textOf,
  type Value,
} from "./template-values.ts";

function dictionary({ positional: [from], named }: CallArguments): Value {
  const pairs = from === undefined ? [] : isDictionary(from) ? [...from] : itemsOf(from).map(pair);
  return new Map([...pairs, ...named]);
}

function pair(value: Value): [string, Value] {
  const [key, entry, ...more] = itemsOf(value);
  if (key === undefined || entry === undefined || more.length > 0) {
    return fail("ValueError", "dictionary update sequence element has another length; 2 is required");
  }
  return [textOf(key), entry];
}

function namespace({ positional: [from], named }: CallArguments): Value {
  const made = new Namespace();
  const given = from !== undefined && isDictionary(from) ? [...from] : [];
  for (const [name, value] of [...given, ...named]) made.values.set(name, value);
  return made;
}

/** Goes through what it is given, again and again. */
function cycler({ positional: items }: CallArguments): Value {
  const [first] = items;
  if (first === undefined) return fail("RuntimeError", "at least one item has to be provided");
  let place = 0;
  const fields = new Map<string, Value>([["current", first]]);
  const show = (): void => void fields.set("current", items[place] ?? null);
  const next = (): Value => {
    const current = items[place] ?? null;
    place = (place + 1) % items.length;
    show();
    return current;
  };
  const reset = (): Value => {
    place = 0;
    show();
    return null;
  };
  fields.set("next", new Callable(next)).set("reset", new Callable(reset));
  return new Model("Cycler", fields);
}

/** Nothing the first time it is called, then what comes between. */
function joiner(given: CallArguments): Value {
  const between = argument(given, 0, "sep") ?? ", ";
  let isUsed = false;
  return new Callable(() => {
    if (isUsed) return textOf(between);
    isUsed = true;
    return "";
  });
}

const WORDS =
  "a ac accumsan ad aenean aliquam amet ante aptent arcu at auctor augue bibendum blandit class commodo congue consectetur cras cubilia cum curae cursus dapibus diam dictum dolor donec dui egestas eget elit enim erat eros est et etiam eu euismod facilisi fames felis fermentum fringilla fusce gravida habitant hac hendrerit iaculis id imperdiet in integer interdum ipsum justo lacinia lacus laoreet lectus leo libero ligula lorem luctus maecenas magna massa mattis mauris metus mi molestie mollis morbi nam nec neque nibh nisi nisl non nulla nunc odio orci ornare pede pellentesque pharetra placerat porta purus quam quis risus rutrum sagittis sapien sed sem sit sodales suscipit tellus tempor tortor tristique turpis ullamcorper urna ut varius vel velit vitae vivamus volutpat vulputate".split(
    " ",
  );
const MOST_PARAGRAPHS = 20;
const MOST_WORDS = 1_000;

function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}

function sentence(least: number, most: number): string {
  const count = Math.max(0, Math.min(least + below(Math.max(1, most - least)), MOST_WORDS));
  const words = Array.from({ length: count }, () => WORDS[below(WORDS.length)] ?? "lorem").join(" ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Text that means nothing. */
function lipsum(given: CallArguments): Value {
  const count = Math.min(whole(given, 0, "n", 5), MOST_PARAGRAPHS);
  const isMarkup = isTruthy(argument(given, 1, "html") ?? true);
  const [least, most] = [
    numberOf(argument(given, 2, "min") ?? 20) ?? 20,
    numberOf(argument(given, 3, "max") ?? 100) ?? 100,
  ];
  const paragraphs = Array.from({ length: Math.max(count, 0) }, () => sentence(least, most));
  return isMarkup ? paragraphs.map((each) => `<p>${each}</p>`).join("\n") : paragraphs.join("\n\n");
}

export function globalsOf(rendering: Rendering): readonly (readonly [string, Value])[] {
  const functions: readonly (readonly [string, (given: CallArguments) => Value])[] = [
    ["range", ({ positional }) => rangeOf(positional)],
    ["dict", dictionary],
    ["namespace", namespace],
    ["cycler", cycler],
    ["joiner", joiner],
    ["lipsum", (given) => rendering.text(textOf(lipsum(given)))],
  ];
  return functions.map(([name, call]) => [name, new Callable(call)]);
}
