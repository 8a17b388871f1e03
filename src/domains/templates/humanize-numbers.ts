/** The filters of numbers that the reference takes from the library humanize, in English. */
import { percentFormat } from "./python-format.ts";
import { exponential, fixed, grouped, modulo } from "./python-numbers.ts";
import { pythonFloat } from "./python-text.ts";
import { argument, isGiven, text, whole } from "./template-arguments.ts";
import type { Filter } from "./template-filters.ts";
import { type CallArguments, Float, fail, numberOf, textOf, typeName, type Value } from "./template-values.ts";

const NUMBER = /^\s*[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** float() of Python; undefined for what it does not take. */
export function floatOf(value: Value): number | undefined {
  if (typeof value !== "string") return numberOf(value);
  const special = SPECIAL[value.trim().toLowerCase().replace("infinity", "inf").replace(/^\+/, "")];
  if (special !== undefined) return special;
  return NUMBER.test(value) ? Number(value.replaceAll("_", "")) : undefined;
}

/** int() of Python; undefined for what it does not take. */
function wholeOf(value: Value): number | undefined {
  if (typeof value === "string") return /^\s*[-+]?\d[\d_]*\s*$/.test(value) ? floatOf(value) : undefined;
  const number = numberOf(value);
  return number === undefined ? undefined : Math.trunc(number);
}

function notFinite(number: number): string {
  if (Number.isNaN(number)) return "NaN";
  return number > 0 ? "+Inf" : "-Inf";
}

/** A filter of what float() takes; other values it leaves as they are. */
function ofNumbers(write: (number: number, value: Value, given: CallArguments) => string | undefined): Filter {
  return (value, given) => {
    const number = floatOf(value);
    if (number === undefined) return textOf(value);
    if (!Number.isFinite(number)) return notFinite(number);
    return write(number, value, given) ?? textOf(value);
  };
}

/** A filter of what int() takes. */
function ofWholes(write: (whole: number, given: CallArguments) => string): Filter {
  return ofNumbers((_number, value, given) => {
    const found = wholeOf(value);
    return found === undefined ? undefined : write(found, given);
  });
}

/** A whole number in full, as Python writes it. */
function digits(number: number): string {
  return String(BigInt(number));
}

const ORDINALS = ["th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"];
const SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const POWERS = [
  [3, "thousand"],
  [6, "million"],
  [9, "billion"],
  [12, "trillion"],
  [15, "quadrillion"],
  [18, "quintillion"],
  [21, "sextillion"],
  [24, "septillion"],
  [27, "octillion"],
  [30, "nonillion"],
  [33, "decillion"],
  [100, "googol"],
] as const;

function ordinal(number: number): string {
  const isTeen = [11, 12, 13].includes(modulo(number, 100));
  return `${digits(number)}${ORDINALS[isTeen ? 0 : modulo(number, 10)] ?? "th"}`;
}

function commas(number: number, value: Value, given: CallArguments): string {
  const places = argument(given, 0, "ndigits");
  if (places !== undefined && places !== null) return grouped(fixed(number, numberOf(places) ?? 0));
  const isWhole = typeof value === "string" ? !value.includes(".") : !(value instanceof Float);
  return grouped(isWhole ? digits(number) : pythonFloat(number));
}

function words(number: number, given: CallArguments): string {
  const sign = number < 0 ? "-" : "";
  const magnitude = Math.abs(number);
  let place = POWERS.findLastIndex(([power]) => magnitude >= 10 ** power);
  const format = text(given, 0, "format", "%.1f");
  const [power] = POWERS[place] ?? [0];
  if (place === -1) return sign + digits(magnitude);
  let rounded = Number(percentFormat(format, new Float(magnitude / 10 ** power)));
  const next = POWERS[place + 1];
  if (next !== undefined && rounded === 10 ** (next[0] - power)) {
    place += 1;
    rounded = 1;
  }
  return `${sign}${percentFormat(format, new Float(rounded))} ${POWERS[place]?.[1]}`;
}

/** The denominators that fractions are told with. */
const LARGEST_DENOMINATOR = 1_000n;

function floorDivided(number: bigint, by: bigint): bigint {
  const quotient = number / by;
  return number % by !== 0n && number < 0n !== by < 0n ? quotient - 1n : quotient;
}

/** The fraction with a small denominator that is nearest to a number between -1 and 1 (Fraction.limit_denominator). */
function nearestFraction(value: number): readonly [bigint, bigint] {
  // A double is a whole number of 2^-1074 at the most.
  let denominator = 1n;
  let numerator = value;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  const whole = BigInt(numerator);
  if (denominator <= LARGEST_DENOMINATOR) return [whole, denominator];
  let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n];
  let [n, d] = [whole, denominator];
  for (;;) {
    const a = floorDivided(n, d);
    const q2 = q0 + a * q1;
    if (q2 > LARGEST_DENOMINATOR) break;
    [p0, q0, p1, q1] = [p1, q1, p0 + a * p1, q2];
    [n, d] = [d, n - a * d];
  }
  const k = (LARGEST_DENOMINATOR - q0) / q1;
  return 2n * d * (q0 + k * q1) <= denominator ? [p1, q1] : [p0 + k * p1, q0 + k * q1];
}

