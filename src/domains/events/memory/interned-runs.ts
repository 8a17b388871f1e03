/** Runs of numbers (bytes of texts, numbers of other runs), each kept once and known by a number of its own from then on. */
import { grown, type Numbers } from "./growing-arrays.ts";

const INITIAL_RUNS = 1_024;
const INITIAL_MEMBERS = 16_384;
/** FNV-1a. */
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

export class InternedRuns<Members extends Numbers> {
  #members: Members;
  /** Zeros behind each run. */
  readonly #gap: number;
  /** Where each run begins, and behind the last one where the next would. */
  #starts = new Uint32Array(INITIAL_RUNS);
  #hashes = new Uint32Array(INITIAL_RUNS);
  /** An open hash table of the numbers of runs, one higher than they are; half of it is empty at least. */
  #slots = new Uint32Array(2 * INITIAL_RUNS);
  #count = 0;

  /** @param gap how many zeros stand behind each run, so that nothing is found across two */
  constructor(kind: new (length: number) => Members, gap: number) {
    this.#members = new kind(INITIAL_MEMBERS);
    this.#gap = gap;
  }

  get count(): number {
    return this.#count;
  }

  /** In bytes. */
  get size(): number {
    const arrays = [this.#members, this.#starts, this.#hashes, this.#slots];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Those of all runs one behind the other; to be read only, and only until another run is interned. */
  get members(): Members {
    return this.#members;
  }

  /** Where the runs begin among the members, and one place more; as `members`. */
  get starts(): Uint32Array {
    return this.#starts;
  }

  startOf(number: number): number {
    return this.#starts[number] as number;
  }

  endOf(number: number): number {
    return (this.#starts[number + 1] as number) - this.#gap;
  }

  /** The number of the run that lies in `source` from `start` up to `end`. */
  intern(source: Members, start: number, end: number): number {
    const hash = hashOf(source, start, end);
    const slot = this.#slotOf(source, start, end, hash);
    const found = this.#slots[slot] as number;
    return found === 0 ? this.#add(source, start, end, hash, slot) : found - 1;
  }

  /** As `intern`, but undefined when it is not there. */
  find(source: Members, start: number, end: number): number | undefined {
    const found = this.#slots[this.#slotOf(source, start, end, hashOf(source, start, end))] as number;
    return found === 0 ? undefined : found - 1;
  }

  #slotOf(source: Members, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const found = slots[slot] as number;
      if (found === 0 || (this.#hashes[found - 1] === hash && this.#isAt(found - 1, source, start, end))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(number: number, source: Members, start: number, end: number): boolean {
    const begin = this.startOf(number);
    if (this.endOf(number) - begin !== end - start) return false;
    const members = this.#members;
    for (let from = start, to = begin; from < end; from += 1, to += 1) if (source[from] !== members[to]) return false;
    return true;
  }

  #add(source: Members, start: number, end: number, hash: number, slot: number): number {
    const number = this.#count;
    const begin = this.startOf(number);
    const next = begin + end - start + this.#gap;
    if (next > this.#members.length) this.#members = grown(this.#members, next);
    if (number + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts, number + 2);
      this.#hashes = grown(this.#hashes, number + 2);
    }
    const members = this.#members;
    for (let from = start, to = begin; from < end; from += 1, to += 1) members[to] = source[from] as number;
    this.#starts[number + 1] = next;
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    this.#count += 1;
    if (2 * this.#count > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number += 1) {
      let slot = (this.#hashes[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function hashOf(source: Numbers, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (source[at] as number), HASH_PRIME);
  // The table takes the lowest bits, and in FNV the higher ones do not reach them.
  return (hash ^ (hash >>> 15)) >>> 0;
}
