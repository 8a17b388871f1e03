/** Limits on the tags of task runs, as /concurrency_limits (the reference's api/concurrency_limits.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { type ConcurrencyLimit, tagOf } from "../../orchestration/slots/limit.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { formatInstant } from "../../time/instant.ts";
import * as answers from "./concurrency-limit-answers.rest.ts";
import {
  deleteTagLimit,
  giveBackTagSlots,
  putTagLimit,
  resetTagLimit,
  takeTagSlots,
} from "./concurrency-limit-v1.commands.ts";
import { listTagLimits, readTagLimit, type TagLimitKey } from "./concurrency-limit-v1.queries.ts";
import type { TagLimit } from "./concurrency-limit-v1.ts";

const TAGS = ["Concurrency Limits"];
const PATH = "/concurrency_limits";

/** What the column holds: integers of 32 bits. The reference has no bounds of its own here. */
const LARGEST_LIMIT = 2_147_483_647;
const SMALLEST_LIMIT = -2_147_483_648;

/** Such a tag would not make a name of a limit; the reference finds out too late, and answers 500. */
const tag = wire.checked(wire.string({ description: "A tag the concurrency limit is applied to." }), (text) =>
  /[/%&><]/.test(text) ? valueError("The tag of a limit must have none of the characters / % & > <") : undefined,
);

const CREATE_BODY = wire.object(
  { tag, concurrency_limit: wire.integer({ minimum: SMALLEST_LIMIT, maximum: LARGEST_LIMIT }) },
  { name: "ConcurrencyLimitCreate", forbidExtra: true },
);

const SLOT_BODY = wire.parameters({ names: wire.array(wire.string()), task_run_id: wire.uuid() });

function tagLimitAnswer({ limit, holderIds }: TagLimit) {
  return {
    id: limit.id,
    created: formatInstant(limit.created),
    updated: formatInstant(limit.updated),
    tag: tagOf(limit),
    concurrency_limit: limit.limit,
    active_slots: holderIds,
  };
}

export function tagLimitRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: `${PATH}/`,
    summary: "Create Concurrency Limit",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.concurrencyLimit,
    handler: async ({ body, reply }) => {
      const result = await putTagLimit(core, body.tag, body.concurrency_limit);
      if (!result.isCreated) reply.code(200);
      return tagLimitAnswer(result);
    },
  });
  route(application, {
    method: "POST",
    path: `${PATH}/filter`,
    summary: "Read Concurrency Limits",
    tags: TAGS,
    body: wire.parameters({ limit: limit(core.settings.defaultLimit), offset: offset() }),
    response: wire.array(answers.concurrencyLimit),
    handler: async ({ body }) => (await listTagLimits(core, body.limit, body.offset)).map(tagLimitAnswer),
  });
  route(application, {
    method: "POST",
    path: `${PATH}/tag/{tag}/reset`,
    summary: "Reset Concurrency Limit By Tag",
    tags: TAGS,
    params: { tag: wire.string() },
    body: wire.parameters({ slot_override: wire.withDefault(wire.nullable(wire.array(wire.uuid())), null) }),
    handler: ({ params, body }) => resetTagLimit(core, params.tag, body.slot_override ?? []),
  });
  keyedRoutes(application, core, `${PATH}/tag/{tag}`, " By Tag", { tag: wire.string() });
  keyedRoutes(application, core, `${PATH}/{id}`, "", { id: wire.uuid() });
  slotRoutes(application, core);
}

/** Reading and deleting one limit: the same by id and by tag. */
function keyedRoutes(
  application: FastifyInstance,
  core: Core,
  path: string,
  suffix: string,
  params: { id: ReturnType<typeof wire.uuid> } | { tag: ReturnType<typeof wire.string> },
): void {
  route(application, {
    method: "GET",
    path,
    summary: `Read Concurrency Limit${suffix}`,
    tags: TAGS,
    params,
    response: answers.concurrencyLimit,
    handler: async (input) => tagLimitAnswer(await readTagLimit(core, input.params as unknown as TagLimitKey)),
  });
  route(application, {
    method: "DELETE",
    path,
    summary: `Delete Concurrency Limit${suffix}`,
    tags: TAGS,
    params,
    handler: (input) => deleteTagLimit(core, input.params as unknown as TagLimitKey),
  });
}

function slotRoutes(application: FastifyInstance, core: Core): void {
  const minimalAnswer = ({ id, limit }: ConcurrencyLimit, name: string) => ({ id, name, limit });
  route(application, {
    method: "POST",
    path: `${PATH}/increment`,
    summary: "Increment Concurrency Limits V1",
    tags: TAGS,
    body: SLOT_BODY,
    response: wire.array(answers.minimalConcurrencyLimitResponse),
    handler: async ({ body }) => {
      const limits = await takeTagSlots(core, body.names, body.task_run_id);
      return limits.map((each) => minimalAnswer(each, tagOf(each)));
    },
  });
  route(application, {
    method: "POST",
    path: `${PATH}/decrement`,
    summary: "Decrement Concurrency Limits V1",
    tags: TAGS,
    body: SLOT_BODY,
    // Here, unlike in the answer to an increment, the reference tells the limits' own names.
    response: wire.array(answers.minimalConcurrencyLimitResponse),
    handler: async ({ body }) => {
      const limits = await giveBackTagSlots(core, body.names, body.task_run_id);
      return limits.map((each) => minimalAnswer(each, each.name));
    },
  });
}
