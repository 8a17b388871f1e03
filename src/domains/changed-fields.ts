/** Which fields of an object a change has changed, as the reference's events of updates tell it. */
import { type JsonText, toJsonText } from "../db/json-text.ts";
import { parseExactly } from "./exact-json.ts";
import { isEqual } from "./json-schema/python-values.ts";

/** JSON of values, by field. */
export type FieldValues = Readonly<Record<string, JsonText>>;

/** By field the value before and after. */
export type ChangedFields = ReadonlyMap<string, { readonly from: JsonText; readonly to: JsonText }>;

/** The fields whose values are not equal, in the order of `after`; what `after` does not name has not changed. */
export function changedFields(before: FieldValues, after: FieldValues): ChangedFields {
  const changes = new Map<string, { readonly from: JsonText; readonly to: JsonText }>();
  for (const [field, to] of Object.entries(after)) {
    const from = before[field] ?? toJsonText(null);
    if (from !== to && !isEqual(parseExactly(from), parseExactly(to))) changes.set(field, { from, to });
  }
  return changes;
}

/** The payload of the event that tells of them. */
export function changesPayload(changes: ChangedFields): JsonText {
  const updates = [...changes].map(([field, { from, to }]) => `"${field}":{"from":${from},"to":${to}}`);
  return `{"updated_fields":${toJsonText([...changes.keys()])},"updates":{${updates.join(",")}}}` as JsonText;
}
