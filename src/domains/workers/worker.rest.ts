/** The workers of a work pool, as /work_pools/{work_pool_name}/workers (the reference's api/workers.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted } from "../json-writer.ts";
import { findWorkPool } from "../work-pools/work-pool.queries.ts";
import { deleteWorker, recordHeartbeat } from "./worker.commands.ts";
import { workerFilterSchema } from "./worker.filter-schema.ts";
import { listWorkers } from "./worker.queries.ts";
import type { WorkerRow } from "./worker.ts";
import * as answers from "./worker-answers.rest.ts";

const TAGS = ["Work Pools"];
const PATH = "/work_pools/{work_pool_name}/workers";
const PARAMS = { work_pool_name: wire.string({ description: "The work pool name" }) };

/** What the column holds. The reference takes more and then fails in its database, on PostgreSQL. */
const LARGEST_INTERVAL_SECONDS = 2_147_483_647;

function workerJson(row: WorkerRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"work_pool_id":"${row.work_pool_id}","last_heartbeat_time":"${formatInstant(row.last_heartbeat_time)}","heartbeat_interval_seconds":${row.heartbeat_interval_seconds},"status":"${row.status}"}`;
}

export function workerRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: `${PATH}/heartbeat`,
    summary: "Worker Heartbeat",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    body: wire.parameters({
      name: wire.string({ description: "The worker process name" }),
      heartbeat_interval_seconds: wire.optional(
        wire.nullable(
          wire.integer({
            minimum: -LARGEST_INTERVAL_SECONDS,
            maximum: LARGEST_INTERVAL_SECONDS,
            description: "The worker's heartbeat interval in seconds",
          }),
        ),
      ),
    }),
    handler: ({ params, body }) => recordHeartbeat(core, params.work_pool_name, body),
  });
  route(application, {
    method: "POST",
    path: `${PATH}/filter`,
    summary: "Read Workers",
    tags: TAGS,
    params: PARAMS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      workers: wire.optional(wire.nullable(workerFilterSchema)),
      offset: offset(),
    }),
    response: wire.array(answers.workerResponse),
    handler: async ({ params, body }) => {
      const pool = await findWorkPool(core, params.work_pool_name);
      const workers = await listWorkers(core, { ...body, poolId: pool.id, filter: body.workers });
      return json(jsonArray(workers, workerJson));
    },
  });
  route(application, {
    method: "DELETE",
    path: `${PATH}/{name}`,
    summary: "Delete Worker",
    tags: TAGS,
    status: 204,
    params: { ...PARAMS, name: wire.string({ description: "The work pool's worker name" }) },
    handler: ({ params }) => deleteWorker(core, params.work_pool_name, params.name),
  });
}
