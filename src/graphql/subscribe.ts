/** Subscribing: as graphql-js does it, but each item is executed with a context of its own, once for all who ask for the same. */
import { createSourceEventStream, type ExecutionArgs, execute, type GraphQLError } from "graphql";
import { createContext, type GraphQLContext } from "./context.ts";
import { type ItemResult, type SharedOperation, stopped } from "./streams/sharing.ts";
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

class Results implements AsyncIterableIterator<ItemResult> {
  readonly #source: AsyncIterator<object>;
  readonly #answer: (item: object) => Promise<ItemResult>;
  readonly #leave: () => void;

  constructor(source: AsyncIterable<object>, answer: (item: object) => Promise<ItemResult>, leave: () => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#answer = answer;
    this.#leave = leave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ItemResult>> {
    try {
      const { done, value } = await this.#source.next();
      if (done !== true) {
        return { done: false, value: await this.#answer(value) };
      }
    } catch (error) {
      this.#leave();
      throw error;
    }
    this.#leave();
    return { done: true, value: undefined };
  }

  // Not a generator: its `return` would wait for the `next` under way, and with it for an event that may never come.
  async return(): Promise<IteratorResult<ItemResult>> {
    this.#leave();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ItemResult>> {
    await this.return();
    throw error;
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
    isOpen = true;
    return new Results(
      source as AsyncIterable<object>,
      (item) => operation?.result(item, () => execution(item)) ?? execution(item),
      () => joined?.leave(),
    );
  } finally {
    if (!isOpen) joined?.leave();
  }
}
