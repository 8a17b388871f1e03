/**
 * The server that subscribers.ts measures, in a process of its own: started with the URL of a database, it listens, and does
 * what its parent asks for by messages. Run with --expose-gc.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readSettings } from "../../src/config.ts";
import { createFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createFlow } from "../../src/domains/flows/flow.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { createServer } from "../../src/server.ts";

export type ServerQuestion =
  | { readonly id: number; readonly kind: "create"; readonly runs: number }
  | { readonly id: number; readonly kind: "transition"; readonly run: string; readonly name: string }
  | { readonly id: number; readonly kind: "logs"; readonly run: string; readonly lines: number }
  | { readonly id: number; readonly kind: "usage" };

export interface ServerAnswers {
  /** The ids of the new runs. */
  readonly create: readonly string[];
  /** When it was committed, in nanoseconds of the machine's monotonic clock. */
  readonly transition: string;
  readonly logs: string;
  readonly usage: {
    readonly residentBytes: number;
    readonly heapBytes: number;
    readonly processorMicroseconds: number;
    /** The longest that the event loop has been busy with one thing since this was last asked for. */
    readonly longestTurnMilliseconds: number;
  };
}

/** Flow runs created in one go. */
const RUNS_AT_ONCE = 100;

const databaseUrl = process.argv[2];
const { gc } = globalThis as { readonly gc?: () => void };
if (databaseUrl === undefined || process.send === undefined || gc === undefined) {
  throw new Error("This is started by subscribers.ts");
}
const settings = { ...readSettings({}), host: "127.0.0.1", port: 0, databaseUrl, logLevel: "warn" as const };
const server = await createServer(settings, { services: false });
const { core } = server;
const { flow } = await createFlow(core, { name: "subscribed", tags: [], labels: null });

async function create(runs: number): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < runs; start += RUNS_AT_ONCE) {
    const some = Array.from({ length: Math.min(RUNS_AT_ONCE, runs - start) }, () =>
      createFlowRun(core, { flow_id: flow.id, tags: ["subscribed"] }),
    );
    for (const { run } of await Promise.all(some)) ids.push(run.id);
  }
  return ids;
}

const LOOP_RESOLUTION = 1;
const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });
loop.enable();

/** Memory once what is no longer needed has been collected. */
async function usage(): Promise<ServerAnswers["usage"]> {
  // Before the collection, which is no work of the server's.
  const { user, system } = process.cpuUsage();
  const longestTurnMilliseconds = Math.max(0, loop.max / 1e6 - LOOP_RESOLUTION);
  for (let round = 0; round < 4; round += 1) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  loop.reset();
  return {
    residentBytes: rss,
    heapBytes: heapUsed + external + arrayBuffers,
    processorMicroseconds: user + system,
    longestTurnMilliseconds,
  };
}

async function answer(question: ServerQuestion): Promise<ServerAnswers[ServerQuestion["kind"]]> {
  switch (question.kind) {
    case "create":
      return create(question.runs);
    case "transition":
      await proposeFlowRunState(core, question.run, { state: { type: "RUNNING", name: question.name }, force: true });
      return String(process.hrtime.bigint());
    case "logs": {
      const now = core.clock.now();
      const line = { name: "bench", level: 20, message: "a line", timestamp: now, task_run_id: null };
      await createLogs(
        core,
        Array.from({ length: question.lines }, () => ({ ...line, flow_run_id: question.run })),
      );
      return String(process.hrtime.bigint());
    }
    case "usage":
      return usage();
  }
}

process.on("message", (question: ServerQuestion) => {
  void answer(question).then((value) => process.send?.({ id: question.id, value }));
});
process.on("disconnect", () => void server.close());
process.send({ id: 0, value: await server.listen() });
