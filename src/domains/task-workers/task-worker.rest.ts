/** The list of connected task workers, as /task_workers (the reference's api/task_workers.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted } from "../json-writer.ts";
import { listTaskWorkers } from "./task-worker.queries.ts";
import type { TaskWorker } from "./task-worker.ts";
import * as answers from "./task-worker-answers.rest.ts";

/** Each is looked for in every worker's keys; the reference has no bound. */
const MOST_KEYS = 1_000;

const filter = wire.object(
  { task_keys: wire.array(wire.string(), { maxItems: MOST_KEYS }) },
  { name: "TaskWorkerFilter" },
);

function taskWorkerJson(worker: TaskWorker): string {
  const { identifier, task_keys, last_seen } = worker;
  return `{"identifier":${quoted(identifier)},"task_keys":${task_keys},"timestamp":"${formatInstant(last_seen)}"}`;
}

export function taskWorkerRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/task_workers/filter",
    summary: "Read Task Workers",
    description:
      "Read active task workers. Optionally filter by task keys.\n\nFor more information, see https://www.prefect.io/docs/v3/how-to-guides/workflows/run-background-tasks.",
    tags: ["Task Workers"],
    body: wire.parameters({ task_worker_filter: wire.optional(wire.nullable(filter)) }),
    response: wire.array(answers.taskWorkerResponse),
    handler: async ({ body }) =>
      json(jsonArray(await listTaskWorkers(core, body.task_worker_filter?.task_keys ?? []), taskWorkerJson)),
  });
}
