/** Task runs, as /task_runs (the reference's api/task_runs.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { limit, offset, page } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { filterParameters, filtersOf } from "../filters/filters-schema.ts";
import { jsonArray, jsonPage } from "../json-writer.ts";
import { clientOf } from "../runs/client.rest.ts";
import { historyOf, historyParameters } from "../runs/history-schema.ts";
import { orchestrationResultJson } from "../runs/orchestration-result.wire.ts";
import * as runAnswers from "../runs/run-answers.rest.ts";
import { historyJson } from "../runs/run-history.wire.ts";
import { newStateSchema } from "../runs/run-schema.ts";
import { newTaskRunSchema, taskRunChangesSchema } from "./task-run.action-schema.ts";
import { createTaskRun, deleteTaskRun, proposeTaskRunState, updateTaskRun } from "./task-run.commands.ts";
import { countTaskRuns, listTaskRuns, readTaskRun, readTaskRunHistory } from "./task-run.queries.ts";
import { taskRunSorts } from "./task-run.ts";
import { taskRunJson, taskRunPageItemJson, taskRunsJson } from "./task-run.wire.ts";
import * as answers from "./task-run-answers.rest.ts";

const TAGS = ["Task Runs"];
const ID_PARAMS = { id: wire.uuid({ description: "The task run id" }) };

const sort = wire.withDefault(wire.enumeration(taskRunSorts, { name: "TaskRunSort" }), "ID_DESC");
const force = wire.withDefault(
  wire.boolean({
    description:
      "If false, orchestration rules will be applied that may alter or prevent the state transition. If True, orchestration rules are not applied.",
  }),
  false,
);

export function taskRunRoutes(application: FastifyInstance, core: Core): void {
  // In the reference's order: of a path's methods the first is told to a request with another.
  changeRoutes(application, core);
  listRoutes(application, core);
  singleRoutes(application, core);
}

function changeRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/task_runs/",
    summary: "Create Task Run",
    tags: TAGS,
    body: newTaskRunSchema(core.settings.maxCacheKeyLength),
    response: answers.taskRun,
    handler: async ({ body, reply }) => {
      const { run, created } = await createTaskRun(core, body);
      if (created) reply.code(201);
      return json(taskRunJson(run, core.clock.now()));
    },
  });
  route(application, {
    method: "PATCH",
    path: "/task_runs/{id}",
    summary: "Update Task Run",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: taskRunChangesSchema,
    handler: async ({ params, body }) => {
      await updateTaskRun(core, params.id, body);
    },
  });
}

function listRoutes(application: FastifyInstance, core: Core): void {
  const { defaultLimit } = core.settings;
  route(application, {
    method: "POST",
    path: "/task_runs/count",
    summary: "Count Task Runs",
    tags: TAGS,
    body: wire.parameters(filterParameters),
    response: wire.integer(),
    handler: ({ body }) => countTaskRuns(core, filtersOf(body)),
  });
  route(application, {
    method: "POST",
    path: "/task_runs/history",
    summary: "Task Run History",
    tags: TAGS,
    body: wire.parameters({ ...historyParameters, ...filterParameters }),
    response: wire.array(runAnswers.historyResponse),
    handler: async ({ body }) => json(historyJson(await readTaskRunHistory(core, historyOf(body), filtersOf(body)))),
  });
  route(application, {
    method: "POST",
    path: "/task_runs/filter",
    summary: "Read Task Runs",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), sort, offset: offset(), ...filterParameters }),
    response: wire.array(answers.taskRun),
    handler: async ({ body }) => {
      const request = { sort: body.sort, limit: body.limit, offset: body.offset, filters: filtersOf(body) };
      return json(taskRunsJson(await listTaskRuns(core, request), core.clock.now()));
    },
  });
  route(application, {
    method: "POST",
    path: "/task_runs/paginate",
    summary: "Paginate Task Runs",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), sort, page: page(), ...filterParameters }),
    response: answers.taskRunPaginationResponse,
    handler: async ({ body }) => {
      const window = { limit: body.limit, offset: (body.page - 1) * body.limit };
      const request = { sort: body.sort, filters: filtersOf(body), ...window };
      const [runs, count] = await Promise.all([listTaskRuns(core, request), countTaskRuns(core, request.filters)]);
      const now = core.clock.now();
      const results = jsonArray(runs, (run) => taskRunPageItemJson(run, now));
      return json(jsonPage(results, count, body.limit, body.page));
    },
  });
}

function singleRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/task_runs/{id}",
    summary: "Read Task Run",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.taskRun,
    handler: async ({ params }) => {
      const run = await readTaskRun(core, params.id);
      if (run === undefined) throw notFound("Task not found");
      return json(taskRunJson(run, core.clock.now()));
    },
  });
  route(application, {
    method: "DELETE",
    path: "/task_runs/{id}",
    summary: "Delete Task Run",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteTaskRun(core, params.id),
  });
  route(application, {
    method: "POST",
    path: "/task_runs/{id}/set_state",
    summary: "Set Task Run State",
    tags: TAGS,
    params: ID_PARAMS,
    body: wire.parameters({ state: newStateSchema, force }),
    response: runAnswers.orchestrationResult,
    handler: async ({ params, body, request, reply }) => {
      const proposal = { state: body.state, force: body.force, ...clientOf(request) };
      const result = await proposeTaskRunState(core, params.id, proposal);
      if (result.written) reply.code(201);
      return json(orchestrationResultJson(result));
    },
  });
}
