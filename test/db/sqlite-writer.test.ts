/** What is said of SQLite's one writer: groups, who goes first, and who has the event loop meanwhile. */
import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Transaction, Urgency } from "../../src/db/database.ts";
import { SqliteDatabase } from "../../src/db/sqlite.ts";

describe("the writer of SQLite", () => {
  let folder: string;
  let path: string;
  let database: SqliteDatabase;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-writer-"));
    path = join(folder, "penstock.db");
    database = new SqliteDatabase(path);
    database.writerHandle.exec("create table note (name text primary key)");
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const note = (name: string) => sql`insert into note values (${name})`;
  const write = (name: string, urgency?: Urgency): Promise<number> =>
    database.transaction((transaction) => transaction.run(note(name)), urgency);
  const notes = async (): Promise<string[]> =>
    (await database.all(sql<{ name: string }>`select name from note order by rowid`)).map(({ name }) => name);

  test.each([
    ["the first", [0]],
    ["one in the middle", [3]],
    ["the last", [7]],
    ["all but one", [0, 1, 2, 3, 4, 6, 7]],
    ["all", [0, 1, 2, 3, 4, 5, 6, 7]],
  ])("%s of a group fails, and takes nothing along", async (_title, failing) => {
    const work = (index: number) => async (transaction: Transaction) => {
      await transaction.run(note(`note ${index}`));
      transaction.signal("event");
      if (failing.includes(index)) throw new Error(`refused ${index}`);
      return index;
    };
    let signals = 0;
    database.signals.subscribe("event", () => {
      signals += 1;
    });
    const urgencies = [undefined, "background"] as const;
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => database.transaction(work(index), urgencies[index % 2])),
    );
    expect(results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.message))).toEqual(
      results.map((_, index) => (failing.includes(index) ? `refused ${index}` : index)),
    );
    const kept = [0, 1, 2, 3, 4, 5, 6, 7].filter((index) => !failing.includes(index)).map((index) => `note ${index}`);
    expect((await notes()).toSorted()).toEqual(kept);
    expect(signals > 0).toBe(kept.length > 0);
  });

  test("requests go before what nobody waits for, which still has its turn", async () => {
    let isOver = false;
    const requests = (async () => {
      for (let index = 0; !isOver; index += 1) await write(`request ${index}`);
    })();
    await Promise.all([
      ...Array.from({ length: 5 }, (_, index) => write(`background ${index}`, "background")),
      write("late request"),
    ]);
    isOver = true;
    await requests;
    const order = await notes();
    expect(order.indexOf("late request")).toBeLessThan(order.indexOf("background 0"));
    expect(order.filter((name) => name.startsWith("background"))).toHaveLength(5);
  });

  test("a long transaction leaves the event loop to others between its statements, and the database half written to nobody", async () => {
    let turns = 0;
    let isOver = false;
    const others = (async () => {
      while (!isOver) {
        await setImmediate();
        const seen = await notes();
        if (isOver) break;
        expect(seen).toEqual([]);
        turns += 1;
      }
    })();
    await database.transaction(async (transaction) => {
      const end = performance.now() + 100;
      for (let index = 0; performance.now() < end; index += 1) await transaction.run(note(`note ${index}`));
      for (const calculated = performance.now() + 50; performance.now() < calculated; ) await transaction.pass();
      isOver = true;
    });
    await others;
    expect(turns).toBeGreaterThan(5);
  });

  test("the log is copied beside the writer, and begins anew however long it is written without a pause", async () => {
    const megabytes = "x".repeat(2_000_000);
    await Promise.all(Array.from({ length: 150 }, (_, index) => write(`${index} ${megabytes}`, "background")));
    expect(await database.get(sql`select count(*) as notes from note`)).toEqual({ notes: 150 });
    // 600 MB in all, each name being in an index, too; as a file it never gets shorter.
    expect(statSync(`${path}-wal`).size).toBeLessThan(300_000_000);
  });
});
