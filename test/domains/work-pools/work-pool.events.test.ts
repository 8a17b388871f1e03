/** The events of work pools, as the reference shapes them. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromJsonText, type JsonText } from "../../../src/db/json-text.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const NOW = parseInstant("2026-01-01T00:00:00Z");
const at = (minutes: number): Instant => (NOW + minutes * 60_000_000) as Instant;

describe.each(testDatabases)("events of work pools on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(NOW);
    server = await createTestServer(testDatabase, { clock, services: false });
  });
  afterEach(() => server.close());

  const call = (method: "POST" | "PATCH" | "DELETE", path: string, payload?: object) =>
    server.application.inject({ method, url: `/api${path}`, ...(payload === undefined ? {} : { payload }) });

  test("tell what a pool is made with, what changes of it, and each status after the one before", async () => {
    const pool = (await call("POST", "/work_pools/", { name: "yard", type: "process" })).json();
    await call("POST", "/work_pools/yard/workers/heartbeat", { name: "first" });
    await call("PATCH", "/work_pools/yard", { description: "A yard", concurrency_limit: 2, is_paused: true });
    clock.set(at(20));
    await call("PATCH", "/work_pools/yard", { description: "A yard", is_paused: false });
    await call("DELETE", "/work_pools/yard");
    const rows = await server.core.database.all(
      sql<{
        id: string;
        event: string;
        resource: JsonText;
        related: JsonText;
        payload: JsonText;
        follows: string | null;
      }>`
        select id, event, resource, related, payload, follows from event
        where event like 'prefect.work-pool.%' order by sequence`,
    );
    const place = (id: string | null) => rows.findIndex((row) => row.id === id);
    expect(rows.map((row) => [row.event.split(".").at(-1), place(row.follows)])).toEqual([
      ["created", -1],
      ["not-ready", -1],
      ["ready", -1],
      ["updated", -1],
      ["paused", 2],
      // More than ten minutes later nobody takes the one for the other.
      ["ready", -1],
      ["deleted", -1],
    ]);
    const resource = {
      "prefect.resource.id": `prefect.work-pool.${pool.id}`,
      "prefect.resource.name": "yard",
      "prefect.work-pool.type": "process",
    };
    const [created, notReady, , updated] = rows;
    expect(fromJsonText(created?.resource as JsonText)).toEqual({ ...resource, "prefect.resource.role": "work-pool" });
    expect(fromJsonText(created?.related as JsonText)).toEqual([
      {
        "prefect.resource.id": `prefect.work-queue.${pool.default_queue_id}`,
        "prefect.resource.role": "default-queue",
      },
    ]);
    expect(fromJsonText(notReady?.resource as JsonText)).toEqual(resource);
    expect(fromJsonText(updated?.payload as JsonText)).toEqual({
      updated_fields: ["description", "concurrency_limit"],
      updates: { description: { from: null, to: "A yard" }, concurrency_limit: { from: null, to: 2 } },
    });
  });
});
