/** Where two JSON schemas differ in what they say of values: types, formats, enums, defaults, null, properties, bounds. */

export type Schema = Readonly<Record<string, unknown>>;

/** What says nothing of values. */
const ANNOTATIONS = new Set(["title", "description", "examples", "deprecated"]);
/** Bounds that ours may have beyond the reference's: each is told as a fault and documented. */
const BOUNDS = new Set(["minimum", "maximum", "maxItems", "maxLength"]);

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAnything(schema: Schema): boolean {
  return Object.keys(schema).length === 0;
}

/** Of several ways to say the same one: members of unions in one list, without what leaves them as they are. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (!isSchema(value)) return value;
  const schema: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (ANNOTATIONS.has(key) || (key === "additionalProperties" && entry === true)) continue;
    if (key === "properties") {
      schema[key] = Object.fromEntries(Object.entries(entry as Schema).map(([name, each]) => [name, normal(each)]));
    } else if (key === "required") {
      if ((entry as readonly string[]).length > 0) schema[key] = (entry as readonly string[]).toSorted();
    } else if (key === "$ref") {
      // FastAPI makes two components of a model whose requests and answers differ.
      schema[key] = componentName(String(entry));
    } else schema[key] = key === "default" || key === "const" || key === "enum" ? entry : normal(entry);
  }
  const members = schema.anyOf as readonly Schema[] | undefined;
  if (members?.some(isAnything)) delete schema.anyOf;
  return schema;
}

export function componentName(reference: string): string {
  return reference.replace("#/components/schemas/", "").replace(/-(?:Input|Output)$/, "");
}

function isEmptyContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function text(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function unionDifferences(reference: readonly unknown[], ours: readonly unknown[], place: string): string[] {
  const left = [...ours];
  const missing = reference.filter((member) => {
    const index = left.findIndex((each) => compare(member, each, "").length === 0);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
  return missing.length + left.length === 0 ? [] : [`${place}: ${text(missing)}, here ${text(left)}`];
}

function compare(reference: unknown, ours: unknown, place: string): string[] {
  if (isSchema(reference) && isSchema(ours)) {
    return [...new Set([...Object.keys(reference), ...Object.keys(ours)])].flatMap((key) => {
      const [there, here] = [reference[key], ours[key]];
      if (there === undefined && (BOUNDS.has(key) || (key === "default" && isEmptyContainer(here)))) return [];
      const at = `${place}.${key}`;
      return key === "anyOf" && Array.isArray(there) && Array.isArray(here)
        ? unionDifferences(there, here, at)
        : compare(there, here, at);
    });
  }
  return text(reference) === text(ours) ? [] : [`${place}: ${text(reference)}, here ${text(ours)}`];
}

/**
 * What the reference's schema says otherwise than ours, a line for each place. What ours adds on purpose everywhere counts
 * as no difference: bounds, and the empty lists and objects that stand for what is left out.
 */
export function schemaDifferences(reference: unknown, ours: unknown, place: string): string[] {
  return compare(normal(reference), normal(ours), place);
}

/** A body's parameters without null: FastAPI takes it for a parameter that is left out, whatever its document says. */
export function withoutNullParameters(component: Schema): Schema {
  const properties = Object.entries(component.properties as Record<string, Schema>).map(([name, schema]) => {
    const { anyOf, ...rest } = schema as { readonly anyOf?: readonly Schema[] };
    const members = anyOf?.filter((member) => member.type !== "null");
    if (members === undefined) return [name, schema];
    return [name, members.length === 1 ? { ...rest, ...members[0] } : { ...rest, anyOf: members }];
  });
  return { ...component, properties: Object.fromEntries(properties) };
}
