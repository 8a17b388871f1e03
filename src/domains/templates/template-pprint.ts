/** Python's pprint.pformat: what is longer than a line, one item a line. */
import type { Rendering } from "./template-rendering.ts";
import { isDictionary, Room, reprOf, Tuple, type Value } from "./template-values.ts";

const WIDTH = 80;

/** As reprOf, with the keys of dictionaries sorted. */
function sortedRepr(value: Value, room = new Room()): string {
  room.take(2);
  if (isDictionary(value)) {
    const entries = sortedEntries(value).map(([key, entry]) => `${reprOf(key, room)}: ${sortedRepr(entry, room)}`);
    return `{${entries.join(", ")}}`;
  }
  if (value instanceof Tuple)
    return `(${value.items.map((item) => sortedRepr(item, room)).join(", ")}${value.items.length === 1 ? "," : ""})`;
  if (Array.isArray(value)) return `[${value.map((item) => sortedRepr(item, room)).join(", ")}]`;
  return reprOf(value, room);
}

function sortedEntries(value: ReadonlyMap<string, Value>): [string, Value][] {
  return [...value].toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

class Printer {
  readonly #rendering: Rendering;

  constructor(rendering: Rendering) {
    this.#rendering = rendering;
  }

  format(value: Value, indent: number, allowance: number, level: number): string {
    // Each level writes all below it anew, so that depth is bounded by what may be written.
    const whole = this.#rendering.text(sortedRepr(value));
    if (whole.length <= WIDTH - indent - allowance) return whole;
    if (isDictionary(value)) return `{${this.#entries(value, indent + 1, allowance + 1, level)}}`;
    if (Array.isArray(value)) return `[${this.#items(value, indent + 1, allowance + 1, level)}]`;
    if (value instanceof Tuple) {
      const end = value.items.length === 1 ? ",)" : ")";
      return `(${this.#items(value.items, indent + 1, allowance + end.length, level)}${end}`;
    }
    return typeof value === "string" ? this.#lines(value, indent, allowance, level) : whole;
  }

  #entries(value: ReadonlyMap<string, Value>, indent: number, allowance: number, level: number): string {
    const entries = sortedEntries(value);
    const written = entries.map(([key, entry], index) => {
      const name = reprOf(key);
      const isLast = index === entries.length - 1;
      return `${name}: ${this.format(entry, indent + name.length + 2, isLast ? allowance : 1, level + 1)}`;
    });
    return written.join(`,\n${" ".repeat(indent)}`);
  }

  #items(items: readonly Value[], indent: number, allowance: number, level: number): string {
    const written = items.map((item, index) =>
      this.format(item, indent, index === items.length - 1 ? allowance : 1, level + 1),
    );
    return written.join(`,\n${" ".repeat(indent)}`);
  }

  /** A long text in pieces, between words. */
  #lines(text: string, at: number, given: number, level: number): string {
    const isOutermost = level === 1;
    const indent = isOutermost ? at + 1 : at;
    const allowance = isOutermost ? given + 1 : given;
    const chunks: string[] = [];
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    for (const [index, line] of lines.entries()) {
      const isLast = index === lines.length - 1;
      const whole = reprOf(line);
      const width = WIDTH - indent;
      if (whole.length <= width - (isLast ? allowance : 0)) chunks.push(whole);
      else chunks.push(...this.#pieces(line, width, isLast ? allowance : 0));
    }
    if (chunks.length === 1) return chunks[0] ?? "";
    const joined = chunks.join(`\n${" ".repeat(indent)}`);
    return isOutermost ? `(${joined})` : joined;
  }

  #pieces(line: string, width: number, allowance: number): string[] {
    const parts = line.match(/\S*\s+|\S+$/g) ?? [];
    const pieces: string[] = [];
    let current = "";
    for (const [index, part] of parts.entries()) {
      const room = width - (index === parts.length - 1 ? allowance : 0);
      if (reprOf(current + part).length > room) {
        if (current !== "") pieces.push(reprOf(current));
        current = part;
      } else {
        current += part;
      }
    }
    if (current !== "") pieces.push(reprOf(current));
    return pieces;
  }
}

export function prettyPrinted(value: Value, rendering: Rendering): string {
  return new Printer(rendering).format(value, 0, 0, 1);
}
