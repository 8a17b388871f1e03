/**
 * Counts of a list and what its stream says is to be added to them, while runs are written all the time: between the reading of
 * the snapshot and that of the counts, and while the list is followed.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { logSnapshot } from "../../src/db/log-snapshot.ts";
import { withinTransaction } from "../../src/db/within-transaction.ts";
import type { Filters } from "../../src/domains/filters/across.ts";
import { countFlowRunsByState } from "../../src/domains/flow-runs/flow-run.queries.ts";
import { countFlowRunsByStateAsOf } from "../../src/domains/flow-runs/flow-run-counts-as-of.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { LiveFlowRunLists } from "../../src/domains/flow-runs/live-flow-runs.ts";
import { testDatabases } from "../support/databases.ts";
import { type ChangesData, freshList, LiveListClient } from "./live-client.ts";
import { exampleDocument } from "./operations.ts";
import { perform, Random, randomFilter, randomStep, randomWorld } from "./random-changes.ts";
import { overWebSocket } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const CLIENTS = 6;
const WRITERS = 3;
const ROUNDS = 3;
/** How often each client reads its list anew in a round, in the middle of the writing. */
const READS = 6;

const cases = testDatabases.flatMap((testDatabase) =>
  [1, 2, 3].map((seed) => ({ name: testDatabase.name, testDatabase, seed })),
);

describe.each(cases)("counts in the middle of changes on $name, seed $seed", ({ testDatabase, seed }) => {
  let server: TestDoor;

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test("are, with what the stream adds, the counts of a new query", async () => {
    const random = new Random(seed);
    const world = await randomWorld(server.core, random);
    const connection = overWebSocket(await server.listen());
    const document = exampleDocument<ChangesData>("10-flow-run-changes");
    const lists = Array.from(
      { length: CLIENTS },
      (_, client) => new LiveListClient(server, document, client === 0 ? {} : randomFilter(world)),
    );
    const readAnew = async (list: LiveListClient): Promise<void> => {
      await list.leave();
      await list.read();
      list.follow(connection);
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const isOver = { now: false };
      const write = async (): Promise<void> => {
        while (!isOver.now) await perform(randomStep(world));
      };
      const writers = Array.from({ length: WRITERS }, write);
      await Promise.all(
        lists.map(async (list) => {
          for (let read = 0; read < READS; read += 1) await readAnew(list);
        }),
      );
      isOver.now = true;
      await Promise.all(writers);
      for (const list of lists) {
        const message = `seed ${seed}, round ${round}, ${JSON.stringify(list.filter)}`;
        const { counts, total } = await freshList(server, list.filter);
        await expect
          .poll(
            async () => {
              if (list.isStale) await readAnew(list);
              return { counts: list.state.counts, total: list.state.total };
            },
            { message, timeout: 10_000 },
          )
          .toEqual({ counts, total });
      }
    }
    for (const list of lists) await list.leave();
    await connection.close();
  }, 120_000);
});

const MANY = 300;

describe.each(testDatabases)("counts as of a snapshot on $name", (testDatabase) => {
  let server: TestDoor;

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    await server.close();
  });

  test("leave out what was committed since, more than a page of it, and what was running then", async () => {
    const { core } = server;
    const random = new Random(7);
    const flow = await aFlow(core, "counted");
    const runs = [];
    for (let run = 0; run < 20; run += 1) {
      runs.push(await aFlowRun(core, flow, { tags: run % 2 === 0 ? ["even"] : [], state: { type: "SCHEDULED" } }));
    }
    const filters: readonly Filters[] = [
      {},
      { flow_runs: { state: { type: { any_: ["RUNNING", "FAILED"] } } } },
      { flow_runs: { tags: { all_: ["even"] } } },
      { flows: { name: { any_: ["counted"] } } },
      { flow_runs: { id: { any_: runs.slice(0, 5).map(({ id }) => id) } } },
      { flow_runs: { id: { not_any_: runs.slice(0, 5).map(({ id }) => id) } } },
    ];
    const [one, ...others] = runs;
    if (one === undefined) throw new Error("There is no run");
    const propose = (on: typeof core, id: string) =>
      proposeFlowRunState(on, id, { state: { type: random.one(["RUNNING", "FAILED", "COMPLETED"]) }, force: true });
    const before = await Promise.all(filters.map((filter) => countFlowRunsByState(core, filter)));

    // A transaction that has written before the snapshot and commits behind it.
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: hasWritten, resolve: written } = Promise.withResolvers<void>();
    const running = core.database.transaction(async (transaction) => {
      await propose({ ...core, database: withinTransaction(core.database, transaction) }, one.id);
      written();
      await gate;
    });
    await hasWritten;
    const snapshot = await logSnapshot(core.database);
    open();
    await running;
    for (let change = 0; change < MANY; change += 1) await propose(core, random.one(others).id);

    const lists = new LiveFlowRunLists(core);
    const asOf = await Promise.all(filters.map((filter) => countFlowRunsByStateAsOf(core, lists, filter, snapshot)));
    expect(asOf).toEqual(before);
    expect(asOf).not.toEqual(await Promise.all(filters.map((filter) => countFlowRunsByState(core, filter))));
    expect(lists.size).toBe(0);
  });
});
