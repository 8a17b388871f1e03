/** Searches in all logs, which look through so many at a time. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { MOST_SEARCHED } from "../../src/domains/logs/log.queries.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const T0 = 1_764_000_000_000_000;
/** More than one page may look through. */
const LOGS = MOST_SEARCHED + 12_000;
const NEEDLES = [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000];
const document = `query ($filter: LogFilter, $first: Int, $last: Int, $after: String, $before: String, $direction: OrderDirection) {
  logs(filter: $filter, first: $first, last: $last, after: $after, before: $before, direction: $direction) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { timestamp }
  }
}`;
interface Found {
  readonly logs: {
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
    readonly nodes: readonly { readonly timestamp: string }[];
  };
}

describe.each(testDatabases)("searches in logs on $name", (testDatabase) => {
  let door: TestDoor;

  beforeAll(async () => {
    door = await createTestDoor(testDatabase);
    const lines = (start: number) =>
      Array.from({ length: 1_000 }, (_, index) => ({
        name: "prefect.flow_runs",
        level: (start + index) % 10_000 === 0 ? 40 : 20,
        message: (start + index) % 10_000 === 0 ? `needle ${start + index}` : "hay",
        timestamp: (T0 + start + index) as Instant,
        flow_run_id: null,
        task_run_id: null,
      }));
    for (let start = 0; start < LOGS; start += 1_000) await createLogs(door.core, lines(start));
  });
  afterAll(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  const ask = async (variables: object) => {
    const { logs } = await door.query<Found, object>(document, variables);
    return { ...logs.pageInfo, found: logs.nodes.map(({ timestamp }) => parseInstant(timestamp) - T0) };
  };

  test.each([
    ["words", { text: "needle" }],
    ["a level", { minLevel: 30 }],
  ])("by %s end where they have looked long enough, and go on from there", async (_name, filter) => {
    const first = await ask({ filter, first: 100 });
    expect(first).toMatchObject({ found: NEEDLES.slice(0, 5), hasNextPage: true, hasPreviousPage: false });
    const second = await ask({ filter, first: 100, after: first.endCursor });
    expect(second).toMatchObject({ found: NEEDLES.slice(5), hasNextPage: false, hasPreviousPage: true });

    const last = await ask({ filter, last: 100 });
    expect(last).toMatchObject({ found: NEEDLES.slice(2), hasPreviousPage: true, hasNextPage: false });
    const earlier = await ask({ filter, last: 100, before: last.startCursor });
    expect(earlier).toMatchObject({ found: NEEDLES.slice(0, 2), hasPreviousPage: false, hasNextPage: true });

    const newest = await ask({ filter, first: 2, direction: "DESC" });
    expect(newest).toMatchObject({ found: [60_000, 50_000], hasNextPage: true });
    const next = await ask({ filter, first: 100, direction: "DESC", after: newest.endCursor });
    expect(next).toMatchObject({ found: [40_000, 30_000, 20_000, 10_000, 0], hasNextPage: false });
  });

  test("for what is nowhere have empty pages, and end with the logs", async () => {
    const filter = { text: "absent" };
    const first = await ask({ filter, first: 10 });
    expect(first).toMatchObject({ found: [], hasNextPage: true });
    expect(await ask({ filter, first: 10, after: first.endCursor })).toMatchObject({ found: [], hasNextPage: false });
    const within = { ...filter, timestamp: { after: formatInstant((T0 + LOGS - 1_000) as Instant) } };
    expect(await ask({ filter: within, first: 10 })).toMatchObject({ found: [], hasNextPage: false });
  });
});
