import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EMPTY_ARRAY, type JsonText } from "../../src/db/json-text.ts";
import type { FlowTable } from "../../src/db/tables.ts";
import { bindAll, template, templateOfColumns } from "../../src/db/template.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../support/databases.ts";

let composed = 0;
const COLUMNS = ["id", "created", "updated", "name", "tags", "labels"] as const;

const insertFlow = template<FlowTable>((database, bind) => {
  composed += 1;
  return database.sql.insertInto("flow").values(bindAll(bind, COLUMNS));
});

const readFlow = template<{ id: string; least: number }, { name: string; above: 0 | 1 }>((database, bind) =>
  database.sql
    .selectFrom("flow")
    .innerJoin("flow as same", "same.id", "flow.id")
    .select(["flow.name", sql<0 | 1>`flow.created >= ${bind("least")}`.as("above")])
    .where("flow.id", "=", database.dialect.bound(bind("id")))
    .where("flow.name", "<>", "never"),
);

const updateFlow = templateOfColumns<Partial<FlowTable> & { guard: string }, keyof FlowTable>(
  (database, bind, columns) =>
    database.sql
      .updateTable("flow")
      .set(bindAll(bind, columns) as object)
      .where("id", "=", bind("guard")),
);

describe.each(testDatabases)("templates of statements on $name", (testDatabase) => {
  let open: OpenTestDatabase;
  let statements: string[];
  beforeEach(async () => {
    statements = [];
    open = await openTestDatabase(testDatabase, { onStatement: (text) => void statements.push(text) });
  });
  afterEach(() => open.close());

  test("are composed once for each database and bound each time", async () => {
    const before = composed;
    const { database } = open;
    const flows = ["first", "second", "third"].map((name) => {
      const now = systemClock.now();
      const labels = name === "third" ? null : ('{"n":1.0}' as JsonText);
      return { id: newId(now), created: now, updated: now, name, tags: EMPTY_ARRAY, labels };
    });
    await database.transaction(async (transaction) => {
      for (const flow of flows) expect(await transaction.run(insertFlow(database)(flow))).toBe(1);
    });
    expect(composed).toBe(before + 1);
    expect(new Set(statements.filter((text) => /insert/i.test(text))).size).toBe(1);
    for (const [index, flow] of flows.entries()) {
      const least = (flows[1]?.created ?? 0) as number;
      expect(await database.get(readFlow(database)({ id: flow.id, least }))).toEqual({
        name: flow.name,
        above: index >= 1 ? 1 : 0,
      });
    }
    const rows = await database.all(database.sql.selectFrom("flow").selectAll().orderBy("created"));
    expect(rows.map((row) => row.labels?.replace(" ", "") ?? null)).toEqual(['{"n":1.0}', '{"n":1.0}', null]);
  });

  test("name the columns they are asked for", async () => {
    const { database } = open;
    const now = systemClock.now();
    const flow = { id: newId(now), created: now, updated: now, name: "old", tags: EMPTY_ARRAY, labels: null };
    const later = systemClock.now();
    await database.transaction(async (transaction) => {
      await transaction.run(insertFlow(database)(flow));
      await transaction.run(updateFlow(database, ["name"])({ name: "new", guard: flow.id }));
      await transaction.run(
        updateFlow(database, ["updated", "name"])({ updated: later, name: "newest", guard: flow.id }),
      );
    });
    expect(await database.get(database.sql.selectFrom("flow").selectAll())).toMatchObject({
      name: "newest",
      created: now,
      updated: later,
    });
    expect(statements.filter((text) => /^update/i.test(text)).map((text) => /updated/.test(text))).toEqual([
      false,
      true,
    ]);
  });
});
