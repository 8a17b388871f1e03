/** A server under load whose PostgreSQL is restarted again and again: what it has confirmed is there, and nothing by halves. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { killLeftProcesses, runPenstock, type ServerProcess, startServerProcess } from "./server-process.ts";

const RESTARTS = 3;
const RUNS = 12;
/** Requests at a time, so that some are in the midst of a transaction whenever the connections end. */
const LANES = 8;
const UP_MILLISECONDS = 1_500;
const DOWN_MILLISECONDS = 700;
const RETRY_MILLISECONDS = 20;

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

interface StateSeen {
  readonly id: string;
}

interface RunSeen {
  readonly id: string;
  readonly state_id: string;
}

describe("a server whose PostgreSQL is away now and then", () => {
  let postgres: PostgresServer;
  let server: ServerProcess;
  beforeAll(async () => {
    postgres = await startPostgres();
    server = await startServerProcess(postgres.url);
  }, 60_000);
  afterAll(async () => {
    await killLeftProcesses();
    await postgres.stop();
  });

  const call = async <Body>(method: "GET" | "POST", path: string, payload?: object): Promise<Answer<Body>> => {
    const response = await fetch(`${server.url}/api${path}`, {
      method,
      ...(payload === undefined
        ? {}
        : { body: JSON.stringify(payload), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: (response.status === 204 ? null : await response.json()) as Body };
  };

  test.each([
    [{ port: "1" }, "The database cannot be reached: connect ECONNREFUSED 127.0.0.1:1"],
    [{ password: "wrong" }, 'The database cannot be opened: password authentication failed for user "penstock"'],
    [{ pathname: "/nowhere" }, 'The database cannot be opened: database "nowhere" does not exist'],
  ])("is told in one line why it cannot begin: %o", async (change, complaint) => {
    const url = Object.assign(new URL(postgres.url), change);
    const { code, errors } = await runPenstock(["migrate"], { PREFECT_SERVER_DATABASE_CONNECTION_URL: url.href });
    expect([code, errors]).toEqual([1, `${complaint}\n`]);
  });

  test("stays up, and keeps whole what it has confirmed", { timeout: 120_000 }, async () => {
    const { body: flow } = await call<{ id: string }>("POST", "/flows/", { name: "flow" });
    const runs = await Promise.all(
      Array.from(
        { length: RUNS },
        async () => (await call<{ id: string }>("POST", "/flow_runs/", { flow_id: flow.id })).body.id,
      ),
    );
    const confirmedStates = new Map(runs.map((id) => [id, new Set<string>()]));
    const confirmedEvents = new Set<string>();
    const statuses = new Set<number>();
    let isOver = false;
    /** One statement each. */
    const setStates = async (lane: number): Promise<void> => {
      for (let turn = lane; !isOver; turn += 1) {
        const id = runs[turn % RUNS] as string;
        const request = { state: { type: turn % 3 === 0 ? "PENDING" : "RUNNING" }, force: true };
        const { status, body } = await call<{ state: StateSeen }>("POST", `/flow_runs/${id}/set_state`, request);
        statuses.add(status);
        if (status < 300) confirmedStates.get(id)?.add(body.state.id);
        else await sleep(RETRY_MILLISECONDS);
      }
    };
    /** Transactions of several statements. */
    const createRuns = async (): Promise<void> => {
      while (!isOver) {
        const { status, body } = await call<RunSeen>("POST", "/flow_runs/", { flow_id: flow.id });
        statuses.add(status);
        if (status < 300) confirmedStates.set(body.id, new Set([body.state_id]));
        else await sleep(RETRY_MILLISECONDS);
      }
    };
    const sendEvents = async (): Promise<void> => {
      while (!isOver) {
        const event = { id: crypto.randomUUID(), event: "crane.moved", occurred: new Date().toISOString() };
        const { status } = await call("POST", "/events", [{ ...event, resource: { "prefect.resource.id": "crane" } }]);
        statuses.add(status);
        if (status < 300) confirmedEvents.add(event.id);
        else await sleep(RETRY_MILLISECONDS);
      }
    };
    const load = [
      sendEvents(),
      createRuns(),
      createRuns(),
      ...Array.from({ length: LANES }, (_, lane) => setStates(lane)),
    ];
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      await sleep(UP_MILLISECONDS);
      const resume = await postgres.interrupt();
      await sleep(DOWN_MILLISECONDS);
      await resume();
    }
    await sleep(UP_MILLISECONDS);
    isOver = true;
    await Promise.all(load);
    // A state that was written, a run that was created, events that were taken; and clients are told to try again.
    expect([...statuses].sort()).toEqual([201, 204, 503]);

    for (const [id, confirmed] of confirmedStates) {
      const { body: states } = await call<StateSeen[]>("GET", `/flow_run_states/?flow_run_id=${id}`);
      const { body: run } = await call<RunSeen>("GET", `/flow_runs/${id}`);
      const ids = new Set(states.map((state) => state.id));
      expect(confirmed.difference(ids)).toEqual(new Set());
      expect(ids).toContain(run.state_id);
      // Each state's event has its id.
      expect(await eventsOf(`prefect.flow-run.${id}`)).toEqual(ids);
    }
    expect(confirmedEvents.size).toBeGreaterThan(10);
    expect(confirmedEvents.difference(await eventsOf("crane"))).toEqual(new Set());
    expect(await server.end("SIGTERM")).toBe(0);
  });

  const eventsOf = async (resource: string): Promise<Set<string>> => {
    const ids = new Set<string>();
    const filter = { resource: { id: [resource] } };
    let page = (await call<EventPage>("POST", "/events/filter", { filter, limit: 50 })).body;
    for (;;) {
      for (const event of page.events) ids.add(event.id);
      if (page.next_page === null) return ids;
      page = (await call<EventPage>("GET", page.next_page.slice(page.next_page.indexOf("/events/filter")))).body;
    }
  };
});

interface EventPage {
  readonly events: readonly { readonly id: string }[];
  readonly next_page: string | null;
}
