/** Events over one WebSocket, until all of them are stored, recorded, indexed and evaluated; and what others notice of it. */
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite3 from "better-sqlite3";
import { WebSocket } from "ws";
import { automations, EventMix, type Expected, expectedAfter, HUNDRED } from "./event-mix.ts";
import { Connection, encodeRequest, percentile } from "./load.ts";
import { flowRunCreate, stateCreate } from "./seed.ts";
import type { RunningServer, ServerName } from "./servers.ts";

const FLOW_RUNS = 20;
/** A ping after so many events asks for the word that they are safe. */
const PING_EVERY = 500;
/** Bytes that wait in the client before it waits itself. */
const UNSENT_BYTES = 1_048_576;
/** How often the database is looked at once everything has been sent. */
const LOOK_MILLISECONDS = 50;
/** What has not moved for this long is taken for lost. */
const PATIENCE_MILLISECONDS = 20_000;
const BUSY_MILLISECONDS = 500;
const PROBE_PAUSE_MILLISECONDS = 10;
const PROBES_ALONE_MILLISECONDS = 2_000;

/** Milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export interface OthersMeasurement {
  readonly reads: Latencies;
  readonly transitions: Latencies;
}

export interface IngestionMeasurement {
  readonly sent: number;
  /** Seconds from the first event sent until the last pong; what a pong means, only Penstock says. */
  readonly acknowledged: number;
  /** Seconds from the first event sent until what each milestone asks for is there; undefined when it never was. */
  readonly reached: Readonly<Record<Milestone, number | undefined>>;
  /** What there is at the end besides what there should be. */
  readonly found: Readonly<Record<Milestone, readonly [found: number, expected: number]>>;
  /** From a ping to its pong, which tells that all events before it are committed. */
  readonly acknowledgements: Latencies;
  readonly alone: OthersMeasurement;
  readonly meanwhile: OthersMeasurement;
  /** The server's processor time for an event, with all that follows from it. */
  readonly processorMilliseconds: number | undefined;
  readonly residentBytes: number | undefined;
}

const MILESTONES = ["stored", "recorded", "indexed", "fired", "acted"] as const;
export type Milestone = (typeof MILESTONES)[number];

/** What is counted in a server's database. */
const TABLES = {
  penstock: { events: "event", resources: "event_resource" },
  // Which has a row for the event's own resource, too.
  reference: { events: "events", resources: "event_resources" },
} as const;

function counter(name: "penstock" | "reference", path: string, expected: Expected) {
  const database = new BetterSqlite3(path, { readonly: true });
  const { events, resources } = TABLES[name];
  const names = [...expected.byName.keys()].map((each) => `'${each}'`).join();
  const stored = [...expected.byName.values()].reduce((sum, count) => sum + count, 0);
  const count = (from: string): (() => number) => {
    const statement = database.prepare(`select count(*) from ${from}`).pluck();
    return () => Number(statement.get());
  };
  const named = (event: string) => count(`${events} where event = '${event}'`);
  // Others' events have related resources, too: the least, and so no proof of having lost none.
  const related = name === "penstock" ? expected.relatedResources : expected.relatedResources + stored;
  const wanted: Readonly<Record<Milestone, readonly [() => number, number]>> = {
    stored: [count(`${events} where event in (${names})`), stored],
    recorded: [count("task_run_state"), expected.taskRunStates],
    indexed: [
      name === "penstock"
        ? count(`${resources} where sequence in (select sequence from ${events} where event in (${names}))`)
        : count(`${resources} where event_id in (select id from ${events} where event in (${names}))`),
      related,
    ],
    fired: [named("prefect.automation.triggered"), expected.firings],
    acted: [named("prefect.automation.action.executed"), expected.firings],
  };
  return { wanted, close: () => database.close() };
}

/** Waits until all milestones are reached, or nothing moves any more. */
async function awaitMilestones({ wanted }: ReturnType<typeof counter>, begun: number) {
  const reached: Partial<Record<Milestone, number>> = {};
  let last = "";
  let moved = performance.now();
  while (performance.now() - moved < PATIENCE_MILLISECONDS) {
    const open = MILESTONES.filter((milestone) => reached[milestone] === undefined);
    if (open.length === 0) break;
    const counts = open.map((milestone) => wanted[milestone][0]());
    for (const [index, milestone] of open.entries()) {
      if ((counts[index] ?? 0) >= wanted[milestone][1]) reached[milestone] = (performance.now() - begun) / 1_000;
    }
    const now = counts.join();
    if (now !== last) moved = performance.now();
    last = now;
    await sleep(LOOK_MILLISECONDS);
  }
  // What fired twice would come late.
  await sleep(LOOK_MILLISECONDS);
  const found = Object.fromEntries(MILESTONES.map((each) => [each, [wanted[each][0](), wanted[each][1]]]));
  return { reached, found } as unknown as Pick<IngestionMeasurement, "reached" | "found">;
}

function latencies(times: readonly number[]): Latencies {
  const ascending = times.toSorted((left, right) => left - right);
  return {
    p50: percentile(ascending, 0.5),
    p99: percentile(ascending, 0.99),
    longest: ascending.at(-1) ?? Number.NaN,
  };
}

/** A client that reads a run and sets its state, one after the other, again and again. */
class Others {
  readonly #connection: Connection;
  readonly #read: Buffer;
  readonly #transition: Buffer;
  #reads: number[] = [];
  #transitions: number[] = [];
  #isOver = false;
  readonly #done: Promise<void>;

