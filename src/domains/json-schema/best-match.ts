/** Choosing the error that tells most, as Python's jsonschema does. */
import { isOfType, type Path, type SchemaError } from "./keywords.ts";

function compareSteps(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function comparePaths(a: Path, b: Path): number {
  for (const [index, step] of a.entries()) {
    const order = compareSteps(step, b[index] as string | number);
    if (order !== 0) return order;
  }
  return 0;
}

const WEAK_KEYWORDS: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

function matchesType({ schema, instance }: SchemaError): boolean {
  const { type } = schema;
  return Array.isArray(type) ? type.some((each) => isOfType(instance, each)) : isOfType(instance, type);
}

/** jsonschema's relevance: shorter paths, then later ones, then keywords that are no alternatives, then wrong types. */
function compareRelevance(a: SchemaError, b: SchemaError): number {
  return (
    b.path.length - a.path.length ||
    comparePaths(a.path, b.path) ||
    Number(!WEAK_KEYWORDS.has(a.keyword)) - Number(!WEAK_KEYWORDS.has(b.keyword)) ||
    Number(!matchesType(a)) - Number(!matchesType(b))
  );
}

interface Found {
  readonly message: string;
  readonly path: Path;
}

/** jsonschema's best_match: the most relevant error, or the least relevant one among those that explain it. */
export function bestMatch(errors: readonly SchemaError[]): Found | undefined {
  const [first, ...rest] = errors;
  if (first === undefined) return undefined;
  let best = rest.reduce((most, error) => (compareRelevance(error, most) > 0 ? error : most), first);
  let path = best.path;
  for (;;) {
    const [least, next] = [...best.context].sort(compareRelevance);
    if (least === undefined || (next !== undefined && compareRelevance(least, next) === 0)) break;
    best = least;
    path = [...path, ...least.path];
  }
  return { message: best.message, path };
}

/** jsonschema's json_path. */
export function jsonPath(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    if (/^[a-zA-Z][a-zA-Z0-9_]*$/.test(step)) return `.${step}`;
    return `['${step.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
  });
  return `$${steps.join("")}`;
}
