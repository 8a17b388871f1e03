/** Arithmetic of moments and lengths of time, as Python's datetime and timedelta do it. */
import { EARLIEST_INSTANT, type Instant, LATEST_INSTANT } from "../../time/instant.ts";
import { Moment, TimeDelta } from "./template-times.ts";
import { Float, fail, numberOf, type Value } from "./template-values.ts";

/** A quotient to the nearest whole number, halves to the even one. */
function nearest(value: bigint, by: bigint): bigint {
  const [dividend, divisor] = by < 0n ? [-value, -by] : [value, by];
  const rest = ((dividend % divisor) + divisor) % divisor;
  const below = (dividend - rest) / divisor;
  if (2n * rest === divisor) return below + (((below % 2n) + 2n) % 2n);
  return 2n * rest > divisor ? below + 1n : below;
}

/** A finite number as a fraction of whole numbers. */
function fractionOf(number: number): readonly [bigint, bigint] {
  if (!Number.isFinite(number)) return fail("OverflowError", "cannot convert float infinity to integer ratio");
  let [numerator, denominator] = [number, 1n];
  while (!Number.isInteger(numerator)) [numerator, denominator] = [numerator * 2, denominator * 2n];
  return [BigInt(numerator), denominator];
}

/**
 * now + delta.
 *
 * @throws TemplateRenderError OverflowError beyond the moments that the server knows
 */
export function movedBy(moment: Moment, microseconds: bigint): Moment {
  const instant = BigInt(moment.instant) + microseconds;
  if (instant < BigInt(EARLIEST_INSTANT) || instant > BigInt(LATEST_INSTANT)) {
    return fail("OverflowError", "date value out of range");
  }
  return new Moment(Number(instant) as Instant, moment.isNaive);
}

function ofMoments(operator: string, left: Moment, right: Value): Value | undefined {
  if (right instanceof TimeDelta) {
    if (operator === "+") return movedBy(left, right.microseconds);
    return operator === "-" ? movedBy(left, -right.microseconds) : undefined;
  }
  if (!(right instanceof Moment) || operator !== "-") return undefined;
  if (left.isNaive !== right.isNaive)
    return fail("TypeError", "can't subtract offset-naive and offset-aware datetimes");
  return new TimeDelta(BigInt(left.instant) - BigInt(right.instant));
}

function ofDeltas(operator: string, left: bigint, right: bigint): Value | undefined {
  if (operator === "+") return new TimeDelta(left + right);
  if (operator === "-") return new TimeDelta(left - right);
  if (!["/", "//", "%"].includes(operator)) return undefined;
  if (right === 0n) return fail("ZeroDivisionError", "division by zero");
  if (operator === "/") return new Float(Number(left) / Number(right));
  const rest = ((left % right) + right) % right;
  return operator === "%" ? new TimeDelta(rest) : Number((left - rest) / right);
}

function scaled(operator: string, delta: bigint, by: Value, number: number): Value | undefined {
  const [numerator, denominator] = fractionOf(number);
  if (operator === "*") return new TimeDelta(nearest(delta * numerator, denominator));
  if (operator !== "/" && (operator !== "//" || by instanceof Float)) return undefined;
  if (numerator === 0n) return fail("ZeroDivisionError", "division by zero");
  if (operator === "/") return new TimeDelta(nearest(delta * denominator, numerator));
  const rest = ((delta % numerator) + numerator) % numerator;
  return new TimeDelta((delta - rest) / numerator);
}

/**
 * What an operator makes of two values of which one is a moment or a length of time; undefined where Python has no such
 * operation.
 *
 * @throws TemplateRenderError
 */
export function timeArithmetic(operator: string, left: Value, right: Value): Value | undefined {
  if (left instanceof Moment) return ofMoments(operator, left, right);
  if (left instanceof TimeDelta) {
    if (right instanceof TimeDelta) return ofDeltas(operator, left.microseconds, right.microseconds);
    if (right instanceof Moment) return operator === "+" ? movedBy(right, left.microseconds) : undefined;
    const number = numberOf(right);
    return number === undefined ? undefined : scaled(operator, left.microseconds, right, number);
  }
  const number = numberOf(left);
  if (!(right instanceof TimeDelta) || number === undefined || operator !== "*") return undefined;
  return scaled(operator, right.microseconds, left, number);
}
