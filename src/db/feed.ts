/** Something that follows what happens: to be iterated over, or to be asked by those who wait in their own way. */
export interface Feed<Item> extends AsyncIterableIterator<Item, undefined, undefined> {
  readonly ended: boolean;
  /** The next item; undefined when all that is there by now has been told, or it has ended. One call at a time. */
  advance(): Promise<Item | undefined>;
  /** The next item, if nothing has to be waited for; never while `advance` is under way. */
  take(): Item | undefined;
  /**
   * Has `wake`, which must not throw, called once when there may be more, or it ends. False, and it is not called, where it
   * should be asked at once.
   */
  whenMore(wake: () => void): boolean;
  return(): Promise<IteratorResult<Item, undefined>>;
}

/** The next item of a feed, as soon as there is one. */
export async function nextOf<Item>(feed: Feed<Item>): Promise<IteratorResult<Item, undefined>> {
  for (;;) {
    const item = await feed.advance();
    if (item !== undefined) return { done: false, value: item };
    if (feed.ended) return { done: true, value: undefined };
    await new Promise<void>((resolve) => {
      if (!feed.whenMore(resolve)) resolve();
    });
  }
}

export function isFeed<Item extends object>(iterable: AsyncIterable<Item>): iterable is Feed<Item> {
  return "whenMore" in iterable;
}
