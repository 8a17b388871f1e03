/** The queues of a work pool, as /work_pools/{work_pool_name}/queues (the reference's api/workers.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { jsonArray } from "../json-writer.ts";
import { findWorkPool } from "../work-pools/work-pool.queries.ts";
import { countSlotsByQueue } from "../work-pools/work-pool-slots.queries.ts";
import { newWorkQueueSchema, workQueueChangesSchema } from "./work-queue.action-schema.ts";
import { createQueueInPool, deleteWorkQueue, updateWorkQueue } from "./work-queue.commands.ts";
import { workQueueFilterSchema } from "./work-queue.filter-schema.ts";
import { findQueueOfPool, listQueuesOfPool, type PooledQueueRow } from "./work-queue.queries.ts";
import type { WorkQueueRow } from "./work-queue.ts";
import { workQueueJson } from "./work-queue.wire.ts";
import * as answers from "./work-queue-answers.rest.ts";

const TAGS = ["Work Pools"];
const PATH = "/work_pools/{work_pool_name}/queues";
const POOL_PARAMS = { work_pool_name: wire.string({ description: "The work pool name" }) };
const PARAMS = { ...POOL_PARAMS, name: wire.string({ description: "The work pool queue name" }) };

/** The slots in use of the queues that have a limit. */
function slotsOf(core: Core, queues: readonly WorkQueueRow[]): Promise<ReadonlyMap<string, number>> {
  return countSlotsByQueue(
    core,
    queues.filter((queue) => queue.concurrency_limit !== null).map((queue) => queue.id),
  );
}

/** The queue of both names; the pool is looked for first, so that its absence is what is told. */
async function existing(core: Core, params: { work_pool_name: string; name: string }): Promise<PooledQueueRow> {
  await findWorkPool(core, params.work_pool_name);
  return findQueueOfPool(core, params.work_pool_name, params.name);
}

export function poolQueueRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: PATH,
    summary: "Create Work Queue",
    tags: TAGS,
    status: 201,
    params: POOL_PARAMS,
    body: newWorkQueueSchema,
    response: answers.workQueueResponse,
    handler: async ({ params, body }) =>
      json(workQueueJson(await createQueueInPool(core, params.work_pool_name, body), params.work_pool_name, 0)),
  });
  route(application, {
    method: "GET",
    path: `${PATH}/{name}`,
    summary: "Read Work Queue",
    tags: TAGS,
    params: PARAMS,
    response: answers.workQueueResponse,
    handler: async ({ params }) => {
      const queue = await findQueueOfPool(core, params.work_pool_name, params.name);
      const slots = await slotsOf(core, [queue]);
      return json(workQueueJson(queue, queue.work_pool_name, slots.get(queue.id) ?? 0));
    },
  });
  route(application, {
    method: "POST",
    path: `${PATH}/filter`,
    summary: "Read Work Queues",
    tags: TAGS,
    params: POOL_PARAMS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      work_queues: wire.optional(workQueueFilterSchema),
      offset: offset(),
    }),
    response: wire.array(answers.workQueueResponse),
    handler: async ({ params, body }) => {
      const pool = await findWorkPool(core, params.work_pool_name);
      const queues = await listQueuesOfPool(core, { ...body, poolId: pool.id, filter: body.work_queues });
      const slots = await slotsOf(core, queues);
      return json(jsonArray(queues, (queue) => workQueueJson(queue, pool.name, slots.get(queue.id) ?? 0)));
    },
  });
  route(application, {
    method: "PATCH",
    path: `${PATH}/{name}`,
    summary: "Update Work Queue",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    body: workQueueChangesSchema,
    handler: async ({ params, body }) => {
      await updateWorkQueue(core, (await existing(core, params)).id, body);
    },
  });
  route(application, {
    method: "DELETE",
    path: `${PATH}/{name}`,
    summary: "Delete Work Queue",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    handler: async ({ params }) => {
      await deleteWorkQueue(core, await existing(core, params));
    },
  });
}
