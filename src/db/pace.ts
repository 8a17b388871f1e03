/**
 * Doing very much work on the database beside live traffic: in transactions that are kept short by their own measure, with
 * rests in between that leave most of the time to others.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Transaction } from "./database.ts";
import type { Dialect } from "./dialect.ts";

interface Measure {
  /** What a transaction should take. */
  readonly milliseconds: number;
  /** The fewest rows that are worth a transaction. */
  readonly fewestRows: number;
  /** How many times as long as the work before it a rest is. */
  readonly rest: number;
}

/**
 * On SQLite nobody else writes during a transaction, and nothing else is answered. On PostgreSQL it is in nobody's way, and takes
 * several round trips however few its rows are.
 */
const MEASURES: Readonly<Record<Dialect["name"], Measure>> = {
  sqlite: { milliseconds: 4, fewestRows: 5, rest: 4 },
  postgresql: { milliseconds: 25, fewestRows: 50, rest: 1 },
};
/** The first transaction, of which nothing is known yet. */
const FIRST_ROWS = 20;
/** Growing slowly and shrinking at once, one slow transaction among fast ones costs little. */
const GROWTH = 1.25;
/** What is shorter, timers do not keep; what is longer only tells of a machine that was busy with something else. */
const SHORTEST_REST_MILLISECONDS = 2;
const LONGEST_REST_MILLISECONDS = 200;

export interface PaceOptions {
  /** Rows of a transaction at the most, however fast they go. */
  readonly mostRows: number;
  /** Ends the work between two transactions. */
  readonly signal: AbortSignal;
}

export class Pace {
  readonly #options: PaceOptions;
  #rows: number;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#rows = Math.min(FIRST_ROWS, options.mostRows);
  }

  /** A pace for work of another kind, which learns by itself. */
  apart(): Pace {
    return new Pace(this.#options);
  }

  /** Whether nothing more is to be begun. */
  get isOver(): boolean {
    return this.#options.signal.aborted;
  }

  /** How many rows the next transaction should deal with, at the most. */
  get rows(): number {
    return this.#rows;
  }

  /** Runs `work` in a transaction, learns from how long it took, and rests. */
  async transaction<T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let milliseconds = 0;
    const result = await database.transaction(async (transaction) => {
      // From here on: what a transaction waits for its turn says nothing of its size.
      const begun = performance.now();
      const worked = await work(transaction);
      milliseconds = performance.now() - begun;
      return worked;
    }, "background");
    const measure = MEASURES[database.dialect.name];
    this.#learn(measure, milliseconds);
    await this.#rest(milliseconds * measure.rest);
    return result;
  }

  #learn(measure: Measure, milliseconds: number): void {
    const factor = Math.min(GROWTH, measure.milliseconds / Math.max(milliseconds, Number.EPSILON));
    const { mostRows } = this.#options;
    const fewest = Math.min(measure.fewestRows, mostRows);
    const rows = factor > 1 ? Math.ceil(this.#rows * factor) : Math.floor(this.#rows * factor);
    this.#rows = Math.max(fewest, Math.min(mostRows, rows));
  }

  async #rest(milliseconds: number): Promise<void> {
    const rest = Math.min(LONGEST_REST_MILLISECONDS, milliseconds);
    try {
      await sleep(Math.max(SHORTEST_REST_MILLISECONDS, rest), undefined, { signal: this.#options.signal, ref: false });
    } catch (error) {
      if (!this.isOver) throw error;
    }
  }
}
