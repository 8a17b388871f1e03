import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TaskWorkerPresence } from "../../../src/domains/task-workers/task-worker-presence.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

describe.each(testDatabases)("connected task workers on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
    server = await createTestServer(testDatabase, { clock, services: false });
  });
  afterEach(() => server.close());

  const names = async (): Promise<string[]> => {
    const url = "/api/task_workers/filter";
    const response = await server.application.inject({ method: "POST", url, payload: {} });
    return response.json().map((worker: { readonly identifier: string }) => worker.identifier);
  };
  const pass = (seconds: number) => clock.advance(microsecondsFromSeconds(seconds));

  test("are shown by every process, and vanish with the process they are connected to", async () => {
    const [one, other] = [new TaskWorkerPresence(server.core), new TaskWorkerPresence(server.core)];
    const leave = await one.enter("first", ["a"]);
    const leaveOther = await other.enter("second", ["a", "b"]);
    expect(await names()).toEqual(["first", "second"]);
    for (let second = 0; second < 30; second += 5) {
      pass(5);
      await one.report();
    }
    expect(await names()).toEqual(["first"]);
    await other.report();
    expect(await names()).toEqual(["first", "second"]);
    await leave();
    await leaveOther();
    expect(await names()).toEqual([]);
  });

  test("stay while one of their connections is there", async () => {
    const [one, other] = [new TaskWorkerPresence(server.core), new TaskWorkerPresence(server.core)];
    const leaveFirst = await one.enter("worker", ["a"]);
    const leaveSecond = await one.enter("worker", ["a"]);
    await leaveFirst();
    expect(await names()).toEqual(["worker"]);
    const leaveOther = await other.enter("worker", ["a"]);
    await leaveSecond();
    expect(await names()).toEqual(["worker"]);
    await leaveOther();
    expect(await names()).toEqual([]);
  });

  test("are listed in GraphQL, by what they serve", async () => {
    const presence = new TaskWorkerPresence(server.core);
    const leave = await presence.enter("worker", ["a", "b"]);
    const ask = async (keys: readonly string[] | null) => {
      const query = "query ($keys: [String!]) { taskWorkers(keys: $keys) { identifier taskKeys lastSeen } }";
      const payload = { query, variables: { keys } };
      const response = await server.application.inject({ method: "POST", url: "/graphql", payload });
      return response.json().data.taskWorkers;
    };
    const worker = { identifier: "worker", taskKeys: ["a", "b"], lastSeen: "2026-01-01T00:00:00.000000Z" };
    expect(await ask(null)).toEqual([worker]);
    expect(await ask(["b"])).toEqual([worker]);
    expect(await ask(["c"])).toEqual([]);
    await leave();
  });
});
