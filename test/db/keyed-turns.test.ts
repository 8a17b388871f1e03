import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { KeyedTurns } from "../../src/db/keyed-turns.ts";

test("works of one key follow each other in the order they came, also after one that failed; others do not wait", async () => {
  const turns = new KeyedTurns();
  const order: string[] = [];
  const work = (name: string, milliseconds: number) => async () => {
    order.push(`${name} begins`);
    await sleep(milliseconds);
    order.push(`${name} ends`);
    if (name === "second") throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled([
    turns.run("key", work("first", 20)),
    turns.run("key", work("second", 1)),
    turns.run("key", work("third", 1)),
    turns.run("other", work("other", 1)),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(order.slice(0, 3)).toEqual(["first begins", "other begins", "other ends"]);
  expect(order.slice(3)).toEqual(["first ends", "second begins", "second ends", "third begins", "third ends"]);
  expect(await turns.run("key", async () => "later")).toBe("later");
});
