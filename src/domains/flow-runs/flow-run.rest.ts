/** Flow runs, as /flow_runs (the reference's api/flow_runs.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { clientOf, createdByOf, creatorHeaders } from "../runs/client.rest.ts";
import {
  orchestrationResultJson,
  orchestrationResultsJson,
  refusedInputJson,
} from "../runs/orchestration-result.wire.ts";
import * as runAnswers from "../runs/run-answers.rest.ts";
import { newStateSchema } from "../runs/run-schema.ts";
import { flowRunChangesSchema, newFlowRunSchema } from "./flow-run.action-schema.ts";
import {
  createFlowRun,
  deleteFlowRun,
  deleteFlowRuns,
  updateFlowRun,
  updateFlowRunLabels,
} from "./flow-run.commands.ts";
import { flowRunFilterSchema } from "./flow-run.filter-schema.ts";
import { readFlowRun } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";
import { flowRunJson } from "./flow-run.wire.ts";
import * as answers from "./flow-run-answers.rest.ts";
import { readFlowRunGraph, readTaskRunDependencies } from "./flow-run-graph.queries.ts";
import { flowRunGraphJson, taskRunDependenciesJson } from "./flow-run-graph.wire.ts";
import * as flowRunGraphAnswers from "./flow-run-graph-answers.rest.ts";
import { flowRunInputRoutes } from "./flow-run-input.rest.ts";
import { flowRunListRoutes } from "./flow-run-lists.rest.ts";
import { flowRunLogRoutes } from "./flow-run-logs.rest.ts";
import { resumeFlowRun } from "./flow-run-resume.commands.ts";
import { proposeFlowRunState, proposeFlowRunStates } from "./flow-run-state.commands.ts";

const TAGS = ["Flow Runs"];
const GRAPH_TAGS = ["Flow Runs", "Flow Run Graph"];
const ID_PARAMS = { id: wire.uuid({ description: "The flow run id" }) };

/** The most flow runs one request changes, and what it changes when it does not say. */
const BULK_OPERATION_LIMIT = 50;

const bulkLimit = wire.withDefault(wire.integer({ minimum: 1, maximum: BULK_OPERATION_LIMIT }), BULK_OPERATION_LIMIT);
const force = wire.withDefault(
  wire.boolean({
    description:
      "If false, orchestration rules will be applied that may alter or prevent the state transition. If True, orchestration rules are not applied.",
  }),
  false,
);

function found(run: FlowRunRow | undefined): FlowRunRow {
  if (run === undefined) throw notFound("Flow run not found");
  return run;
}

export function flowRunRoutes(application: FastifyInstance, core: Core): void {
  // In the reference's order: of a path's methods the first is told to a request with another.
  changeRoutes(application, core);
  flowRunListRoutes(application, core);
  readRoutes(application, core);
  stateRoutes(application, core);
  deletionRoutes(application, core);
  flowRunInputRoutes(application, core);
  flowRunLogRoutes(application, core);
}

function changeRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/flow_runs/",
    summary: "Create Flow Run",
    tags: TAGS,
    headers: creatorHeaders,
    body: newFlowRunSchema,
    response: answers.flowRunResponse,
    handler: async ({ body, headers, request, reply }) => {
      const input = { ...body, created_by: createdByOf(headers) };
      const { run, created } = await createFlowRun(core, input, clientOf(request));
      if (created) reply.code(201);
      return json(flowRunJson(run, core.clock.now()));
    },
  });
  route(application, {
    method: "PATCH",
    path: "/flow_runs/{id}",
    summary: "Update Flow Run",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: flowRunChangesSchema,
    handler: async ({ params, body }) => {
      await updateFlowRun(core, params.id, body);
    },
  });
  route(application, {
    method: "PATCH",
    path: "/flow_runs/{id}/labels",
    summary: "Update Flow Run Labels",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: wire.documented(wire.labels({ description: "The labels to update" }), {
      anyOf: undefined,
      type: "object",
      additionalProperties: { anyOf: ["boolean", "integer", "number", "string"].map((type) => ({ type })) },
    }),
    handler: async ({ params, body }) => {
      await updateFlowRunLabels(core, params.id, body);
    },
  });
}

function readRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/flow_runs/{id}",
    summary: "Read Flow Run",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.flowRunResponse,
    handler: async ({ params }) => json(flowRunJson(found(await readFlowRun(core, params.id)), core.clock.now())),
  });
  route(application, {
    method: "GET",
    path: "/flow_runs/{id}/graph",
    summary: "Read Flow Run Graph V1",
    tags: GRAPH_TAGS,
    params: ID_PARAMS,
    response: wire.array(flowRunGraphAnswers.dependencyResult),
    handler: async ({ params }) =>
      json(taskRunDependenciesJson(await readTaskRunDependencies(core, params.id), core.clock.now())),
  });
  route(application, {
    method: "GET",
    path: "/flow_runs/{id}/graph-v2",
    summary: "Read Flow Run Graph V2",
    tags: GRAPH_TAGS,
    params: ID_PARAMS,
    query: {
      since: wire.optional(
        wire.instantBound({ description: "Only include runs that start or end after this time." }),
        "0001-01-01T00:00:00Z",
      ),
    },
    response: flowRunGraphAnswers.graph,
    handler: async ({ params, query }) => json(flowRunGraphJson(await readFlowRunGraph(core, params.id, query.since))),
  });
}

function stateRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/flow_runs/{id}/resume",
    summary: "Resume Flow Run",
    tags: TAGS,
    params: ID_PARAMS,
    body: wire.parameters({ run_input: wire.optional(wire.jsonObject()) }),
    response: runAnswers.orchestrationResult,
    handler: async ({ params, body, request, reply }) => {
      const result = await resumeFlowRun(core, params.id, { ...body, ...clientOf(request) });
      if (result.written) reply.code(201);
      const { state, outcome, inputRefused } = result;
      if (inputRefused && state !== null && outcome.status === "REJECT") {
        return json(refusedInputJson(state, outcome.reason));
      }
      return json(orchestrationResultJson(result));
    },
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/bulk_set_state",
    summary: "Bulk Set Flow Run State",
    tags: TAGS,
    body: wire.parameters({
      flow_runs: wire.optional(flowRunFilterSchema),
      state: newStateSchema,
      force,
      limit: bulkLimit,
    }),
    response: answers.flowRunBulkSetStateResponse,
    handler: async ({ body, request }) => {
      const proposal = { state: body.state, force: body.force, ...clientOf(request) };
      return json(orchestrationResultsJson(await proposeFlowRunStates(core, body.flow_runs, body.limit, proposal)));
    },
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/{id}/set_state",
    summary: "Set Flow Run State",
    tags: TAGS,
    params: ID_PARAMS,
    body: wire.parameters({ state: newStateSchema, force }),
    response: runAnswers.orchestrationResult,
    handler: async ({ params, body, request, reply }) => {
      const proposal = { state: body.state, force: body.force, ...clientOf(request) };
      const result = await proposeFlowRunState(core, params.id, proposal);
      if (result.written) reply.code(201);
      return json(orchestrationResultJson(result));
    },
  });
}

function deletionRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "DELETE",
    path: "/flow_runs/{id}",
    summary: "Delete Flow Run",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteFlowRun(core, params.id),
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/bulk_delete",
    summary: "Bulk Delete Flow Runs",
    tags: TAGS,
    refusesOtherBodies: true,
    body: wire.parameters({ flow_runs: wire.optional(flowRunFilterSchema), limit: bulkLimit }),
    response: answers.flowRunBulkDeleteResponse,
    handler: async ({ body }) => ({ deleted: await deleteFlowRuns(core, body.flow_runs, body.limit) }),
  });
}
