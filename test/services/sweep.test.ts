import { describe, expect, test } from "vitest";
import type { Logger } from "../../src/core.ts";
import { sweep } from "../../src/services/sweep.ts";

interface Item {
  readonly id: string;
  readonly place: number;
}

const ITEMS: readonly Item[] = Array.from({ length: 450 }, (_, place) => ({ id: `item-${place}`, place }));

function harness() {
  const pages: number[] = [];
  const errors: object[] = [];
  const logger: Logger = { info: () => {}, warn: () => {}, error: (fields) => void errors.push(fields) };
  const find = async (after: Item | undefined, limit: number): Promise<readonly Item[]> => {
    const start = after === undefined ? 0 : after.place + 1;
    const page = ITEMS.slice(start, start + limit);
    pages.push(page.length);
    return page;
  };
  return { pages, errors, logger, find };
}

const never = new AbortController().signal;

describe("a sweep", () => {
  test("deals with everything once, page by page, a few at a time", async () => {
    const { pages, logger, find } = harness();
    const dealtWith: string[] = [];
    let atOnce = 0;
    let most = 0;
    const act = async (item: Item): Promise<boolean> => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await Promise.resolve();
      atOnce -= 1;
      dealtWith.push(item.id);
      return item.place % 2 === 0;
    };
    expect(await sweep<Item>(logger, { name: "test", find, act }, never)).toBe(225);
    expect(dealtWith.toSorted()).toEqual(ITEMS.map((item) => item.id).toSorted());
    expect(pages).toEqual([200, 200, 50]);
    expect(most).toBe(8);
  });

  test("goes on past what fails, and tells of it once a page", async () => {
    const { errors, logger, find } = harness();
    const act = async (item: Item): Promise<boolean> => {
      if (item.place < 10) throw new Error(`no ${item.id}`);
      return true;
    };
    expect(await sweep<Item>(logger, { name: "test", find, act }, never)).toBe(440);
    expect(errors).toMatchObject([
      { service: "test", count: 10, ids: ["item-0", "item-1", "item-2", "item-3", "item-4"] },
    ]);
  });

  test("stops between transactions when it is told to", async () => {
    const { logger, find } = harness();
    const stopping = new AbortController();
    let acted = 0;
    const act = async (): Promise<boolean> => {
      acted += 1;
      if (acted === 20) stopping.abort();
      return true;
    };
    expect(await sweep<Item>(logger, { name: "test", find, act }, stopping.signal)).toBe(24);
  });

  test("passes on that nothing can be found", async () => {
    const { logger } = harness();
    const find = (): Promise<readonly Item[]> => Promise.reject(new Error("away"));
    await expect(sweep<Item>(logger, { name: "test", find, act: async () => true }, never)).rejects.toThrow("away");
  });
});
