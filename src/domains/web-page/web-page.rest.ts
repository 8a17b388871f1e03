/** What Prefect's web page asks for besides the API that clients use, as /ui/... (the reference's api/ui). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { recordById } from "../../rest/answer-schemas.ts";
import { offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import {
  filterParameters,
  filtersOf,
  historyWorkQueueFilterParameter,
  workPoolFilterParameter,
} from "../filters/filters-schema.ts";
import { listFlowRuns, readFlowRun } from "../flow-runs/flow-run.queries.ts";
import { type FlowRunRow, flowRunSorts } from "../flow-runs/flow-run.ts";
import * as flowRunAnswers from "../flow-runs/flow-run-answers.rest.ts";
import * as flowAnswers from "../flows/flow-answers.rest.ts";
import { instantOrNull, jsonArray, quoted, quotedOrNull, seconds } from "../json-writer.ts";
import { estimatedRunTime, estimatedStartTimeDelta } from "../runs/run.ts";
import { taskRunFilterSchema } from "../task-runs/task-run.filter-schema.ts";
import { countTaskRunsByState, readTaskRun } from "../task-runs/task-run.queries.ts";
import { taskRunJson } from "../task-runs/task-run.wire.ts";
import * as taskRunAnswers from "../task-runs/task-run-answers.rest.ts";
import { countDeploymentsOfFlows, countTaskRunsOfFlowRuns, readNextRunsOfFlows } from "./page-counts.queries.ts";
import { schemaValueRoutes } from "./schema-values.rest.ts";
import { countEndedTaskRuns } from "./task-run-buckets.queries.ts";

/** Ids a request: the reference's own bound. */
const MOST_IDS = 200;
/** Runs of a history; the reference's own bound. */
const MOST_RUNS = 1_000;

const ids = () => wire.array(wire.uuid(), { maxItems: MOST_IDS });

/** A JSON object with a member for each id that was asked for, in that order and once. */
function byId<Value>(
  asked: readonly string[],
  values: ReadonlyMap<string, Value>,
  write: (value: Value | undefined) => string,
): string {
  const members = [...new Set(asked)].map((id) => `"${id}":${write(values.get(id))}`);
  return `{${members.join(",")}}`;
}

const countOrZero = (count: number | undefined): string => `${count ?? 0}`;

function nextRunJson(run: FlowRunRow | undefined): string {
  if (run === undefined) return "null";
  return `{"id":"${run.id}","flow_id":"${run.flow_id}","name":${quoted(run.name)},"state_name":${quotedOrNull(run.state_name)},"state_type":"${run.state_type}","next_scheduled_start_time":${instantOrNull(run.next_scheduled_start_time)}}`;
}

export function webPageRoutes(application: FastifyInstance, core: Core): void {
  flowRoutes(application, core);
  flowRunRoutes(application, core);
  taskRunRoutes(application, core);
  schemaValueRoutes(application, core);
}

function flowRoutes(application: FastifyInstance, core: Core): void {
  const tags = ["Flows", "UI"];
  route(application, {
    method: "POST",
    path: "/ui/flows/count-deployments",
    summary: "Count Deployments By Flow",
    description: "Get deployment counts by flow id.",
    tags,
    body: wire.parameters({ flow_ids: ids() }),
    response: recordById(wire.integer()),
    handler: async ({ body: { flow_ids } }) =>
      json(byId(flow_ids, await countDeploymentsOfFlows(core, flow_ids), countOrZero)),
  });
  route(application, {
    method: "POST",
    path: "/ui/flows/next-runs",
    summary: "Next Runs By Flow",
    description: "Get the next flow run by flow id.",
    tags,
    body: wire.parameters({ flow_ids: ids() }),
    response: recordById(wire.nullable(flowAnswers.simpleNextFlowRun)),
    handler: async ({ body: { flow_ids } }) =>
      json(byId(flow_ids, await readNextRunsOfFlows(core, flow_ids), nextRunJson)),
  });
}

