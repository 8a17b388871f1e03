/** Subscribing: as graphql-js does it, but each item is executed with a context of its own, once for all who ask for the same. */
import { createSourceEventStream, type ExecutionArgs, execute, type GraphQLError } from "graphql";
import { type Feed, isFeed } from "../db/feed.ts";
import { createContext, type GraphQLContext } from "./context.ts";
import {
  type ItemResult,
  type SharedOperation,
  type SharedOperations,
  stopped,
  type Woken,
} from "./streams/sharing.ts";
import { EXECUTING } from "./streams/turns.ts";

type MaskError = (error: unknown) => unknown;

/** Executes a subscription for one item. */
async function answer(args: ExecutionArgs, item: object, maskError: MaskError): Promise<ItemResult> {
  const { errors, ...result } = await execute({
    ...args,
    rootValue: item,
    // What loaders have read for one item must not answer for the next, nor be kept as long as the subscription. And it
    // holds nothing of the subscriber, so that others may be given the answer, too.
    contextValue: createContext(args.contextValue as GraphQLContext),
  });
  const { cursor } = item as { readonly cursor?: unknown };
  return Object.freeze({
    text: JSON.stringify(errors === undefined ? result : { ...result, errors: errors.map(maskError) }),
    cursor: typeof cursor === "string" ? cursor : null,
  });
}

/** What a subscriber is told. */
class Results implements AsyncIterableIterator<ItemResult>, Woken {
  readonly #source: Feed<object>;
  readonly #answer: (item: object) => Promise<ItemResult>;
  readonly #door: SharedOperations;
  readonly #operation: SharedOperation | undefined;
  readonly #maskError: MaskError;
  readonly #leave: () => void;
  readonly #wake = (): void => {
    if (this.#operation === undefined) void this.#proceed(undefined);
    else this.#operation.wake(this);
  };
  /** The call of `next` that waits. */
  #next: PromiseWithResolvers<IteratorResult<ItemResult>> | undefined;

  constructor(
    source: Feed<object>,
    answer: (item: object) => Promise<ItemResult>,
    door: SharedOperations,
    operation: SharedOperation | undefined,
    maskError: MaskError,
    leave: () => void,
  ) {
    this.#source = source;
    this.#answer = answer;
    this.#door = door;
    this.#operation = operation;
    this.#maskError = maskError;
    this.#leave = leave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ItemResult>> {
    this.#next = Promise.withResolvers<IteratorResult<ItemResult>>();
    const { promise } = this.#next;
    if (!this.#source.whenMore(this.#wake)) void this.#proceed(undefined);
    return promise;
  }

  tell(): boolean {
    const item = this.#source.take();
    const result = item && this.#operation?.answered(item);
    if (result === undefined) void this.#proceed(item);
    else this.#resolve({ done: false, value: result });
    return result !== undefined;
  }

  // Not a generator: its `return` would wait for the `next` under way, and with it for an event that may never come.
  async return(): Promise<IteratorResult<ItemResult>> {
    this.#leave();
    await this.#source.return();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ItemResult>> {
    await this.return();
    throw error;
  }

  /** Goes on until somebody can be told, or there is nothing more by now. */
  async #proceed(taken: object | undefined): Promise<void> {
    try {
      let item = taken;
      while (item === undefined && !this.#source.ended && !this.#door.isClosed) {
        item = await this.#door.track(this.#source.advance());
        if (item === undefined && this.#source.whenMore(this.#wake)) return;
      }
      if (item !== undefined) {
        this.#resolve({ done: false, value: await this.#answer(item) });
        return;
      }
    } catch (error) {
      this.#leave();
      this.#next?.reject(this.#maskError(error));
      return;
    }
    this.#leave();
    this.#resolve({ done: true, value: undefined });
  }

  #resolve(result: IteratorResult<ItemResult>): void {
    this.#next?.resolve(result);
    this.#next = undefined;
  }
}

/**
 * graphql-js's `subscribe`, but for the contexts, and that results are printed.
 *
 * @param maskError what clients may hear of an error
 */
export async function subscribeAfresh(
  args: ExecutionArgs,
  maskError: MaskError,
): Promise<AsyncIterableIterator<ItemResult> | { readonly errors: readonly GraphQLError[] }> {
  const context = args.contextValue as GraphQLContext;
  const joined = context.subscriptions.join(args);
  const execution = (item: object): Promise<ItemResult> => answer(args, item, maskError);
  const operation: SharedOperation | undefined = joined?.operation;
  if (operation !== undefined) context.sharing = operation;
  let isOpen = false;
  try {
    // All clients may come back at once, and others are to be answered in between.
    await context.subscriptions.openings.take(EXECUTING);
    if (context.subscriptions.isClosed) return { errors: [stopped()] };
    const source = await context.subscriptions.track(createSourceEventStream(args));
    if (!(Symbol.asyncIterator in source)) return { errors: source.errors ?? [] };
    const feed = source as AsyncIterable<object>;
    if (!isFeed(feed)) throw new TypeError("Every subscription opens its source with openStream");
    isOpen = true;
    const results = new Results(
      feed,
      (item) => operation?.result(item, () => execution(item)) ?? execution(item),
      context.subscriptions,
      operation,
      maskError,
      () => joined?.leave(),
    );
    context.results = results;
    return results;
  } finally {
    if (!isOpen) joined?.leave();
  }
}
