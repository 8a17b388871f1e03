/** Work queues by their ids, whatever their pool: /work_queues (the reference's api/work_queues.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { limit, offset, page } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { secondsFromMicroseconds } from "../../time/duration.ts";
import { flowRunsJson } from "../flow-runs/flow-run.wire.ts";
import * as flowRunAnswers from "../flow-runs/flow-run-answers.rest.ts";
import { NO_BACKLOG, readBacklogsOfQueues } from "../flow-runs/flow-run-backlog.queries.ts";
import { instantOrNull, jsonArray } from "../json-writer.ts";
import { readHoldersOfQueue } from "../work-pools/slot-holders.queries.ts";
import { pageOf, slotHoldersJson } from "../work-pools/slot-holders.wire.ts";
import { countSlotsWithCancelling } from "../work-pools/work-pool-slots.queries.ts";
import { createQueueForAgents } from "./agent-queue.commands.ts";
import { countActiveSlots, readRunsOfQueue } from "./queue-runs.queries.ts";
import { newWorkQueueSchema, workQueueChangesSchema } from "./work-queue.action-schema.ts";
import { deleteWorkQueue, updateWorkQueue } from "./work-queue.commands.ts";
import { workQueueFilterSchema } from "./work-queue.filter-schema.ts";
import { listWorkQueues, type PooledQueueRow, readPooledQueue, readQueueByName } from "./work-queue.queries.ts";
import { isPolledRecently, RECENTLY_POLLED } from "./work-queue.ts";
import { workQueueJson } from "./work-queue.wire.ts";
import * as answers from "./work-queue-answers.rest.ts";
import { recordPolls } from "./work-queue-polls.commands.ts";

const TAGS = ["Work Queues"];
const PATH = "/work_queues";
const ID_PARAMS = { id: wire.uuid({ description: "The work queue id" }) };
/** Late runs of a queue in good health (the reference's WorkQueueHealthPolicy). */
const MAXIMUM_LATE_RUNS = 0;

async function answerOf(core: Core, queue: PooledQueueRow | undefined) {
  if (queue === undefined) throw notFound("work queue not found");
  const slots = queue.concurrency_limit === null ? undefined : (await countActiveSlots(core, [queue])).get(queue.id);
  return json(workQueueJson(queue, queue.work_pool_name, slots ?? 0));
}

async function found(core: Core, id: string, notFoundError: PenstockError): Promise<PooledQueueRow> {
  const queue = await readPooledQueue(core, id);
  if (queue === undefined) throw notFoundError;
  return queue;
}

function poolOf(queue: PooledQueueRow) {
  return { id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type };
}

/** In the shape of an error that the reference's routes do not foresee. */
function unforeseenNotFound(detail: string): PenstockError {
  return new PenstockError("NOT_FOUND", detail, { restProperty: "exception_message" });
}

export function workQueueRoutes(application: FastifyInstance, core: Core): void {
  singleQueueRoutes(application, core);
  runRoutes(application, core);
  route(application, {
    method: "POST",
    path: `${PATH}/filter`,
    summary: "Read Work Queues",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      offset: offset(),
      work_queues: wire.optional(wire.nullable(workQueueFilterSchema)),
    }),
    response: wire.array(answers.workQueueResponse),
    handler: async ({ body }) => {
      const queues = await listWorkQueues(core, { ...body, filter: body.work_queues });
      const slots = await countActiveSlots(
        core,
        queues.filter((queue) => queue.concurrency_limit !== null),
      );
      return json(jsonArray(queues, (queue) => workQueueJson(queue, queue.work_pool_name, slots.get(queue.id) ?? 0)));
    },
  });
}

function singleQueueRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: `${PATH}/`,
    summary: "Create Work Queue",
    tags: TAGS,
    status: 201,
    body: newWorkQueueSchema,
    response: answers.workQueueResponse,
    handler: async ({ body }) => {
      const queue = await createQueueForAgents(core, body);
      return json(workQueueJson(queue, queue.work_pool_name, 0));
    },
  });
  route(application, {
    method: "PATCH",
    path: `${PATH}/{id}`,
    summary: "Update Work Queue",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: workQueueChangesSchema,
    handler: async ({ params, body }) => {
      if ((await updateWorkQueue(core, params.id, body)) === undefined) {
        throw notFound(`Work Queue ${params.id} not found`);
      }
    },
  });
  route(application, {
    method: "GET",
    path: `${PATH}/name/{name}`,
    summary: "Read Work Queue By Name",
    tags: TAGS,
    params: { name: wire.string({ description: "The work queue name" }) },
    response: answers.workQueueResponse,
    handler: async ({ params }) => answerOf(core, await readQueueByName(core, params.name)),
  });
  route(application, {
    method: "GET",
    path: `${PATH}/{id}`,
    summary: "Read Work Queue",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.workQueueResponse,
    handler: async ({ params }) => answerOf(core, await readPooledQueue(core, params.id)),
  });
  route(application, {
    method: "DELETE",
    path: `${PATH}/{id}`,
    summary: "Delete Work Queue",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: async ({ params }) => {
      const gone = notFound("work queue not found");
      if (!(await deleteWorkQueue(core, await found(core, params.id, gone)))) throw gone;
    },
  });
}

function runRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: `${PATH}/{id}/get_runs`,
    summary: "Read Work Queue Runs",
    tags: TAGS,
    params: ID_PARAMS,
    headers: {
      "x-prefect-ui": wire.withDefault(
        wire.nullable(wire.boolean({ description: "Whether the request only looks, and is no poll." })),
        false,
      ),
    },
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      scheduled_before: wire.withDefault(wire.nullable(wire.instantBound()), null),
    }),
    response: wire.array(flowRunAnswers.flowRunResponse),
    handler: async ({ params, headers, body }) => {
      const gone = unforeseenNotFound(`Work queue with id ${params.id} not found.`);
      const queue = await found(core, params.id, gone);
      const runs = await readRunsOfQueue(core, queue, { limit: body.limit, scheduledBefore: body.scheduled_before });
      if (!headers["x-prefect-ui"]) await recordPolls(core, poolOf(queue), [queue]);
      // This one route of the reference leaves out the pool.
      const told = runs.map((run) => ({ ...run, work_pool_id: null, work_pool_name: null }));
      return json(flowRunsJson(told, core.clock.now()));
    },
  });
  route(application, {
    method: "POST",
    path: `${PATH}/{id}/concurrency_status`,
    summary: "Read Work Queue Concurrency Status",
    tags: TAGS,
    params: ID_PARAMS,
    body: wire.parameters({ limit: limit(core.settings.defaultLimit), page: page() }),
    response: answers.workQueueConcurrencyStatus,
    handler: async ({ params, body }) => {
      const queue = await found(core, params.id, notFound("Work queue not found."));
      const window = { limit: body.limit, offset: (body.page - 1) * body.limit };
      const [counts, holders] = await Promise.all([
        countSlotsWithCancelling(core, [queue.id], core.database.heavy),
        readHoldersOfQueue(core, queue.id, window),
      ]);
      const count = counts.get(queue.id) ?? 0;
      return json(
        `{"active_slots":${count},"concurrency_limit":${queue.concurrency_limit},"flow_runs":${slotHoldersJson(holders, core.clock.now())},${pageOf(count, body.limit, body.page)}}`,
      );
    },
  });
  route(application, {
    method: "GET",
    path: `${PATH}/{id}/status`,
    summary: "Read Work Queue Status",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.workQueueStatusDetail,
    handler: async ({ params }) => {
      const queue = await found(core, params.id, unforeseenNotFound(`Work queue with id ${params.id} not found`));
      const now = core.clock.now();
      const { late } = (await readBacklogsOfQueues(core, [queue.id], now)).get(queue.id) ?? NO_BACKLOG;
      const isHealthy = late <= MAXIMUM_LATE_RUNS && isPolledRecently(queue.last_polled, now);
      return json(
        `{"healthy":${isHealthy},"late_runs_count":${late},"last_polled":${instantOrNull(queue.last_polled)},"health_check_policy":{"maximum_late_runs":${MAXIMUM_LATE_RUNS},"maximum_seconds_since_last_polled":${secondsFromMicroseconds(RECENTLY_POLLED)}}}`,
      );
    },
  });
}
