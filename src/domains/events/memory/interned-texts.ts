/** Texts, each kept once, in UTF-8, and known by a number from then on. */
import { InternedRuns } from "./interned-runs.ts";

const encoder = new TextEncoder();

/** U+0000, which cannot be stored, stands behind each text. */
export class InternedTexts {
  readonly runs = new InternedRuns(Uint8Array, 1);

  intern(text: string): number {
    const bytes = encoder.encode(text);
    return this.runs.intern(bytes, 0, bytes.length);
  }

  /** The number of a text if it is there. */
  numberOf(text: string): number | undefined {
    const bytes = encoder.encode(text);
    return this.runs.find(bytes, 0, bytes.length);
  }

  textOf(number: number): string {
    return this.#buffer.toString("utf8", this.runs.startOf(number), this.runs.endOf(number));
  }

  /** Negative, zero or positive as `left` comes before, is or comes after `right`, byte by byte. */
  compare(left: number, right: number): number {
    const { members } = this.runs;
    let from = this.runs.startOf(left);
    let to = this.runs.startOf(right);
    // Equal texts have one number, and of two others one ends first or differs.
    if (left === right) return 0;
    while (members[from] === members[to]) {
      from += 1;
      to += 1;
    }
    return (members[from] as number) - (members[to] as number);
  }

  beginsWith(number: number, prefix: Uint8Array): boolean {
    const { members } = this.runs;
    const start = this.runs.startOf(number);
    // What lies behind a shorter text is no part of any prefix.
    for (let at = 0; at < prefix.length; at += 1) if (members[start + at] !== prefix[at]) return false;
    return true;
  }

  get #buffer(): Buffer {
    const { buffer } = this.runs.members;
    return Buffer.from(buffer);
  }
}
