/** Durations in the notations of pydantic's timedelta. */
import { InvalidDurationError, type Microseconds, microseconds, microsecondsFromSeconds } from "../time/duration.ts";
import { numberOf } from "./wire-leaf.ts";
import type { Fault } from "./wire-schema.ts";

const ISO_DURATION =
  /^([+-]?)P(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

/** Seconds in a year of 365 days, a month of 30, a week, a day, an hour, a minute and a second. */
const ISO_UNITS = [31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1];

const DAYS_AND_TIME = /^([+-]?)(?:(\d+) ?d(?:ays?)?,? ?)?(?:(\d+):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?)?$/i;

/** A duration from seconds or from text; undefined when it is none, or too long for whole microseconds in a number. */
export function readDuration(value: unknown): Microseconds | undefined {
  try {
    if (typeof value === "boolean") return microsecondsFromSeconds(value ? 1 : 0);
    const seconds = numberOf(value);
    if (seconds !== undefined) return microsecondsFromSeconds(seconds);
    return typeof value === "string" ? readDurationText(value) : undefined;
  } catch (error) {
    if (error instanceof InvalidDurationError) return undefined;
    throw error;
  }
}

function readDurationText(text: string): Microseconds | undefined {
  const iso = ISO_DURATION.exec(text);
  if (iso !== null) {
    const [, sign, ...amounts] = iso;
    if (!amounts.some((amount) => amount !== undefined)) return undefined;
    let total = 0;
    for (const [index, amount] of amounts.entries()) {
      if (amount === undefined) continue;
      total += microsecondsFromSeconds(Number(amount.replace(",", ".")) * (ISO_UNITS[index] as number));
    }
    return microseconds(sign === "-" ? 0 - total : total);
  }
  const plain = DAYS_AND_TIME.exec(text);
  if (plain === null || text.length < 2) return undefined;
  const [, sign, days, hours, minutes, seconds = "0", fraction = ""] = plain;
  if (days === undefined && hours === undefined) return undefined;
  const whole = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds);
  const total = whole * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
  return microseconds(sign === "-" ? 0 - total : total);
}

/** pydantic's fault for what readDuration refuses; exact for the common ones. */
export function describeBrokenDuration(value: unknown): Fault {
  const number = numberOf(value);
  if (number === undefined && typeof value !== "string") {
    return { type: "time_delta_type", msg: "Input should be a valid timedelta" };
  }
  const error = number === undefined ? describeBrokenText(value as string) : describeBrokenNumber(number);
  return { type: "time_delta_parsing", msg: `Input should be a valid timedelta, ${error}`, ctx: { error } };
}

const TOO_LONG = "durations may not exceed 999,999,999 days";

function describeBrokenNumber(number: number): string {
  return Number.isNaN(number) ? "NaN values not permitted" : TOO_LONG;
}

function describeBrokenText(text: string): string {
  const start = /^[+-]/.test(text) ? 1 : 0;
  const rest = text.slice(start);
  if (text === "") return "input is too short";
  if (ISO_DURATION.test(text)) return /\d/.test(text) ? TOO_LONG : "input is too short";
  if (rest.startsWith("P")) return describeBrokenIso(rest.slice(1));
  if (/d/i.test(text) || text.length < 5) {
    if (!/^\d/.test(rest)) return "invalid digit in duration";
    return '"day" identifier in duration not correctly formatted';
  }
  return describeBrokenTime(rest);
}

function describeBrokenIso(body: string): string {
  const units = /^(?:\d+(?:[.,]\d+)?[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])*)?/.exec(body)?.[0] ?? "";
  const rest = body.slice(units.length);
  const part = units.includes("T") ? "time" : "date";
  if (/^\d/.test(rest)) return `quantity invalid in ${part} part of duration`;
  return rest.startsWith("T") ? '"T" character repeated in duration' : "invalid digit in duration";
}

function describeBrokenTime(text: string): string {
  const match = /^(\d*)(:?)(\d{0,2})(:?)(\d{0,2})/.exec(text);
  if (match === null || match[1] === "") return "invalid character in hour";
  if (match[2] === "") return "invalid character in hour";
  if (match[3]?.length !== 2) return "invalid character in minute";
  if (Number(match[3]) > 59) return "minute value is outside expected range of 0-59";
  if (match[4] === ":" && match[5]?.length !== 2) return "invalid character in second";
  if (Number(match[5] || 0) > 59) return "second value is outside expected range of 0-59";
  return "unexpected extra characters at the end of the input";
}
