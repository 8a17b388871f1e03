/** Items and slices of what has an order, and range(), as Python has them. */
import { memberOf } from "./template-members.ts";
import type { Rendering } from "./template-rendering.ts";
import { fail, itemsOf, numberOf, Tuple, textOf, Undefined, type Value } from "./template-values.ts";

/** The reference's bound on range(). */
const MOST_IN_RANGE = 100;

export function sliceOf(
  items: readonly Value[],
  start: number | undefined,
  stop: number | undefined,
  step: number,
): Value[] {
  if (step === 0) fail("ValueError", "slice step cannot be zero");
  if (step === 1) return items.slice(start ?? 0, stop ?? items.length);
  const at = (bound: number | undefined, fallback: number): number =>
    bound === undefined ? fallback : bound < 0 ? bound + items.length : bound;
  const result: Value[] = [];
  const from = Math.min(at(start, step > 0 ? 0 : items.length - 1), items.length - (step > 0 ? 0 : 1));
  const to = at(stop, step > 0 ? items.length : -1);
  for (
    let index = Math.max(from, step > 0 ? 0 : -1);
    step > 0 ? index < Math.min(to, items.length) : index > to && index >= 0;
    index += step
  ) {
    result.push(items[index] as Value);
  }
  return result;
}

export function itemOf(rendering: Rendering, of: Value, key: Value): Value {
  const index = numberOf(key);
  if (index !== undefined && (Array.isArray(of) || of instanceof Tuple || typeof of === "string")) {
    const items = itemsOf(of);
    return items[index < 0 ? index + items.length : index] ?? missingIn(items, index);
  }
  return memberOf(rendering, of, textOf(key), "item");
}

/** None in a list is something; beyond its end there is nothing. */
function missingIn(items: readonly Value[], index: number): Value {
  const place = index < 0 ? index + items.length : index;
  return place >= 0 && place < items.length ? null : new Undefined(`object has no element ${index}`);
}

export function rangeOf(bounds: readonly Value[]): Value {
  const numbers = bounds.map((bound) => numberOf(bound) ?? fail("TypeError", "range() takes integers"));
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, numbers[0] as number] : numbers;
  if (step === 0) fail("ValueError", "range() arg 3 must not be zero");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > MOST_IN_RANGE) {
    fail("OverflowError", `Range too big. The sandbox blocks ranges larger than MAX_TEMPLATE_RANGE=${MOST_IN_RANGE}.`);
  }
  return Array.from({ length: count }, (_, index) => start + index * step);
}