  constructor(port: number, flowRunId: string) {
    this.#connection = new Connection(port);
    this.#read = encodeRequest("GET", `/api/flow_runs/${flowRunId}`);
    const body = { state: stateCreate("RUNNING", "Running"), force: true };
    this.#transition = encodeRequest("POST", `/api/flow_runs/${flowRunId}/set_state`, body);
    this.#done = this.#probe();
  }

  async #probe(): Promise<void> {
    while (!this.#isOver) {
      for (const [request, times] of [
        [this.#read, this.#reads],
        [this.#transition, this.#transitions],
      ] as const) {
        const sent = performance.now();
        const { status, body } = await this.#connection.send(request);
        if (status >= 500) continue;
        if (status >= 300) throw new Error(`a probe was answered ${status} ${body.toString().slice(0, 200)}`);
        times.push(performance.now() - sent);
      }
      await sleep(PROBE_PAUSE_MILLISECONDS);
    }
  }

  /** What has been measured since the last time. */
  take(): OthersMeasurement {
    const taken = { reads: latencies(this.#reads), transitions: latencies(this.#transitions) };
    this.#reads = [];
    this.#transitions = [];
    return taken;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#done;
    this.#connection.close();
  }
}

interface Sent {
  /** When the last pong came. */
  readonly acknowledged: number;
  readonly acknowledgements: Latencies;
}

/** @param perSecond as fast as the server takes them, unless given */
async function send(port: number, mix: EventMix, count: number, perSecond: number | undefined): Promise<Sent> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/events/in`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const times: number[] = [];
  const last = Promise.withResolvers<number>();
  socket.on("close", (code, reason) => last.reject(new Error(`the server closed with ${code} ${reason}`)));
  socket.on("pong", (data) => {
    const [ordinal, sent] = data.toString().split(" ").map(Number);
    const now = performance.now();
    times.push(now - (sent ?? now));
    if (ordinal === count) last.resolve(now);
  });
  const begun = performance.now();
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    socket.send(JSON.stringify(mix.make(ordinal, new Date())));
    if ((ordinal + 1) % PING_EVERY === 0 || ordinal + 1 === count) {
      socket.ping(`${ordinal + 1} ${performance.now()}`);
    }
    if (ordinal % HUNDRED !== HUNDRED - 1) continue;
    if (perSecond === undefined) {
      await sleep(0);
      while (socket.bufferedAmount > UNSENT_BYTES) await sleep(1);
    } else await sleep(Math.max(0, begun + ((ordinal + 1) / perSecond) * 1_000 - performance.now()));
  }
  const acknowledged = await last.promise;
  socket.removeAllListeners("close");
  socket.close();
  return { acknowledged, acknowledgements: latencies(times) };
}

/** As the stock client does: a server that is busy is asked again, and the reference is so with its services at work. */
async function createPatiently(port: number, requests: readonly Buffer[]): Promise<string[]> {
  const ids: string[] = [];
  const connection = new Connection(port);
  for (let attempts = 0; ids.length < requests.length; attempts += 1) {
    const { status, body } = await connection.send(requests[ids.length] as Buffer);
    if (status < 300) ids.push((JSON.parse(body.toString()) as { readonly id: string }).id);
    else if (status !== 503 || attempts > 2 * requests.length) throw new Error(`refused: ${status} ${body.toString()}`);
    else await sleep(BUSY_MILLISECONDS);
  }
  connection.close();
  return ids;
}

/** Fills an empty server with what the events are about and what watches them, and sends events to it. */
export async function measureIngestion(
  name: Exclude<ServerName, "bare">,
  server: RunningServer,
  { count, perSecond }: { readonly count: number; readonly perSecond?: number | undefined },
): Promise<IngestionMeasurement> {
  const { port } = server;
  const [flowId = ""] = await createPatiently(port, [encodeRequest("POST", "/api/flows/", { name: "bench" })]);
  const flowRunIds = await createPatiently(
    port,
    Array.from({ length: FLOW_RUNS }, (_, index) =>
      encodeRequest("POST", "/api/flow_runs/", flowRunCreate(flowId, index, stateCreate("RUNNING", "Running"))),
    ),
  );
  await createPatiently(
    port,
    automations().map((automation) => encodeRequest("POST", "/api/automations/", automation)),
  );
  const mix = new EventMix("a", flowRunIds);
  const others = new Others(port, flowRunIds[0] ?? "");
  await sleep(PROBES_ALONE_MILLISECONDS);
  const alone = others.take();
  const counted = counter(name, server.database, expectedAfter(mix, count));
  others.take();
  try {
    const before = server.usage();
    const begun = performance.now();
    const { acknowledged, acknowledgements } = await send(port, mix, count, perSecond);
    const milestones = await awaitMilestones(counted, begun);
    const meanwhile = others.take();
    const after = server.usage();
    const spent = before && after && after.processorSeconds - before.processorSeconds;
    return {
      sent: count,
      acknowledged: (acknowledged - begun) / 1_000,
      ...milestones,
      acknowledgements,
      alone,
      meanwhile,
      processorMilliseconds: spent && (spent * 1_000) / count,
      residentBytes: after?.residentBytes,
    };
  } finally {
    counted.close();
    await others.end();
  }
}
