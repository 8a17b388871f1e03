/** Python's textwrap, as Jinja's wordwrap uses it. */
import { fail } from "./template-values.ts";

/** textwrap's own separators of words: white space, hyphens within words, dashes between them. */
const WORDS =
  /[\t\n\v\f\r ]+|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^\t\n\v\f\r ]+?(?:-(?:(?<=[\p{L}_]{2}-)|(?<=[\p{L}_]-[\p{L}_]-))(?=[\p{L}_]-?[\p{L}_])|(?=[\t\n\v\f\r ]|$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_]))/gu;
const WORDS_WITH_HYPHENS = /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g;

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

/** How much of a word that is longer than a line still goes into this one. */
function cutOf(word: string, room: number, { breakOnHyphens }: WrapOptions): number {
  if (!breakOnHyphens || word.length <= room) return room;
  const hyphen = word.lastIndexOf("-", room - 1);
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : room;
}

/** The lines that one line of a text becomes. */
export function wrapped(text: string, options: WrapOptions): string[] {
  const { width, breakLongWords, breakOnHyphens } = options;
  if (width <= 0) return fail("ValueError", `invalid width ${width} (must be > 0)`);
  const words = (text.match(breakOnHyphens ? WORDS : WORDS_WITH_HYPHENS) ?? []).reverse();
  const lines: string[] = [];
  while (words.length > 0) {
    const line: string[] = [];
    let length = 0;
    if (lines.length > 0 && words.at(-1)?.trim() === "") words.pop();
    for (let word = words.at(-1); word !== undefined && length + word.length <= width; word = words.at(-1)) {
      line.push(word);
      length += word.length;
      words.pop();
    }
    const next = words.at(-1);
    if (next !== undefined && next.length > width) {
      if (breakLongWords) {
        const cut = cutOf(next, width - length, options);
        line.push(next.slice(0, cut));
        words[words.length - 1] = next.slice(cut);
      } else if (line.length === 0) {
        line.push(next);
        words.pop();
      }
    }
    if (line.at(-1)?.trim() === "") line.pop();
    if (line.length > 0) lines.push(line.join(""));
  }
  return lines;
}
