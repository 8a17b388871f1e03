/** Flows, as /flows (the reference's api/flows.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { name } from "../../rest/names.ts";
import { limit, offset, page } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { filterParameters, filtersOf, workPoolFilterParameter } from "../filters/filters-schema.ts";
import { jsonPage } from "../json-writer.ts";
import { labelsSchema } from "../labels-schema.ts";
import { createFlow, deleteFlow, deleteFlows, updateFlow } from "./flow.commands.ts";
import { flowFilterSchema } from "./flow.filter-schema.ts";
import { countFlows, listFlows, readFlow, readFlowByName } from "./flow.queries.ts";
import { type FlowRow, flowSorts } from "./flow.ts";
import { flowJson, flowsJson } from "./flow.wire.ts";
import * as answers from "./flow-answers.rest.ts";

const TAGS = ["Flows"];
const ID_PARAMS = { id: wire.uuid({ description: "The flow id" }) };

/** The most flows one request deletes, and what it deletes when it does not say. */
const BULK_OPERATION_LIMIT = 50;

const CREATE_BODY = wire.object(
  {
    name: name("The name of the flow"),
    tags: wire.withDefault(wire.array(wire.string()), []),
    labels: wire.withDefault(wire.nullable(labelsSchema), EMPTY_OBJECT),
  },
  { name: "FlowCreate", forbidExtra: true },
);

const UPDATE_BODY = wire.object(
  { tags: wire.optional(wire.array(wire.string())) },
  { name: "FlowUpdate", forbidExtra: true },
);

const filters = { ...filterParameters, ...workPoolFilterParameter };
const sort = wire.withDefault(wire.enumeration(flowSorts, { name: "FlowSort" }), "NAME_ASC");

function found(flow: FlowRow | undefined): FlowRow {
  if (flow === undefined) throw notFound("Flow not found");
  return flow;
}

export function flowRoutes(application: FastifyInstance, core: Core): void {
  singleFlowRoutes(application, core);
  flowListRoutes(application, core);
}

function singleFlowRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/flows/",
    summary: "Create Flow",
    tags: TAGS,
    body: CREATE_BODY,
    response: answers.flow,
    handler: async ({ body, reply }) => {
      const { flow, created } = await createFlow(core, body);
      if (created) reply.code(201);
      return json(flowJson(flow));
    },
  });
  route(application, {
    method: "PATCH",
    path: "/flows/{id}",
    summary: "Update Flow",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: UPDATE_BODY,
    handler: async ({ params, body }) => {
      await updateFlow(core, params.id, body);
    },
  });
  route(application, {
    method: "GET",
    path: "/flows/name/{name}",
    summary: "Read Flow By Name",
    tags: TAGS,
    params: { name: wire.string({ description: "The name of the flow" }) },
    response: answers.flow,
    handler: async ({ params }) => json(flowJson(found(await readFlowByName(core, params.name)))),
  });
  route(application, {
    method: "GET",
    path: "/flows/{id}",
    summary: "Read Flow",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.flow,
    handler: async ({ params }) => json(flowJson(found(await readFlow(core, params.id)))),
  });
  route(application, {
    method: "DELETE",
    path: "/flows/{id}",
    summary: "Delete Flow",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteFlow(core, params.id),
  });
}

function flowListRoutes(application: FastifyInstance, core: Core): void {
  const { defaultLimit } = core.settings;
  route(application, {
    method: "POST",
    path: "/flows/count",
    summary: "Count Flows",
    tags: TAGS,
    body: wire.parameters(filters),
    response: wire.integer(),
    handler: ({ body }) => countFlows(core, filtersOf(body)),
  });
  route(application, {
    method: "POST",
    path: "/flows/filter",
    summary: "Read Flows",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), offset: offset(), ...filters, sort }),
    response: wire.array(answers.flow),
    handler: async ({ body }) => json(flowsJson(await listFlows(core, { ...body, filters: filtersOf(body) }))),
  });
  route(application, {
    method: "POST",
    path: "/flows/paginate",
    summary: "Paginate Flows",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), page: page(), ...filters, sort }),
    response: answers.flowPaginationResponse,
    handler: async ({ body }) => {
      const window = { limit: body.limit, offset: (body.page - 1) * body.limit };
      const request = { sort: body.sort, filters: filtersOf(body), ...window };
      const [flows, count] = await Promise.all([listFlows(core, request), countFlows(core, request.filters)]);
      return json(jsonPage(flowsJson(flows), count, body.limit, body.page));
    },
  });
  route(application, {
    method: "POST",
    path: "/flows/bulk_delete",
    summary: "Bulk Delete Flows",
    tags: TAGS,
    refusesOtherBodies: true,
    body: wire.parameters({
      flows: wire.optional(flowFilterSchema),
      limit: wire.withDefault(wire.integer({ minimum: 1, maximum: BULK_OPERATION_LIMIT }), BULK_OPERATION_LIMIT),
    }),
    response: answers.flowBulkDeleteResponse,
    handler: async ({ body }) => ({ deleted: await deleteFlows(core, body.flows, body.limit) }),
  });
}
