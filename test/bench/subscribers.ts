/**
 * What subscribers cost and how soon they hear: `node test/bench/subscribers.ts` prints a table in Markdown. The server runs in
 * a process of its own (subscribers-server.ts) on a fresh SQLite database, all subscribers in this one, so that on a machine
 * with few processors the figures are those of both together.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { withDatabase } from "./penstock.ts";
import type { ServerAnswers, ServerQuestion } from "./subscribers-server.ts";
import { ThinSocket } from "./thin-socket.ts";

/** Operations a connection takes at a time. */
const OPERATIONS = 100;
/** Connections that are opened at once. */
const CONNECTIONS_AT_ONCE = 50;
/** Changes before those that count, as in all benchmarks: a server that has just started has its code compiled meanwhile. */
const WARMING_CHANGES = 10;
/** What is heard later than this has been missed. */
const MISSED_MILLISECONDS = 20_000;

const TRANSITIONS = `subscription ($id: ID!) {
  runStateTransitions(flowRunId: $id) { ... on RunStateTransition { cursor to { name type timestamp } } }
}`;
const CHANGES_OF_RUN = `subscription ($id: ID!) {
  flowRunChanges(filter: { id: { in: [$id] } }) {
    ... on FlowRunChange { cursor kind runId flowRun { name stateName } }
  }
}`;
const CHANGES = `subscription {
  flowRunChanges(filter: { tags: { any: ["subscribed"] } }) {
    ... on FlowRunChange {
      cursor kind runId countDeltas { total counts { stateType count } }
      flowRun { id name stateType stateName startTime flow { name } }
    }
  }
}`;
const LOGS = `subscription ($id: ID!) {
  logTail(filter: { flowRunId: [$id] }) { ... on LogBatch { cursor logs { message level timestamp } } }
}`;

class ServerProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #last = 0;
  url = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", ({ id, value }: { id: number; value: unknown }) => {
      this.#waiting.get(id)?.(value);
      this.#waiting.delete(id);
    });
  }

  static async start(databaseUrl: string): Promise<ServerProcess> {
    const child = fork(new URL("subscribers-server.ts", import.meta.url), [databaseUrl], {
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
    });
    const server = new ServerProcess(child);
    server.url = await new Promise((resolve) => server.#waiting.set(0, resolve as (value: unknown) => void));
    return server;
  }

  ask<Kind extends ServerQuestion["kind"]>(
    question: Omit<Extract<ServerQuestion, { kind: Kind }>, "id"> & { kind: Kind },
  ): Promise<ServerAnswers[Kind]> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve as (value: unknown) => void);
      this.#child.send({ ...question, id });
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}

interface Subscription {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Subscribers over some connections, who tell of every message when it came. */
class Crowd {
  readonly #sockets: ThinSocket[] = [];
  onHeard: (at: bigint) => void = () => {};

  async open(url: string, subscriptions: readonly Subscription[], connections: number): Promise<void> {
    const share = Math.ceil(subscriptions.length / connections);
    for (let start = 0; start < connections; start += CONNECTIONS_AT_ONCE) {
      const some = Array.from({ length: Math.min(CONNECTIONS_AT_ONCE, connections - start) }, (_, index) => {
        const first = (start + index) * share;
        return this.#connect(url, subscriptions.slice(first, first + share));
      });
      this.#sockets.push(...(await Promise.all(some)));
    }
  }

  async #connect(url: string, subscriptions: readonly Subscription[]): Promise<ThinSocket> {
    const acknowledged = Promise.withResolvers<void>();
    const socket = new ThinSocket(
      new URL(`${url}/graphql`),
      "graphql-transport-ws",
      (message) => {
        const at = process.hrtime.bigint();
        if (message.includes('"type":"next"')) this.onHeard(at);
        else if (message.includes('"type":"connection_ack"')) acknowledged.resolve();
        else if (!message.includes('"type":"pong"')) throw new Error(`The server says ${message}`);
      },
      () => socket.send('{"type":"connection_init"}'),
    );
    await acknowledged.promise;
    for (const [id, payload] of subscriptions.entries()) {
      socket.send(JSON.stringify({ id: String(id), type: "subscribe", payload }));
    }
    return socket;
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => socket.terminate()));
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

