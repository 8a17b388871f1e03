/** What may be wrong with a template, in Jinja's words. */

/** The template is none: it cannot be parsed, or has more loops than are allowed. */
export class TemplateSyntaxError extends Error {
  override readonly name: string = "TemplateSyntaxError";
  /** From 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** The template asks for more than it may; Jinja's parser would take it, the reference's check does not. */
export class TemplateSecurityError extends TemplateSyntaxError {
  override readonly name = "TemplateSecurityError";
}

/** Rendering failed, under the name of the exception that Python would raise. */
export class TemplateRenderError extends Error {
  override readonly name = "TemplateRenderError";
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}
