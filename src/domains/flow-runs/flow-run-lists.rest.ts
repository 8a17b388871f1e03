/** Lists of flow runs, and what is counted over them. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset, page } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import {
  filterParameters,
  filtersOf,
  historyWorkQueueFilterParameter,
  workPoolFilterParameter,
  workQueueFilterParameter,
} from "../filters/filters-schema.ts";
import { jsonPage } from "../json-writer.ts";
import { historyOf, historyParameters } from "../runs/history-schema.ts";
import * as runAnswers from "../runs/run-answers.rest.ts";
import { historyJson } from "../runs/run-history.wire.ts";
import { countFlowRuns, listFlowRuns } from "./flow-run.queries.ts";
import { flowRunSorts } from "./flow-run.ts";
import { flowRunsJson } from "./flow-run.wire.ts";
import * as answers from "./flow-run-answers.rest.ts";
import { readAverageLateness, readFlowRunHistory } from "./flow-run-statistics.queries.ts";

const TAGS = ["Flow Runs"];

const filters = { ...filterParameters, ...workPoolFilterParameter, ...workQueueFilterParameter };
const historyFilters = { ...filterParameters, ...workPoolFilterParameter, ...historyWorkQueueFilterParameter };
const sort = wire.withDefault(wire.enumeration(flowRunSorts, { name: "FlowRunSort" }), "ID_DESC");

export function flowRunListRoutes(application: FastifyInstance, core: Core): void {
  const { defaultLimit } = core.settings;
  route(application, {
    method: "POST",
    path: "/flow_runs/count",
    summary: "Count Flow Runs",
    tags: TAGS,
    body: wire.parameters(filters),
    response: wire.integer(),
    handler: ({ body }) => countFlowRuns(core, filtersOf(body)),
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/lateness",
    summary: "Average Flow Run Lateness",
    tags: TAGS,
    body: wire.parameters(filters),
    response: wire.nullable(wire.number()),
    handler: ({ body }) => readAverageLateness(core, filtersOf(body)),
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/history",
    summary: "Flow Run History",
    tags: TAGS,
    body: wire.parameters({ ...historyParameters, ...historyFilters }),
    response: wire.array(runAnswers.historyResponse),
    handler: async ({ body }) => json(historyJson(await readFlowRunHistory(core, historyOf(body), filtersOf(body)))),
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/filter",
    summary: "Read Flow Runs",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), sort, offset: offset(), ...filters }),
    response: wire.array(answers.flowRunResponse),
    handler: async ({ body }) => {
      const request = { sort: body.sort, limit: body.limit, offset: body.offset, filters: filtersOf(body) };
      return json(flowRunsJson(await listFlowRuns(core, request), core.clock.now()));
    },
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/paginate",
    summary: "Paginate Flow Runs",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), sort, page: page(), ...filters }),
    response: answers.flowRunPaginationResponse,
    handler: async ({ body }) => {
      const window = { limit: body.limit, offset: (body.page - 1) * body.limit };
      const request = { sort: body.sort, filters: filtersOf(body), ...window };
      const [runs, count] = await Promise.all([listFlowRuns(core, request), countFlowRuns(core, request.filters)]);
      return json(jsonPage(flowRunsJson(runs, core.clock.now()), count, body.limit, body.page));
    },
  });
}
