import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { systemClock } from "../../src/time/clock.ts";
import { prefectEnvironment } from "../prefect/environment.ts";
import { openTestDatabase, testDatabases } from "../support/databases.ts";
import { startSockets } from "./websocket-support.ts";

const TOTAL = 600;
const TIMEOUT_MILLISECONDS = 120_000;

const environment = await prefectEnvironment();

describe.skipIf(environment === undefined).each(testDatabases)("the stock client on $name", (testDatabase) => {
  test(
    "loses no event over a server that stops and comes back, and repeats none",
    async () => {
      const { database, close } = await openTestDatabase(testDatabase);
      const home = await mkdtemp(join(tmpdir(), "penstock-stock-client-"));
      let server = await startSockets(database);
      const api = `http://127.0.0.1:${server.port}/api`;
      const script = fileURLToPath(new URL("websocket-stock-client.py", import.meta.url));
      const client = spawn(environment?.python ?? "", [script, api, String(TOTAL)], {
        env: { ...process.env, PREFECT_HOME: home, PREFECT_API_URL: api, PREFECT_LOGGING_LEVEL: "CRITICAL" },
        stdio: ["pipe", "pipe", "inherit"],
      });
      const log = (message: string, level: number) => ({
        name: "test",
        level,
        message,
        timestamp: systemClock.now(),
        flow_run_id: null,
        task_run_id: null,
      });
      try {
        const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
        const next = async (): Promise<string | undefined> => (await lines.next()).value as string | undefined;
        expect(await next()).toBe("ready");
        expect(await next()).toBe("half");
        await server.close();
        server = await startSockets(database, {}, server.port);
        client.stdin.write("go\n");
        expect(await next()).toBe("followed");
        await createLogs(server.core, [log("first", 30), log("too low", 20), log("last", 40)]);
        const result = JSON.parse((await next()) ?? "") as { events: string[]; logs: string[] };
        const names = Array.from({ length: TOTAL }, (_, number) => `penstock.test.${number}`);
        expect(result.events).toEqual(names);
        expect(result.logs).toEqual(["first", "last"]);
        expect(await once(client, "exit")).toEqual([0, null]);
        const rows = await database.all(database.sql.selectFrom("event").select("event").orderBy("sequence"));
        expect(rows.map((row) => row.event).toSorted()).toEqual(names.toSorted());
        expect(server.entries).toEqual([]);
      } finally {
        client.kill("SIGKILL");
        await server.close();
        await close();
        await rm(home, { recursive: true, force: true });
      }
    },
    TIMEOUT_MILLISECONDS,
  );
});
