/** What is kept of documents: bounded by its size in memory, for whoever sends them chooses how large they are. */
import type { DocumentNode } from "graphql";

/** Keeps the entries used last, as many as fit. */
export class SizedCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  readonly #maximumBytes: number;
  readonly #bytesOf: (key: string, value: Value) => number;
  #bytes = 0;

  /** @param bytesOf what an entry takes in memory, roughly */
  constructor(maximumBytes: number, bytesOf: (key: string, value: Value) => number) {
    this.#maximumBytes = maximumBytes;
    this.#bytesOf = bytesOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A map's first key is the one that was set first.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.#delete(key);
    const bytes = this.#bytesOf(key, value);
    if (bytes > this.#maximumBytes) return;
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maximumBytes) break;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

/** Parsed documents: a thousand of a dashboard's queries. */
export const PARSED_BYTES = 67_108_864;
/** Syntax errors are told again without parsing, to clients that retry. */
const ERROR_BYTES = 4_194_304;
/** A token with its share of the tree. */
const BYTES_PER_TOKEN = 300;
/** Characters of JavaScript's strings. */
const BYTES_PER_CHARACTER = 2;
/** An error with its place. */
const BYTES_PER_ERROR = 1_000;

/** What a text takes in memory. */
export function textBytes(text: string): number {
  return text.length * BYTES_PER_CHARACTER;
}

/** Caches for Yoga's `parserAndValidationCache`, whose own count documents, however large. */
export function createDocumentCaches(): {
  readonly documentCache: SizedCache<DocumentNode>;
  readonly errorCache: SizedCache<Error>;
} {
  return {
    documentCache: new SizedCache(
      PARSED_BYTES,
      (text, document) => textBytes(text) + (document.tokenCount ?? text.length) * BYTES_PER_TOKEN,
    ),
    errorCache: new SizedCache(ERROR_BYTES, (text) => textBytes(text) + BYTES_PER_ERROR),
  };
}
