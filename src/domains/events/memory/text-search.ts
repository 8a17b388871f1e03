/** Looking for a term in very many texts at once, whatever the case of their letters. */
import type { InternedTexts } from "./interned-texts.ts";

/** Lower case, byte by byte, of ASCII. */
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/**
 * Terms that occur in an event exactly when they occur in one of its texts: none has anything of what stands between texts in JSON,
 * as SQLite and PostgreSQL write it, or between the parts of an event. Letters other than those of ASCII each database
 * lowers in its own way, and neither as Unicode does; a backslash is for what is escaped.
 */
const PLAIN_TERM = /^(?![\s:])[ !#-+.-Z^-z|~\-:]+(?<!\s)$/;

export function isPlainTerm(term: string): boolean {
  return PLAIN_TERM.test(term);
}

/**
 * Marks the texts, from number `first` on, that contain the term, which is in lower case and of ASCII (Horspool's algorithm over all of
 * them as one: a call for each match, as of Buffer's indexOf, would take most of the time where there are many).
 */
export function markTextsWith(texts: InternedTexts, term: string, marks: Uint8Array, first: number): void {
  const { members: bytes, starts, count } = texts.runs;
  const pattern = Buffer.from(term, "latin1");
  const last = pattern.length - 1;
  const { skips, again } = skipsOf(pattern);
  const end = starts[count] as number;
  let number = first;
  let at = (starts[first] as number) + last;
  while (at < end) {
    const skip = skips[bytes[at] as number] as number;
    if (skip > 0) {
      at += skip;
    } else if (isAt(bytes, pattern, at - last)) {
      number = textAt(starts, number, count, at);
      marks[number] = 1;
      number += 1;
      at = (starts[number] as number) + last;
    } else {
      at += again;
    }
  }
}

/** How far to go on from each byte where the end of the pattern might lie; from its last one, 0, and `again` if that was all. */
function skipsOf(pattern: Uint8Array): { readonly skips: Uint8Array; readonly again: number } {
  const last = pattern.length - 1;
  // Terms are shorter than a byte can tell (MAXIMUM_TEXT_QUERY_LENGTH).
  const skips = new Uint8Array(256).fill(pattern.length);
  for (let at = 0; at < last; at += 1) skips[pattern[at] as number] = last - at;
  const again = skips[pattern[last] as number] as number;
  skips[pattern[last] as number] = 0;
  return { skips: skips.map((_, byte) => skips[LOWER[byte] as number] as number), again };
}

function isAt(bytes: Uint8Array, pattern: Uint8Array, start: number): boolean {
  for (let at = 0; at < pattern.length; at += 1) {
    if (LOWER[bytes[start + at] as number] !== pattern[at]) return false;
  }
  return true;
}

/** Which text, from `number` on, the byte at `place` is part of. */
function textAt(starts: Uint32Array, number: number, count: number, place: number): number {
  let step = 1;
  let low = number;
  while (low + step < count && (starts[low + step] as number) <= place) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, count);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle;
  }
  return low;
}
