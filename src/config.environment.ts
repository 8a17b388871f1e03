/** Reading single settings from the environment, each within its bounds. */
import { type Microseconds, microsecondsFromSeconds, parseDuration } from "./time/duration.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be used; the message names the variable. */
export class SettingError extends Error {
  constructor(name: string, problem: string) {
    super(`${name}: ${problem}`);
    this.name = "SettingError";
  }
}

/** The names of one variable, the newest first: Prefect has renamed many and still reads the old ones. */
export type Names = string | readonly [string, ...string[]];

/** Longer than any loop or wait makes sense, and below what a timer can hold (2^31 ms, some 24 days). */
const LONGEST_WAIT_SECONDS = 1_000_000;
/** Ten years: beyond it a scheduler plans for nobody. */
const LONGEST_DURATION_SECONDS = 315_360_000;

interface Found {
  readonly name: string;
  readonly text: string | undefined;
}

/** The first of the names that is set, and not to nothing. */
function find(environment: Environment, names: Names): Found {
  const list = typeof names === "string" ? [names] : names;
  const name = list.find((each) => environment[each]) ?? (list[0] as string);
  return { name, text: environment[name] || undefined };
}

export function text(environment: Environment, names: Names): string | undefined {
  return find(environment, names).text;
}

/** @throws SettingError for what is no integer, or not within the bounds */
export function integer(
  environment: Environment,
  names: Names,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const { name, text } = find(environment, names);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new SettingError(name, `expected an integer from ${minimum} to ${maximum}, got "${text}"`);
  }
  return value;
}

/** @throws SettingError for what is neither true nor false, in pydantic's words */
export function flag(environment: Environment, names: Names, fallback: boolean): boolean {
  const { name, text } = find(environment, names);
  const word = text?.toLowerCase();
  if (word === undefined) return fallback;
  if (["1", "true", "t", "yes", "y", "on"].includes(word)) return true;
  if (["0", "false", "f", "no", "n", "off"].includes(word)) return false;
  throw new SettingError(name, `expected true or false, got "${text}"`);
}

/** A number of seconds, possibly a fraction, as microseconds: how long a loop pauses or a client waits. */
export function seconds(
  environment: Environment,
  names: Names,
  fallbackSeconds: number,
  minimumSeconds = 0,
): Microseconds {
  const { name, text } = find(environment, names);
  const value = text === undefined ? fallbackSeconds : Number(text);
  if (!Number.isFinite(value) || value < minimumSeconds || value > LONGEST_WAIT_SECONDS) {
    throw new SettingError(
      name,
      `expected a number of seconds from ${minimumSeconds} to ${LONGEST_WAIT_SECONDS}, got "${text}"`,
    );
  }
  return microsecondsFromSeconds(value);
}

/** A length of time: seconds, or what the wire's durations may be ("PT1H", "01:00:00", "100 days"). */
export function duration(environment: Environment, names: Names, fallbackSeconds: number): Microseconds {
  const { name, text } = find(environment, names);
  if (text === undefined) return microsecondsFromSeconds(fallbackSeconds);
  const value = readDuration(text);
  if (value === undefined || value < 0 || value > microsecondsFromSeconds(LONGEST_DURATION_SECONDS)) {
    throw new SettingError(name, `expected a duration of up to ten years, such as 3600 or PT1H, got "${text}"`);
  }
  return value;
}

/** Reads a duration as `duration` does; undefined for anything else. */
export function readDuration(text: string): Microseconds | undefined {
  try {
    return parseDuration(Number.isFinite(Number(text)) ? Number(text) : text);
  } catch {
    return undefined;
  }
}
