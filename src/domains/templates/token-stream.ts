/** Tokens, read one after the other, with Jinja's words for one that was not expected. */

import { pythonRepr } from "./python-text.ts";
import { TemplateSyntaxError } from "./template-error.ts";
import { describeToken, type Token, type TokenType } from "./template-lexer.ts";

/** Levels of brackets and blocks: the parser and the renderer call themselves for each. */
const MOST_LEVELS = 100;

export class TokenStream {
  readonly #tokens: readonly Token[];
  #index = 0;
  #levels = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.#tokens[Math.min(this.#index, this.#tokens.length - 1)] as Token;
  }

  get next(): Token {
    return this.#tokens[Math.min(this.#index + 1, this.#tokens.length - 1)] as Token;
  }

  take(): Token {
    const { current } = this;
    this.#index += 1;
    return current;
  }

  fail(message: string, line: number = this.current.line): never {
    throw new TemplateSyntaxError(message, line);
  }

  is(type: TokenType, value?: string): boolean {
    return isToken(this.current, type, value);
  }

  isName(...names: readonly string[]): boolean {
    return this.current.type === "name" && names.includes(this.current.value);
  }

  isOperator(...operators: readonly string[]): boolean {
    return this.current.type === "operator" && operators.includes(this.current.value);
  }

  skip(type: TokenType, value?: string): boolean {
    if (!this.is(type, value)) return false;
    this.#index += 1;
    return true;
  }

  expect(type: TokenType, value?: string): Token {
    const { current } = this;
    if (isToken(current, type, value)) return this.take();
    const expected = pythonRepr(value ?? (type === "name" ? "name" : describeToken({ type, value: "" })));
    if (current.type === "eof") this.fail(`unexpected end of template, expected ${expected}.`);
    this.fail(`expected token ${expected}, got ${pythonRepr(describeToken(current))}`);
  }

  /** Goes one level deeper while `parse` runs. */
  deeper<T>(parse: () => T): T {
    this.#levels += 1;
    if (this.#levels > MOST_LEVELS) this.fail(`Templates can be nested no more than ${MOST_LEVELS} levels deep.`);
    const parsed = parse();
    this.#levels -= 1;
    return parsed;
  }
}

function isToken(token: Token, type: TokenType, value: string | undefined): boolean {
  return token.type === type && (value === undefined || token.value === value);
}
