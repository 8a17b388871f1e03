/** The routes of logs, and POST /events, against the reference, call by call. */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { readReferenceAnswers, replay } from "../../support/reference-player.ts";
import { createTestServer } from "../../support/server.ts";

/** Some 150 calls in a row, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 60_000;

const table = readReferenceAnswers(new URL("reference-answers.json", import.meta.url));

describe.each(testDatabases)("logs on $name", (testDatabase) => {
  test("answer as the reference answers", { timeout: TIMEOUT_MILLISECONDS }, async () => {
    const server = await createTestServer(testDatabase, { services: false });
    try {
      await replay(server, table);
    } finally {
      await server.close();
    }
  });

  test("take a batch of thousands, all or none", async () => {
    const server = await createTestServer(testDatabase, { services: false });
    try {
      const logs = Array.from({ length: 5_000 }, (_, index) => ({
        name: "n",
        level: 20,
        message: `line ${index}`,
        timestamp: 1_777_630_000 + index,
      }));
      const post = (payload: object) => server.application.inject({ method: "POST", url: "/api/logs/", payload });
      expect((await post(logs)).statusCode).toBe(201);
      expect((await post([...logs, { ...logs[0], level: 2 ** 31 }])).statusCode).toBe(422);
      const count = await server.core.database.get(sql<{ count: number }>`select count(*) as count from log`);
      expect(count).toEqual({ count: 5_000 });
    } finally {
      await server.close();
    }
  });

  test("read a run's logs along an index", async () => {
    const statements: string[] = [];
    const server = await createTestServer(testDatabase, {
      services: false,
      onStatement: (text) => statements.push(text),
    });
    try {
      statements.length = 0;
      const body = { logs: { flow_run_id: { any_: ["a0000000-0000-4000-8000-000000000001"] } } };
      await server.application.inject({ method: "POST", url: "/api/logs/filter", payload: body });
      expect(statements).toHaveLength(1);
      if (testDatabase.name === "postgresql") return;
      const plan = await server.core.database.all(
        sql<{
          detail: string;
        }>`explain query plan select * from log where log.flow_run_id = ${"x"} order by log.timestamp, log.id limit 10`,
      );
      expect(plan.map((step) => step.detail)).toEqual([
        "SEARCH log USING INDEX log_flow_run_id_timestamp_id_idx (flow_run_id=?)",
      ]);
    } finally {
      await server.close();
    }
  });
});
