import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createConcurrencyLimit,
  deleteConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
  resetConcurrencyLimit,
  updateConcurrencyLimit,
} from "../../src/domains/concurrency/concurrency-limit.commands.ts";
import { resetTagLimit } from "../../src/domains/concurrency/concurrency-limit-v1.commands.ts";
import { acquireSlots } from "../../src/domains/concurrency/concurrency-slots.commands.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { newId } from "../../src/ids.ts";
import { readEvents } from "../domains/task-runs/recorder-support.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { transports } from "./subscribing.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const Changes = graphql(`
  subscription LimitChanges($ids: [ID!], $after: String) {
    concurrencyLimitChanges(ids: $ids, after: $after) {
      __typename
      ... on ConcurrencyLimitChange { cursor kind concurrencyLimitId concurrencyLimit { name limit activeSlots } }
    }
  }
`);

describe.each(testDatabases)("changes of concurrency limits on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(() => door.close());

  /** As Prefect's client tells of slots it has taken. */
  const told = async (event: string, limit: { readonly id: string; readonly name: string }): Promise<void> => {
    const resource = {
      "prefect.resource.id": `prefect.concurrency-limit.${limit.id}`,
      "prefect.resource.name": limit.name,
    };
    const told = { id: newId(door.core.clock.now()), occurred: new Date().toISOString(), resource };
    await receiveEvents(door.core, readEvents([{ ...told, event: `prefect.concurrency-limit.${event}` }]));
  };

  test.each(transports)("are followed live over $transport, and again from a cursor", async ({ connect }) => {
    const { core } = door;
    const other = await createConcurrencyLimit(core, { ...NEW_LIMIT_DEFAULTS, name: "other", limit: 1 });
    const limit = await createConcurrencyLimit(core, { ...NEW_LIMIT_DEFAULTS, name: "tag:crane", limit: 2 });
    const subscriber = connect(await door.listen());
    try {
      const after = Buffer.from("e0:0").toString("base64url");
      const stream = subscriber.subscribe(Changes, { ids: [limit.id], after });
      const next = async () => (await stream.next()).concurrencyLimitChanges;
      const created = await next();
      expect(created).toMatchObject({ kind: "CREATED", concurrencyLimit: { name: "tag:crane", limit: 2 } });
      await updateConcurrencyLimit(core, other.id, { limit: 2 });
      await updateConcurrencyLimit(core, limit.id, { limit: 3 });
      expect(await next()).toMatchObject({ kind: "CHANGED", concurrencyLimit: { limit: 3 } });
      await acquireSlots(core, { names: ["tag:crane"], slots: 2, mode: "concurrency" });
      await told("acquired", limit);
      expect(await next()).toMatchObject({ kind: "SLOTS_TAKEN", concurrencyLimit: { activeSlots: 2 } });
      await told("released", limit);
      expect(await next()).toMatchObject({ kind: "SLOTS_GIVEN_BACK" });
      await resetConcurrencyLimit(core, limit.id);
      expect(await next()).toMatchObject({ kind: "RESET", concurrencyLimit: { activeSlots: 0 } });
      await resetTagLimit(core, "crane", []);
      expect(await next()).toMatchObject({ kind: "RESET" });
      await deleteConcurrencyLimit(core, limit.id);
      // Whoever claims that it is there, or that another is gone, is not believed.
      await told("acquired", limit);
      await told("deleted", other);
      expect(await next()).toMatchObject({ kind: "DELETED", concurrencyLimitId: limit.id, concurrencyLimit: null });
      await stream.stop();
      if (created.__typename !== "ConcurrencyLimitChange") throw new Error(created.__typename);
      const again = subscriber.subscribe(Changes, { after: created.cursor });
      // What is gone by now is told only as gone.
      expect((await again.next()).concurrencyLimitChanges).toMatchObject({
        kind: "CHANGED",
        concurrencyLimitId: other.id,
      });
      expect((await again.next()).concurrencyLimitChanges).toMatchObject({ kind: "DELETED" });
      await again.stop();
    } finally {
      await subscriber.close();
    }
  });
});
