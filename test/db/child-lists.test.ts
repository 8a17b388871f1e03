import { type RawBuilder, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ChildList, countChildren, readChildPages } from "../../src/db/child-lists.ts";
import type { Reader } from "../../src/db/database.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT } from "../../src/db/json-text.ts";
import type { PageWindow } from "../../src/db/list.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { Microseconds } from "../../src/time/duration.ts";
import type { Instant } from "../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../support/databases.ts";

describe.each(testDatabases)("child lists on $name", (testDatabase) => {
  let open: OpenTestDatabase;
  let statements: string[];
  const flows: string[] = [];
  const names = new Map<string, string>();

  beforeEach(async () => {
    statements = [];
    open = await openTestDatabase(testDatabase, { onStatement: (statement) => statements.push(statement) });
    flows.length = 0;
    names.clear();
    const { database } = open;
    await database.transaction(async (transaction) => {
      for (let flow = 0; flow < 3; flow += 1) {
        const now = systemClock.now();
        const id = newId(now);
        flows.push(id);
        const common = { created: now, updated: now, tags: EMPTY_ARRAY, labels: null };
        await transaction.run(database.sql.insertInto("flow").values({ ...common, id, name: `flow ${flow}` }));
        // Flow 0 has runs 0 to 5 at times 0, 0, 1, 1 and never, never; flow 1 has one run, flow 2 none.
        for (let run = 0; run < ([6, 1, 0][flow] ?? 0); run += 1) {
          const runId = newId(now);
          names.set(runId, `${flow}.${run}`);
          await transaction.run(
            database.sql.insertInto("flow_run").values({
              ...common,
              id: runId,
              name: `${flow}.${run}`,
              flow_id: id,
              expected_start_time: run >= 4 ? null : (Math.floor(run / 2) as Instant),
              run_count: 0,
              total_run_time: 0 as Microseconds,
              parameters: EMPTY_OBJECT,
              context: EMPTY_OBJECT,
              empirical_policy: EMPTY_OBJECT,
              auto_scheduled: false,
            }),
          );
        }
      }
    });
    statements.length = 0;
  });
  afterEach(() => open.close());

  const list = (direction: "ASC" | "DESC", conditions: ChildList["conditions"] = []): ChildList => ({
    table: "flow_run",
    index: "flow_run_flow_id_expected_start_time_id_idx",
    isChildOf: (flowId) => sql`flow_run.flow_id = ${flowId}`,
    conditions,
    order: { column: "expected_start_time", nullable: true, direction },
  });
  const read = async (direction: "ASC" | "DESC", window: PageWindow) => {
    const pages = await readChildPages(open.database, open.database, list(direction), flows, window);
    return flows.map((flow) => {
      const page = pages.get(flow);
      return [page?.ids.map((id) => names.get(id)), page?.hasPreviousPage, page?.hasNextPage];
    });
  };

  test("reads each parent's first or last children in one statement", async () => {
    // NULLs come first on SQLite and last on PostgreSQL, in ascending order.
    const ascending =
      testDatabase.name === "sqlite"
        ? ["0.4", "0.5", "0.0", "0.1", "0.2", "0.3"]
        : ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"];
    expect(await read("ASC", { first: 2 })).toEqual([
      [ascending.slice(0, 2), false, true],
      [["1.0"], false, false],
      [[], false, false],
    ]);
    expect(await read("ASC", { last: 2 })).toEqual([
      [ascending.slice(4), true, false],
      [["1.0"], false, false],
      [[], false, false],
    ]);
    expect(await read("DESC", { first: 6 })).toEqual([
      [ascending.toReversed(), false, false],
      [["1.0"], false, false],
      [[], false, false],
    ]);
    expect(statements).toHaveLength(3);
  });

  test("pages through equal times and NULLs without loss, both ways", async () => {
    const rows = await open.database.all(
      sql<{ id: string; value: Instant | null }>`select id, expected_start_time as value from flow_run`,
    );
    const cursorOf = (name: string) => {
      const row = rows.find((candidate) => names.get(candidate.id) === name);
      if (row === undefined) throw new Error(`There is no run ${name}`);
      return row;
    };
    for (const direction of ["ASC", "DESC"] as const) {
      const all = ((await read(direction, { first: 10 }))[0] ?? [])[0] as string[];
      for (let index = 0; index < all.length; index += 1) {
        const cursor = cursorOf(all[index] ?? "");
        const behind = ((await read(direction, { first: 10, after: cursor }))[0] ?? [])[0];
        const ahead = ((await read(direction, { last: 10, before: cursor }))[0] ?? [])[0];
        expect([ahead, behind], `${direction} ${all[index]}`).toEqual([all.slice(0, index), all.slice(index + 1)]);
        const two = await read(direction, { first: 2, after: cursor });
        expect(two[0]).toEqual([all.slice(index + 1, index + 3), true, index + 3 < all.length]);
      }
      const between = await read(direction, {
        first: 10,
        after: cursorOf(all[0] ?? ""),
        before: cursorOf(all[5] ?? ""),
      });
      expect(between[0]?.[0]).toEqual(all.slice(1, 5));
    }
  });

  test("narrows and counts", async () => {
    const narrowed = list("ASC", [sql`flow_run.name like '%.0'`]);
    const pages = await readChildPages(open.database, open.database, narrowed, flows, { first: 10 });
    expect(flows.map((flow) => pages.get(flow)?.ids.map((id) => names.get(id)))).toEqual([["0.0"], ["1.0"], []]);
    const counts = await countChildren(open.database, open.database.heavy, list("ASC"), flows);
    expect(flows.map((flow) => counts.get(flow))).toEqual([6, 1, undefined]);
    expect([...(await readChildPages(open.database, open.database, narrowed, [], { first: 1 }))]).toEqual([]);
  });

  // PostgreSQL's planner is left alone.
  if (testDatabase.name === "sqlite") {
    test("finds children through their index, even where statistics speak against it", async () => {
      const { database } = open;
      await database.transaction((transaction) => transaction.run(sql`analyze`));
      // Every run's parent is NULL, so to the statistics an equality finds them all.
      const subflows: ChildList = {
        table: "flow_run",
        index: "flow_run_parent_task_run_id_idx",
        isChildOf: (id) =>
          sql`flow_run.parent_task_run_id in (select dummy.id from task_run as dummy where dummy.flow_run_id = ${id})`,
        conditions: [],
        order: { column: "expected_start_time", nullable: true, direction: "ASC" },
      };
      const plans: string[] = [];
      const explaining: Reader = {
        all: async (statement) => {
          const steps = await database.all(
            sql<{ detail: string }>`explain query plan ${statement as RawBuilder<unknown>}`,
          );
          plans.push(...steps.map((step) => step.detail));
          return database.all(statement);
        },
        get: (statement) => database.get(statement),
      };
      const after = { value: 1, id: flows[0] ?? "" };
      for (const children of [list("DESC"), list("ASC"), subflows]) {
        await readChildPages(database, explaining, children, flows, { first: 2 });
        await readChildPages(database, explaining, children, flows, { first: 2, after });
      }
      expect(plans.filter((step) => /SCAN (?!parent|segment)/.test(step))).toEqual([]);
      expect(plans.join()).toContain("flow_run_parent_task_run_id_idx");
    });
  }
});
