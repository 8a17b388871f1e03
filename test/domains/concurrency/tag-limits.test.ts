import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repossessExpiredLeases } from "../../../src/domains/concurrency/lease-end.commands.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const RUNS = Array.from({ length: 5 }, (_, index) => `0b0b0b0b-0000-4000-8000-00000000000${index}`);

describe.each(testDatabases)("limits on tags on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    server = await createTestServer(testDatabase, { clock, services: false });
  });
  afterEach(() => server.close());

  const call = async (method: "GET" | "POST" | "DELETE", path: string, payload?: object) => {
    const response = await server.application.inject({
      method,
      url: `/api${path}`,
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body === "" ? null : response.json(),
    };
  };
  const make = (tag: string, limit: number) => call("POST", "/concurrency_limits/", { tag, concurrency_limit: limit });
  const take = (names: readonly string[], run: string | undefined) =>
    call("POST", "/concurrency_limits/increment", { names, task_run_id: run });
  const slotsOf = async (tag: string) => {
    const [older, newer] = [
      await call("GET", `/concurrency_limits/tag/${tag}`),
      await call("GET", `/v2/concurrency_limits/tag:${tag}`),
    ];
    return { holders: older.body.active_slots, count: newer.body.active_slots };
  };
  const events = async () =>
    (
      await server.core.database.all(
        sql<{
          event: string;
        }>`select event from event where event like 'prefect.concurrency-limit.%' order by sequence`,
      )
    ).map(({ event }) => event.split(".").at(-1));

  test("one is the global limit of the same id, told of in events", async () => {
    const made = await make("crane", 1);
    const global = await call("GET", "/v2/concurrency_limits/tag:crane");
    expect(global.body).toMatchObject({ id: made.body.id, name: "tag:crane", limit: 1, active: true });
    expect((await make("crane", 2)).status).toBe(200);
    expect((await call("DELETE", `/concurrency_limits/${made.body.id}`)).status).toBe(200);
    expect(await events()).toEqual(["created", "updated", "deleted"]);
  });

  test("never lets more in than the limit, however many ask at once, and says when to ask again", async () => {
    await make("crane", 3);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => take(["crane"], RUNS[index % 5])));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    const denied = answers.filter((answer) => answer.status === 423);
    expect(denied).toHaveLength(9);
    expect(denied[0]?.headers["retry-after"]).toBe("10.0");
    const { holders, count } = await slotsOf("crane");
    expect(count).toBe(3);
    expect(holders).toHaveLength(3);
  });

  test("takes slots of all tags or of none", async () => {
    await make("crane", 2);
    await make("dock", 1);
    expect((await take(["crane", "dock"], RUNS[0])).status).toBe(200);
    expect((await take(["crane", "dock"], RUNS[1])).status).toBe(423);
    expect(await slotsOf("crane")).toEqual({ holders: [RUNS[0]], count: 1 });
  });

  test("shares slots with clients that hold leases, and counts them again when theirs run out", async () => {
    await make("crane", 1);
    const lease = { names: ["tag:crane"], slots: 1, mode: "concurrency", lease_duration: 60 };
    const holder = { type: "task_run", id: RUNS[0] };
    expect((await call("POST", "/v2/concurrency_limits/increment-with-lease", { ...lease, holder })).status).toBe(200);
    expect(await slotsOf("crane")).toEqual({ holders: [RUNS[0]], count: 1 });
    expect((await take(["crane"], RUNS[1])).status).toBe(423);
    clock.advance(microsecondsFromSeconds(61));
    expect((await slotsOf("crane")).holders).toEqual([]);
    expect((await take(["crane"], RUNS[1])).status).toBe(200);
    expect(await slotsOf("crane")).toEqual({ holders: [RUNS[1]], count: 1 });
  });

  test("slots of clients that renew nothing stay held", async () => {
    await make("crane", 1);
    await take(["crane"], RUNS[0]);
    clock.advance(microsecondsFromSeconds(40 * 365 * 86_400));
    expect((await repossessExpiredLeases(server.core)).ended).toBe(0);
    expect(await slotsOf("crane")).toEqual({ holders: [RUNS[0]], count: 1 });
  });

  test("a reset leaves the slots of those named, and of no others, on every limit of the leases it ends", async () => {
    await make("crane", 2);
    await make("dock", 2);
    await take(["crane", "dock"], RUNS[0]);
    await take(["dock"], RUNS[1]);
    const override = [RUNS[2], RUNS[3], RUNS[4]];
    expect((await call("POST", "/concurrency_limits/tag/crane/reset", { slot_override: override })).status).toBe(200);
    expect(await slotsOf("crane")).toEqual({ holders: override, count: 3 });
    expect(await slotsOf("dock")).toEqual({ holders: [RUNS[1]], count: 1 });
    await call("POST", "/concurrency_limits/decrement", { names: ["crane"], task_run_id: RUNS[3] });
    expect(await slotsOf("crane")).toEqual({ holders: [RUNS[2], RUNS[4]], count: 2 });
    await call("POST", "/concurrency_limits/tag/crane/reset");
    expect(await slotsOf("crane")).toEqual({ holders: [], count: 0 });
  });

  test("deleting one gives back what its leases hold of others", async () => {
    await make("crane", 2);
    await make("dock", 1);
    await take(["crane", "dock"], RUNS[0]);
    await call("DELETE", "/concurrency_limits/tag/crane");
    expect(await slotsOf("dock")).toEqual({ holders: [], count: 0 });
    expect((await take(["crane", "dock"], RUNS[1])).body).toMatchObject([{ name: "dock" }]);
  });

  test("lists limits on tags alone, page by page", async () => {
    for (const name of ["a global one", "zone"]) await call("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    for (const tag of ["crane", "dock", "anchor"]) await make(tag, 1);
    await take(["dock", "anchor"], RUNS[0]);
    const page = async (window: object) =>
      (await call("POST", "/concurrency_limits/filter", window)).body.map(
        (limit: { tag: string; active_slots: string[] }) => [limit.tag, limit.active_slots.length],
      );
    expect(await page({ limit: 2 })).toEqual([
      ["anchor", 1],
      ["crane", 0],
    ]);
    expect(await page({ limit: 2, offset: 2 })).toEqual([["dock", 1]]);
  });

  test("refuses what could not be kept, where the reference fails", async () => {
    await make("crane", 1);
    const below = await make("crane", -1);
    expect(below).toMatchObject({
      status: 422,
      body: { detail: "A concurrency limit cannot be changed to less than 0" },
    });
    expect((await make("a/b", 1)).body.exception_detail[0]).toMatchObject({ loc: ["body", "tag"] });
    expect((await make("huge", 3_000_000_000)).body.exception_detail[0]).toMatchObject({
      loc: ["body", "concurrency_limit"],
      type: "less_than_equal",
    });
  });
});
