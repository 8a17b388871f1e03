import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { toJsonText } from "../../../src/db/json-text.ts";
import type {
  CleanupMessage,
  CleanupReservation,
  NewCleanupMessage,
} from "../../../src/domains/workers/cleanup-message.ts";
import {
  acknowledgeCleanupMessage,
  releaseCleanupMessage,
  renewCleanupReservation,
} from "../../../src/domains/workers/cleanup-operations.commands.ts";
import { enqueueCleanupMessage } from "../../../src/domains/workers/cleanup-queue.commands.ts";
import {
  expireCleanupReservations,
  type ReservationRequest,
  reserveCleanupMessage,
} from "../../../src/domains/workers/cleanup-reservations.commands.ts";
import { newId } from "../../../src/ids.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const KIND = "cancelling_timeout_teardown.v1";
const LEASE_SECONDS = 30;

describe.each(testDatabases)("the cleanup queue on $name", (testDatabase) => {
  let server: TestServer;
  let core: Core;
  let clock: ManualClock;
  let pool: string;
  let otherPool: string;

  async function start(settings: TestServerOptions["settings"] = {}): Promise<void> {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    server = await createTestServer(testDatabase, { clock, services: false, settings });
    core = server.core;
    const seed = new SeedRows(clock.now());
    pool = seed.workPool({ name: "pool" }).id;
    otherPool = seed.workPool({ name: "other" }).id;
    await seed.insert(core.database);
  }
  beforeEach(() => start());
  afterEach(() => server.close());

  async function restart(settings: TestServerOptions["settings"]): Promise<void> {
    await server.close();
    await start(settings);
  }
  const pass = (seconds: number) => clock.advance(microsecondsFromSeconds(seconds));
  function enqueue(given: Partial<NewCleanupMessage> = {}): Promise<CleanupMessage> {
    const id = newId(clock.now());
    const message = { id, idempotency_key: id, work_pool_id: pool, kind: KIND, target: toJsonText({ id }) } as const;
    return core.database.transaction((transaction) =>
      enqueueCleanupMessage(core, transaction, { ...message, ...given }),
    );
  }
  function tryToReserve(given: Partial<ReservationRequest> = {}): Promise<CleanupReservation | undefined> {
    return reserveCleanupMessage(core, { workPoolId: pool, kinds: [KIND], workQueueIds: null, ...given });
  }
  async function reserve(given: Partial<ReservationRequest> = {}): Promise<CleanupReservation> {
    const reservation = await tryToReserve(given);
    if (reservation === undefined) throw new Error("Nothing to reserve");
    return reservation;
  }
  const reference = (reservation: CleanupReservation) => ({
    workPoolId: pool,
    messageId: reservation.id,
    token: reservation.reservation_token,
  });
  const read = (id: string) =>
    core.database.get(core.database.sql.selectFrom("worker_cleanup_message").selectAll().where("id", "=", id));
  function countSignals(): () => number {
    let count = 0;
    core.database.signals.subscribe("cleanup", () => {
      count += 1;
    });
    return () => count;
  }

  test("makes one message of a key, however many ask at once, and wakes the workers", async () => {
    const signals = countSignals();
    const messages = await Promise.all(Array.from({ length: 8 }, () => enqueue({ idempotency_key: "key" })));
    expect(new Set(messages.map((message) => message.id)).size).toBe(1);
    expect(signals()).toBeGreaterThan(0);
    expect((await enqueue({ idempotency_key: "key", work_pool_id: otherPool })).id).not.toBe(messages[0]?.id);
  });

  test("refuses an id that stands for another message", async () => {
    const { id } = await enqueue({ idempotency_key: "key" });
    expect((await enqueue({ id, idempotency_key: "key" })).id).toBe(id);
    await expect(enqueue({ id, idempotency_key: "another" })).rejects.toThrow(id);
  });

  test("gives a message to one worker at a time, and counts", async () => {
    const message = await enqueue({ data: toJsonText({ some: 1 }), target: toJsonText([1]) });
    const reservations = await Promise.all(Array.from({ length: 8 }, () => tryToReserve()));
    const [reservation, ...others] = reservations.filter((each) => each !== undefined);
    expect(others).toEqual([]);
    expect(reservation).toMatchObject({
      id: message.id,
      target: "[1]",
      delivery_count: 1,
      lease_expires_at: clock.now() + microsecondsFromSeconds(LEASE_SECONDS),
    });
    expect(reservation?.reservation_token).toMatch(/^[\w-]{43}$/);
  });

  test("reserves the oldest of the kinds and queues that are asked for", async () => {
    const queue = newId(clock.now());
    const first = await enqueue({ work_queue_id: newId(clock.now()) });
    pass(1);
    const pending = await enqueue({ kind: "pending_claim_teardown.v1" });
    pass(1);
    const preferred = await enqueue({ work_queue_id: queue });
    expect((await reserve({ workQueueIds: [queue] })).id).toBe(preferred.id);
    expect(await tryToReserve({ workQueueIds: [queue] })).toBeUndefined();
    expect((await reserve()).id).toBe(first.id);
    expect(await tryToReserve({ workPoolId: otherPool })).toBeUndefined();
    expect((await reserve({ kinds: [KIND, "pending_claim_teardown.v1"] })).id).toBe(pending.id);
    expect(await tryToReserve({ kinds: [] })).toBeUndefined();
  });

  test("a completed message stays known by its key", async () => {
    const message = await enqueue({ idempotency_key: "key" });
    expect(await acknowledgeCleanupMessage(core, reference(await reserve()))).toEqual({
      status: "accepted",
      leaseExpiresAt: null,
    });
    expect((await enqueue({ idempotency_key: "key" })).id).toBe(message.id);
    expect(await tryToReserve()).toBeUndefined();
    expect(await read(message.id)).toMatchObject({ completed_at: clock.now(), reservation_token: null });
  });

  test("a completed message is forgotten after the time the settings give", async () => {
    await restart({ cleanupCompletedRetention: microsecondsFromSeconds(60) });
    const message = await enqueue({ idempotency_key: "key" });
    await acknowledgeCleanupMessage(core, reference(await reserve()));
    pass(59);
    expect((await enqueue({ idempotency_key: "key" })).id).toBe(message.id);
    pass(1);
    const next = await enqueue({ idempotency_key: "key" });
    expect(next.id).not.toBe(message.id);
    expect((await reserve()).id).toBe(next.id);
  });

  test.each([
    ["ack", acknowledgeCleanupMessage],
    ["release", (target: Core, held: ReturnType<typeof reference>) => releaseCleanupMessage(target, held, "why")],
    ["renew", renewCleanupReservation],
  ] as const)("%s asks for the current reservation", async (_name, operation) => {
    const message = await enqueue();
    const absent = { workPoolId: pool, messageId: newId(clock.now()), token: "x" };
    expect(await operation(core, absent)).toEqual({ status: "not_found", reason: "message_not_found" });
    expect(await operation(core, { ...absent, messageId: message.id })).toEqual({
      status: "not_current",
      reason: "no_active_reservation",
    });
    const held = reference(await reserve());
    expect(await operation(core, { ...held, workPoolId: otherPool })).toEqual({
      status: "unauthorized",
      reason: "work_pool_mismatch",
    });
    expect(await operation(core, { ...held, token: "x" })).toEqual({
      status: "invalid_token",
      reason: "reservation_token_mismatch",
    });
    const signals = countSignals();
    pass(LEASE_SECONDS);
    expect(await operation(core, held)).toEqual({ status: "expired", reason: "lease_expired" });
    expect(signals()).toBeGreaterThan(0);
    pass(1);
    const second = reference(await reserve());
    expect(await operation(core, held)).toMatchObject({ status: "invalid_token" });
    expect(await operation(core, second)).toMatchObject({ status: "accepted" });
    expect(await operation(core, held)).toMatchObject({
      status:
        operation === acknowledgeCleanupMessage ? "not_found" : expect.stringMatching(/not_current|invalid_token/),
    });
  });

  test("renewing puts the end of the lease off", async () => {
    await enqueue();
    const reservation = await reserve();
    pass(20);
    expect(await renewCleanupReservation(core, reference(reservation))).toEqual({
      status: "accepted",
      leaseExpiresAt: clock.now() + microsecondsFromSeconds(LEASE_SECONDS),
    });
    pass(29);
    expect(await expireCleanupReservations(core, 10)).toEqual({ redelivered: 0, deadLettered: 0 });
    pass(1);
    expect(await expireCleanupReservations(core, 10)).toEqual({ redelivered: 1, deadLettered: 0 });
  });

  test("a released message is delivered again, at once and under another token, until it is given up", async () => {
    const message = await enqueue({ idempotency_key: "key" });
    const tokens = new Set<string>();
    for (const expected of ["accepted", "accepted", "dead_lettered"]) {
      const reservation = await reserve();
      tokens.add(reservation.reservation_token);
      expect((await releaseCleanupMessage(core, reference(reservation), "cannot")).status).toBe(expected);
    }
    expect(tokens.size).toBe(3);
    expect(await tryToReserve()).toBeUndefined();
    expect(await read(message.id)).toMatchObject({
      delivery_count: 3,
      dead_letter_reason: "max_delivery_attempts_reached",
      release_reason: "cannot",
      dead_lettered_at: clock.now(),
      lease_expires_at: null,
    });
    expect((await enqueue({ idempotency_key: "key" })).id).toBe(message.id);
    expect(await tryToReserve()).toBeUndefined();
  });

  test("a reservation that runs out is delivered again, until the message is given up", async () => {
    await restart({ cleanupMaximumDeliveryAttempts: 2 });
    await enqueue();
    await reserve();
    pass(LEASE_SECONDS);
    expect(await expireCleanupReservations(core, 10)).toEqual({ redelivered: 1, deadLettered: 0 });
    const second = await reserve();
    expect(second.delivery_count).toBe(2);
    pass(LEASE_SECONDS);
    expect(await acknowledgeCleanupMessage(core, reference(second))).toEqual({
      status: "dead_lettered",
      reason: "max_delivery_attempts_reached",
    });
    expect(await expireCleanupReservations(core, 10)).toEqual({ redelivered: 0, deadLettered: 0 });
  });

  test("ends no more reservations at once than asked for, the longest overdue first", async () => {
    const first = await enqueue();
    await reserve();
    pass(1);
    await enqueue({ work_pool_id: otherPool });
    await reserve({ workPoolId: otherPool });
    pass(LEASE_SECONDS);
    expect(await expireCleanupReservations(core, 1)).toEqual({ redelivered: 1, deadLettered: 0 });
    expect((await read(first.id))?.lease_expires_at).toBeNull();
    expect(await expireCleanupReservations(core, 1)).toEqual({ redelivered: 1, deadLettered: 0 });
    expect(await expireCleanupReservations(core, 1)).toEqual({ redelivered: 0, deadLettered: 0 });
  });

  test("who reserves ends what has run out in the pool, and wakes for it", async () => {
    await enqueue();
    await reserve();
    pass(LEASE_SECONDS);
    const signals = countSignals();
    expect(await tryToReserve({ kinds: ["pending_claim_teardown.v1"] })).toBeUndefined();
    expect(signals()).toBeGreaterThan(0);
    expect((await reserve()).delivery_count).toBe(2);
  });

  test("a message that waits is given up when the number of attempts is lowered below its own", async () => {
    const message = await enqueue();
    await releaseCleanupMessage(core, reference(await reserve()), "cannot");
    const lowered = { ...core, settings: { ...core.settings, cleanupMaximumDeliveryAttempts: 1 } };
    expect(
      await reserveCleanupMessage(lowered, { workPoolId: pool, kinds: [KIND], workQueueIds: null }),
    ).toBeUndefined();
    expect((await read(message.id))?.dead_lettered_at).toBe(clock.now());
  });
});
