import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { newId } from "../../src/ids.ts";
import { allServices } from "../../src/services/services.ts";
import { systemClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { runPenstock } from "./server-process.ts";
import { startTestServer, startTestServices } from "./test-processes.ts";

/** Services that do not wait long. */
const EAGER = {
  PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS: "0.1",
  PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: "0",
  PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS: "0.1",
};

const ago = (seconds: number): Instant => (systemClock.now() - microsecondsFromSeconds(seconds)) as Instant;

async function call(url: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(
    url,
    body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const answer = await response.text();
  return answer === "" ? {} : JSON.parse(answer);
}

/** Runs that were to start long ago; resolves to a count of their Late states. */
async function seedOverdue(
  database: Database,
  count: number,
): Promise<() => Promise<{ states: number; runs: number }>> {
  const seed = new SeedRows(ago(600));
  const { id: flow_id } = seed.flow({ name: "overdue" });
  for (let index = 0; index < count; index += 1) {
    const due = ago(300);
    seed.flowRun({ flow_id, state_type: "SCHEDULED", expected_start_time: due, next_scheduled_start_time: due });
  }
  await seed.insert(database);
  return async () =>
    (await database.get(
      sql<{
        states: number;
        runs: number;
      }>`select count(*) as states, count(distinct flow_run_id) as runs from flow_run_state where name = 'Late'`,
    )) ?? { states: 0, runs: 0 };
}

describe.each(testDatabases)("services in a process of their own on $name", (testDatabase) => {
  test("work on what comes through the API of another process", async () => {
    const { url: databaseUrl, drop } = await testDatabase.create();
    onTestFinished(drop);
    const server = await startTestServer(databaseUrl, "--no-services");
    const services = await startTestServices(databaseUrl, EAGER);
    const api = `${server.url}/api`;
    const { id: flow_id } = await call(`${api}/flows/`, { name: "apart" });
    const scheduled_time = formatInstant(ago(60));
    const late = await call(`${api}/flow_runs/`, {
      flow_id,
      state: { type: "SCHEDULED", state_details: { scheduled_time } },
    });
    await expect
      .poll(async () => (await call(`${api}/flow_runs/${late.id}`)).state_name, { timeout: 10_000 })
      .toBe("Late");
    // A client that orchestrates its tasks itself tells of them in events; then its flow run is cancelled.
    const running = await call(`${api}/flow_runs/`, { flow_id, state: { type: "RUNNING" } });
    const taskRunId = newId(systemClock.now());
    const occurred = formatInstant(systemClock.now());
    await call(`${api}/events`, [
      {
        id: newId(systemClock.now()),
        occurred,
        event: "prefect.task-run.Running",
        resource: {
          "prefect.resource.id": `prefect.task-run.${taskRunId}`,
          "prefect.resource.name": "task",
          "prefect.state-message": "",
          "prefect.state-name": "Running",
          "prefect.state-timestamp": occurred,
          "prefect.state-type": "RUNNING",
          "prefect.orchestration": "client",
        },
        related: [{ "prefect.resource.id": `prefect.flow-run.${running.id}`, "prefect.resource.role": "flow-run" }],
        payload: {
          initial_state: { type: "PENDING", name: "Pending" },
          intended: { from: "PENDING", to: "RUNNING" },
          validated_state: { type: "RUNNING", name: "Running", message: null, state_details: {} },
          task_run: { task_key: "task", dynamic_key: "0", empirical_policy: {} },
        },
      },
    ]);
    const taskState = async (): Promise<unknown> =>
      (
        (await call(`${api}/task_runs/filter`, { task_runs: { id: { any_: [taskRunId] } } })) as unknown as {
          state_name: string;
        }[]
      )[0]?.state_name;
    await expect.poll(taskState, { timeout: 10_000 }).toBe("Running");
    await call(`${api}/flow_runs/${running.id}/set_state`, { state: { type: "CANCELLED" }, force: true });
    await expect.poll(taskState, { timeout: 10_000 }).toBe("Cancelled");
    expect(await services.end("SIGTERM")).toBe(0);
    expect(await server.end("SIGTERM")).toBe(0);
  });

  test("two such processes do nothing twice, and one goes on when the other is killed", async () => {
    const { url: databaseUrl, drop } = await testDatabase.create();
    onTestFinished(drop);
    const database = await openDatabase(databaseUrl);
    const countLate = await seedOverdue(database, 600);
    const [first, second] = await Promise.all([
      startTestServices(databaseUrl, EAGER),
      startTestServices(databaseUrl, EAGER),
    ]);
    await expect.poll(async () => (await countLate()).states, { interval: 5, timeout: 10_000 }).toBeGreaterThan(50);
    expect(await first.end("SIGKILL")).toBe(null);
    await expect.poll(countLate, { timeout: 20_000 }).toEqual({ states: 600, runs: 600 });
    const events = await database.get(
      sql<{ count: number }>`select count(*) as count from event where event = 'prefect.flow-run.Late'`,
    );
    expect(events?.count).toBe(600);
    expect(await second.end("SIGINT")).toBe(0);
    await database.close();
  });
});

describe("penstock services", () => {
  test("--list tells which there are and what turns them off, and opens no database", async () => {
    const { code, output } = await runPenstock(["services", "--list"], {
      PREFECT_SERVER_DATABASE_CONNECTION_URL: "sqlite:////nowhere/at/all.db",
      PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED: "false",
      PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS: "7.5",
    });
    expect(code).toBe(0);
    for (const service of allServices) expect(output).toContain(service.variable);
    expect(output).toMatch(/^off +late runs /m);
    expect(output).toMatch(/^on +pause expirations +every 7.5 s/m);
  });

  test("has nothing to run when all are turned off", async () => {
    const off = Object.fromEntries(allServices.map((service) => [service.variable, "false"]));
    const { code, errors } = await runPenstock(["services"], {
      ...off,
      PREFECT_SERVER_DATABASE_CONNECTION_URL: "sqlite:///:memory:",
    });
    expect(code).toBe(1);
    expect(errors).toContain("every service is turned off");
  });
});
