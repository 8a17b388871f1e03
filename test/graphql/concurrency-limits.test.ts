import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  acquireSlots,
  acquireSlotsWithLease,
  type LeaseRequest,
} from "../../src/domains/concurrency/concurrency-slots.commands.ts";
import { databaseIdOf, encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const Create = graphql(`
  mutation CreateLimit($input: CreateConcurrencyLimitInput!) {
    createConcurrencyLimit(input: $input) {
      __typename
      ... on ConcurrencyLimitSuccess { concurrencyLimit { id databaseId name tag limit active slotDecayPerSecond } }
      ... on MutationError { code message }
    }
  }
`);

const Update = graphql(`
  mutation UpdateLimit($input: UpdateConcurrencyLimitInput!) {
    updateConcurrencyLimit(input: $input) {
      __typename
      ... on ConcurrencyLimitSuccess { concurrencyLimit { name limit active activeSlots slotDecayPerSecond } }
      ... on MutationError { code message }
    }
  }
`);

const Reset = graphql(`
  mutation ResetLimit($input: ResetConcurrencyLimitInput!) {
    resetConcurrencyLimit(input: $input) {
      __typename
      ... on ConcurrencyLimitSuccess { concurrencyLimit { activeSlots leases { totalCount } } }
      ... on MutationError { code }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteLimit($input: DeleteConcurrencyLimitInput!) {
    deleteConcurrencyLimit(input: $input) {
      __typename
      ... on DeleteConcurrencyLimitSuccess { deletedId deletedDatabaseId }
      ... on MutationError { code }
    }
  }
`);

const Limits = graphql(`
  query Limits($filter: ConcurrencyLimitFilter, $orderBy: ConcurrencyLimitOrder, $first: Int, $after: String) {
    concurrencyLimits(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { name tag activeSlots }
    }
  }
`);

const Deployed = graphql(`
  query Deployed($id: ID!) {
    deployment(id: $id) { activeSlots globalConcurrencyLimit { name limit } }
  }
`);

const Node = graphql(`
  query LimitNode($id: ID!) {
    node(id: $id) { __typename ... on ConcurrencyLimit { name } }
    concurrencyLimit(id: $id) { name }
  }
`);

describe.each(testDatabases)("concurrency limits in GraphQL on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(() => door.close());

  const create = async (input: { name: string; limit: number; active?: boolean; slotDecayPerSecond?: number }) =>
    (await door.query(Create, { input })).createConcurrencyLimit;
  const created = async (name: string, limit = 1): Promise<string> => {
    const result = await create({ name, limit });
    if (result.__typename !== "ConcurrencyLimitSuccess") throw new Error(JSON.stringify(result));
    return result.concurrencyLimit.id;
  };
  const lease = (names: readonly string[], holder: LeaseRequest["holder"], slots = 1) =>
    acquireSlotsWithLease(door.core, {
      names,
      slots,
      mode: "concurrency",
      leaseDuration: microsecondsFromSeconds(60),
      holder,
    });

  test("are created, found again, changed and deleted", async () => {
    const result = await create({ name: "tag:crane", limit: 3, slotDecayPerSecond: 0.5 });
    expect(result).toMatchObject({
      __typename: "ConcurrencyLimitSuccess",
      concurrencyLimit: { name: "tag:crane", tag: "crane", limit: 3, active: true, slotDecayPerSecond: 0.5 },
    });
    const id = result.__typename === "ConcurrencyLimitSuccess" ? result.concurrencyLimit.id : "";
    const found = await door.query(Node, { id });
    expect(found).toEqual({
      node: { __typename: "ConcurrencyLimit", name: "tag:crane" },
      concurrencyLimit: { name: "tag:crane" },
    });
    const update = await door.query(Update, { input: { id, name: "dock", limit: 0, active: false } });
    expect(update.updateConcurrencyLimit).toMatchObject({
      concurrencyLimit: { name: "dock", limit: 0, active: false, slotDecayPerSecond: 0.5 },
    });
    expect((await door.query(Delete, { input: { id } })).deleteConcurrencyLimit).toMatchObject({ deletedId: id });
    expect((await door.query(Node, { id })).node).toBeNull();
    for (const [document, field] of [
      [Update, "updateConcurrencyLimit"],
      [Reset, "resetConcurrencyLimit"],
      [Delete, "deleteConcurrencyLimit"],
    ] as const) {
      const answer = (await door.execute<Record<string, unknown>, object>(document as never, { input: { id } })).data;
      expect(answer[field]).toMatchObject({ __typename: "NotFoundError", code: "NOT_FOUND" });
    }
  });

  test("bad values are told as errors of their own, and change nothing", async () => {
    const id = await created("crane");
    await created("dock");
    const refusals = [
      await create({ name: "crane", limit: 1 }),
      await create({ name: "a/b", limit: 1 }),
      await create({ name: " ", limit: 1 }),
      await create({ name: "below", limit: -1 }),
      await create({ name: "rate", limit: 1, slotDecayPerSecond: -0.5 }),
      (await door.query(Update, { input: { id, name: "dock" } })).updateConcurrencyLimit,
      (await door.query(Update, { input: { id, limit: -1 } })).updateConcurrencyLimit,
    ];
    expect(refusals.map((refusal) => refusal.__typename)).toEqual([
      "ConflictError",
      "ValidationError",
      "ValidationError",
      "ValidationError",
      "ValidationError",
      "ConflictError",
      "ValidationError",
    ]);
    expect((await door.query(Limits, {})).concurrencyLimits.nodes.map((limit) => limit.name)).toEqual([
      "crane",
      "dock",
    ]);
  });

  test("are listed by name, tag and whether they are on, in any order and page by page", async () => {
    for (const name of ["zone", "tag:crane", "tag:dock", "Tag:odd"]) await created(name);
    await create({ name: "off", limit: 1, active: false });
    const names = async (variables: Parameters<typeof door.query<unknown, object>>[1]) =>
      (await door.query(Limits, variables as never)).concurrencyLimits.nodes.map((limit) => limit.name);
    expect((await names({ filter: { isOnTag: true } })).sort()).toEqual(["tag:crane", "tag:dock"]);
    expect(await names({ filter: { isOnTag: false, active: true }, orderBy: { field: "CREATED" } })).toEqual([
      "Tag:odd",
      "zone",
    ]);
    expect(await names({ filter: { tags: ["dock", "none"] } })).toEqual(["tag:dock"]);
    expect(await names({ filter: { tags: [] } })).toEqual([]);
    expect(await names({ filter: { active: false } })).toEqual(["off"]);
    expect((await names({ filter: { name: { contains: "CRANE" } } })).sort()).toEqual(["tag:crane"]);
    const all: string[] = [];
    const pageBehind = async (after: string | null) =>
      (await door.query(Limits, { first: 2, after })).concurrencyLimits;
    for (let page = await pageBehind(null); ; page = await pageBehind(page.pageInfo.endCursor ?? null)) {
      expect(page.totalCount).toBe(5);
      all.push(...page.nodes.map((limit) => limit.name));
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(all).toEqual(await names({}));
  });

  test("of a rate tell what has come back by now", async () => {
    await create({ name: "rate", limit: 4, slotDecayPerSecond: 0.5 });
    await acquireSlots(door.core, { names: ["rate"], slots: 4, mode: "rate_limit" });
    const taken: number[] = [];
    for (let second = 0; second < 6; second += 1) {
      taken.push((await door.query(Limits, {})).concurrencyLimits.nodes[0]?.activeSlots ?? -1);
      // Whoever asks in vain does not hold up what comes back.
      await acquireSlots(door.core, { names: ["rate"], slots: 4, mode: "rate_limit" });
      clock.advance(microsecondsFromSeconds(1));
    }
    expect(taken).toEqual([4, 4, 3, 3, 2, 2]);
  });

  test("are shown with the deployments whose runs they are on", async () => {
    const seed = new SeedRows(clock.now());
    const flow = seed.flow({ name: "deployed" });
    const [limited, free] = [
      seed.deployment({ flow_id: flow.id, name: "limited" }),
      seed.deployment({ flow_id: flow.id, name: "free" }),
    ];
    await seed.insert(door.core.database);
    const id = databaseIdOf("ConcurrencyLimit", await created("shared", 7));
    await door.core.database.transaction((transaction) =>
      transaction.run(sql`update deployment set concurrency_limit_id = ${id} where id = ${limited.id}`),
    );
    const shown = async (deployment: { readonly id: string }) =>
      (await door.query(Deployed, { id: deployment.id })).deployment;
    expect(await shown(limited)).toEqual({ activeSlots: 0, globalConcurrencyLimit: { name: "shared", limit: 7 } });
    expect(await shown(free)).toEqual({ activeSlots: null, globalConcurrencyLimit: null });
    await door.query(Update, { input: { id: encodeGlobalId("ConcurrencyLimit", id), slotDecayPerSecond: 0.5 } });
    await acquireSlots(door.core, { names: ["shared"], slots: 4, mode: "rate_limit" });
    clock.advance(microsecondsFromSeconds(3));
    expect(await shown(limited)).toMatchObject({ activeSlots: 3 });
  });

  test("are reset: all slots come back, those of the same leases on other limits too", async () => {
    const id = await created("crane", 5);
    await created("dock", 5);
    await lease(["crane", "dock"], null, 2);
    await acquireSlots(door.core, { names: ["crane"], slots: 1, mode: "concurrency" });
    expect((await door.query(Reset, { input: { id } })).resetConcurrencyLimit).toMatchObject({
      concurrencyLimit: { activeSlots: 0, leases: { totalCount: 0 } },
    });
    expect((await door.query(Limits, {})).concurrencyLimits.nodes.map((limit) => limit.activeSlots)).toEqual([0, 0]);
  });
});
