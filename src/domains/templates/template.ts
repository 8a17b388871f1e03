/** Templates that users write, in Jinja's language (the reference's utilities.user_templates). */
import type { Instant } from "../../time/instant.ts";
import { TemplateSecurityError, TemplateSyntaxError } from "./template-error.ts";
import { checkLoops } from "./template-limits.ts";
import { parseTemplate } from "./template-parser.ts";
import { Renderer } from "./template-renderer.ts";
import { Rendering } from "./template-rendering.ts";
import type { Statement } from "./template-syntax.ts";
import type { Dictionary } from "./template-values.ts";

/** The longest template, in UTF-16 units: a message, or the body of a request, is far shorter. */
const LONGEST_TEMPLATE = 100_000;

/** Whether a text holds anything to be evaluated. */
export function mayBeTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

/** @throws TemplateSyntaxError; TemplateSecurityError for one that asks for too much */
export function readTemplate(source: string): readonly Statement[] {
  if (source.length > LONGEST_TEMPLATE) {
    throw new TemplateSecurityError(`Templates can be no longer than ${LONGEST_TEMPLATE} characters.`, 0);
  }
  const statements = parseTemplate(source);
  checkLoops(statements);
  return statements;
}

/** What is wrong with a template, in Jinja's words; undefined when nothing is. */
export function templateProblem(source: string): TemplateSyntaxError | undefined {
  try {
    readTemplate(source);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return error;
    throw error;
  }
}

/**
 * Renders a template.
 *
 * @param now the moment that "an hour ago" is told from
 *
 * @throws TemplateSyntaxError for one that is none; TemplateRenderError under the name that Python's exception would have
 */
export function renderTemplate(source: string, context: Dictionary, now: Instant): string {
  return mayBeTemplate(source) ? new Renderer(new Rendering(now)).render(readTemplate(source), context) : source;
}
