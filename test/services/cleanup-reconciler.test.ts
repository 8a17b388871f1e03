import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toJsonText } from "../../src/db/json-text.ts";
import { enqueueCleanupMessage } from "../../src/domains/workers/cleanup-queue.commands.ts";
import { reserveCleanupMessage } from "../../src/domains/workers/cleanup-reservations.commands.ts";
import { newId } from "../../src/ids.ts";
import { cleanupReconciler } from "../../src/services/cleanup-reconciler.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, NOW, openBench, runRound } from "./support.ts";

const KIND = "cancelling_timeout_teardown.v1";

describe.each(testDatabases)("the cleanup reconciler on $name", (testDatabase) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(testDatabase, { PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_BATCH_SIZE: "2" });
  });
  afterEach(() => bench.close());

  test("frees every message whose worker let it lie, and gives up those tried too often", async () => {
    const { core, clock } = bench;
    const seed = new SeedRows(NOW);
    const pool = seed.workPool({ name: "pool" });
    await seed.insert(core.database);
    await core.database.transaction(async (transaction) => {
      for (let index = 0; index < 5; index += 1) {
        const message = { id: newId(NOW), work_pool_id: pool.id, kind: KIND, target: toJsonText({}) } as const;
        await enqueueCleanupMessage(core, transaction, { ...message, idempotency_key: `key-${index}` });
      }
    });
    const reserve = () => reserveCleanupMessage(core, { workPoolId: pool.id, kinds: [KIND], workQueueIds: null });
    const read = () => core.database.all(core.database.sql.selectFrom("worker_cleanup_message").selectAll());
    for (let delivery = 1; delivery <= 3; delivery += 1) {
      for (let index = 0; index < 5; index += 1) expect(await reserve()).toMatchObject({ delivery_count: delivery });
      clock.set(at(delivery * 30 - 1));
      await runRound(core, cleanupReconciler);
      expect((await read()).filter((message) => message.lease_expires_at === null)).toHaveLength(0);
      clock.set(at(delivery * 30));
      await Promise.all([runRound(core, cleanupReconciler), runRound(await bench.another(), cleanupReconciler)]);
      const messages = await read();
      expect(messages.filter((message) => message.lease_expires_at === null)).toHaveLength(5);
      const givenUp = messages.filter((message) => message.dead_letter_reason === "max_delivery_attempts_reached");
      expect(givenUp).toHaveLength(delivery === 3 ? 5 : 0);
    }
    expect(await reserve()).toBeUndefined();
  });
});
