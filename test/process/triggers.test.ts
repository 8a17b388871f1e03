/** Automations over the death of the process that evaluates them. */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { testDatabases } from "../support/databases.ts";
import { startTestServer, startTestServices } from "./test-processes.ts";

/** The lease of the dead process, ten seconds, and a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 90_000;
const EVENTS = 400;

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}

function events(count: number): object[] {
  return Array.from({ length: count }, () => ({
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: "wanted",
    resource: { "prefect.resource.id": "thing" },
  }));
}

interface Told {
  readonly event: string;
  readonly count: number;
}

describe.each(testDatabases)("triggers on $name", { timeout: TIMEOUT_MILLISECONDS }, (testDatabase) => {
  test("fire once for each event, though the process that evaluates is killed at work", async () => {
    const { url: databaseUrl, drop } = await testDatabase.create();
    onTestFinished(drop);
    const server = await startTestServer(databaseUrl, "--no-services");
    const [first, second] = [await startTestServices(databaseUrl), await startTestServices(databaseUrl)];
    await post(`${server.url}/api/automations/`, {
      name: "upon each",
      trigger: { posture: "Reactive", expect: ["wanted"] },
      actions: [{ type: "do-nothing" }],
    });
    await post(`${server.url}/api/events`, events(EVENTS / 2));
    const database = await openDatabase(databaseUrl);
    onTestFinished(() => database.close());
    const fired = async (): Promise<number> =>
      Number(
        (
          await database.get(
            sql<{ count: number }>`select count(*) as count from event where event = 'prefect.automation.triggered'`,
          )
        )?.count,
      );
    await expect.poll(fired, { timeout: TIMEOUT_MILLISECONDS, interval: 5 }).toBeGreaterThan(0);
    // Whichever of them evaluates, and in whatever it is.
    expect(await first.end("SIGKILL")).toBeNull();
    await post(`${server.url}/api/events`, events(EVENTS / 2));
    const done = async (): Promise<readonly Told[]> =>
      (
        await database.all(
          sql<Told>`select event, count(*) as count from event where event like 'prefect.automation.%' group by event order by event`,
        )
      ).map(({ event, count }) => ({ event, count: Number(count) }));
    await expect.poll(done, { timeout: TIMEOUT_MILLISECONDS, interval: 100 }).toEqual([
      { event: "prefect.automation.action.executed", count: EVENTS },
      { event: "prefect.automation.action.triggered", count: EVENTS },
      { event: "prefect.automation.created", count: 1 },
      { event: "prefect.automation.triggered", count: EVENTS },
    ]);
    expect(await second.end("SIGTERM")).toBe(0);
    expect(await server.end("SIGTERM")).toBe(0);
  });
});
