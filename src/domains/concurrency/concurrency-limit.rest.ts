/** Global concurrency limits and their slots, as /v2/concurrency_limits. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { activeSlots, type ConcurrencyLimit } from "../../orchestration/slots/limit.ts";
import { name } from "../../rest/names.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { microsecondsFromSeconds } from "../../time/duration.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import {
  createConcurrencyLimit,
  deleteConcurrencyLimit,
  listConcurrencyLimits,
  readConcurrencyLimit,
  updateConcurrencyLimit,
} from "./concurrency-limit.commands.ts";
import * as answers from "./concurrency-limit-answers.rest.ts";
import {
  acquireSlots,
  acquireSlotsWithLease,
  releaseLease,
  releaseSlots,
  renewLease,
  type SlotResult,
} from "./concurrency-slots.commands.ts";

const TAGS = ["Concurrency Limits V2"];
const PATH = "/v2/concurrency_limits";
const PARAMS = {
  id_or_name: wire.documented(wire.string({ description: "The ID or name of the concurrency limit" }), {
    type: undefined,
    anyOf: [{ type: "string", format: "uuid" }, { type: "string" }],
  }),
};

/** Bounds of a lease, in seconds, as the reference has them: below a minute renewals would crowd the server. */
const SHORTEST_LEASE_SECONDS = 60;
const LONGEST_LEASE_SECONDS = 86_400;
const DEFAULT_LEASE_SECONDS = 300;

/** What the column holds. The reference takes more and then fails in its database, on PostgreSQL. */
const LARGEST_COUNT = 2_147_483_647;

const count = () => wire.integer({ minimum: 0, maximum: LARGEST_COUNT });
const slots = () => wire.integer({ exclusiveMinimum: 0, maximum: LARGEST_COUNT });
const names = () => wire.array(wire.string(), { minItems: 1 });
const mode = () => wire.withDefault(wire.literal(["concurrency", "rate_limit"]), "concurrency");
const leaseDuration = () =>
  wire.withDefault(
    wire.number({ minimum: SHORTEST_LEASE_SECONDS, maximum: LONGEST_LEASE_SECONDS }),
    DEFAULT_LEASE_SECONDS,
  );

const CREATE_BODY = wire.object(
  {
    active: wire.withDefault(wire.boolean(), true),
    name: name("The name of the concurrency limit."),
    limit: count(),
    active_slots: wire.withDefault(count(), 0),
    denied_slots: wire.withDefault(count(), 0),
    slot_decay_per_second: wire.withDefault(wire.number({ minimum: 0 }), 0),
  },
  { name: "ConcurrencyLimitV2Create", forbidExtra: true },
);

const UPDATE_BODY = wire.object(
  {
    active: wire.optional(wire.nullable(wire.boolean())),
    name: wire.optional(wire.nullable(name())),
    limit: wire.optional(wire.nullable(count())),
    active_slots: wire.optional(wire.nullable(count())),
    denied_slots: wire.optional(wire.nullable(count())),
    slot_decay_per_second: wire.optional(wire.nullable(wire.number({ minimum: 0 }))),
  },
  { name: "ConcurrencyLimitV2Update", forbidExtra: true },
);

const HOLDER = wire.object(
  {
    type: wire.literal(["flow_run", "task_run", "deployment"]),
    id: wire.uuid(),
  },
  { name: "ConcurrencyLeaseHolder", forbidExtra: true },
);

function identity(limit: ConcurrencyLimit) {
  return { id: limit.id, created: formatInstant(limit.created), updated: formatInstant(limit.updated) };
}

function readAnswer(limit: ConcurrencyLimit, now: Instant) {
  return {
    ...identity(limit),
    active: limit.active === 1,
    name: limit.name,
    limit: limit.limit,
    active_slots: activeSlots(limit, now),
    slot_decay_per_second: limit.slot_decay_per_second,
  };
}

function createAnswer(limit: ConcurrencyLimit) {
  return {
    ...identity(limit),
    active: limit.active === 1,
    name: limit.name,
    limit: limit.limit,
    active_slots: limit.active_slots,
    denied_slots: limit.denied_slots,
    slot_decay_per_second: limit.slot_decay_per_second,
    avg_slot_occupancy_seconds: limit.avg_slot_occupancy_seconds,
  };
}

function minimalAnswer(limit: ConcurrencyLimit) {
  return { id: limit.id, name: limit.name, limit: limit.limit };
}

