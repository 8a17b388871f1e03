/** What a node of a flow run's graph is: the SQL of both its forms, and the edges in a task run's inputs. */
import { sql } from "kysely";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";

/** A task run that stands for a subflow is shown as that subflow's run. */
export const NODE_TABLES = sql.raw(`task_run
  left join flow_run as subflow on subflow.parent_task_run_id = task_run.id
  left join flow on flow.id = subflow.flow_id`);

/** Null for what is not planned to start: it is no node yet. */
export const NODE_START = sql.raw(
  "coalesce(subflow.start_time, subflow.expected_start_time, task_run.start_time, task_run.expected_start_time)",
);
export const NODE_END = sql.raw(
  "coalesce(subflow.end_time, task_run.end_time, case when task_run.state_type = 'COMPLETED' then task_run.expected_start_time end)",
);

export const NODE_COLUMNS = sql`case when subflow.id is null then 'task-run' else 'flow-run' end as kind,
  coalesce(subflow.id, task_run.id) as id, coalesce(flow.name || ' / ' || subflow.name, task_run.name) as label,
  coalesce(subflow.state_type, task_run.state_type) as state_type,
  ${NODE_START} as start_time, ${NODE_END} as end_time, task_run.task_inputs`;

/** Under this key a task run lists the runs it was called in, rather than those whose results it took. */
const ENCAPSULATING_INPUT = "__parents__";

interface RunInput {
  readonly input_type?: unknown;
  readonly id?: unknown;
}

export type TaskInputs = Record<string, readonly RunInput[]>;

/** The ids of runs that a task run took results from, and of those it was called in, as its inputs name them. */
export function inputsOf(taskInputs: JsonText): { readonly results: Set<string>; readonly encapsulating: Set<string> } {
  const results = new Set<string>();
  const encapsulating = new Set<string>();
  for (const [key, inputs] of Object.entries(fromJsonText<TaskInputs>(taskInputs))) {
    const ids = key === ENCAPSULATING_INPUT ? encapsulating : results;
    for (const { id } of inputs) if (typeof id === "string") ids.add(id);
  }
  return { results, encapsulating };
}
