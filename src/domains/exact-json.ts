/** JSON whose numbers keep their notation: 1.0 is a float to a Python client, 1 is none. */

interface ReviverContext {
  readonly source?: string;
}

const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: ReviverContext) => unknown,
) => unknown;

/** A JSON number from its text; held by JSON.rawJSON where JavaScript would print it differently. */
export function exactNumber(source: string): unknown {
  const value = Number(source);
  return source === String(value) ? value : JSON.rawJSON(source);
}

/** Numbers that JavaScript would print differently are held by JSON.rawJSON, so that JSON.stringify writes what was read. */
export function parseExactly(text: string): unknown {
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined ? exactNumber(source) : value,
  );
}

const isRawJson = (JSON as unknown as { isRawJSON(value: unknown): value is { readonly rawJSON: string } }).isRawJSON;

/** The text of a number that is held by JSON.rawJSON; undefined for any other value. */
export function rawNumber(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && isRawJson(value) ? value.rawJSON : undefined;
}
