/** The graph of a flow run: its task runs and subflows, and which of them took the results of which. */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import type { StateType } from "../../db/tables.ts";
import { PenstockError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";
import { readGraphArtifacts } from "../artifacts/artifact.queries.ts";
import type { GraphArtifact } from "../artifacts/artifact.ts";
import { listTaskRuns } from "../task-runs/task-run.queries.ts";
import type { TaskRunRow } from "../task-runs/task-run.ts";
import { readFlowRun, readFlowRunStates } from "./flow-run.queries.ts";
import type { FlowRunStateRow } from "./flow-run.ts";
import { inputsOf, NODE_COLUMNS, NODE_END, NODE_START, NODE_TABLES, type TaskInputs } from "./flow-run-graph-nodes.ts";

/** A node, its edges named by node ids in the order of their start. */
export interface GraphNode {
  readonly kind: "flow-run" | "task-run";
  readonly id: string;
  readonly label: string;
  readonly state_type: StateType;
  readonly start_time: Instant;
  readonly end_time: Instant | null;
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly encapsulating: readonly string[];
  readonly artifacts: readonly GraphArtifact[];
}

export interface FlowRunGraph {
  readonly start_time: Instant | null;
  readonly end_time: Instant | null;
  readonly root_node_ids: readonly string[];
  readonly nodes: readonly GraphNode[];
  /** Those that no task run made. */
  readonly artifacts: readonly GraphArtifact[];
  readonly states: readonly FlowRunStateRow[];
}

interface NodeRow extends Omit<GraphNode, "parents" | "children" | "encapsulating" | "artifacts"> {
  readonly task_inputs: JsonText;
}

function nodesFrom(flowRunId: string): RawBuilder<unknown> {
  return sql`from ${NODE_TABLES} where task_run.flow_run_id = ${flowRunId} and ${NODE_START} is not null`;
}

/** What ended before `since` has not changed since, and is not shown. */
function endsSince(since: Instant | undefined): RawBuilder<unknown> {
  return since === undefined ? sql`` : sql` and (${NODE_END} is null or ${NODE_END} >= ${since})`;
}

/** In the words of the reference's ObjectNotFoundError; its older graph has it "with id". */
function flowRunNotFound(subject: string): PenstockError {
  return new PenstockError("NOT_FOUND", `Flow run ${subject} not found`, { restProperty: "exception_message" });
}

function tooLarge(flowRunId: string, maximum: number): PenstockError {
  return new PenstockError("BAD_REQUEST", `The graph of flow run ${flowRunId} has more than ${maximum} nodes.`);
}

/**
 * Links nodes that are in the order of their start. Inputs that are no node of the graph are left out. An edge is listed
 * once; the reference repeats it for every input of the node it leads to, by the way it joins.
 */
function link(rows: readonly NodeRow[], artifacts: ReadonlyMap<string | null, readonly GraphArtifact[]>): GraphNode[] {
  const places = new Map(rows.map((row, place) => [row.id, place]));
  const inOrder = (ids: Set<string>): string[] =>
    [...ids].filter((id) => places.has(id)).sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const children = new Map<string, string[]>();
  const edges = rows.map((row) => {
    const { results, encapsulating } = inputsOf(row.task_inputs);
    const parents = inOrder(results);
    for (const parent of parents) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [row.id]);
      else siblings.push(row.id);
    }
    return { parents, encapsulating: inOrder(encapsulating) };
  });
  return rows.map(({ task_inputs: _, ...row }, place) => ({
    ...row,
    parents: edges[place]?.parents ?? [],
    children: children.get(row.id) ?? [],
    encapsulating: edges[place]?.encapsulating ?? [],
    artifacts: artifacts.get(row.id) ?? [],
  }));
}

/** Ended nodes before those that go on, as PostgreSQL orders NULLs. */
function byStartAndEnd(a: GraphNode, b: GraphNode): number {
  const end = (node: GraphNode): number => node.end_time ?? Number.MAX_SAFE_INTEGER;
  return a.start_time - b.start_time || end(a) - end(b);
}

/**
 * Reads the graph of a flow run; with `since` only what ends after it or goes on (the reference's
 * query_components.flow_run_graph_v2).
 *
 * @throws PenstockError NOT_FOUND; BAD_REQUEST for a graph of more nodes than settings.maxFlowRunGraphNodes
 */
export async function readFlowRunGraph(core: Core, flowRunId: string, since?: Instant): Promise<FlowRunGraph> {
  const { heavy } = core.database;
  const flowRun = await readFlowRun(core, flowRunId);
  if (flowRun === undefined) throw flowRunNotFound(flowRunId);
  const maximum = core.settings.maxFlowRunGraphNodes;
  // Counted first: a graph that is refused is not worth reading, and its edges need all nodes of the run.
  const counted = await heavy.get(
    sql<{
      count: number;
    }>`select count(*) as count from (select 1 as node ${nodesFrom(flowRunId)}${endsSince(since)} limit ${maximum + 1}) as shown`,
  );
  if ((counted?.count ?? 0) > maximum) throw tooLarge(flowRunId, maximum);
  const [rows, states, artifacts] = await Promise.all([
    heavy.all(sql<NodeRow>`select ${NODE_COLUMNS} ${nodesFrom(flowRunId)} order by start_time, id`),
    readFlowRunStates(core, flowRunId),
    readGraphArtifacts(core, flowRunId, core.settings.maxFlowRunGraphArtifacts),
  ]);
  const artifactsOf = Map.groupBy(artifacts, (artifact) => artifact.task_run_id);
  const nodes = link(rows, artifactsOf)
    .filter((node) => since === undefined || node.end_time === null || node.end_time >= since)
    .sort(byStartAndEnd);
  return {
    start_time: flowRun.start_time ?? flowRun.expected_start_time,
    end_time: flowRun.end_time,
    root_node_ids: nodes.filter((node) => node.parents.length === 0).map((node) => node.id),
    nodes,
    artifacts: artifactsOf.get(null) ?? [],
    states,
  };
}

/** A task run with the task runs whose results it took. */
export interface TaskRunDependencies {
  readonly taskRun: TaskRunRow;
  readonly upstreamIds: readonly string[];
}

/** Task runs of one flow run are listed without a limit; SQL wants a number. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * Reads the older form of the graph: every task run of the flow run, newest first, with those it depends on (the
 * reference's models.flow_runs.read_task_run_dependencies). Inputs that are no task run's results are left out, where the
 * reference fails.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function readTaskRunDependencies(core: Core, flowRunId: string): Promise<TaskRunDependencies[]> {
  if ((await readFlowRun(core, flowRunId)) === undefined) throw flowRunNotFound(`with id ${flowRunId}`);
  const filters = { flow_runs: { id: { any_: [flowRunId] } } };
  const request = { filters, sort: "ID_DESC", limit: NO_LIMIT, offset: 0 } as const;
  const taskRuns = await listTaskRuns(core, request, core.database.heavy);
  return taskRuns.map((taskRun) => {
    const inputs = Object.values(fromJsonText<TaskInputs>(taskRun.task_inputs)).flat();
    const ids = inputs.filter((input) => input.input_type === "task_run").map((input) => String(input.id));
    return { taskRun, upstreamIds: [...new Set(ids)] };
  });
}
