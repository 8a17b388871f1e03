/** Recorded states of runs, as /flow_run_states and /task_run_states. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { readFlowRunStates } from "../flow-runs/flow-run.queries.ts";
import { jsonArray } from "../json-writer.ts";
import { readTaskRunStates } from "../task-runs/task-run.queries.ts";
import * as answers from "./run-answers.rest.ts";
import { readFlowRunState, readTaskRunState } from "./run-state.queries.ts";
import { stateRowJson } from "./state.wire.ts";

export function runStateRoutes(application: FastifyInstance, core: Core): void {
  flowRunStateRoutes(application, core);
  taskRunStateRoutes(application, core);
}

function flowRunStateRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/flow_run_states/{id}",
    summary: "Read Flow Run State",
    tags: ["Flow Run States"],
    params: { id: wire.uuid({ description: "The flow run state id" }) },
    response: answers.state,
    handler: async ({ params }) => {
      const state = await readFlowRunState(core, params.id);
      if (state === undefined) throw notFound("Flow run state not found");
      return json(stateRowJson(state));
    },
  });
  route(application, {
    method: "GET",
    path: "/flow_run_states/",
    summary: "Read Flow Run States",
    tags: ["Flow Run States"],
    query: { flow_run_id: wire.uuid() },
    response: wire.array(answers.state),
    handler: async ({ query }) => json(jsonArray(await readFlowRunStates(core, query.flow_run_id), stateRowJson)),
  });
}

function taskRunStateRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/task_run_states/{id}",
    summary: "Read Task Run State",
    tags: ["Task Run States"],
    params: { id: wire.uuid({ description: "The task run state id" }) },
    response: answers.state,
    handler: async ({ params }) => {
      const state = await readTaskRunState(core, params.id);
      // The reference's own words.
      if (state === undefined) throw notFound("Flow run state not found");
      return json(stateRowJson(state));
    },
  });
  route(application, {
    method: "GET",
    path: "/task_run_states/",
    summary: "Read Task Run States",
    tags: ["Task Run States"],
    query: { task_run_id: wire.uuid() },
    response: wire.array(answers.state),
    handler: async ({ query }) => json(jsonArray(await readTaskRunStates(core, query.task_run_id), stateRowJson)),
  });
}
