/**
 * Subscribers who ask for the same are answered once: the rows that concern them are looked for once, and each item is
 * made, executed and printed once. What is shared is never changed. Where each of them is in the stream, what waits for it
 * and how it ends is its own affair.
 */
import { type ExecutionArgs, GraphQLError } from "graphql";
import type { LiveTail } from "../../db/live-tail.ts";
import type { LogTable } from "../../db/log-tail.ts";
import type { Clock } from "../../time/clock.ts";
import type { Instant } from "../../time/instant.ts";
import { textBytes } from "../document-cache.ts";
import { operationKey } from "./operation-key.ts";
import { EXECUTING, SENDING, Turns } from "./turns.ts";

/** Of all that is shared: the items of the last moments, for those who are a little behind the others. */
const KEPT_BYTES = 16_777_216;
/** Beside its text. */
const RESULT_BYTES = 500;
/** In microseconds: an answer shows objects as they are by now, so it must not become old. */
const KEPT_FOR = 1_000_000;

/** What is told to whoever has waited for his turn until the server stopped; his connection is gone by then. */
export function stopped(): GraphQLError {
  return new GraphQLError("The server has stopped", { extensions: { code: "UNAVAILABLE" } });
}

/** What a subscription answers for one item. */
export interface ItemResult {
  /** The execution result, as JSON. */
  readonly text: string;
  /** The item's place in its stream, where it has one. */
  readonly cursor: string | null;
}

interface Kept {
  result: Promise<ItemResult> | undefined;
  /** The result, once it is there. */
  made: ItemResult | undefined;
  bytes: number;
  readonly begun: Instant;
}