/** @throws PenstockError LOCKED with the wait as Retry-After, in fractional seconds */
function acquired(result: SlotResult): Extract<SlotResult, { acquired: true }> {
  if (result.acquired) return result;
  throw new PenstockError("LOCKED", "Locked", { headers: { "retry-after": String(result.retryAfterSeconds) } });
}

export function concurrencyLimitRoutes(application: FastifyInstance, core: Core): void {
  limitRoutes(application, core);
  slotRoutes(application, core);
}

function limitRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: `${PATH}/`,
    summary: "Create Concurrency Limit V2",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.concurrencyLimitV2,
    handler: async ({ body }) => createAnswer(await createConcurrencyLimit(core, body)),
  });
  route(application, {
    method: "POST",
    path: `${PATH}/filter`,
    summary: "Read All Concurrency Limits V2",
    tags: TAGS,
    body: wire.parameters({ limit: limit(core.settings.defaultLimit), offset: offset() }),
    response: wire.array(answers.globalConcurrencyLimitResponse),
    handler: async ({ body }) => {
      const limits = await listConcurrencyLimits(core, body.limit, body.offset);
      return limits.map((each) => readAnswer(each, core.clock.now()));
    },
  });
  route(application, {
    method: "GET",
    path: `${PATH}/{id_or_name}`,
    summary: "Read Concurrency Limit V2",
    tags: TAGS,
    params: PARAMS,
    response: answers.globalConcurrencyLimitResponse,
    handler: async ({ params }) => readAnswer(await readConcurrencyLimit(core, params.id_or_name), core.clock.now()),
  });
  route(application, {
    method: "PATCH",
    path: `${PATH}/{id_or_name}`,
    summary: "Update Concurrency Limit V2",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    body: UPDATE_BODY,
    handler: async ({ params, body }) => {
      await updateConcurrencyLimit(core, params.id_or_name, body);
    },
  });
  route(application, {
    method: "DELETE",
    path: `${PATH}/{id_or_name}`,
    summary: "Delete Concurrency Limit V2",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    handler: ({ params }) => deleteConcurrencyLimit(core, params.id_or_name),
  });
}

function slotRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: `${PATH}/increment`,
    summary: "Bulk Increment Active Slots",
    tags: TAGS,
    body: wire.parameters({ slots: slots(), names: names(), mode: mode() }),
    response: wire.array(answers.minimalConcurrencyLimitResponse),
    handler: async ({ body }) => acquired(await acquireSlots(core, body)).limits.map(minimalAnswer),
  });
  route(application, {
    method: "POST",
    path: `${PATH}/increment-with-lease`,
    summary: "Bulk Increment Active Slots With Lease",
    tags: TAGS,
    body: wire.parameters({
      slots: slots(),
      names: names(),
      mode: mode(),
      lease_duration: leaseDuration(),
      holder: wire.withDefault(wire.nullable(HOLDER), null),
    }),
    response: answers.concurrencyLimitWithLeaseResponse,
    handler: async ({ body }) => {
      const request = { ...body, leaseDuration: microsecondsFromSeconds(body.lease_duration) };
      const { leaseId, limits } = acquired(await acquireSlotsWithLease(core, request));
      return { lease_id: leaseId, limits: limits.map(minimalAnswer) };
    },
  });
  route(application, {
    method: "POST",
    path: `${PATH}/decrement`,
    summary: "Bulk Decrement Active Slots",
    tags: TAGS,
    body: wire.parameters({
      slots: slots(),
      names: names(),
      occupancy_seconds: wire.withDefault(wire.nullable(wire.number({ exclusiveMinimum: 0 })), null),
    }),
    response: wire.array(answers.minimalConcurrencyLimitResponse),
    handler: async ({ body }) => {
      const limits = await releaseSlots(core, body.names, body.slots, body.occupancy_seconds);
      return limits.map(minimalAnswer);
    },
  });
  route(application, {
    method: "POST",
    path: `${PATH}/decrement-with-lease`,
    summary: "Bulk Decrement Active Slots With Lease",
    tags: TAGS,
    status: 204,
    body: wire.parameters({ lease_id: wire.uuid() }),
    handler: ({ body }) => releaseLease(core, body.lease_id),
  });
  route(application, {
    method: "POST",
    path: `${PATH}/leases/{lease_id}/renew`,
    summary: "Renew Concurrency Lease",
    tags: TAGS,
    status: 204,
    params: { lease_id: wire.uuid() },
    malformedId: 422,
    body: wire.parameters({ lease_duration: leaseDuration() }),
    handler: ({ params, body }) => renewLease(core, params.lease_id, microsecondsFromSeconds(body.lease_duration)),
  });
}
