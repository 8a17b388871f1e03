/** Numbers as Python formats them: rounded exactly, halves to even. */

/** The most digits behind the point, as JavaScript has them. */
const MOST_DIGITS = 100;

/** Digits of a positive number as they are, cut after so many, with what was cut off. */
function isUp(kept: string, rest: string): boolean {
  // JavaScript rounds halves up; only whole halves are in doubt.
  if (!/^50*$/.test(rest)) return rest.charAt(0) >= "5";
  return Number(kept.at(-1) ?? 0) % 2 === 1;
}

/** "12.9" and one more in its last place. */
function incremented(text: string): string {
  const digits = text.replace(".", "");
  const sum = String(BigInt(digits) + 1n).padStart(digits.length, "0");
  const places = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  return places === 0 ? sum : `${sum.slice(0, -places)}.${sum.slice(-places)}`;
}

/** format(value, ".<digits>f") of a finite number. */
export function fixed(value: number, digits: number): string {
  const places = Math.min(Math.max(digits, 0), MOST_DIGITS);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e21) return `${sign}${BigInt(magnitude)}${places === 0 ? "" : `.${"0".repeat(places)}`}`;
  const exact = magnitude.toFixed(MOST_DIGITS);
  const point = exact.indexOf(".");
  const end = places === 0 ? point : point + 1 + places;
  const kept = exact.slice(0, end);
  const rest = exact.slice(places === 0 ? point + 1 : end);
  return sign + (isUp(kept, rest) ? incremented(kept) : kept);
}

/** format(value, ".<digits>e") of a finite number. */
export function exponential(value: number, digits: number): string {
  const places = Math.min(Math.max(digits, 0), MOST_DIGITS);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "", power = "0"] = Math.abs(value).toExponential(MOST_DIGITS).split("e");
  const end = places === 0 ? 1 : places + 2;
  const kept = mantissa.slice(0, end);
  const rest = mantissa.slice(places === 0 ? 2 : end);
  const rounded = isUp(kept, rest) ? incremented(kept) : kept;
  const carries = rounded.startsWith("10");
  const exponent = Number(power) + (carries ? 1 : 0);
  const head = carries ? `1${places === 0 ? "" : `.${"0".repeat(places)}`}` : rounded;
  return `${sign}${head}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** format(value, ".<digits>g") of a finite number. */
export function general(value: number, digits: number): string {
  const significant = Math.max(digits, 1);
  const written = exponential(value, significant - 1);
  const exponent = Number(written.split("e")[1] ?? 0);
  const withoutZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent < -4 || exponent >= significant) {
    const [mantissa = "", power = ""] = written.split("e");
    return `${withoutZeros(mantissa)}e${power}`;
  }
  return withoutZeros(fixed(value, significant - 1 - exponent));
}

/** Commas between thousands, before the point. */
export function grouped(number: string): string {
  return number.replace(/^(-?)(\d+)/, (_whole, sign: string, digits: string) => {
    return sign + digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
  });
}

/** round() of Python: halves to even. */
export function roundedHalfEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + Math.abs(below % 2) : Math.round(value);
}

/** a % b, with the sign of b. */
export function modulo(value: number, by: number): number {
  return value - by * Math.floor(value / by);
}
