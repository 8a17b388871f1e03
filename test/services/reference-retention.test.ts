/** What is left after a vacuum, against what the reference leaves of the same rows; reference-retention.json was recorded. */
import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { insertMany } from "../../src/db/insert.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../src/db/json-text.ts";
import type { StateType } from "../../src/db/tables.ts";
import { newId } from "../../src/ids.ts";
import { eventResources } from "../../src/services/event-resources.ts";
import { oldEvents } from "../../src/services/old-events.ts";
import { oldFlowRuns } from "../../src/services/old-flow-runs.ts";
import { orphans } from "../../src/services/orphans.ts";
import type { Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, NOW, openBench, runRound } from "./support.ts";

interface Given {
  readonly runs: readonly {
    readonly name: string;
    readonly type: StateType | null;
    readonly ended: number | null;
    readonly parent: string | null;
    readonly tasks: number;
  }[];
  readonly logs: readonly { readonly name: string; readonly run: string | null }[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly run: string | null;
    readonly key: string | null;
    readonly age: number;
  }[];
  readonly events: readonly { readonly name: string; readonly age: number }[];
}

interface Left {
  readonly runs: readonly (readonly [string, string | null])[];
  readonly tasks: readonly string[];
  readonly logs: readonly string[];
  readonly artifacts: readonly string[];
  readonly collections: readonly (readonly [string, string])[];
  readonly events: readonly (readonly [string, number])[];
  readonly resources: number;
}

const { given, left }: { given: Given; left: Left } = JSON.parse(
  readFileSync(new URL("reference-retention.json", import.meta.url), "utf8"),
);

const ago = (days: number): Instant => at(Math.round(-days * 86_400));

/** The ids of runs by their names; a run that is gone has one too. */
async function fill(database: Database): Promise<void> {
  const seed = new SeedRows(ago(200));
  const { id: flow_id } = seed.flow({ name: "flow" });
  const runs = given.runs.map(({ name, type, ended }) =>
    seed.flowRun({ flow_id, name, state_type: type, end_time: ended === null ? null : ago(ended) }),
  );
  const ids = new Map(runs.map(({ id, name }) => [name, id]));
  ids.set("a run that is gone", newId(NOW));
  const idOf = (run: string | null): string | null => (run === null ? null : (ids.get(run) ?? null));
  const tasks = new Map<string, string>();
  for (const { name: run, tasks: count } of given.runs) {
    for (let index = 0; index < count; index += 1) {
      const name = `task of ${run}${index === 0 ? "" : ` ${index}`}`;
      tasks.set(name, seed.taskRun({ flow_run_id: idOf(run), name, state_type: "COMPLETED" }).id);
    }
  }
  for (const [index, { parent }] of given.runs.entries()) {
    const run = runs[index];
    if (run !== undefined && parent !== null) run.parent_task_run_id = tasks.get(`task of ${parent}`) ?? null;
  }
  await seed.insert(database);
  const artifacts = given.artifacts
    .map(({ name, run, key, age }) => {
      const created = ago(age);
      const times = { id: newId(created), created, updated: created };
      const of = { flow_run_id: idOf(run), task_run_id: null };
      return { ...times, ...of, key, type: null, description: name, data: "1" as JsonText, metadata_: null };
    })
    .toSorted((one, other) => one.created - other.created);
  const collections = new Map(artifacts.flatMap((each) => (each.key === null ? [] : [[each.key, each] as const])));
  await database.transaction(async (transaction) => {
    await insertMany(
      database,
      transaction,
      "log",
      given.logs.map(({ name, run }) => {
        const times = { id: newId(NOW), created: NOW, updated: NOW, timestamp: NOW };
        return { ...times, name, level: 20, message: name, flow_run_id: idOf(run), task_run_id: null };
      }),
    );
    await insertMany(database, transaction, "artifact", artifacts);
    await insertMany(
      database,
      transaction,
      "artifact_collection",
      [...collections].map(([key, latest]) => ({ ...latest, key, latest_id: latest.id, id: newId(NOW) })),
    );
    await insertMany(
      database,
      transaction,
      "event",
      given.events.map(({ name, age }) => ({
        id: newId(ago(age)),
        occurred: ago(age),
        received: ago(age),
        event: name,
        resource_id: "resource",
        resource: EMPTY_OBJECT,
        related: toJsonText([{ "prefect.resource.id": "related", "prefect.resource.role": "flow" }]),
        payload: toJsonText({ age }),
        change: null,
        follows: null,
        flow_run_id: null,
        internal: false,
      })),
    );
  });
}

/** As Python sorts texts, and pairs by their first and then their second. */
function sorted<Item>(items: readonly Item[]): Item[] {
  const keys = (item: Item): readonly unknown[] => (Array.isArray(item) ? item : [item]);
  const compare = (one: unknown, other: unknown): number => (one === other ? 0 : Number(one) - Number(other) || 0);
  return items.toSorted((one, other) => {
    const [left, right] = [keys(one), keys(other)];
    if (left[0] !== right[0]) return String(left[0]) < String(right[0]) ? -1 : 1;
    return compare(left[1], right[1]);
  });
}

async function readLeft({ database }: Bench["core"]): Promise<Left> {
  const rows = <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> => database.all(query);
  const runs = await rows(
    sql<{ name: string; parent: string | null }>`select flow_run.name, task_run.name as parent from flow_run
      left join task_run on task_run.id = flow_run.parent_task_run_id`,
  );
  const tasks = await rows(sql<{ name: string }>`select name from task_run`);
  const logs = await rows(sql<{ name: string }>`select name from log`);
  const artifacts = await rows(sql<{ name: string }>`select description as name from artifact`);
  const collections = await rows(sql<{ key: string; name: string }>`
    select artifact_collection.key, artifact.description as name from artifact_collection
    join artifact on artifact.id = artifact_collection.latest_id and artifact.description = artifact_collection.description`);
  const events = await rows(
    sql<{ event: string; payload: JsonText }>`select event, payload from event where not internal`,
  );
  const resources = await rows(sql<object>`select 1 as one from event_resource`);
  return {
    runs: sorted(runs.map(({ name, parent }) => [name, parent] as const)),
    tasks: sorted(tasks.map(({ name }) => name)),
    logs: sorted(logs.map(({ name }) => name)),
    artifacts: sorted(artifacts.map(({ name }) => name)),
    collections: sorted(collections.map(({ key, name }) => [key, name] as const)),
    events: sorted(events.map(({ event, payload }) => [event, JSON.parse(payload).age] as const)),
    resources: resources.length,
  };
}

describe.each(testDatabases)("what is left of old rows on $name", (testDatabase) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(testDatabase, {
      PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED: "true",
      PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES: JSON.stringify({
        "prefect.flow-run.heartbeat": 86_400,
        beat: 2 * 86_400,
        "kept.longer": 30 * 86_400,
      }),
      PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED: "false",
      PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: "false",
    });
  });
  afterEach(() => bench.close());

  test("is what the reference leaves", async () => {
    await fill(bench.core.database);
    await runRound(bench.core, oldFlowRuns);
    await runRound(bench.core, orphans);
    // Other databases of the server hold events back on PostgreSQL, for as long as their transactions last.
    const vacuumed = async (): Promise<void> => {
      await runRound(bench.core, eventResources);
      await runRound(bench.core, oldEvents);
      expect(await readLeft(bench.core)).toEqual({ ...left, runs: sorted(left.runs), events: sorted(left.events) });
    };
    await vi.waitFor(vacuumed, { timeout: 20_000 });
    expect(bench.errors).toEqual([]);
  });
});
