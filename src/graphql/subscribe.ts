/** Subscribing: as graphql-js does it, but each item is executed with a context of its own. */
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from "graphql";
import { createContext, type SharedContext } from "./context.ts";
import { rememberCursor } from "./server-sent-events.ts";

class Results implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<unknown>;
  readonly #args: ExecutionArgs;

  constructor(source: AsyncIterable<unknown>, args: ExecutionArgs) {
    this.#source = source[Symbol.asyncIterator]();
    this.#args = args;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    const { done, value } = await this.#source.next();
    if (done === true) return { done, value: undefined };
    const result = await execute({
      ...this.#args,
      rootValue: value,
      // What loaders have read for one item must not answer for the next, nor be kept as long as the subscription.
      contextValue: createContext(this.#args.contextValue as SharedContext),
    });
    const { cursor } = value as { readonly cursor?: unknown };
    if (typeof cursor === "string") rememberCursor(result, cursor);
    return { done: false, value: result };
  }

  // Not a generator: its `return` would wait for the `next` under way, and with it for an event that may never come.
  async return(): Promise<IteratorResult<ExecutionResult>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    await this.return();
    throw error;
  }
}

/** graphql-js's `subscribe`, but for the contexts. */
export async function subscribeAfresh(
  args: ExecutionArgs,
): Promise<AsyncIterableIterator<ExecutionResult> | { readonly errors: readonly GraphQLError[] }> {
  const source = await createSourceEventStream(args);
  return Symbol.asyncIterator in source ? new Results(source, args) : { errors: source.errors ?? [] };
}
