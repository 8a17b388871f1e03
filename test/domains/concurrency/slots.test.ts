import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repossessExpiredLeases } from "../../../src/domains/concurrency/lease-end.commands.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const PATH = "/api/v2/concurrency_limits";

describe.each(testDatabases)("slots of concurrency limits on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    server = await createTestServer(testDatabase, { clock });
  });
  afterEach(() => server.close());

  const post = async (path: string, payload: object) => {
    const response = await server.application.inject({ method: "POST", url: `${PATH}${path}`, payload });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body === "" ? null : response.json(),
    };
  };
  const take = (names: readonly string[], slots = 1) =>
    post("/increment-with-lease", { names, slots, mode: "concurrency", lease_duration: 60 });
  const activeSlots = async (name: string): Promise<number> =>
    (await server.application.inject({ method: "GET", url: `${PATH}/${encodeURIComponent(name)}` })).json()
      .active_slots;

  test("a lease is made even where no limit has the name", async () => {
    const { status, body } = await take(["tag:unlimited"]);
    expect(status).toBe(200);
    expect(body).toEqual({ lease_id: expect.stringMatching(/^[0-9a-f-]{36}$/), limits: [] });
  });

  test("takes slots of all limits or of none, and gives them back once", async () => {
    expect((await post("/", { name: "tag:two", limit: 2 })).status).toBe(201);
    expect((await post("/", { name: "one", limit: 1 })).status).toBe(201);
    const first = await take(["tag:two", "one"]);
    expect(first.body.limits.map((limit: { name: string }) => limit.name).sort()).toEqual(["one", "tag:two"]);
    const second = await take(["tag:two", "one"]);
    expect(second.status).toBe(423);
    expect(second.body).toEqual({ detail: "Locked" });
    expect(Number(second.headers["retry-after"])).toBeGreaterThan(0);
    expect([await activeSlots("tag:two"), await activeSlots("one")]).toEqual([1, 1]);
    const releases = await Promise.all(
      [1, 2, 3].map(() => post("/decrement-with-lease", { lease_id: first.body.lease_id })),
    );
    expect(releases.map((release) => release.status)).toEqual([204, 204, 204]);
    expect([await activeSlots("tag:two"), await activeSlots("one")]).toEqual([0, 0]);
  });

  test("never lets more in than the limit, however many ask at once", async () => {
    await post("/", { name: "three", limit: 3 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(["three"])));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    expect(answers.filter((answer) => answer.status === 423)).toHaveLength(17);
    expect(await activeSlots("three")).toBe(3);
  });

  test("a lease that is not renewed in time gives its slots back", async () => {
    await post("/", { name: "one", limit: 1 });
    const { body } = await take(["one"]);
    clock.advance(microsecondsFromSeconds(54));
    expect((await post(`/leases/${body.lease_id}/renew`, { lease_duration: 60 })).status).toBe(204);
    clock.advance(microsecondsFromSeconds(54));
    expect((await take(["one"])).status).toBe(423);
    clock.advance(microsecondsFromSeconds(12));
    expect((await take(["one"])).status).toBe(200);
    expect((await post(`/leases/${body.lease_id}/renew`, { lease_duration: 60 })).status).toBe(410);
    expect(await activeSlots("one")).toBe(1);
  });

  test("a lease that is renewed late is its holder's, as long as nobody has taken its slots", async () => {
    await post("/", { name: "one", limit: 1 });
    const { body } = await take(["one"]);
    const renew = () => post(`/leases/${body.lease_id}/renew`, { lease_duration: 60 });
    clock.advance(microsecondsFromSeconds(600));
    expect((await renew()).status).toBe(204);
    expect((await take(["one"])).status).toBe(423);
    expect(await activeSlots("one")).toBe(1);
    clock.advance(microsecondsFromSeconds(600));
    expect(await repossessExpiredLeases(server.core)).toEqual({ ended: 1, isMore: false });
    expect((await renew()).status).toBe(410);
    // Of a late renewal and somebody who asks for a slot at the same time, one comes first, and the count is right.
    const again = (await take(["one"])).body.lease_id;
    clock.advance(microsecondsFromSeconds(600));
    const [renewed, taken] = await Promise.all([post(`/leases/${again}/renew`, { lease_duration: 60 }), take(["one"])]);
    expect([
      [204, 423],
      [410, 200],
    ]).toContainEqual([renewed.status, taken.status]);
    expect(await activeSlots("one")).toBe(1);
  });

  test("slots of a rate limit come back with time, and limits without decay refuse rates", async () => {
    await post("/", { name: "rate", limit: 2, slot_decay_per_second: 1 });
    await post("/", { name: "steady", limit: 2 });
    const rate = (names: readonly string[]) => post("/increment", { names, slots: 2, mode: "rate_limit" });
    expect((await rate(["rate"])).status).toBe(200);
    expect((await rate(["rate"])).status).toBe(423);
    clock.advance(microsecondsFromSeconds(2));
    expect((await rate(["rate"])).status).toBe(200);
    const refused = await rate(["steady"]);
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toContain("'steady'");
    expect((await post("/increment", { names: ["rate"], slots: 3 })).body).toEqual({
      detail: "Slots requested is greater than the limit",
    });
  });
});
