import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import WebSocket from "ws";
import { openDatabase } from "../../src/db/open.ts";
import { testDatabases } from "../support/databases.ts";
import { startTestServer } from "./test-processes.ts";

async function post(url: string, body: object): Promise<{ id: string; state_type?: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as { id: string };
}

/** Creates flow runs, several at a time, until the server is gone; returns the ids it acknowledged. */
async function createUntilGone(url: string, acknowledged: string[]): Promise<void> {
  const { id: flow_id } = await post(`${url}/api/flows/`, { name: "written" });
  const write = async (): Promise<void> => {
    for (;;) {
      const run = await post(`${url}/api/flow_runs/`, { flow_id, state: { type: "PENDING" } }).catch(() => undefined);
      if (run === undefined) return;
      acknowledged.push(run.id);
    }
  };
  await Promise.all([write(), write(), write(), write()]);
}

describe.each(testDatabases)("stopping the process on $name", (testDatabase) => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s answers what is under way and leaves nothing half-written",
    async (signal) => {
      const { url: databaseUrl, drop } = await testDatabase.create();
      onTestFinished(drop);
      const server = await startTestServer(databaseUrl);
      const acknowledged: string[] = [];
      const writing = createUntilGone(server.url, acknowledged);
      await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(20);
      expect(await server.end(signal)).toBe(0);
      await writing;
      const database = await openDatabase(databaseUrl);
      const rows = await database.all(sql<{ id: string; states: number; events: number }>`
      select flow_run.id,
        (select count(*) from flow_run_state where flow_run_state.flow_run_id = flow_run.id) as states,
        (select count(*) from event where event.flow_run_id = flow_run.id) as events
      from flow_run`);
      await database.close();
      expect(new Set(rows.map((row) => row.id)).isSupersetOf(new Set(acknowledged))).toBe(true);
      expect(rows.filter((row) => row.states !== 1 || row.events !== 1)).toEqual([]);
    },
  );

  test("a killed process loses no acknowledged write", async () => {
    const { url: databaseUrl, drop } = await testDatabase.create();
    onTestFinished(drop);
    const server = await startTestServer(databaseUrl);
    const acknowledged: string[] = [];
    const writing = createUntilGone(server.url, acknowledged);
    await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(20);
    expect(await server.end("SIGKILL")).toBe(null);
    await writing;
    const again = await startTestServer(databaseUrl);
    for (const id of acknowledged.slice(-20)) {
      expect((await fetch(`${again.url}/api/flow_runs/${id}`)).status).toBe(200);
    }
    expect(await again.end("SIGTERM")).toBe(0);
  });

  test("WebSockets are closed with a code that says the server restarts", async () => {
    const { url: databaseUrl, drop } = await testDatabase.create();
    onTestFinished(drop);
    const server = await startTestServer(databaseUrl);
    const socketUrl = server.url.replace(/^http/, "ws");
    const prefect = new WebSocket(`${socketUrl}/api/events/out`, ["prefect"]);
    const graphql = new WebSocket(`${socketUrl}/graphql`, ["graphql-transport-ws"]);
    const closed = [prefect, graphql].map(
      (socket) => new Promise<number>((resolve) => socket.on("close", (code) => resolve(code))),
    );
    const opened = [prefect, graphql].map((socket) => new Promise<void>((resolve) => socket.on("open", resolve)));
    await Promise.all(opened);
    prefect.send(JSON.stringify({ type: "auth", token: null }));
    graphql.send(JSON.stringify({ type: "connection_init" }));
    await Promise.all(
      [prefect, graphql].map((socket) => new Promise<void>((resolve) => socket.once("message", () => resolve()))),
    );
    expect(await server.end("SIGTERM")).toBe(0);
    for (const code of await Promise.all(closed)) expect([1001, 1012]).toContain(code);
  });
});
