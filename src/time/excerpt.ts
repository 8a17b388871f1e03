/** Enough of a refused input to recognise it; a message must not carry a whole request body into logs and answers. */
const LONGEST_EXCERPT = 100;

/** Shows a refused input in an error message: at most 100 characters of text, a number as it is, else its type. */
export function excerpt(input: unknown): string {
  if (typeof input === "number" || typeof input === "boolean") return String(input);
  if (typeof input !== "string") return input === null ? "null" : typeof input;
  // Cut before and after quoting: quoting may lengthen every character sixfold.
  const quoted = JSON.stringify(input.slice(0, LONGEST_EXCERPT));
  return input.length > LONGEST_EXCERPT || quoted.length > LONGEST_EXCERPT
    ? `${quoted.slice(0, LONGEST_EXCERPT - 1)}…`
    : quoted;
}
