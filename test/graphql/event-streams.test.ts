import { buildSchema, type ExecutionArgs } from "graphql";
import { createYoga } from "graphql-yoga";
import { expect, test } from "vitest";
import { EventStreams, useServerSentEvents } from "../../src/graphql/server-sent-events.ts";

/** Tells one thing, then nothing more; notes when it is ended. */
function source(ended: () => void) {
  let isFirst = true;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => {
      const value = { text: '{"data":{"item":1}}', cursor: null };
      const told = isFirst ? Promise.resolve({ done: false, value }) : new Promise<never>(() => {});
      isFirst = false;
      return told;
    },
    return: async () => {
      ended();
      return { done: true, value: undefined };
    },
  };
}

test("streams are bounded in their number, and what is refused is ended", async () => {
  const streams = new EventStreams(2);
  let ended = 0;
  const yoga = createYoga({
    schema: buildSchema("type Query { none: Int } type Subscription { item: Int }"),
    logging: false,
    plugins: [
      {
        onSubscribe: ({ setSubscribeFn }: { setSubscribeFn(subscribe: (args: ExecutionArgs) => unknown): void }) =>
          setSubscribeFn(async () => source(() => (ended += 1))),
      },
      useServerSentEvents(streams),
    ],
  });
  const ask = () =>
    yoga.fetch("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ query: "subscription { item }" }),
    });
  expect([(await ask()).status, (await ask()).status, streams.size]).toEqual([200, 200, 2]);
  const refused = await ask();
  expect([refused.status, await refused.json()]).toEqual([
    503,
    {
      errors: [{ message: "Too many subscriptions are open; try again later", extensions: { code: "LIMIT_EXCEEDED" } }],
    },
  ]);
  expect(ended).toBe(1);
  await streams.close();
  expect([ended, (await ask()).status]).toEqual([3, 200]);
  await streams.close();
});