function flowRunRoutes(application: FastifyInstance, core: Core): void {
  const tags = ["Flow Runs", "UI"];
  route(application, {
    method: "POST",
    path: "/ui/flow_runs/history",
    summary: "Read Flow Run History",
    tags,
    body: wire.parameters({
      sort: wire.withDefault(wire.enumeration(flowRunSorts, { name: "FlowRunSort" }), "EXPECTED_START_TIME_DESC"),
      limit: wire.withDefault(wire.integer({ minimum: 0, maximum: MOST_RUNS }), MOST_RUNS),
      offset: offset(),
      ...filterParameters,
      ...workPoolFilterParameter,
    }),
    response: wire.array(flowRunAnswers.simpleFlowRun),
    handler: async ({ body }) => {
      const { sort, limit, offset } = body;
      const runs = await listFlowRuns(core, { sort, limit, offset, filters: filtersOf(body) });
      const now = core.clock.now();
      const write = (run: FlowRunRow): string =>
        `{"id":"${run.id}","state_type":"${run.state_type}","timestamp":${instantOrNull(run.start_time ?? run.expected_start_time)},"duration":${seconds(estimatedRunTime(run, now))},"lateness":${seconds(estimatedStartTimeDelta(run, now))}}`;
      return json(jsonArray(runs, write));
    },
  });
  route(application, {
    method: "POST",
    path: "/ui/flow_runs/count-task-runs",
    summary: "Count Task Runs By Flow Run",
    description: "Get task run counts by flow run id.",
    tags,
    body: wire.parameters({ flow_run_ids: ids() }),
    response: recordById(wire.integer()),
    handler: async ({ body: { flow_run_ids } }) =>
      json(byId(flow_run_ids, await countTaskRunsOfFlowRuns(core, flow_run_ids), countOrZero)),
  });
}

function taskRunRoutes(application: FastifyInstance, core: Core): void {
  const tags = ["Task Runs", "UI"];
  const { task_runs: _, ...otherFilters } = filterParameters;
  route(application, {
    method: "POST",
    path: "/ui/task_runs/dashboard/counts",
    summary: "Read Dashboard Task Run Counts",
    tags,
    body: wire.parameters({
      task_runs: taskRunFilterSchema,
      ...otherFilters,
      ...workPoolFilterParameter,
      ...historyWorkQueueFilterParameter,
    }),
    response: wire.array(taskRunAnswers.taskRunCount),
    handler: async ({ body }) => {
      const { after_: after, before_: before = null } = body.task_runs.start_time ?? {};
      if (after === undefined || after === null) {
        throw new PenstockError("INVALID", "task_runs.start_time.after_ is required");
      }
      return countEndedTaskRuns(core, filtersOf(body), after, before);
    },
  });
  route(application, {
    method: "POST",
    path: "/ui/task_runs/count",
    summary: "Read Task Run Counts By State",
    tags,
    body: wire.parameters(filterParameters),
    response: taskRunAnswers.countByState,
    handler: async ({ body }) => (await countTaskRunsByState(core, filtersOf(body))).byType,
  });
  route(application, {
    method: "GET",
    path: "/ui/task_runs/{id}",
    summary: "Read Task Run With Flow Run Name",
    description: "Get a task run by id.",
    tags,
    params: { id: wire.uuid({ description: "The task run id" }) },
    response: taskRunAnswers.uiTaskRun,
    handler: async ({ params }) => {
      const run = await readTaskRun(core, params.id);
      if (run === undefined) throw notFound("Task not found");
      const flowRun = run.flow_run_id === null ? undefined : await readFlowRun(core, run.flow_run_id);
      const name = quotedOrNull(flowRun?.name ?? null);
      return json(`${taskRunJson(run, core.clock.now()).slice(0, -1)},"flow_run_name":${name}}`);
    },
  });
}
