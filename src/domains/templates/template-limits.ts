/** How much work a template may ask for: the reference's own bounds on loops, and a walk over what is parsed. */
import { TemplateSecurityError } from "./template-error.ts";
import type { Statement } from "./template-syntax.ts";

const MAX_LOOP_COUNT = 10;
const MAX_NESTED_LOOP_DEPTH = 2;

/** The bodies of a statement. */
function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "text":
    case "print":
    case "set":
      return [];
    case "for":
      return [statement.body, statement.otherwise];
    case "if":
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    default:
      return [statement.body];
  }
}

interface Loops {
  readonly count: number;
  readonly depth: number;
}

function loopsIn(statements: readonly Statement[]): Loops {
  let count = 0;
  let depth = 0;
  for (const statement of statements) {
    const inner = bodiesOf(statement).map(loopsIn);
    const own = statement.kind === "for" ? 1 : 0;
    count += own + inner.reduce((sum, loops) => sum + loops.count, 0);
    depth = Math.max(depth, own + Math.max(0, ...inner.map((loops) => loops.depth)));
  }
  return { count, depth };
}

/** @throws TemplateSecurityError in the reference's words */
export function checkLoops(statements: readonly Statement[]): void {
  const { count, depth } = loopsIn(statements);
  if (count > MAX_LOOP_COUNT) {
    throw new TemplateSecurityError(
      `Contains ${count} for loops. Templates can contain no more than ${MAX_LOOP_COUNT} for loops.`,
      0,
    );
  }
  if (depth > MAX_NESTED_LOOP_DEPTH) {
    throw new TemplateSecurityError(
      `Contains nested for loops at a depth of ${depth}. Templates can nest for loops no more than ${MAX_NESTED_LOOP_DEPTH} loops deep.`,
      0,
    );
  }
}
