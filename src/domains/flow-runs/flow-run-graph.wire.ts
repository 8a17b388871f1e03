/** Graphs of flow runs on the wire, in both forms. */
import { fromJsonText } from "../../db/json-text.ts";
import type { StateDetails } from "../../orchestration/states.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { graphArtifactJson } from "../artifacts/artifact.wire.ts";
import { instantOrNull, jsonArray, quoted, seconds } from "../json-writer.ts";
import { estimatedRunTime } from "../runs/run.ts";
import { currentStateJson } from "../runs/state.wire.ts";
import type { FlowRunStateRow } from "./flow-run.ts";
import type { FlowRunGraph, GraphNode, TaskRunDependencies } from "./flow-run-graph.queries.ts";

function edgesJson(ids: readonly string[]): string {
  return jsonArray(ids, (id) => `{"id":"${id}"}`);
}

function nodeJson(node: GraphNode): string {
  return `["${node.id}",{"kind":"${node.kind}","id":"${node.id}","label":${quoted(node.label)},"state_type":"${node.state_type}","start_time":"${formatInstant(node.start_time)}","end_time":${instantOrNull(node.end_time)},"parents":${edgesJson(node.parents)},"children":${edgesJson(node.children)},"encapsulating":${edgesJson(node.encapsulating)},"artifacts":${jsonArray(node.artifacts, graphArtifactJson)}}]`;
}

function graphStateJson(state: FlowRunStateRow): string {
  return `{"id":"${state.id}","timestamp":"${formatInstant(state.timestamp)}","type":"${state.type}","name":${quoted(state.name)}}`;
}

/** schemas.graph.Graph */
export function flowRunGraphJson(graph: FlowRunGraph): string {
  const roots = jsonArray(graph.root_node_ids, (id) => `"${id}"`);
  return `{"start_time":${instantOrNull(graph.start_time)},"end_time":${instantOrNull(graph.end_time)},"root_node_ids":${roots},"nodes":${jsonArray(graph.nodes, nodeJson)},"artifacts":${jsonArray(graph.artifacts, graphArtifactJson)},"states":${jsonArray(graph.states, graphStateJson)}}`;
}

function dependencyJson({ taskRun, upstreamIds }: TaskRunDependencies, now: Instant): string {
  const upstream = jsonArray(upstreamIds, (id) => `{"input_type":"task_run","id":"${id}"}`);
  const details = taskRun.state_details === null ? undefined : fromJsonText<StateDetails>(taskRun.state_details);
  return `{"id":"${taskRun.id}","name":${quoted(taskRun.name)},"upstream_dependencies":${upstream},"state":${currentStateJson(taskRun)},"expected_start_time":${instantOrNull(taskRun.expected_start_time)},"start_time":${instantOrNull(taskRun.start_time)},"end_time":${instantOrNull(taskRun.end_time)},"total_run_time":${seconds(taskRun.total_run_time)},"estimated_run_time":${seconds(estimatedRunTime(taskRun, now))},"untrackable_result":${details?.untrackable_result ?? false}}`;
}

/** models.flow_runs.DependencyResult */
export function taskRunDependenciesJson(dependencies: readonly TaskRunDependencies[], now: Instant): string {
  return jsonArray(dependencies, (dependency) => dependencyJson(dependency, now));
}
