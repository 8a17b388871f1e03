/** Labels of objects, which pass from flows and deployments to their runs. */
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../db/json-text.ts";
import { parseExactly } from "./exact-json.ts";

/** What the server itself adds. */
export type SystemLabels = Readonly<Record<string, string>>;

/** Merges labels; later ones win, as in the reference's `a | b`. Numbers keep their notation. */
export function mergeLabels(...layers: readonly (JsonText | SystemLabels | null)[]): JsonText {
  // Without a prototype, for a label may be named __proto__.
  const merged: Record<string, unknown> = Object.create(null);
  for (const layer of layers) {
    if (layer === null || layer === EMPTY_OBJECT) continue;
    Object.assign(merged, typeof layer === "string" ? parseExactly(layer) : layer);
  }
  return toJsonText(merged);
}
