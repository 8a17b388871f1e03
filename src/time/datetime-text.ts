import { daysFromDate, daysInMonth, type EpochTime, SECONDS_PER_DAY } from "./calendar.ts";
import { readIsoText, readSlashedText } from "./datetime-text-fallbacks.ts";
import { digitsAt, skipDigits } from "./digits.ts";

/** Above this magnitude a number counts milliseconds, at or below it seconds, as pydantic reads epoch numbers. */
const MILLISECONDS_WATERSHED = 20_000_000_000;

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the limits of Python's datetime. */
const FIRST_EPOCH_SECOND = -62_135_596_800;
const LAST_EPOCH_SECOND = 253_402_300_799;

/** An exponent is read only after a decimal point: the reference takes "1.5e3" and refuses "1e3". */
const DECIMAL_TEXT = /^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE_TEXT = /^[+-]?\d+$/;

/**
 * Reads a datetime the way the reference's pydantic field does: `YYYY-MM-DD`, optionally a separator (`T`, `t`, space,
 * `_`) and `HH:MM[:SS[.fraction]]`, optionally `Z`, `z` or an offset; without a zone it is UTC. Digits of the fraction
 * beyond the sixth are dropped. Text that is a plain number counts seconds or milliseconds since the epoch. What is left
 * goes to the fallbacks, as the reference hands to pendulum what pydantic refuses.
 */
export function readDatetimeText(text: string): EpochTime | undefined {
  return readCalendarText(text) ?? readNumberText(text) ?? readIsoText(text) ?? readSlashedText(text);
}

/** Reads seconds since the epoch, or milliseconds beyond the watershed; the nearest microsecond is taken. */
export function readEpochNumber(value: number): EpochTime | undefined {
  const perSecond = Math.abs(value) > MILLISECONDS_WATERSHED ? 1000 : 1;
  // The whole part is split exactly; dividing the whole value by 1,000 would round away microseconds.
  const whole = Math.floor(value);
  let seconds = Math.floor(whole / perSecond);
  let microsecond = Math.round((whole - seconds * perSecond + (value - whole)) * (1_000_000 / perSecond));
  if (microsecond === 1_000_000) {
    seconds += 1;
    microsecond = 0;
  }
  if (!(seconds >= FIRST_EPOCH_SECOND && seconds <= LAST_EPOCH_SECOND)) return undefined;
  return { seconds, microsecond };
}

function readNumberText(text: string): EpochTime | undefined {
  return WHOLE_TEXT.test(text) || DECIMAL_TEXT.test(text) ? readEpochNumber(Number(text)) : undefined;
}

function readCalendarText(text: string): EpochTime | undefined {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  if (text[4] !== "-" || text[7] !== "-") return undefined;
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  const midnight = daysFromDate(year, month, day) * SECONDS_PER_DAY;
  if (text.length === 10) return { seconds: midnight, microsecond: 0 };
  const separator = text[10];
  if (separator !== "T" && separator !== " " && separator !== "t" && separator !== "_") return undefined;

  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  if (!(hour >= 0 && hour <= 23 && text[13] === ":" && minute >= 0 && minute <= 59)) return undefined;
  let position = 16;
  let second = 0;
  let microsecond = 0;
  if (text[position] === ":") {
    second = digitsAt(text, 17, 2);
    if (!(second >= 0 && second <= 59)) return undefined;
    position = 19;
    if (text[position] === "." || text[position] === ",") {
      const start = position + 1;
      position = skipDigits(text, start);
      if (position === start) return undefined;
      const kept = Math.min(position - start, 6);
      microsecond = digitsAt(text, start, kept) * 10 ** (6 - kept);
    }
  }
  const offset = readOffset(text, position);
  if (offset === undefined) return undefined;
  return {
    seconds: midnight + hour * 3600 + minute * 60 + second - offset,
    microsecond,
    ...(offset === 0 ? {} : { offset }),
  };
}

/** Seconds east of UTC of the zone that ends the text at `position`; 0 when nothing is left. */
function readOffset(text: string, position: number): number | undefined {
  const sign = text[position];
  if (sign === undefined) return 0;
  const left = text.length - position - 1;
  if (sign === "Z" || sign === "z") return left === 0 ? 0 : undefined;
  // U+2212, the typographic minus that ISO 8601 prefers.
  if (sign !== "+" && sign !== "-" && sign !== "\u2212") return undefined;
  const hours = digitsAt(text, position + 1, 2);
  const colon = text[position + 3] === ":" ? 1 : 0;
  if (left !== 4 + colon) return undefined;
  const minutes = digitsAt(text, position + 3 + colon, 2);
  if (!(hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59)) return undefined;
  const offset = hours * 3600 + minutes * 60;
  return sign === "+" ? offset : -offset;
}
