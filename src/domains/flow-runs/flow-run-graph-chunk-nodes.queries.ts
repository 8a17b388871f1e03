/** The nodes of a graph that is read in chunks: those of some task runs, with the nodes that their inputs name. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { JsonText } from "../../db/json-text.ts";
import type { StateType } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { inputsOf, NODE_COLUMNS, NODE_TABLES } from "./flow-run-graph-nodes.ts";

/**
 * Inputs read for one chunk. A task may take the results of thousands of others, and so may each of a thousand tasks; a chunk
 * ends early then. Some 50,000 edges, which take about 50 ms.
 */
const CHUNK_INPUT_BYTES = 4_000_000;
/** What an input names may be no id at all. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A node: a task run, or the subflow run that a task run stands for. Nodes are told apart by their task runs, which they
 * keep when a subflow's run takes the place of the task run; edges name these ids, too.
 */
export interface ChunkNode {
  readonly task_run_id: string;
  /** The subflow's run; null for a task proper. */
  readonly flow_run_id: string | null;
  readonly label: string;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly start_time: Instant;
  readonly end_time: Instant | null;
  /** Nodes whose results this one took. */
  readonly parents: readonly string[];
  /** Nodes in which this one was called. */
  readonly encapsulating: readonly string[];
}

interface NodeRow extends Omit<ChunkNode, "start_time" | "parents" | "encapsulating"> {
  readonly start_time: Instant | null;
  readonly task_inputs: JsonText;
}

/** A task run that may be told in a chunk. */
export interface Candidate {
  readonly id: string;
  readonly place: number | null;
  readonly size: number;
}

/** Those of the ids that are task runs of the flow run. What they are of is looked at here: no plan can then start there. */
export async function readCandidates(
  core: Core,
  flowRunId: string,
  ids: readonly string[],
): Promise<Map<string, Candidate>> {
  const { dialect, heavy } = core.database;
  if (ids.length === 0) return new Map();
  const rows = await heavy.all(
    sql<Candidate & { flow_run_id: string | null }>`select id, flow_run_id, expected_start_time as place,
      ${dialect.storedSize(column("task_run", "task_inputs"))} as size
      from task_run where ${dialect.in(column("task_run", "id"), ids, "uuid")}`,
  );
  return new Map(rows.filter((row) => row.flow_run_id === flowRunId).map((row) => [row.id, row]));
}

/** As many of the first as have no more inputs together than a chunk may have, and one at least. */
export function withinBudget<Item>(items: readonly Item[], sizeOf: (item: Item) => number): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += sizeOf(item);
    return bytes > CHUNK_INPUT_BYTES && index > 0;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** By the ids that inputs name, task runs and subflow runs alike, the task runs of the nodes. */
async function readNodesOfInputs(
  core: Core,
  flowRunId: string,
  ids: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const { dialect, heavy } = core.database;
  const wanted = [...ids].filter((id) => UUID.test(id));
  if (wanted.length === 0) return new Map();
  const rows = await heavy.all(
    sql<{ input: string; node: string; flow_run_id: string | null }>`select id as input, id as node, flow_run_id
        from task_run where ${dialect.in(column("task_run", "id"), wanted, "uuid")}
      union all select subflow.id, task_run.id, task_run.flow_run_id from flow_run as subflow
        join task_run on task_run.id = subflow.parent_task_run_id
        where ${dialect.in(sql.ref("subflow.id"), wanted, "uuid")}`,
  );
  return new Map(rows.filter((row) => row.flow_run_id === flowRunId).map(({ input, node }) => [input, node]));
}

/** The nodes of some task runs, in their order; those that have none to show yet are left out. */
export async function readNodes(core: Core, flowRunId: string, taskRunIds: readonly string[]): Promise<ChunkNode[]> {
  const { dialect, heavy } = core.database;
  if (taskRunIds.length === 0) return [];
  const rows = await heavy.all(
    sql<NodeRow>`select task_run.id as task_run_id, subflow.id as flow_run_id,
      coalesce(subflow.state_name, task_run.state_name) as state_name, ${NODE_COLUMNS}
      from ${NODE_TABLES} where ${dialect.in(column("task_run", "id"), taskRunIds, "uuid")}`,
  );
  // Of several subflow runs that a task run once stood for, the newest.
  const newest = new Map<string, NodeRow>();
  for (const row of rows) {
    const other = newest.get(row.task_run_id);
    if (other === undefined || (row.flow_run_id ?? "") > (other.flow_run_id ?? "")) newest.set(row.task_run_id, row);
  }
  const inputs = new Map([...newest].map(([id, row]) => [id, inputsOf(row.task_inputs)]));
  const named = new Set([...inputs.values()].flatMap(({ results, encapsulating }) => [...results, ...encapsulating]));
  const nodeOf = await readNodesOfInputs(core, flowRunId, named);
  const nodesOf = (ids: ReadonlySet<string>): string[] => [...new Set([...ids].flatMap((id) => nodeOf.get(id) ?? []))];
  return taskRunIds.flatMap((id): ChunkNode[] => {
    const row = newest.get(id);
    const edges = inputs.get(id);
    if (row === undefined || edges === undefined || row.start_time === null) return [];
    const { task_run_id, flow_run_id, label, state_type, state_name, start_time, end_time } = row;
    return [
      {
        ...{ task_run_id, flow_run_id, label, state_type, state_name, start_time, end_time },
        parents: nodesOf(edges.results),
        encapsulating: nodesOf(edges.encapsulating),
      },
    ];
  });
}
