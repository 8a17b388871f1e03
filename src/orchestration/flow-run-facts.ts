/**
 * What flow runs are filtered by, as it was before and after a change. Every event by which the server tells of a flow run
 * carries it, so that a live list knows whether the run belonged to it, and belongs to it, without asking the database.
 */
import { fromJsonText, type JsonText, toJsonText } from "../db/json-text.ts";
import type { StateType } from "../db/tables.ts";
import type { Instant } from "../time/instant.ts";

export interface FlowRunFacts {
  readonly name: string;
  readonly tags: readonly string[];
  readonly flow_id: string;
  readonly flow_name: string | null;
  readonly deployment_id: string | null;
  readonly work_pool_name: string | null;
  /** The name that the run itself keeps, whatever its queue is called by now. */
  readonly work_queue_name: string | null;
  readonly flow_version: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly start_time: Instant | null;
  readonly expected_start_time: Instant | null;
  readonly end_time: Instant | null;
  readonly next_scheduled_start_time: Instant | null;
  readonly parent_task_run_id: string | null;
  readonly parent_flow_run_id: string | null;
  readonly idempotency_key: string | null;
}

/** A change of a run: one that has been created was nothing before, one that has been deleted is nothing any more. */
export interface FlowRunChange {
  readonly before: FlowRunFacts | null;
  readonly after: FlowRunFacts | null;
}

const NOTHING: Omit<FlowRunFacts, "name" | "flow_id"> = {
  tags: [],
  flow_name: null,
  deployment_id: null,
  work_pool_name: null,
  work_queue_name: null,
  flow_version: null,
  state_type: null,
  state_name: null,
  start_time: null,
  expected_start_time: null,
  end_time: null,
  next_scheduled_start_time: null,
  parent_task_run_id: null,
  parent_flow_run_id: null,
  idempotency_key: null,
};

/** A row with the facts of a run, from whose tags alone they differ. */
export type FactsRow = Omit<FlowRunFacts, "tags"> & { readonly tags: JsonText };

const FACTS = ["name", "flow_id", ...Object.keys(NOTHING)] as readonly (keyof FlowRunFacts)[];

/** The facts in a row that may have more columns. */
export function factsOfRow(row: FactsRow): FlowRunFacts {
  return {
    name: row.name,
    tags: row.tags === "[]" ? NOTHING.tags : fromJsonText<string[]>(row.tags),
    flow_id: row.flow_id,
    flow_name: row.flow_name,
    deployment_id: row.deployment_id,
    work_pool_name: row.work_pool_name,
    work_queue_name: row.work_queue_name,
    flow_version: row.flow_version,
    state_type: row.state_type,
    state_name: row.state_name,
    start_time: row.start_time,
    expected_start_time: row.expected_start_time,
    end_time: row.end_time,
    next_scheduled_start_time: row.next_scheduled_start_time,
    parent_task_run_id: row.parent_task_run_id,
    parent_flow_run_id: row.parent_flow_run_id,
    idempotency_key: row.idempotency_key,
  };
}

type Stored = Partial<FlowRunFacts>;

function isEqual(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

/** What is worth storing of facts: what is not as in `usual`. */
function differing(facts: FlowRunFacts, usual: Stored): Stored {
  return Object.fromEntries(
    FACTS.filter((name) => !isEqual(facts[name], usual[name])).map((name) => [name, facts[name]]),
  );
}

/** The text that an event keeps: the facts after the change without those that are nothing, before it those that differ. */
export function flowRunChangeText({ before, after }: FlowRunChange): JsonText {
  return toJsonText({
    after: after === null ? null : differing(after, NOTHING),
    before: before === null ? null : differing(before, after ?? NOTHING),
  });
}

/** Reads what flowRunChangeText wrote. */
export function readFlowRunChange(text: JsonText): FlowRunChange {
  const stored = fromJsonText<{ readonly after: Stored | null; readonly before: Stored | null }>(text);
  const after = stored.after === null ? null : ({ ...NOTHING, ...stored.after } as FlowRunFacts);
  const before = stored.before === null ? null : ({ ...(after ?? NOTHING), ...stored.before } as FlowRunFacts);
  return { before, after };
}