interface Heard {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly missed: number;
  /** Processor time of the server for one change, in milliseconds. */
  readonly processor: number;
  /** The longest that the server's event loop was busy with one thing, in milliseconds. */
  readonly longestTurn: number;
}

/** Makes changes one after the other, and measures how long after its commit each subscriber hears of each. */
async function measure(
  server: ServerProcess,
  crowd: Crowd,
  changes: number,
  listeners: number,
  pauseMilliseconds: number,
  change: (index: number) => Promise<string>,
): Promise<Heard> {
  const delays: number[] = [];
  let missed = 0;
  let before = await server.ask({ kind: "usage" });
  for (let index = -WARMING_CHANGES; index < changes; index += 1) {
    if (index === 0) {
      delays.length = 0;
      missed = 0;
      before = await server.ask({ kind: "usage" });
    }
    const times: bigint[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    crowd.onHeard = (at) => {
      times.push(at);
      if (times.length === listeners) resolve();
    };
    const committed = BigInt(await change(index));
    const timeout = setTimeout(resolve, MISSED_MILLISECONDS);
    if (listeners > 0) await promise;
    clearTimeout(timeout);
    for (const time of times) delays.push(Number(time - committed) / 1e6);
    missed += listeners - times.length;
    await new Promise((resume) => setTimeout(resume, pauseMilliseconds));
  }
  const after = await server.ask({ kind: "usage" });
  delays.sort((left, right) => left - right);
  return {
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    longest: quantile(delays, 1),
    missed,
    processor: (after.processorMicroseconds - before.processorMicroseconds) / changes / 1_000,
    longestTurn: after.longestTurnMilliseconds,
  };
}

const rows: string[] = [];

function report(title: string, heard: Heard): void {
  const cells = [heard.p50, heard.p99, heard.longest].map((value) => (Number.isNaN(value) ? "" : value.toFixed(1)));
  rows.push(
    `| ${[title, ...cells, heard.missed, heard.processor.toFixed(2), heard.longestTurn.toFixed(1)].join(" | ")} |`,
  );
}

const SUBSCRIBERS = 1_000;
const IDLE = 5_000;
/** So many that no single change decides of what 99 in a hundred hear. */
const CHANGES_MADE = 200;
const PAUSE = 60;

async function withCrowd<Result>(
  server: ServerProcess,
  subscriptions: readonly Subscription[],
  connections: number,
  work: (crowd: Crowd) => Promise<Result>,
): Promise<Result> {
  const crowd = new Crowd();
  try {
    await crowd.open(server.url, subscriptions, connections);
    // The last of them have to have begun.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return await work(crowd);
  } finally {
    await crowd.close();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function repeated(subscription: Subscription, times: number): Subscription[] {
  return Array.from({ length: times }, () => subscription);
}

async function measureDelays(server: ServerProcess, runs: readonly string[]): Promise<void> {
  const [run = ""] = runs;
  const transition = (index: number, id = run): Promise<string> =>
    server.ask({ kind: "transition", run: id, name: `Step ${index}` });
  for (const connections of [50, SUBSCRIBERS]) {
    const over = `${SUBSCRIBERS.toLocaleString("en")} over ${connections.toLocaleString("en")} connections`;
    await withCrowd(
      server,
      repeated({ query: TRANSITIONS, variables: { id: run } }, SUBSCRIBERS),
      connections,
      async (crowd) =>
        report(
          `runStateTransitions of one run, ${over}`,
          await measure(server, crowd, CHANGES_MADE, SUBSCRIBERS, PAUSE, transition),
        ),
    );
    await withCrowd(server, repeated({ query: CHANGES, variables: {} }, SUBSCRIBERS), connections, async (crowd) =>
      report(
        `flowRunChanges of one list, ${over}`,
        await measure(server, crowd, CHANGES_MADE, SUBSCRIBERS, PAUSE, transition),
      ),
    );
  }
  await withCrowd(server, repeated({ query: LOGS, variables: { id: run } }, SUBSCRIBERS), 50, async (crowd) =>
    report(
      `logTail of one run, 50 lines, ${SUBSCRIBERS.toLocaleString("en")} over 50 connections`,
      await measure(server, crowd, CHANGES_MADE / 4, SUBSCRIBERS, PAUSE, () =>
        server.ask({ kind: "logs", run, lines: 50 }),
      ),
    ),
  );
  const own = runs.slice(0, SUBSCRIBERS).map((id) => ({ query: TRANSITIONS, variables: { id } }));
  await withCrowd(server, own, 50, async (crowd) =>
    report(
      `runStateTransitions of a run each, ${SUBSCRIBERS.toLocaleString("en")} over 50 connections`,
      await measure(server, crowd, 300, 1, 5, (index) => transition(index, runs[(index * 7) % SUBSCRIBERS])),
    ),
  );
}

/** What subscribers to other runs cost a transition. */
async function measureOthers(server: ServerProcess, runs: readonly string[]): Promise<void> {
  const [run = "", ...others] = runs;
  const watched = { query: TRANSITIONS, variables: { id: run } };
  const transition = (index: number): Promise<string> => server.ask({ kind: "transition", run, name: `Step ${index}` });
  const count = IDLE.toLocaleString("en");
  const cases: readonly (readonly [string, string])[] = [
    ["nobody else", ""],
    [`${count} others on runStateTransitions`, TRANSITIONS],
    [`${count} others on flowRunChanges by id`, CHANGES_OF_RUN],
    [`${count} others on logTail`, LOGS],
  ];
  for (const [title, query] of cases) {
    const idle = query === "" ? [] : others.slice(0, IDLE).map((id) => ({ query, variables: { id } }));
    const all = [watched, ...idle];
    await withCrowd(server, all, Math.ceil(all.length / OPERATIONS), async (crowd) =>
      report(`one listens to a run, ${title}`, await measure(server, crowd, 300, 1, 3, transition)),
    );
  }
}

const memory: string[] = [];

async function measureMemory(server: ServerProcess, runs: readonly string[]): Promise<void> {
  const kilobytes = (bytes: number): string => (bytes / IDLE / 1_000).toFixed(1);
  const kinds = [
    ["runStateTransitions", TRANSITIONS],
    ["flowRunChanges by id", CHANGES_OF_RUN],
    ["flowRunChanges of one list", CHANGES],
    ["logTail", LOGS],
  ] as const;
  for (const [name, query] of kinds) {
    for (const connections of query === TRANSITIONS ? [IDLE / OPERATIONS, IDLE] : [IDLE / OPERATIONS]) {
      const idle = runs.slice(0, IDLE).map((id) => ({ query, variables: query === CHANGES ? {} : { id } }));
      const before = await server.ask({ kind: "usage" });
      await withCrowd(server, idle, connections, async () => {
        const after = await server.ask({ kind: "usage" });
        const cells = [after.residentBytes - before.residentBytes, after.heapBytes - before.heapBytes].map(kilobytes);
        memory.push(`| ${name}, over ${connections.toLocaleString("en")} connections | ${cells.join(" | ")} |`);
      });
    }
  }
}

const load = loadavg()[0] ?? 0;
const began = performance.now();
await withDatabase("SQLite", async (databaseUrl) => {
  // The first to be measured finds memory that has never been used; a server of its own keeps that from the others.
  const fresh = await ServerProcess.start(databaseUrl);
  const runs = await fresh.ask({ kind: "create", runs: IDLE + 1 });
  await measureMemory(fresh, runs);
  await fresh.stop();
  const server = await ServerProcess.start(databaseUrl);
  await measureDelays(server, runs);
  await measureOthers(server, runs);
  await server.stop();
});

const seconds = Math.round((performance.now() - began) / 1_000);
process.stdout.write(`| heard after the commit, ms | p50 | p99 | longest | missed | server's processor time a change, ms | longest turn of its event loop, ms |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join("\n")}

| memory of ${IDLE.toLocaleString("en")} idle subscribers, kB each | resident | heap and buffers |
| --- | ---: | ---: |
${memory.join("\n")}

Node ${process.versions.node}, load of the machine before ${load.toFixed(1)}, ${seconds} s.
`);
