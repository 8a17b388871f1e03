/** Reads the lines of a recurrence: RRULE, EXRULE, RDATE, EXDATE and DTSTART, as dateutil's rrulestr does. */
import type { WallTime } from "../../time/wall-time.ts";
import { isZoneName } from "../../time/zone-names.ts";
import {
  DEFAULT_START,
  HOURLY,
  MINUTELY,
  type Recurrence,
  type RecurrenceRule,
  reachableValues,
  SECONDLY,
} from "./recurrence.ts";
import { RecurrenceError, readRecurrenceDate } from "./recurrence-date.ts";
import { readRule } from "./recurrence-rule-text.ts";

/** About a year of daily RDATEs; the reference's MAX_RRULE_LENGTH. */
export const LONGEST_RECURRENCE = 6_500;

/**
 * Twice the longest recurrence that passes: what is longer is not parsed to find out whether something else is wrong
 * besides its length.
 */
const LONGEST_PARSED = 13_000;

/** The reference's words for what is wrong with a recurrence (its validate_rrule_string); undefined when nothing is. */
export function recurrenceFault(text: string): string | undefined {
  if (text.length <= LONGEST_PARSED) {
    try {
      readRecurrence(text);
    } catch (error) {
      if (error instanceof RecurrenceError) return `Invalid RRule string "${text}": ${error.message}`;
      throw error;
    }
  }
  const length = [...text].length;
  if (length <= LONGEST_RECURRENCE) return undefined;
  const beginning = [...text.slice(0, 80)].slice(0, 40).join("");
  return `Invalid RRule string "${beginning}..."\nMax length is ${LONGEST_RECURRENCE}, got ${length}`;
}

interface Start {
  readonly wall: WallTime;
  readonly isZoned: boolean;
}

/** @throws RecurrenceError in dateutil's words */
export function readRecurrence(text: string): Recurrence {
  const upper = text.toUpperCase();
  const lines = upper.split(/\s+/).filter((line) => line !== "");
  const [first] = lines;
  if (first === undefined) throw new RecurrenceError("empty string");
  if (lines.length === 1 && (!first.includes(":") || upper.startsWith("RRULE:"))) {
    return recurrenceOf({ rules: [first] }, undefined);
  }
  return readLines(lines, zonesIn(text));
}

/** The zone names behind TZID, by their upper case, in which lines are read. */
function zonesIn(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/TZID=([^:]+):/g)].map(([, name = ""]) => [name.toUpperCase(), name]));
}

interface Lines {
  readonly rules: readonly string[];
  readonly exceptionRules?: readonly string[];
  readonly dates?: readonly WallTime[];
  readonly exceptionDates?: readonly WallTime[];
}

function readLines(lines: readonly string[], zones: ReadonlyMap<string, string>): Recurrence {
  const rules: string[] = [];
  const exceptionRules: string[] = [];
  const dates: string[] = [];
  const exceptionDates: WallTime[] = [];
  let start: Start | undefined;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name = "", ...parameters] = (colon === -1 ? "RRULE" : line.slice(0, colon)).split(";");
    const value = line.slice(colon + 1);
    switch (name) {
      case "RRULE":
      case "EXRULE":
        refuseParameters(name, parameters);
        (name === "RRULE" ? rules : exceptionRules).push(value);
        break;
      case "RDATE":
        refuseParameters(
          name,
          parameters.filter((parameter) => parameter !== "VALUE=DATE-TIME"),
        );
        dates.push(...value.split(","));
        break;
      case "EXDATE":
        exceptionDates.push(...readDates(value, parameters, zones).map((each) => each.wall));
        break;
      case "DTSTART": {
        const [only, ...others] = readDates(value, parameters, zones);
        if (others.length > 0) throw new RecurrenceError(`Multiple DTSTART values specified:${value}`);
        start = only;
        break;
      }
      default:
        throw new RecurrenceError(`unsupported property: ${name}`);
    }
  }
  return recurrenceOf(
    { rules, exceptionRules, dates: dates.map((each) => readRecurrenceDate(each).wall), exceptionDates },
    start,
  );
}

function refuseParameters(name: string, parameters: readonly string[]): void {
  const [parameter] = parameters;
  if (parameter !== undefined) throw new RecurrenceError(`unsupported ${name} parm: ${parameter}`);
}

/** Dates with their parameters: VALUE once, and a TZID, whose zone counts for nothing but must not be the second one. */
function readDates(value: string, parameters: readonly string[], zones: ReadonlyMap<string, string>): readonly Start[] {
  let hasZone = false;
  let hasValue = false;
  for (const parameter of parameters) {
    if (parameter.startsWith("TZID=")) {
      const name = zones.get(parameter.slice(parameter.lastIndexOf("TZID=") + "TZID=".length));
      if (name !== undefined) hasZone = isZoneName(name);
      continue;
    }
    if (parameter !== "VALUE=DATE-TIME" && parameter !== "VALUE=DATE") {
      throw new RecurrenceError(`unsupported parm: ${parameter}`);
    }
    if (hasValue) throw new RecurrenceError(`Duplicate value parameter found in: ${parameter}`);
    hasValue = true;
  }
  return value.split(",").map((text) => {
    const date = readRecurrenceDate(text);
    if (hasZone && date.isZoned) throw new RecurrenceError("DTSTART/EXDATE specifies multiple timezone");
    return hasZone ? { ...date, isZoned: true } : date;
  });
}

function recurrenceOf(lines: Lines, start: Start | undefined): Recurrence {
  const { exceptionRules = [], dates = [], exceptionDates = [] } = lines;
  const read = (line: string) => readCheckedRule(line, start);
  const isPlainRule =
    lines.rules.length <= 1 && exceptionRules.length === 0 && dates.length === 0 && exceptionDates.length === 0;
  // The reference answers 500 to a DTSTART alone.
  if (isPlainRule && lines.rules.length === 0) throw new RecurrenceError("no rule");
  return {
    start: start?.wall ?? null,
    rules: lines.rules.map(read),
    exceptionRules: exceptionRules.map(read),
    dates,
    exceptionDates,
    isPlainRule,
  };
}

function readCheckedRule(line: string, start: Start | undefined): RecurrenceRule {
  const { rule, isUntilZoned } = readRule(line);
  if (start !== undefined && isUntilZoned !== undefined && start.isZoned !== isUntilZoned) {
    throw new RecurrenceError("RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware");
  }
  // The reference asks this of the moment it is asked at where there is no DTSTART, and finds out later for good.
  const values = ownValues(rule);
  if (values !== null && reachableValues(rule, values, start?.wall ?? DEFAULT_START).length === 0) {
    throw new RecurrenceError("Invalid rrule byxxx generates an empty set.");
  }
  return rule;
}

/** What a rule says at the level of its frequency: the hours of an hourly one. */
function ownValues(rule: RecurrenceRule): readonly number[] | null {
  switch (rule.frequency) {
    case HOURLY:
      return rule.byHour;
    case MINUTELY:
      return rule.byMinute;
    case SECONDLY:
      return rule.bySecond;
    default:
      return null;
  }
}