function fractional(number: number): string {
  const wholePart = Math.trunc(number);
  const [numerator, denominator] = nearestFraction(number - wholePart);
  if (denominator === 1n) return digits(wholePart + Number(numerator));
  if (wholePart === 0) return `${numerator}/${denominator}`;
  return `${digits(wholePart)} ${numerator < 0n ? -numerator : numerator}/${denominator}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = { "-": "⁻" };
const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function scientific(number: number, precision: number): string {
  const [mantissa = "", power = ""] = exponential(number, precision).split("e");
  const raised = String(Number(power)).replace(/./g, (digit) => SUPERSCRIPTS[digit] ?? DIGITS.charAt(Number(digit)));
  return `${mantissa} x 10${raised}`;
}

const LARGE = "kMGTPEZYRQ";
const LITTLE = "mμnpfazyrq";

const metric: Filter = (value, given) => {
  const number = numberOf(value) ?? fail("TypeError", `must be real number, not ${typeName(value)}`);
  if (!Number.isFinite(number)) return notFinite(number);
  const unit = text(given, 0, "unit", "");
  const precision = whole(given, 1, "precision", 3);
  let exponent = number === 0 ? 0 : Math.floor(Math.log10(Math.abs(number)));
  if (exponent >= 33 || exponent < -30) return scientific(number, precision - 1) + unit;
  const bucket = Math.floor(exponent / 3) * 3;
  let scaled = number / 10 ** bucket;
  const places = (): number => Math.max(0, precision - modulo(exponent, 3) - 1);
  if (exponent < 30 && Number(fixed(Math.abs(scaled), places())) >= 10 ** (modulo(exponent, 3) + 1)) {
    exponent += 1;
    scaled /= 10 ** (Math.floor(exponent / 3) * 3 - bucket);
  }
  const prefix =
    exponent >= 3
      ? LARGE.charAt(Math.floor(exponent / 3) - 1)
      : exponent < 0
        ? LITTLE.charAt(Math.floor((-exponent - 1) / 3))
        : "";
  const space = (unit === "" && prefix === "") || ["°", "′", "″"].includes(unit) ? "" : " ";
  return `${fixed(scaled, places())}${space}${prefix}${unit}`;
};

/** A replacement field of str.format: "{}", "{:,}", "{:.2f}", "{:.0%}". */
function filledIn(format: string, value: Value): string {
  return format.replace(/\{\{|\}\}|\{(?:0)?(?::([^{}]*))?\}/g, (found, given: string | undefined) => {
    if (found === "{{" || found === "}}") return found.charAt(0);
    if (given === undefined || given === "") return textOf(value);
    const parts = /^(,?)(?:\.(\d{1,2}))?([fe%]?)$/.exec(given);
    const number = numberOf(value);
    if (parts === null || number === undefined) return fail("ValueError", "Invalid format specifier");
    const [, comma, precision, kind] = parts;
    const places = Number(precision ?? 6);
    const plain = kind === "" && precision === undefined ? textOf(value) : undefined;
    const written =
      plain ?? (kind === "e" ? exponential(number, places) : fixed(kind === "%" ? number * 100 : number, places));
    return (comma === "," ? grouped(written) : written) + (kind === "%" ? "%" : "");
  });
}

const clamp: Filter = (value, given) => {
  if (value === null) return null;
  const number = numberOf(value) ?? fail("TypeError", `must be real number, not ${typeName(value)}`);
  if (!Number.isFinite(number)) return notFinite(number);
  const [floor, ceil] = [argument(given, 0, "floor") ?? null, argument(given, 1, "ceil") ?? null];
  const format = text(given, 2, "format", "{:}");
  if (floor !== null && number < (numberOf(floor) ?? Number.NaN)) {
    return text(given, 3, "floor_token", "<") + filledIn(format, floor);
  }
  if (ceil !== null && number > (numberOf(ceil) ?? Number.NaN)) {
    return text(given, 4, "ceil_token", ">") + filledIn(format, ceil);
  }
  return filledIn(format, value);
};

const SUFFIXES = {
  gnu: [..."KMGTPEZYRQ"],
  binary: ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB", "RiB", "QiB"],
  decimal: ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB", "RB", "QB"],
} as const;

const naturalSize: Filter = (value, given) => {
  const bytes =
    floatOf(value) ?? fail(typeof value === "string" ? "ValueError" : "TypeError", "could not convert to float");
  const isGnu = isGiven(given, 1, "gnu");
  const isBinary = isGiven(given, 0, "binary");
  const format = text(given, 2, "format", "%.1f");
  const suffixes: readonly string[] = SUFFIXES[isGnu ? "gnu" : isBinary ? "binary" : "decimal"];
  const base = isGnu || isBinary ? 1_024 : 1_000;
  const magnitude = Math.abs(bytes);
  if (magnitude === 1 && !isGnu) return `${bytes} Byte`;
  if (magnitude < base) return isGnu ? `${Math.trunc(bytes)}B` : `${Math.trunc(bytes)} Bytes`;
  let power = Math.trunc(Math.min(Math.log(magnitude) / Math.log(base), suffixes.length));
  if (
    power < suffixes.length &&
    Math.abs(Number(percentFormat(format, new Float(magnitude / base ** power)))) >= base
  ) {
    power += 1;
  }
  return `${percentFormat(format, new Float(bytes / base ** power))}${isGnu ? "" : " "}${suffixes[power - 1]}`;
};

export const numberFilters: Readonly<Record<string, Filter>> = {
  humanize_apnumber: ofWholes((number) => (number >= 0 && number < 10 ? (SMALL[number] ?? "") : digits(number))),
  humanize_clamp: clamp,
  humanize_decimal_separator: () => ".",
  humanize_fractional: ofNumbers(fractional),
  humanize_intcomma: (value, given) => {
    const plain = typeof value === "string" ? value.replaceAll(",", "") : value;
    const number = floatOf(plain);
    if (number === undefined) return textOf(plain);
    if (!Number.isFinite(number)) return notFinite(number);
    const isNeither = typeof plain === "string" && !plain.includes(".") && wholeOf(plain) === undefined;
    return isNeither ? plain : commas(number, plain, given);
  },
  humanize_intword: ofWholes(words),
  humanize_metric: metric,
  humanize_naturalsize: naturalSize,
  humanize_ordinal: ofWholes(ordinal),
  humanize_scientific: ofNumbers((number, _value, given) => scientific(number, whole(given, 0, "precision", 2))),
  humanize_thousands_separator: () => ",",
};
