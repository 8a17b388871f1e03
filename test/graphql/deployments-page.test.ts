import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StateType } from "../../src/db/tables.ts";
import { newId } from "../../src/ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { exampleOperation } from "./operations.ts";
import { createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("09-deployments");
const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

interface Page {
  readonly deployments: {
    readonly nodes: readonly {
      readonly name: string;
      readonly recentRuns: { readonly nodes: readonly { readonly name: string }[] };
      readonly health: {
        readonly lastRuns: {
          readonly total: number;
          readonly counts: readonly { readonly stateType: string; readonly count: number }[];
        };
      };
    }[];
  };
}

const Health = graphql(`
  query HealthOfDeployments($last: Int) {
    deployments(orderBy: { field: NAME, direction: ASC }) {
      nodes { name health(last: $last) { successRatio isLate lateSince lastRuns { total } } }
    }
  }
`);

const RecentRuns = graphql(`
  query RecentRuns($first: Int, $last: Int, $after: String, $before: String) {
    deployments(filter: { name: { in: ["busy"] } }) {
      nodes {
        recentRuns(first: $first, last: $last, after: $after, before: $before) {
          totalCount
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          nodes { name }
        }
      }
    }
  }
`);

describe.each(testDatabases)("the page of deployments on $name", (testDatabase) => {
  let door: TestDoor;
  let seed: SeedRows;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase, { clock: new ManualClock(NOW) });
    seed = new SeedRows(NOW);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  /** A deployment with a run in each of the states, one a minute and the last a minute ago, then one due each minute. */
  function aDeployment(name: string, states: readonly StateType[], dueIn: readonly number[]) {
    const flow = seed.flow({ name: `flow of ${name}` });
    const deployment = seed.deployment({ name, flow_id: flow.id, status: "READY", tags: json('["blue"]') });
    const common = { flow_id: flow.id, deployment_id: deployment.id };
    for (const [index, state_type] of states.entries()) {
      const start = at((index - states.length) * 60);
      seed.flowRun({
        ...common,
        name: `${name} ${index}`,
        state_type,
        expected_start_time: start,
        start_time: start,
        end_time: state_type === "RUNNING" ? null : at((index - states.length) * 60 + 5),
      });
    }
    for (const seconds of dueIn) {
      const due = { expected_start_time: at(seconds), next_scheduled_start_time: at(seconds) };
      seed.flowRun({ ...common, ...due, name: `${name} due in ${seconds}`, state_type: "SCHEDULED" });
    }
    return deployment;
  }

  async function withSchedules(ids: readonly string[]): Promise<void> {
    await door.core.database.transaction(async (transaction) => {
      for (const id of ids) {
        await transaction.run(
          door.core.database.sql.insertInto("deployment_schedule").values({
            id: newId(NOW),
            created: NOW,
            updated: NOW,
            deployment_id: id,
            schedule: json('{"cron":"0 6 * * *","timezone":"Europe/Oslo","day_or":true}'),
            active: true,
            max_scheduled_runs: null,
            parameters: json("{}"),
            slug: null,
          }),
        );
      }
    });
  }

  test("is one operation, of as many statements however many deployments there are", async () => {
    const counts: number[] = [];
    for (const names of [["busy"], ["other", "third", "zone"]]) {
      seed = new SeedRows(NOW);
      const states = ["FAILED", "COMPLETED", "COMPLETED", "CANCELLED", "CRASHED", "COMPLETED", "RUNNING"] as const;
      const made = names.map((name) => aDeployment(name, states, [-30, 60, 120]));
      await seed.insert(door.core.database);
      await withSchedules(made.map((deployment) => deployment.id));
      door.statements.length = 0;
      const { deployments } = await door.query<Page, object>(page, { lastRuns: 3, healthOf: 7 });
      counts.push(door.statements.length);
      for (const deployment of deployments.nodes) {
        const { name } = deployment;
        expect(deployment).toMatchObject({
          tags: ["blue"],
          status: "READY",
          flow: { name: `flow of ${name}` },
          schedules: [{ active: true, schedule: { cron: "0 6 * * *", timezone: "Europe/Oslo" } }],
          recentRuns: {
            nodes: [
              { name: `${name} due in -30`, stateType: "SCHEDULED" },
              { name: `${name} 6`, stateType: "RUNNING", endTime: null },
              { name: `${name} 5`, stateType: "COMPLETED", startTime: formatInstant(at(-120)) },
            ],
          },
          nextRun: { name: `${name} due in -30` },
          // Of the seven last ones, in which the first that failed is none.
          health: {
            status: "READY",
            lastRuns: { total: 7 },
            successRatio: 0.75,
            isLate: true,
            lateSince: formatInstant(at(-30)),
          },
        });
        const byType = deployment.health.lastRuns.counts.filter(({ count }) => count > 0);
        expect(Object.fromEntries(byType.map(({ stateType, count }) => [stateType, count]))).toEqual({
          SCHEDULED: 1,
          RUNNING: 1,
          COMPLETED: 3,
          CRASHED: 1,
          CANCELLED: 1,
        });
      }
    }
    // The cursor, the deployments and their count; flows, schedules, the pages of last and next runs, the rows of both; what
    // became of the last runs, and who is late. PostgreSQL may answer the two pages one after the other.
    if (testDatabase.name === "sqlite") expect(counts).toEqual([10, 10]);
    else for (const count of counts) expect([10, 11]).toContain(count);
  });

  test("health is told of nothing, of cancelled runs only, and of a backlog", async () => {
    aDeployment("backlog", ["COMPLETED"], [-50, -40, -30]);
    aDeployment("cancelled", ["CANCELLED", "CANCELLED"], [-15, 60]);
    aDeployment("fresh", [], []);
    aDeployment("sound", ["FAILED", "COMPLETED"], []);
    await seed.insert(door.core.database);
    const healths = async (last?: number) =>
      Object.fromEntries(
        (await door.query(Health, last === undefined ? {} : { last })).deployments.nodes.map(({ name, health }) => [
          name,
          [health.successRatio, health.isLate, health.lastRuns.total],
        ]),
      );
    expect(await healths()).toEqual({
      backlog: [1, true, 4],
      // What is due for exactly as long as it takes to be late is late.
      cancelled: [null, true, 3],
      fresh: [null, false, 0],
      sound: [0.5, false, 2],
    });
    expect(await healths(1)).toEqual({
      backlog: [null, true, 1],
      cancelled: [null, true, 1],
      fresh: [null, false, 0],
      sound: [1, false, 1],
    });
    for (const last of [0, -1, 101]) {
      const { errors } = await door.execute(Health, { last });
      expect(errors?.[0]).toMatchObject({ message: "`last` must be from 1 to 100" });
    }
  });

  test("recent runs are paged through from either end, without those of the future", async () => {
    aDeployment("busy", ["COMPLETED", "FAILED", "COMPLETED", "RUNNING"], [-10, 60, 120]);
    await seed.insert(door.core.database);
    const read = async (variables: {
      first?: number;
      last?: number;
      after?: string | null;
      before?: string | null;
    }) => {
      const runs = (await door.query(RecentRuns, variables)).deployments.nodes[0]?.recentRuns;
      return {
        names: runs?.nodes.map((run) => run.name.slice("busy ".length)),
        count: runs?.totalCount,
        ...runs?.pageInfo,
      };
    };
    const first = await read({ first: 2 });
    expect(first).toMatchObject({ names: ["due in -10", "3"], count: 5, hasNextPage: true });
    const second = await read({ first: 2, after: first.endCursor ?? null });
    expect(second).toMatchObject({ names: ["2", "1"], hasNextPage: true });
    expect(await read({ first: 2, after: second.endCursor ?? null })).toMatchObject({
      names: ["0"],
      hasNextPage: false,
    });
    const last = await read({ last: 2 });
    expect(last).toMatchObject({ names: ["1", "0"], hasPreviousPage: true });
    expect(await read({ last: 9, before: last.startCursor ?? null })).toMatchObject({
      names: ["due in -10", "3", "2"],
      hasPreviousPage: false,
    });
  });
});
