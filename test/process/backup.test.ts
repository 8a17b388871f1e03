/** The backup of a SQLite database that docs/operations.md recommends, taken while the server is busy. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { testDatabases } from "../support/databases.ts";
import { startTestServer } from "./test-processes.ts";

async function post(url: string, body: object): Promise<{ id: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as { id: string };
}

test("a copy made while the server writes is whole, and a server starts on it", async () => {
  const sqlite = testDatabases.find((testDatabase) => testDatabase.name === "sqlite");
  if (sqlite === undefined) throw new Error("There is no SQLite among the databases");
  const { url: databaseUrl, drop } = await sqlite.create();
  onTestFinished(drop);
  const folder = await mkdtemp(join(tmpdir(), "penstock-backup-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = await startTestServer(databaseUrl);
  const { id: flow_id } = await post(`${server.url}/api/flows/`, { name: "kept" });
  const acknowledged: string[] = [];
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      acknowledged.push((await post(`${server.url}/api/flow_runs/`, { flow_id, state: { type: "PENDING" } })).id);
    }
  };
  const writing = [write(), write()];
  await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(50);
  const before = acknowledged.slice();
  const copy = join(folder, "copy.db");
  const connection = new BetterSqlite3(databaseUrl.replace("sqlite:///", ""), { readonly: true });
  connection.prepare("VACUUM INTO ?").run(copy);
  connection.close();
  const soFar = acknowledged.length;
  await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(soFar + 10);
  isOver = true;
  await Promise.all(writing);
  expect(await server.end("SIGTERM")).toBe(0);

  const restored = await startTestServer(`sqlite:///${copy}`);
  expect((await fetch(`${restored.url}/api/flow_runs/${before.at(-1)}`)).status).toBe(200);
  expect(await restored.end("SIGTERM")).toBe(0);
  const database = await openDatabase(`sqlite:///${copy}`);
  const rows = await database.all(sql<{ id: string; states: number; events: number }>`
    select flow_run.id,
      (select count(*) from flow_run_state where flow_run_state.flow_run_id = flow_run.id) as states,
      (select count(*) from event where event.flow_run_id = flow_run.id) as events
    from flow_run`);
  await database.close();
  expect(new Set(rows.map((row) => row.id)).isSupersetOf(new Set(before))).toBe(true);
  expect(rows.filter((row) => row.states !== 1 || row.events !== 1)).toEqual([]);
});
