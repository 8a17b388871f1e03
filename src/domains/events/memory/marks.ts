/** What is asked, answered for each text and each run of what is interned: a byte each, 1 for yes. They grow as more is interned. */
import { grown } from "./growing-arrays.ts";
import type { InternedTexts } from "./interned-texts.ts";
import type { Runs } from "./json-texts.ts";
import { markTextsWith } from "./text-search.ts";

const INITIAL_MARKS = 1_024;

export abstract class Marks {
  #marks = new Uint8Array(INITIAL_MARKS);
  #count = 0;
  #areThere = false;

  /** By number; to be read only, and only until more are marked. */
  get marks(): Uint8Array {
    return this.#marks;
  }

  /** Whether any is marked. */
  get areThere(): boolean {
    return this.#areThere;
  }

  /** Answers for all that has been interned since. */
  extend(): void {
    const { total } = this;
    if (total > this.#marks.length) this.#marks = grown(this.#marks, total);
    if (total > this.#count) {
      this.mark(this.#marks, this.#count, total);
      this.#areThere ||= this.#marks.includes(1, this.#count);
    }
    this.#count = total;
  }

  /** How many there are by now. */
  protected abstract get total(): number;

  /** Marks those from `first` on, of which none is marked yet. */
  protected abstract mark(marks: Uint8Array, first: number, total: number): void;
}

/** Texts that contain one of the terms. */
export class TermMarks extends Marks {
  readonly #texts: InternedTexts;
  readonly #terms: readonly string[];

  constructor(texts: InternedTexts, terms: readonly string[]) {
    super();
    this.#texts = texts;
    this.#terms = terms;
  }

  protected override get total(): number {
    return this.#texts.runs.count;
  }

  protected override mark(marks: Uint8Array, first: number): void {
    for (const term of this.#terms) markTextsWith(this.#texts, term, marks, first);
  }
}

/** Runs of which some member is marked. */
export class MemberMarks extends Marks {
  readonly #runs: Runs;
  readonly #members: Marks;

  constructor(runs: Runs, members: Marks) {
    super();
    this.#runs = runs;
    this.#members = members;
  }

  override extend(): void {
    this.#members.extend();
    super.extend();
  }

  protected override get total(): number {
    return this.#runs.count;
  }

  protected override mark(marks: Uint8Array, first: number, total: number): void {
    if (!this.#members.areThere) return;
    const { members, starts } = this.#runs;
    const isMarked = this.#members.marks;
    let at = starts[first] as number;
    for (let run = first; run < total; run += 1) {
      const end = starts[run + 1] as number;
      for (; at < end; at += 1) {
        if (isMarked[members[at] as number] === 1) {
          marks[run] = 1;
          break;
        }
      }
      at = end;
    }
  }
}

/** Runs that pass a test. */
export class TestMarks extends Marks {
  readonly #runs: Runs;
  readonly #test: (run: number) => boolean;
  readonly #prepare: () => void;

  /** @param prepare called before more runs are put to the test */
  constructor(runs: Runs, test: (run: number) => boolean, prepare: () => void = () => {}) {
    super();
    this.#runs = runs;
    this.#test = test;
    this.#prepare = prepare;
  }

  override extend(): void {
    this.#prepare();
    super.extend();
  }

  protected override get total(): number {
    return this.#runs.count;
  }

  protected override mark(marks: Uint8Array, first: number, total: number): void {
    for (let run = first; run < total; run += 1) if (this.#test(run)) marks[run] = 1;
  }
}
