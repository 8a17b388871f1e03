/**
 * The query language of text filters, of logs and events alike: words and "quoted phrases" of which one must occur, `-` or
 * `!` before what must not, `+` before what must. Mirrors the reference's utilities/text_search_parser.
 */

/** The longest query, in characters (the reference's max_length). */
export const MAXIMUM_TEXT_QUERY_LENGTH = 200;

export interface TextSearch {
  /** At least one of these occurs, unless there is none. In lower case, as the other two. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly required: readonly string[];
}

/** A prefix, then a phrase whose quote may be missing at the end, or a word up to the next space or quote. */
const TERM = /([-!+]?)(?:"((?:\\[\s\S]|[^"\\]|\\$)*)"?|([^\s"]+))/gy;
const SPACES = /(?:\s|[-!+](?=\s|$))*/gy;

function unescaped(phrase: string): string {
  return phrase.replace(/\\(["\\])/g, "$1");
}

export function parseTextSearch(query: string): TextSearch {
  const found = { include: [] as string[], exclude: [] as string[], required: [] as string[] };
  let position = 0;
  while (position < query.length) {
    SPACES.lastIndex = position;
    position += SPACES.exec(query)?.[0].length ?? 0;
    TERM.lastIndex = position;
    const match = TERM.exec(query);
    if (match === null) break;
    position += match[0].length;
    const [, prefix, phrase, word] = match;
    const term = (word ?? unescaped(phrase ?? "")).toLowerCase();
    if (term.trim() === "") continue;
    (prefix === "+" ? found.required : prefix === "" ? found.include : found.exclude).push(term);
  }
  return found;
}

/** Whether a text satisfies the search, whatever its case. */
export function matchesTextSearch(search: TextSearch, text: string): boolean {
  const lower = text.toLowerCase();
  const occurs = (term: string): boolean => lower.includes(term);
  return (
    (search.include.length === 0 || search.include.some(occurs)) &&
    !search.exclude.some(occurs) &&
    search.required.every(occurs)
  );
}
