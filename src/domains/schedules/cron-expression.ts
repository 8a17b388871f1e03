/**
 * Reads cron expressions as croniter does, the Python library in the reference: five fields, a sixth of seconds, a seventh
 * of years, the @ aliases, names, steps, ranges that wrap around, `L`, `L5` and `5#2`. Which values a field takes is
 * decided here; which moments match, in cron-dates.ts.
 */

export const MINUTE = 0;
export const HOUR = 1;
export const DAY_OF_MONTH = 2;
export const MONTH = 3;
export const DAY_OF_WEEK = 4;
export const SECOND = 5;
export const YEAR = 6;

/** The last day of the month, among a field's values. */
export const LAST = "last";

/** The values a field takes, ascending, LAST behind the others; null for any. */
export type FieldValues = readonly (number | typeof LAST)[] | null;

export interface CronExpression {
  /** By field: 5, 6 or 7. */
  readonly fields: readonly FieldValues[];
  /** Which of a weekday in its month: 1 to 5, or LAST; by weekday, 0 for Sunday. Empty where the expression has no such. */
  readonly nthWeekdays: ReadonlyMap<number, ReadonlySet<number | typeof LAST>>;
}

class BadCron extends Error {}

const FIRST_VALUES = [0, 0, 1, 1, 0, 0, 1970];
const LAST_VALUES = [59, 23, 31, 12, 6, 59, 2099];
/** So many values of a field mean any value. */
const ALL_VALUES = [60, 24, 31, 12, 7, 60, 130];

const FIELD_COUNTS: ReadonlySet<number> = new Set([5, 6, 7]);

/** No expression that anybody means is longer; the reference's own bound is that of its requests. */
const LONGEST_EXPRESSION = 10_000;

const MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAY_NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const ALIASES: ReadonlyMap<string, string> = new Map([
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

const HASHED = /^h(\(\d+-\d+\))?(\/\d+)?$/;
const RANDOM = /^r(\(\d+-\d+\))?(\/\d+)?$/;
const RANGE = /^([^-]+)-([^-/]+)(?:\/(\d+))?$/;
const WEEKDAY_NAME = `(?:${WEEKDAY_NAMES.join("|")})`;
const NTH_WEEKDAY = new RegExp(`^(?:(${WEEKDAY_NAME}(?:-${WEEKDAY_NAME})?|\\w+)#|l)(\\d+)$`);

/**
 * The reference's words for what is wrong with an expression (its validate_cron_string); undefined when nothing is.
 * Random expressions are refused in every form: the reference lets `r/5` and `r(0-9)` through, and then plans other times
 * every time it looks.
 */
export function cronFault(text: string): string | undefined {
  const expression = text.length > LONGEST_EXPRESSION ? undefined : parseCron(text);
  if (expression === undefined) return `Invalid cron string: "${text}"`;
  if (expression === "random") return `Random and Hashed expressions are unsupported, received: "${text}"`;
  return undefined;
}

/** The expression, "random" when it has random fields, or undefined when it is none. */
export function parseCron(text: string): CronExpression | "random" | undefined {
  const lowered = text.toLowerCase();
  const texts = (ALIASES.get(lowered) ?? lowered).trim().split(/\s+/);
  if (!FIELD_COUNTS.has(texts.length)) return undefined;
  const isRandom = texts.some((each) => RANDOM.test(each));
  try {
    const expression = readFields(texts.map((each, field) => (RANDOM.test(each) ? sampleOf(each, field) : each)));
    return isRandom ? "random" : expression;
  } catch (error) {
    if (error instanceof BadCron) return undefined;
    throw error;
  }
}

/** Something that a random field may stand for, so that the rest of the expression is checked first. */
function sampleOf(text: string, field: number): string {
  if (/\/0+$/.test(text)) throw new BadCron("A step of 0");
  const [, from, to] = /\((\d+)-(\d+)\)/.exec(text) ?? [];
  if (from !== undefined && Number(from) >= Number(to)) throw new BadCron("A range that does not ascend");
  return from ?? String(FIRST_VALUES[field]);
}

function readFields(texts: readonly string[]): CronExpression {
  const nthWeekdays = new Map<number, Set<number | typeof LAST>>();
  const fields = texts.map((text, field) => readField(texts, text, field, nthWeekdays));
  const weekdays = fields[DAY_OF_WEEK];
  if (nthWeekdays.size > 0 && weekdays && weekdays.length !== ALL_VALUES[DAY_OF_WEEK]) {
    const plain = weekdays.filter((weekday) => weekday !== LAST && !nthWeekdays.has(weekday));
    if (plain.length > 0) throw new BadCron("Plain weekdays beside numbered ones");
  }
  return { fields, nthWeekdays };
}

function readField(
  texts: readonly string[],
  text: string,
  field: number,
  nthWeekdays: Map<number, Set<number | typeof LAST>>,
): FieldValues {
  if (HASHED.test(text)) throw new BadCron("Hashed fields need a hash id");
  let list = text;
  if (text.includes("?")) {
    if (text !== "?" || (field !== DAY_OF_MONTH && field !== DAY_OF_WEEK)) throw new BadCron("A question mark");
    list = "*";
  }
  const values = new Set<number | typeof LAST | "*">();
  for (const item of list.split(",")) {
    const { body, nth } = field === DAY_OF_WEEK ? splitNth(item) : { body: item, nth: undefined };
    for (const value of readItem(body, field, texts.length)) {
      values.add(value);
      if (nth === undefined || typeof value !== "number") continue;
      const known = nthWeekdays.get(value) ?? new Set();
      nthWeekdays.set(value, known.add(nth));
    }
  }
  if (values.size === ALL_VALUES[field] && meansAny(texts, field)) return null;
  if (values.has("*")) return null;
  const numbers = [...values].filter((value) => typeof value === "number").sort((left, right) => left - right);
  return values.has(LAST) ? [...numbers, LAST] : numbers;
}

/** All days of one kind are any day only beside a star: else they would lose their say in "either day". */
function meansAny(texts: readonly string[], field: number): boolean {
  if (field === DAY_OF_MONTH) return texts[DAY_OF_WEEK]?.includes("*") ?? false;
  if (field === DAY_OF_WEEK) return texts[DAY_OF_MONTH]?.includes("*") ?? false;
  return true;
}

/** "5#2" is the second Friday of a month, "mon-fri#1" the first of each weekday, "l5" the last Friday. */
function splitNth(item: string): { readonly body: string; readonly nth?: number | typeof LAST } {
  const match = NTH_WEEKDAY.exec(item);
  if (match === null) return { body: item };
  const [, weekdays, digits = ""] = match;
  if (weekdays === undefined) return { body: digits, nth: LAST };
  const nth = Number(digits);
  if (nth < 1 || nth > 5) throw new BadCron("A month has one to five of a weekday");
  return { body: weekdays, nth };
}

/** The values of "*", "5", "mon", "1-5", "1-10/2", "5/2" or "l". */
function readItem(item: string, field: number, fieldCount: number): readonly (number | typeof LAST | "*")[] {
  const [lowest, highest] = [FIRST_VALUES[field] as number, LAST_VALUES[field] as number];
  const range =
    RANGE.exec(item.replace(/^\*(\/.+)$/, `${lowest}-${highest}$1`)) ??
    RANGE.exec(item.replace(/^(.+)\/(.+)$/, `$1-${highest}/$2`));
  const value = (text: string) => readValue(text, field, fieldCount);
  const inField = (number: number): number => {
    if (number < lowest || number > highest) throw new BadCron("Out of range");
    return number;
  };
  if (range === null) {
    if (item === "*") return ["*"];
    if (item === "l" && field === DAY_OF_MONTH) return [LAST];
    return [inField(value(item))];
  }
  const [, low = "", high = "", step = "1"] = range;
  const from = value(low);
  const to = field === DAY_OF_MONTH && high === "l" ? highest : value(high);
  if (Math.max(from, to) > highest) throw new BadCron("Out of range");
  const values = rangeOf(from, to, Number(step), lowest, highest);
  // croniter reads the values of a range again, as if they had been written out.
  return values.map((each) => inField(alias(each, field, fieldCount)));
}

function rangeOf(from: number, to: number, step: number, lowest: number, highest: number): readonly number[] {
  if (step === 0) throw new BadCron("A step of 0");
  if (from < to) return stepping(from, to, step);
  if (from === to) return stepping(lowest, highest, step);
  const before = stepping(from, highest, step);
  const left = highest - (before.at(-1) as number);
  if (left > highest - lowest) throw new BadCron("Out of range");
  // The steps go on over the end of the field, where one does go over it.
  const skipped = highest - left - lowest + step > highest - lowest + 1 && left < step ? step - left : 0;
  return [...before, ...stepping(lowest + skipped, to, step)];
}

function stepping(from: number, to: number, step: number): number[] {
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
}

function readValue(text: string, field: number, fieldCount: number): number {
  if (/^\d+$/.test(text)) return alias(Number(text), field, fieldCount);
  const names = field === MONTH ? MONTH_NAMES : field === DAY_OF_WEEK ? WEEKDAY_NAMES : [];
  const index = names.indexOf(text);
  if (index === -1) throw new BadCron("Not a value");
  return field === MONTH ? index + 1 : index;
}

/** 7 is Sunday in five fields; day 0 is day 1 in six. */
function alias(value: number, field: number, fieldCount: number): number {
  if (field === DAY_OF_WEEK && value === 7 && fieldCount === 5) return 0;
  if (field === DAY_OF_MONTH && value === 0 && fieldCount === 6) return 1;
  return value;
}
