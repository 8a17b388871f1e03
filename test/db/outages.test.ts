import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { isOutage } from "../../src/db/outages.ts";

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError("failed", 0, "error"), { code });
}

function prismaError(cause: object): Error {
  return Object.assign(new Error("Invalid invocation"), { code: "P2039", meta: { driverAdapterError: { cause } } });
}

// What a server that is restarted really says is in test/process/outage.test.ts.
test.each([
  ["a connection that failed", databaseError("08006"), true],
  ["too many connections", databaseError("53300"), true],
  ["a server that ends", databaseError("57P01"), true],
  ["a server that has only begun", databaseError("57P03"), true],
  ["a race that was lost for good", databaseError("40001"), true],
  ["a statement that was given up for its time", databaseError("57014"), false],
  ["a full disk", databaseError("53100"), false],
  ["a constraint", databaseError("23505"), false],
  ["a broken statement", databaseError("42601"), false],
  ["SQLite's write lock", new BetterSqlite3.SqliteError("database is locked", "SQLITE_BUSY_SNAPSHOT"), true],
  ["SQLite's constraints", new BetterSqlite3.SqliteError("no", "SQLITE_CONSTRAINT_UNIQUE"), false],
  ["nobody who listens", Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }), true],
  ["Prisma, of a server that is gone", prismaError({ kind: "DatabaseNotReachable" }), true],
  ["Prisma, of a server that ends", prismaError({ kind: "postgres", code: "57P01" }), true],
  ["Prisma, of a broken statement", prismaError({ kind: "postgres", code: "42601" }), false],
  ["a missing file", Object.assign(new Error("no such file"), { code: "ENOENT" }), false],
  ["a mistake of ours", new TypeError("undefined is not a function"), false],
  ["no error at all", "ECONNREFUSED", false],
])("tells whether the database is away: %s", (_what, error, expected) => {
  expect(isOutage(error)).toBe(expected);
});

test("tells that a server does not answer, and that no connection becomes free", async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket)).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const pool = new pg.Pool({ host: "127.0.0.1", port, max: 1, connectionTimeoutMillis: 100 });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await pool.end();
  });
  const failures = await Promise.all([1, 2].map(() => pool.query("select 1").catch((error: unknown) => error)));
  expect(failures.map(isOutage)).toEqual([true, true]);
  expect(new Set(failures.map(String)).size).toBe(2);
});
