/** Jinja's lexer (jinja2.lexer with its default settings): a template as text and tokens. */

import { pythonRepr } from "./python-text.ts";
import { TemplateSyntaxError } from "./template-error.ts";

export type TokenType =
  | "data"
  | "block_begin"
  | "block_end"
  | "variable_begin"
  | "variable_end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator"
  | "eof";

export interface Token {
  readonly type: TokenType;
  /** Of an operator its characters, of a string what it stands for. */
  readonly value: string;
  readonly line: number;
}

/** In the order in which they are tried: longer ones first. */
const OPERATORS = ["//", "**", "==", "!=", ">=", "<=", ..."+-/*%~[](){}><=.:|,;"];
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const SPACE = /\s+/y;
const OPENING = /\{[{%#]/g;
const RAW_BEGIN = /\{%([-+]?)\s*raw\s*(-?)%\}/y;
const RAW_END = /\{%([-+]?)\s*endraw\s*(-?)%\}/g;

const NAMED: Readonly<Record<Exclude<TokenType, "name" | "operator">, string>> = {
  data: "template data / text",
  block_begin: "begin of statement block",
  block_end: "end of statement block",
  variable_begin: "begin of print statement",
  variable_end: "end of print statement",
  string: "string",
  integer: "integer",
  float: "float",
  eof: "end of template",
};

/** A token in Jinja's words. */
export function describeToken({ type, value }: Pick<Token, "type" | "value">): string {
  return type === "name" || type === "operator" ? value : NAMED[type];
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #position = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source.replace(/\r\n|\r/g, "\n").replace(/\n$/, "");
  }

  lex(): Token[] {
    while (this.#position < this.#source.length) this.#text();
    this.#add("eof", "");
    return this.#tokens;
  }

  #add(type: TokenType, value: string): void {
    this.#tokens.push({ type, value, line: this.#line });
  }

  #fail(message: string): never {
    throw new TemplateSyntaxError(message, this.#line);
  }

  #advance(to: number): void {
    for (let index = this.#source.indexOf("\n", this.#position); index !== -1 && index < to; ) {
      this.#line += 1;
      index = this.#source.indexOf("\n", index + 1);
    }
    this.#position = to;
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#position;
    return expression.exec(this.#source)?.[0];
  }

  /** Text up to the next tag, and the tag. */
  #text(): void {
    OPENING.lastIndex = this.#position;
    const start = OPENING.exec(this.#source)?.index ?? this.#source.length;
    const strips = this.#source[start + 2] === "-";
    const text = this.#source.slice(this.#position, start);
    const kept = strips ? text.trimEnd() : text;
    if (kept !== "") this.#add("data", kept);
    this.#advance(start);
    if (start === this.#source.length) return;
    const opening = this.#source.slice(start, start + 2);
    if (opening === "{#") this.#comment();
    else if (opening !== "{%" || !this.#raw()) this.#tag(opening);
  }

  #tag(opening: string): void {
    const start = this.#position;
    const isBlock = opening === "{%";
    const sign = this.#source[start + 2];
    this.#add(isBlock ? "block_begin" : "variable_begin", opening);
    this.#advance(start + (sign === "-" || (sign === "+" && isBlock) ? 3 : 2));
    this.#inside(isBlock);
  }

  #skipSpace(): void {
    const space = this.#match(SPACE);
    if (space !== undefined) this.#advance(this.#position + space.length);
  }

  #comment(): void {
    const end = this.#source.indexOf("#}", this.#position + 2);
    if (end === -1) this.#fail("Missing end of comment tag");
    const strips = this.#source[end - 1] === "-" && end - 1 >= this.#position + 2;
    this.#advance(end + 2);
    if (strips) this.#skipSpace();
  }

  #raw(): boolean {
    RAW_BEGIN.lastIndex = this.#position;
    const begin = RAW_BEGIN.exec(this.#source);
    if (begin === null) return false;
    this.#advance(this.#position + begin[0].length);
    if (begin[2] === "-") this.#skipSpace();
    RAW_END.lastIndex = this.#position;
    const end = RAW_END.exec(this.#source);
    if (end === null) this.#fail("Missing end of raw directive");
    const text = this.#source.slice(this.#position, end.index);
    const kept = end[1] === "-" ? text.trimEnd() : text;
    if (kept !== "") this.#add("data", kept);
    this.#advance(end.index + end[0].length);
    if (end[2] === "-") this.#skipSpace();
    return true;
  }

  /** What stands in a tag, and its end. */
  #inside(isBlock: boolean): void {
    const closing = isBlock ? "%}" : "}}";
    const expected: string[] = [];
    while (this.#position < this.#source.length) {
      const strips = this.#source[this.#position] === "-";
      const signed = strips || (isBlock && this.#source[this.#position] === "+");
      if (expected.length === 0 && this.#source.startsWith(closing, this.#position + (signed ? 1 : 0))) {
        this.#add(isBlock ? "block_end" : "variable_end", closing);
        this.#advance(this.#position + closing.length + (signed ? 1 : 0));
        if (strips) this.#skipSpace();
        return;
      }
      this.#token(expected);
    }
  }

  #token(expected: string[]): void {
    const space = this.#match(SPACE);
    if (space !== undefined) {
      this.#advance(this.#position + space.length);
      return;
    }
    for (const [type, expression] of [
      ["float", FLOAT],
      ["integer", INTEGER],
      ["name", NAME],
      ["string", STRING],
    ] as const) {
      const text = this.#match(expression);
      if (text === undefined) continue;
      this.#add(type, type === "string" ? unescaped(text.slice(1, -1)) : text);
      this.#advance(this.#position + text.length);
      return;
    }
    const operator = OPERATORS.find((each) => this.#source.startsWith(each, this.#position));
    if (operator === undefined) {
      const character = String.fromCodePoint(this.#source.codePointAt(this.#position) ?? 0);
      this.#fail(`unexpected char ${pythonRepr(character)} at ${this.#position}`);
    }
    if (operator in CLOSING) expected.push(CLOSING[operator] as string);
    else if (")]}".includes(operator)) {
      const wanted = expected.pop();
      if (wanted === undefined) this.#fail(`unexpected '${operator}'`);
      if (wanted !== operator) this.#fail(`unexpected '${operator}', expected '${wanted}'`);
    }
    this.#add("operator", operator);
    this.#advance(this.#position + operator.length);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;
const LARGEST_CODE_POINT = 0x10ffff;

/** What a string literal stands for; an unknown escape is itself. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole, x, u, long, octal, single: string | undefined) => {
    const hex: string | undefined = x ?? u ?? long;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      return code > LARGEST_CODE_POINT ? whole : String.fromCodePoint(code);
    }
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return ESCAPES[single ?? ""] ?? whole;
  });
}

/** @throws TemplateSyntaxError for a character that begins no token, and for brackets that do not match */
export function lexTemplate(source: string): readonly Token[] {
  return new Lexer(source).lex();
}
