/** The shapes of answers: The graphs of a flow run. They make the OpenAPI document; the queries write the answers. */
import { component, pair } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";
import { state } from "../runs/run-answers.rest.ts";

export const dependencyResult = wire.object(
  {
    id: wire.uuid(),
    name: wire.string(),
    upstream_dependencies: wire.array(component("TaskRunResult")),
    state: wire.nullable(state),
    expected_start_time: wire.nullable(wire.instant()),
    start_time: wire.nullable(wire.instant()),
    end_time: wire.nullable(wire.instant()),
    total_run_time: wire.nullable(wire.number()),
    estimated_run_time: wire.nullable(wire.number()),
    untrackable_result: wire.boolean(),
  },
  { name: "DependencyResult" },
);

export const edge = wire.object(
  {
    id: wire.uuid(),
  },
  { name: "Edge" },
);

export const graphArtifact = wire.object(
  {
    id: wire.uuid(),
    created: wire.instant(),
    key: wire.nullable(wire.string()),
    type: wire.nullable(wire.string()),
    is_latest: wire.boolean(),
    data: wire.nullable(wire.json()),
  },
  { name: "GraphArtifact" },
);

export const graphState = wire.object(
  {
    id: wire.uuid(),
    timestamp: wire.instant(),
    type: component("StateType"),
    name: wire.string(),
  },
  { name: "GraphState" },
);

export const node = wire.object(
  {
    kind: wire.literal(["flow-run", "task-run"]),
    id: wire.uuid(),
    label: wire.string(),
    state_type: component("StateType"),
    start_time: wire.instant(),
    end_time: wire.nullable(wire.instant()),
    parents: wire.array(edge),
    children: wire.array(edge),
    encapsulating: wire.array(edge),
    artifacts: wire.array(graphArtifact),
  },
  { name: "Node" },
);

export const graph = wire.object(
  {
    start_time: wire.nullable(wire.instant()),
    end_time: wire.nullable(wire.instant()),
    root_node_ids: wire.array(wire.uuid()),
    nodes: wire.array(pair(wire.uuid(), node)),
    artifacts: wire.array(graphArtifact),
    states: wire.array(graphState),
  },
  { name: "Graph" },
);
