/** The logs of a flow run as a CSV file. */
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { pageLogs } from "../logs/log.queries.ts";
import { type LogRow, logCursor } from "../logs/log.ts";
import { readFlowRun } from "./flow-run.queries.ts";

/** Logs read at once; the answer is sent as they are read. */
const LOGS_PER_PAGE = 1_000;

const HEAD = "timestamp,level,flow_run_id,task_run_id,message\r\n";

/** As Python prints a datetime: "2026-01-01 00:00:00.500000+00:00", the fraction only where there is one. */
function pythonDatetime(instant: Instant): string {
  return formatInstant(instant)
    .replace("T", " ")
    .replace(/(?:\.000000)?Z$/, "+00:00");
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(log: LogRow): string {
  const { timestamp, level, flow_run_id, task_run_id, message } = log;
  return `${pythonDatetime(timestamp)},${level},${flow_run_id ?? ""},${task_run_id ?? ""},${field(message)}\r\n`;
}

async function* csvOf(core: Core, flowRunId: string): AsyncGenerator<string> {
  yield HEAD;
  const filter = { flow_run_id: { any_: [flowRunId] } };
  const window = { orderBy: { field: "TIMESTAMP", direction: "ASC" }, first: LOGS_PER_PAGE } as const;
  let page = await pageLogs(core, { filter, ...window }, core.database.heavy);
  for (;;) {
    if (page.rows.length > 0) yield page.rows.map(line).join("");
    const last = page.rows.at(-1);
    if (!page.hasNextPage || last === undefined) return;
    page = await pageLogs(core, { filter, ...window, after: logCursor(last) }, core.database.heavy);
  }
}

/** Percent-encodes all but letters, digits and -._~, as Python's quote(safe="") does. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function flowRunLogRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/flow_runs/{id}/logs/download",
    summary: "Download Logs",
    tags: ["Flow Runs"],
    params: { id: wire.uuid({ description: "The flow run id" }) },
    handler: async ({ params, reply }) => {
      const run = await readFlowRun(core, params.id);
      if (run === undefined) throw notFound("Flow run not found");
      const name = percentEncoded(`${run.name}-logs.csv`);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''${name}`)
        .send(Readable.from(csvOf(core, params.id)));
    },
  });
}
