/** Labels of objects, which pass from flows and deployments to their runs. */
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../db/json-text.ts";

/** What the server itself adds. */
export type SystemLabels = Readonly<Record<string, string>>;

interface ReviverContext {
  readonly source?: string;
}

const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: ReviverContext) => unknown,
) => Readonly<Record<string, unknown>>;

/** Numbers keep their notation: 1.0 is a float to the client, 1 is none. */
function parseLabels(text: JsonText): Readonly<Record<string, unknown>> {
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined ? JSON.rawJSON(source) : value,
  );
}

/** Merges labels; later ones win, as in the reference's `a | b`. */
export function mergeLabels(...layers: readonly (JsonText | SystemLabels | null)[]): JsonText {
  // Without a prototype, for a label may be named __proto__.
  const merged: Record<string, unknown> = Object.create(null);
  for (const layer of layers) {
    if (layer === null || layer === EMPTY_OBJECT) continue;
    Object.assign(merged, typeof layer === "string" ? parseLabels(layer) : layer);
  }
  return toJsonText(merged);
}