/** The answers that are kept, the oldest first. */
class KeptResults {
  readonly #clock: Clock;
  readonly #kept = new Set<Kept>();
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(result: Promise<ItemResult>): Kept {
    const kept: Kept = { result, made: undefined, bytes: RESULT_BYTES, begun: this.#clock.now() };
    this.#kept.add(kept);
    this.#bytes += kept.bytes;
    result.then(
      (made) => {
        if (!this.#kept.has(kept)) return;
        const bytes = textBytes(made.text);
        kept.made = made;
        kept.bytes += bytes;
        this.#bytes += bytes;
        this.#makeRoom();
      },
      // The next one tries again.
      () => this.#forget(kept),
    );
    this.#makeRoom();
    return kept;
  }

  isFresh({ begun }: Kept): boolean {
    return Math.abs(this.#clock.now() - begun) < KEPT_FOR;
  }

  #makeRoom(): void {
    for (const kept of this.#kept) {
      if (this.#bytes <= KEPT_BYTES && this.isFresh(kept)) break;
      this.#forget(kept);
    }
  }

  #forget(kept: Kept): void {
    if (!this.#kept.delete(kept)) return;
    this.#bytes -= kept.bytes;
    kept.result = undefined;
    kept.made = undefined;
  }
}

type Tails = { [Table in LogTable]?: LiveTail<Table> };

/** A subscriber who has been told all there was, and is woken when there may be more. */
export interface Woken {
  /** Tells what is made by now. False when it has to be made or read first, which has begun. */
  tell(): boolean;
}

/** What subscribers of one key share. */
export class SharedOperation {
  readonly #results: KeptResults;
  readonly #tails: Tails = {};
  readonly #items = new WeakMap<readonly object[], Promise<readonly object[]> | readonly object[]>();
  /** By item; null for an item that has not been answered yet. */
  readonly #answers = new WeakMap<object, Kept | null>();
  readonly #all: SharedOperations;
  readonly #woken: Woken[] = [];
  #isTelling = false;
  /** What is being made for all, if anything is. */
  #making: Promise<unknown> | undefined;
  users = 0;

  constructor(results: KeptResults, all: SharedOperations) {
    this.#results = results;
    this.#all = all;
  }

  /** The rows to come, of the table that the operation is about. */
  tail<Table extends LogTable>(table: Table, open: () => LiveTail<Table>): LiveTail<Table> {
    const tails = this.#tails as { [One in Table]?: LiveTail<One> };
    tails[table] ??= open();
    return tails[table];
  }

  /** The items of some rows, of which every user has the same array. */
  items<Item extends object>(
    rows: readonly object[],
    make: () => readonly Item[] | Promise<readonly Item[]>,
  ): Promise<readonly Item[]> {
    const known = this.#items.get(rows) as Promise<readonly Item[]> | readonly Item[] | undefined;
    if (known !== undefined) return Promise.resolve(known);
    const made = (async () => make())().then((items) => {
      for (const item of items) this.#answers.set(item, null);
      this.#items.set(rows, items);
      return items;
    });
    this.#items.set(rows, made);
    // The next one tries again.
    made.catch(() => this.#items.delete(rows));
    this.#make(made);
    return made;
  }

  /** The items of some rows, if they have been made by now. */
  made<Item extends object>(rows: readonly object[]): readonly Item[] | undefined {
    const known = this.#items.get(rows) as Promise<readonly Item[]> | readonly Item[] | undefined;
    return known === undefined || known instanceof Promise ? undefined : known;
  }

  /** The answer for an item, executed by whoever comes first if it is one that others have, too. */
  async result(item: object, execute: () => Promise<ItemResult>): Promise<ItemResult> {
    const answer = this.#answers.get(item);
    if (answer?.result !== undefined && this.#results.isFresh(answer)) {
      const { result } = answer;
      await this.#all.turns.take(SENDING);
      return result;
    }
    const result = this.#execute(execute);
    if (answer !== undefined && this.users > 1) {
      this.#answers.set(item, this.#results.keep(result));
      this.#make(result);
    }
    return result;
  }

  /** The answer for an item, if it has been made by now. */
  answered(item: object): ItemResult | undefined {
    const answer = this.#answers.get(item);
    return answer?.made !== undefined && this.#results.isFresh(answer) ? answer.made : undefined;
  }

  /** Has somebody told when it is his turn, first come, first served. */
  wake(subscriber: Woken): void {
    this.#woken.push(subscriber);
    if (this.#isTelling) return;
    this.#isTelling = true;
    // All are woken before the first is told.
    queueMicrotask(() => void this.#tellAll());
  }

  /** For the first there is everything to be made; the others wait for that, and are then told without a promise of their own. */
  async #tellAll(): Promise<void> {
    while (this.#woken.length > 0) {
      for (const subscriber of this.#woken.splice(0)) {
        const turn = this.#all.turns.take(SENDING);
        if (turn !== undefined) await turn;
        if (!subscriber.tell()) await this.#making?.catch(() => {});
      }
    }
    this.#isTelling = false;
  }

  #make(made: Promise<unknown>): void {
    const forget = (): void => {
      if (this.#making === made) this.#making = undefined;
    };
    this.#making = made;
    made.then(forget, forget);
  }

  async #execute(execute: () => Promise<ItemResult>): Promise<ItemResult> {
    await this.#all.turns.take(EXECUTING);
    if (this.#all.isClosed) throw stopped();
    return this.#all.track(execute());
  }
}

/** The operations that are subscribed to at a door. */
export class SharedOperations {
  readonly #operations = new Map<string, SharedOperation>();
  readonly #results: KeptResults;
  readonly turns = new Turns();
  /** Apart from those of items, lest whoever is there waits for all who come. */
  readonly openings = new Turns();
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#results = new KeptResults(clock);
  }

  get size(): number {
    return this.#operations.size;
  }

  /** Whether the door has closed: nothing more is to be read. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Has the door wait for what reads the database. */
  async track<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** Lets nobody begin to read any more, and waits for those who have. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#underWay);
  }

  /**
   * Joins those who have subscribed to the same; to be left once, when the subscription has ended. Null for what is no
   * operation.
   */
  join(args: ExecutionArgs): { readonly operation: SharedOperation; readonly leave: () => void } | null {
    const key = operationKey(args);
    if (key === null) return null;
    const operation = this.#operations.get(key) ?? new SharedOperation(this.#results, this);
    this.#operations.set(key, operation);
    operation.users += 1;
    let left = false;
    return {
      operation,
      leave: () => {
        if (left) return;
        left = true;
        operation.users -= 1;
        if (operation.users === 0) this.#operations.delete(key);
      },
    };
  }
}
