/** Texts as Python writes them. */

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** repr() of a str: single quotes unless it holds some and no double ones. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let written = quote;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === quote) written += `\\${character}`;
    else if (character in ESCAPED) written += ESCAPED[character];
    else if (code < 0x20 || code === 0x7f) written += `\\x${code.toString(16).padStart(2, "0")}`;
    else written += character;
  }
  return written + quote;
}

/** repr() of a float. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e");
  if (exponent !== undefined) {
    const digits = exponent.replace(/^[+-]/, "").padStart(2, "0");
    return `${mantissa}e${exponent.startsWith("-") ? "-" : "+"}${digits}`;
  }
  // Python turns to exponents at 1e16, JavaScript at 1e21.
  if (Math.abs(value) >= 1e16) {
    const [head = "", power = ""] = value.toExponential().split("e+");
    return `${head}e+${power.padStart(2, "0")}`;
  }
  // And below 1e-4 where JavaScript waits for 1e-6.
  if (value !== 0 && Math.abs(value) < 1e-4) {
    const [head = "", power = ""] = value.toExponential().split("e-");
    return `${head}e-${power.padStart(2, "0")}`;
  }
  return text.includes(".") ? text : `${text}.0`;
}
