/** Who holds the slots of a work pool, queue by queue: /work_pools/{name}/concurrency_status. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { limit, page } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { jsonArray, quoted } from "../json-writer.ts";
import { listQueuesOfPool, readQueuesOfPool } from "../work-queues/work-queue.queries.ts";
import type { WorkQueueRow } from "../work-queues/work-queue.ts";
import { readHoldersByQueue, type SlotHolder } from "./slot-holders.queries.ts";
import { pageOf, slotHoldersJson } from "./slot-holders.wire.ts";
import { readWorkPool } from "./work-pool.queries.ts";
import * as answers from "./work-pool-answers.rest.ts";
import { countSlotsByQueue } from "./work-pool-slots.queries.ts";

/** Runs told of each queue: the reference's default, and its most. */
const DEFAULT_RUNS = 10;
const MOST_RUNS = 200;

export function poolConcurrencyRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/work_pools/{name}/concurrency_status",
    summary: "Read Work Pool Concurrency Status",
    tags: ["Work Pools"],
    params: { name: wire.string({ description: "The work pool name" }) },
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      page: page(),
      flow_run_limit: wire.withDefault(
        wire.integer({ minimum: 0, maximum: MOST_RUNS, description: "At most so many flow runs of each queue" }),
        DEFAULT_RUNS,
      ),
    }),
    response: answers.workPoolConcurrencyStatus,
    handler: async ({ params, body }) => {
      const pool = await readWorkPool(core, { name: params.name });
      if (pool === undefined) throw notFound(`Work pool '${params.name}' not found.`);
      const offset = (body.page - 1) * body.limit;
      const [all, queues] = await Promise.all([
        readQueuesOfPool(core, pool.id),
        listQueuesOfPool(core, { poolId: pool.id, filter: undefined, limit: body.limit, offset }),
      ]);
      const [slots, holders] = await Promise.all([
        countSlotsByQueue(
          core,
          all.map((queue) => queue.id),
          core.database.heavy,
        ),
        readHoldersByQueue(
          core,
          queues.map((queue) => queue.id),
          body.flow_run_limit,
        ),
      ]);
      const now = core.clock.now();
      const total = [...slots.values()].reduce((sum, count) => sum + count, 0);
      const details = (queue: WorkQueueRow): string =>
        queueJson(queue, slots.get(queue.id) ?? 0, slotHoldersJson(runsOf(holders, queue), now));
      return json(
        `{"active_slots":${total},"concurrency_limit":${pool.concurrency_limit},"queues":${jsonArray(queues, details)},${pageOf(all.length, body.limit, body.page)}}`,
      );
    },
  });
}

function runsOf(holders: ReadonlyMap<string, readonly SlotHolder[]>, queue: WorkQueueRow): readonly SlotHolder[] {
  return holders.get(queue.id) ?? [];
}

function queueJson(queue: WorkQueueRow, slots: number, runs: string): string {
  return `{"queue_id":"${queue.id}","queue_name":${quoted(queue.name)},"active_slots":${slots},"concurrency_limit":${queue.concurrency_limit},"flow_runs":${runs},"flow_run_count":${slots}}`;
}
