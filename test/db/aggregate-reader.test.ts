import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AggregateReader, MOST_WAITING, TooManyAggregatesError } from "../../src/db/aggregate-reader.ts";
import type { Database, Reader } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";

/** A number of its own for each statement. */
function numbered(value: number) {
  return sql<{ value: number }>`select ${sql.lit(value)} as value`;
}

describe.each(testDatabases)("reads over many rows on $name", (testDatabase) => {
  let database: Database;
  let drop: () => Promise<void>;
  let statements: string[];
  /** Lets every read that waits at it go on. */
  let open: () => void;
  let most: number;

  /** A reader that holds every read until `open` is called, and counts how many it holds at once. */
  function heldReader(): Reader {
    let held = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    open = resolve;
    const all: Reader["all"] = async (statement) => {
      held += 1;
      most = Math.max(most, held);
      await promise;
      const rows = await database.all(statement);
      held -= 1;
      return rows;
    };
    return { all, get: async (statement) => (await all(statement))[0] };
  }

  beforeEach(async () => {
    const created = await testDatabase.create();
    drop = created.drop;
    statements = [];
    most = 0;
    database = await openDatabase(created.url, { onStatement: (statement) => statements.push(statement) });
    statements.length = 0;
  });
  afterEach(async () => {
    await database.close();
    await drop();
  });

  test("equal ones that wait are read once, and those that have begun are not shared", async () => {
    const reader = new AggregateReader(heldReader(), database.sql, 1);
    const answers = Promise.all(Array.from({ length: 10 }, () => reader.all(numbered(1))));
    open();
    expect(await answers).toEqual(Array.from({ length: 10 }, () => [{ value: 1 }]));
    // The first began at once, and may have read what was there before the others asked; they share the next.
    expect(statements).toHaveLength(2);
  });

  test("no more run at once than allowed, and each comes to its turn", async () => {
    const reader = new AggregateReader(heldReader(), database.sql, 2);
    const answers = Promise.all(Array.from({ length: 20 }, (_, value) => reader.get(numbered(value))));
    open();
    expect(await answers).toEqual(Array.from({ length: 20 }, (_, value) => ({ value })));
    expect(most).toBe(2);
  });

  test("one that fails fails for those who asked for it alone", async () => {
    const reader = new AggregateReader(heldReader(), database.sql, 1);
    const failing = reader.all(sql`select nonsense from nowhere`);
    const answer = reader.get(numbered(7));
    open();
    await expect(failing).rejects.toThrow(/nowhere/);
    expect(await answer).toEqual({ value: 7 });
  });

  test("too many that wait are refused at once, and room is made again", async () => {
    const reader = new AggregateReader(heldReader(), database.sql, 1);
    const waiting = Array.from({ length: MOST_WAITING + 1 }, (_, value) => reader.get(numbered(value)));
    await expect(reader.get(numbered(-1))).rejects.toBeInstanceOf(TooManyAggregatesError);
    // What waits already may be waited for by more.
    const shared = reader.get(numbered(MOST_WAITING));
    open();
    await Promise.all(waiting);
    expect(await shared).toEqual({ value: MOST_WAITING });
    expect(await reader.get(numbered(-1))).toEqual({ value: -1 });
  });

  test("other reads and writes are answered while a long one is under way", async () => {
    const seed = new SeedRows();
    seed.flow({ name: "written meanwhile" });
    let isDone = false;
    const long = database.aggregates
      .get(
        sql<{
          count: number;
        }>`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 5000000) select count(*) as count from numbers`,
      )
      .finally(() => {
        isDone = true;
      });
    await seed.insert(database);
    const row = await database.get(sql<{ name: string }>`select name from flow`);
    const counted = await database.heavy.get(sql<{ count: number }>`select count(*) as count from flow`);
    expect(isDone).toBe(false);
    expect([row?.name, counted?.count]).toEqual(["written meanwhile", 1]);
    expect((await long)?.count).toBe(5_000_000);
  });
});
