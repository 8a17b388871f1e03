import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { EMPTY_ARRAY } from "../../src/db/json-text.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createPrismaReader, type PrismaReader } from "../../src/db/prisma.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { testDatabases } from "../support/databases.ts";

describe.each(testDatabases)("Prisma on $name", (testDatabase) => {
  let database: Database;
  let reader: PrismaReader;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const created = await testDatabase.create();
    drop = created.drop;
    database = await openDatabase(created.url);
    reader = createPrismaReader(created.url);
  });
  afterEach(async () => {
    await reader.close();
    await database.close();
    await drop();
  });

  test("reads what the executor writes, to the microsecond", async () => {
    const now = systemClock.now();
    const id = newId(now);
    const flow = { id, created: now, updated: now, name: "f", tags: EMPTY_ARRAY, labels: null };
    await database.transaction((transaction) => transaction.run(database.sql.insertInto("flow").values(flow)));
    expect(await reader.client.flow.findUnique({ where: { id } })).toMatchObject({
      id,
      name: "f",
      created: BigInt(now),
    });
  });

  test("cannot write", async () => {
    const writing = reader.client.flow.create({
      data: {
        id: newId(systemClock.now()),
        created: 1n,
        updated: 1n,
        name: "f",
        tags: testDatabase.name === "sqlite" ? "[]" : [],
      },
    });
    await expect(writing).rejects.toThrow(/readonly|read-only/);
    const raw = reader.client.$executeRawUnsafe("delete from flow");
    await expect(raw).rejects.toThrow(/readonly|read-only/);
  });
});
