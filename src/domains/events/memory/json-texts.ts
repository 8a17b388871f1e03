/**
 * The texts of JSON, interned: names of members, strings as they are written there (between their quotes, with what is escaped), and
 * numbers, `true`, `false` and `null`. JSON.parse takes several times as long, for texts that are mostly known already.
 */
import { grown } from "./growing-arrays.ts";
import type { InternedRuns } from "./interned-runs.ts";
import type { InternedTexts } from "./interned-texts.ts";

/** Runs of numbers of texts, or of such runs. */
export type Runs = InternedRuns<Uint32Array<ArrayBuffer>>;

const INITIAL_BYTES = 65_536;
/** Bytes of UTF-8 for one unit of UTF-16, at the most. */
const MOST_BYTES_A_UNIT = 3;

const [QUOTE, BACKSLASH, COMMA, COLON, SPACE] = [0x22, 0x5c, 0x2c, 0x3a, 0x20];
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

const encoder = new TextEncoder();

/** JSON as no event has it. */
export class UnexpectedJsonError extends Error {
  override readonly name = "UnexpectedJsonError";
}

/** Whether a byte stands between texts; outside of quotes no text has it. */
function isBetween(byte: number): boolean {
  return (
    byte <= SPACE ||
    byte === COMMA ||
    byte === COLON ||
    byte === OPENING_BRACE ||
    byte === CLOSING_BRACE ||
    byte === OPENING_BRACKET ||
    byte === CLOSING_BRACKET
  );
}

export class JsonTexts {
  readonly #texts: InternedTexts;
  #bytes = new Uint8Array(INITIAL_BYTES);
  #end = 0;
  #at = 0;
  /** The numbers of the texts come by so far. */
  #found = new Uint32Array(INITIAL_BYTES);
  #count = 0;
  /** By the number of a text, in which round it was last taken, so that each is taken once. */
  #rounds = new Uint32Array(INITIAL_BYTES);
  #round = 0;

  constructor(texts: InternedTexts) {
    this.#texts = texts;
  }

  /** Interns an object of labels: name by name, each with its value, as a run. */
  labels(json: string, objects: Runs): number {
    this.#begin(json);
    const object = this.#object(objects);
    if (object === undefined) throw new UnexpectedJsonError("An object of labels was expected");
    return object;
  }

  /** Interns a list of such objects: each of them, and the run of their numbers. */
  lists(json: string, objects: Runs, lists: Runs): number {
    this.#begin(json);
    const found: number[] = [];
    for (let object = this.#object(objects); object !== undefined; object = this.#object(objects)) found.push(object);
    return lists.intern(Uint32Array.from(found), 0, found.length);
  }

  /** Interns the names of the members of a value, at any depth, as a run, and its other texts as another; each text once. */
  namesAndTexts(json: string, bags: Runs): readonly [names: number, texts: number] {
    this.#begin(json);
    const names: number[] = [];
    const bytes = this.#bytes;
    this.#nextRound();
    let count = 0;
    while (this.#skip() < this.#end) {
      this.#add();
      this.#count -= 1;
      const text = this.#found[this.#count] as number;
      if (bytes[this.#at] === COLON) names.push(text);
      else if (this.#isNew(text)) {
        this.#found[count] = text;
        count += 1;
      }
      this.#count = count;
    }
    const texts = bags.intern(this.#found, 0, count);
    this.#nextRound();
    const distinct = names.filter((name) => this.#isNew(name));
    return [bags.intern(Uint32Array.from(distinct), 0, distinct.length), texts];
  }

  #begin(json: string): void {
    const most = MOST_BYTES_A_UNIT * json.length + 1;
    if (most > this.#bytes.length) this.#bytes = grown(this.#bytes, most);
    this.#end = encoder.encodeInto(json, this.#bytes).written;
    // A number at the very end ends there.
    this.#bytes[this.#end] = COMMA;
    this.#at = 0;
    this.#count = 0;
  }

  #nextRound(): void {
    this.#round += 1;
  }

  #isNew(text: number): boolean {
    if (text >= this.#rounds.length) this.#rounds = grown(this.#rounds, text + 1);
    if (this.#rounds[text] === this.#round) return false;
    this.#rounds[text] = this.#round;
    return true;
  }

  /** Goes to the next text; to the end where there is none. */
  #skip(): number {
    const bytes = this.#bytes;
    while (this.#at < this.#end && isBetween(bytes[this.#at] as number)) this.#at += 1;
    return this.#at;
  }

  #object(objects: Runs): number | undefined {
    const bytes = this.#bytes;
    while (this.#at < this.#end && bytes[this.#at] !== OPENING_BRACE) this.#at += 1;
    if (this.#at >= this.#end) return undefined;
    this.#at += 1;
    this.#count = 0;
    for (;;) {
      while (isBetween(bytes[this.#at] as number) && bytes[this.#at] !== CLOSING_BRACE) this.#at += 1;
      if (this.#at >= this.#end) throw new UnexpectedJsonError("An object of labels does not end");
      if (bytes[this.#at] === CLOSING_BRACE) break;
      this.#add();
    }
    this.#at += 1;
    if (this.#count % 2 === 1) throw new UnexpectedJsonError("A label is no text");
    return objects.intern(this.#found, 0, this.#count);
  }

  /** Interns the text that begins here, and goes right behind it. */
  #add(): void {
    const bytes = this.#bytes;
    const isString = bytes[this.#at] === QUOTE;
    const start = isString ? this.#at + 1 : this.#at;
    let end = start;
    if (isString) {
      while (bytes[end] !== QUOTE) {
        if (end >= this.#end) throw new UnexpectedJsonError("A text does not end");
        end += bytes[end] === BACKSLASH ? 2 : 1;
      }
    } else {
      while (!isBetween(bytes[end] as number)) end += 1;
    }
    this.#at = isString ? end + 1 : end;
    if (this.#count === this.#found.length) this.#found = grown(this.#found, this.#count + 1);
    this.#found[this.#count] = this.#texts.runs.intern(bytes, start, end);
    this.#count += 1;
  }
}
