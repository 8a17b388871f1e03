/** Work pools, as /work_pools (the reference's api/workers.py). */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import type { Instant } from "../../time/instant.ts";
import type { FlowRunRow } from "../flow-runs/flow-run.ts";
import { workerFlowRunJson } from "../flow-runs/flow-run.wire.ts";
import * as flowRunAnswers from "../flow-runs/flow-run-answers.rest.ts";
import { Handouts } from "../flow-runs/handouts.ts";
import { jsonArray, plainOrNull } from "../json-writer.ts";
import { newWorkPoolSchema, workPoolChangesSchema } from "./work-pool.action-schema.ts";
import { createWorkPool, deleteWorkPool, updateWorkPool } from "./work-pool.commands.ts";
import { workPoolFilterSchema } from "./work-pool.filter-schema.ts";
import { countWorkPools, findWorkPool, listWorkPools } from "./work-pool.queries.ts";
import type { WorkPoolRow } from "./work-pool.ts";
import { answerOptionsFor, workPoolJson } from "./work-pool.wire.ts";
import * as answers from "./work-pool-answers.rest.ts";
import { pollWorkPool } from "./work-pool-poll.commands.ts";
import { countSlotsByPool } from "./work-pool-slots.queries.ts";

export const WORK_POOL_TAGS = ["Work Pools"];
const NAME_PARAMS = { name: wire.string({ description: "The work pool name" }) };

const filter = wire.optional(wire.nullable(workPoolFilterSchema));

/** The JSON of each pool, with the slots in use of those that have a limit. */
async function jsonOf(core: Core, pools: readonly WorkPoolRow[], request: FastifyRequest): Promise<string[]> {
  const limited = pools.filter((pool) => pool.concurrency_limit !== null).map((pool) => pool.id);
  const slots = await countSlotsByPool(core, limited);
  const options = answerOptionsFor(request.headers["user-agent"]);
  return pools.map((pool) => workPoolJson(pool, slots.get(pool.id) ?? 0, options));
}

export function workPoolRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/work_pools/",
    summary: "Create Work Pool",
    tags: WORK_POOL_TAGS,
    status: 201,
    body: newWorkPoolSchema,
    response: answers.workPoolResponse,
    handler: async ({ body, request }) => {
      const pool = await createWorkPool(core, body);
      return json(workPoolJson(pool, 0, answerOptionsFor(request.headers["user-agent"])));
    },
  });
  route(application, {
    method: "GET",
    path: "/work_pools/{name}",
    summary: "Read Work Pool",
    tags: WORK_POOL_TAGS,
    params: NAME_PARAMS,
    response: answers.workPoolResponse,
    handler: async ({ params, request }) => {
      const [answer = ""] = await jsonOf(core, [await findWorkPool(core, params.name)], request);
      return json(answer);
    },
  });
  listRoutes(application, core);
  pollRoute(application, core);
  route(application, {
    method: "PATCH",
    path: "/work_pools/{name}",
    summary: "Update Work Pool",
    tags: WORK_POOL_TAGS,
    status: 204,
    params: NAME_PARAMS,
    body: workPoolChangesSchema,
    handler: async ({ params, body }) => {
      await updateWorkPool(core, params.name, body);
    },
  });
  route(application, {
    method: "DELETE",
    path: "/work_pools/{name}",
    summary: "Delete Work Pool",
    tags: WORK_POOL_TAGS,
    status: 204,
    params: NAME_PARAMS,
    handler: ({ params }) => deleteWorkPool(core, params.name),
  });
}

/** What a worker is handed (the reference's schemas.responses.WorkerFlowRunResponse). */
function handedRunJson(poolId: string, run: FlowRunRow, now: Instant): string {
  return `{"work_pool_id":"${poolId}","work_queue_id":${plainOrNull(run.work_queue_id)},"flow_run":${workerFlowRunJson(run, now)}}`;
}

function pollRoute(application: FastifyInstance, core: Core): void {
  const handouts = new Handouts();
  route(application, {
    method: "POST",
    path: "/work_pools/{name}/get_scheduled_flow_runs",
    summary: "Get Scheduled Flow Runs",
    tags: WORK_POOL_TAGS,
    params: NAME_PARAMS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      work_queue_names: wire.withDefault(
        wire.nullable(wire.array(wire.string(), { description: "The names of work pool queues" })),
        null,
      ),
      scheduled_before: wire.withDefault(
        wire.nullable(wire.instantBound({ description: "The latest time of the runs that are looked for" })),
        null,
      ),
      scheduled_after: wire.withDefault(
        wire.nullable(wire.instantBound({ description: "The earliest time of the runs that are looked for" })),
        null,
      ),
    }),
    response: wire.array(flowRunAnswers.workerFlowRunResponse),
    handler: async ({ params, body }) => {
      const poll = {
        queueNames: body.work_queue_names ?? [],
        scheduledBefore: body.scheduled_before,
        scheduledAfter: body.scheduled_after,
        limit: body.limit,
      };
      const { poolId, runs } = await pollWorkPool(core, params.name, poll, handouts);
      const now = core.clock.now();
      return json(jsonArray(runs, (run) => handedRunJson(poolId, run, now)));
    },
  });
}

function listRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/work_pools/filter",
    summary: "Read Work Pools",
    tags: WORK_POOL_TAGS,
    body: wire.parameters({ limit: limit(core.settings.defaultLimit), work_pools: filter, offset: offset() }),
    response: wire.array(answers.workPoolResponse),
    handler: async ({ body, request }) => {
      const pools = await listWorkPools(core, { ...body, filter: body.work_pools });
      return json(jsonArray(await jsonOf(core, pools, request), (text) => text));
    },
  });
  route(application, {
    method: "POST",
    path: "/work_pools/count",
    summary: "Count Work Pools",
    tags: WORK_POOL_TAGS,
    body: wire.parameters({ work_pools: filter }),
    response: wire.integer(),
    handler: ({ body }) => countWorkPools(core, body.work_pools),
  });
}
