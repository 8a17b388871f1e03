/** Datetimes and durations. */
import {
  formatInstant,
  formatZonedInstant,
  type Instant,
  InvalidInstantError,
  type Microseconds,
  parseInstant,
  parseInstantBound,
  parseZonedInstant,
  secondsFromMicroseconds,
  type ZonedInstant,
} from "../time/instant.ts";
import { describeBrokenDuration, readDuration } from "./wire-duration.ts";
import { type Annotations, isRawJson, makeLeaf, numberOf, REFUSED, valueError } from "./wire-leaf.ts";
import type { Fault, Wire } from "./wire-schema.ts";

/** A datetime as whole microseconds; see parseInstant for what it accepts. */
export function instant(options: Annotations = {}): Wire<Instant> {
  return instantLeaf(parseInstant, formatInstant, options);
}

/** A datetime that bounds a filter: one out of range becomes the end of the range. */
export function instantBound(options: Annotations = {}): Wire<Instant> {
  return instantLeaf(parseInstantBound, formatInstant, options);
}

/** A datetime with the offset it was told by. */
export function zonedInstant(options: Annotations = {}): Wire<ZonedInstant> {
  return instantLeaf(parseZonedInstant, formatZonedInstant, options);
}

function instantLeaf<T extends Instant | ZonedInstant>(
  parse: (input: unknown) => T,
  print: (value: T) => string,
  options: Annotations,
): Wire<T> {
  function read(value: unknown): T | InvalidInstantError {
    try {
      return parse(isRawJson(value) ? numberOf(value) : value);
    } catch (error) {
      if (error instanceof InvalidInstantError) return error;
      throw error;
    }
  }
  return makeLeaf<T>(
    {
      // pydantic names the validator of pendulum's datetimes instead of a type.
      label: "function-wrap[_validate()]",
      convert(value) {
        const result = read(value);
        return result instanceof InvalidInstantError ? REFUSED : result;
      },
      fault: (value) => instantFault(value, read(value)),
      jsonSchema: { type: "string", format: "date-time" },
      print,
    },
    options,
  );
}

/** The reference's own words for what is no datetime; ours for one that no row can carry. */
function instantFault(value: unknown, error: unknown): Fault {
  if (error instanceof InvalidInstantError && error.message.includes("is outside")) {
    return valueError(error.message);
  }
  if (typeof value !== "string") return { type: "value_error", msg: "value is not a valid datetime" };
  return valueError(`Unable to parse string [${value}]`);
}

/** A duration as whole microseconds: seconds, ISO 8601 (PT1H), HH:MM[:SS] or "1 day, HH:MM:SS", as pydantic's timedelta. */
export function duration(options: Annotations = {}): Wire<Microseconds> {
  return makeLeaf<Microseconds>(
    {
      label: "timedelta",
      convert: (value) => readDuration(value) ?? REFUSED,
      fault: describeBrokenDuration,
      jsonSchema: { type: "number", format: "time-delta" },
      print: secondsFromMicroseconds,
    },
    options,
  );
}
