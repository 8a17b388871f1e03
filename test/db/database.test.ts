import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EMPTY_ARRAY, toJsonText } from "../../src/db/json-text.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../support/databases.ts";

describe.each(testDatabases)("the executor on $name", (testDatabase) => {
  let open: OpenTestDatabase;
  beforeEach(async () => {
    open = await openTestDatabase(testDatabase);
  });
  afterEach(() => open.close());

  const insertFlow = (name: string, tags: readonly string[] = []) => {
    const now = systemClock.now();
    return open.database.sql
      .insertInto("flow")
      .values({ id: newId(now), created: now, updated: now, name, tags: toJsonText(tags), labels: null });
  };
  const flowNames = async (): Promise<string[]> => {
    const rows = await open.database.all(open.database.sql.selectFrom("flow").select("name").orderBy("name"));
    return rows.map((row) => row.name);
  };

  test("keeps instants to the microsecond and JSON as text", async () => {
    const created = 1_764_000_000_123_457 as ReturnType<typeof systemClock.now>;
    await open.database.transaction((transaction) =>
      transaction.run(
        open.database.sql.insertInto("flow").values({
          id: newId(created),
          created,
          updated: created,
          name: "exact",
          tags: EMPTY_ARRAY,
          labels: toJsonText({ one: JSON.rawJSON("1.0") }),
        }),
      ),
    );
    const row = await open.database.get(open.database.sql.selectFrom("flow").selectAll());
    expect(row).toMatchObject({ created, updated: created, tags: "[]" });
    expect(row?.labels?.replace(" ", "")).toBe('{"one":1.0}');
  });

  test("rolls everything back when the work fails, and goes on", async () => {
    const failing = open.database.transaction(async (transaction) => {
      await transaction.run(insertFlow("lost"));
      throw new Error("the work failed");
    });
    await expect(failing).rejects.toThrow("the work failed");
    await open.database.transaction((transaction) => transaction.run(insertFlow("kept")));
    expect(await flowNames()).toEqual(["kept"]);
  });

  test("runs transactions that start together to the end, and a reader sees none of them by half", async () => {
    const pairs = Array.from({ length: 20 }, (_, index) =>
      open.database.transaction(async (transaction) => {
        await transaction.run(insertFlow(`a${index}`));
        await transaction.run(insertFlow(`b${index}`));
      }),
    );
    const halfway = await open.database.get(sql<{ count: number }>`select count(*) as count from flow`);
    expect((halfway?.count ?? 0) % 2).toBe(0);
    await Promise.all(pairs);
    expect(await flowNames()).toHaveLength(40);
  });

  test("matches JSON arrays of strings by all, any and none", async () => {
    await open.database.transaction(async (transaction) => {
      await transaction.run(insertFlow("both", ["a", "b"]));
      await transaction.run(insertFlow("one", ["a"]));
      await transaction.run(insertFlow("none"));
    });
    const { dialect } = open.database;
    const named = async (condition: ReturnType<typeof dialect.jsonArrayIsEmpty>): Promise<string[]> => {
      const rows = await open.database.all(
        open.database.sql.selectFrom("flow").select("name").where(condition).orderBy("name"),
      );
      return rows.map((row) => row.name);
    };
    const tags = sql.ref("tags");
    expect(await named(dialect.jsonArrayHasAll(tags, ["a", "b"]))).toEqual(["both"]);
    expect(await named(dialect.jsonArrayHasAny(tags, ["b", "z"]))).toEqual(["both"]);
    expect(await named(dialect.jsonArrayHasAny(tags, ["a"]))).toEqual(["both", "one"]);
    expect(await named(dialect.jsonArrayIsEmpty(tags))).toEqual(["none"]);
    expect(await named(dialect.in(sql.ref("name"), ["one", "none"], "text"))).toEqual(["none", "one"]);
    expect(await named(dialect.in(sql.ref("name"), [], "text"))).toEqual([]);
  });

  test("answers heavy reads like the others, errors included", async () => {
    await open.database.transaction((transaction) => transaction.run(insertFlow("heavy")));
    expect(await open.database.heavy.all(open.database.sql.selectFrom("flow").select("name"))).toEqual([
      { name: "heavy" },
    ]);
    await expect(open.database.heavy.get(sql`select * from nowhere`)).rejects.toThrow("nowhere");
  });

  test("signals only after the commit", async () => {
    const seen: string[][] = [];
    const stop = open.database.signals.subscribe("event", () => void flowNames().then((names) => seen.push(names)));
    await open.database.transaction(async (transaction) => {
      transaction.signal("event");
      await transaction.run(insertFlow("signalled"));
    });
    await expect.poll(() => seen[0]).toEqual(["signalled"]);
    stop();
  });
});
