/**
 * Which events of a batch speak of the same task run, and which of them decides. A run is known by its id and by its place
 * in its flow run (task key and dynamic key); events that share either belong together.
 */
import type { Selectable } from "kysely";
import type { TaskRunTable } from "../../db/tables.ts";
import type { TaskRunEvent } from "./task-run-event.ts";

/** What becomes of one run: the row that is there, if any, and the newest event, if it is newer than the row. */
export interface RunUpdate {
  readonly runId: string;
  readonly recorded: RecordedRun | undefined;
  readonly event: TaskRunEvent;
}

export interface Recordable {
  readonly updates: RunUpdate[];
  /** Every event's state, in the order of their timestamps, with the run it belongs to. */
  readonly states: { readonly runId: string; readonly event: TaskRunEvent }[];
}

/** A task run as its row has it. */
export type RecordedRun = Readonly<Selectable<TaskRunTable>>;

/** The place of a run in its flow run as a text of its own; undefined outside flow runs, where only ids count. */
export function placeKey(flowRunId: string | null, taskKey: string, dynamicKey: string): string | undefined {
  return flowRunId === null ? undefined : JSON.stringify([flowRunId, taskKey, dynamicKey]);
}

function placeOf(event: TaskRunEvent): string | undefined {
  return placeKey(event.flowRunId, event.taskKey, event.dynamicKey);
}

class Groups {
  readonly #parents = new Map<string, string>();

  find(key: string): string {
    let root = key;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    // Shortens the way for the next search.
    if (root !== key) this.#parents.set(key, root);
    return root;
  }

  join(left: string, right: string): void {
    const leftRoot = this.find(left);
    const rightRoot = this.find(right);
    if (leftRoot !== rightRoot) this.#parents.set(rightRoot, leftRoot);
  }
}

/** The row a group's events belong to: the one in the deciding event's place, else the one with its id, else any. */
function recordedRunOf(
  decisive: TaskRunEvent,
  group: readonly TaskRunEvent[],
  recorded: ReadonlyMap<string, RecordedRun>,
): RecordedRun | undefined {
  const keys = [placeOf(decisive), decisive.taskRunId, ...group.flatMap((event) => [event.taskRunId, placeOf(event)])];
  for (const key of keys) {
    const run = key === undefined ? undefined : recorded.get(key);
    if (run !== undefined) return run;
  }
  return undefined;
}

/**
 * Sorts a batch out, as the reference does: within it the newest event of a run decides, and against the row only a newer
 * one. Of events of the same moment the first counts, for a run has one state at a time.
 *
 * @param recorded the rows that are there, by id and by place
 */
export function recordableRuns(
  events: readonly TaskRunEvent[],
  recorded: ReadonlyMap<string, RecordedRun>,
): Recordable {
  const ordered = events.toSorted((left, right) => left.state.timestamp - right.state.timestamp);
  const joined = new Groups();
  for (const event of ordered) {
    const place = placeOf(event);
    if (place !== undefined) joined.join(event.taskRunId, place);
  }
  const groups = Map.groupBy(ordered, (event) => joined.find(event.taskRunId));
  const updates: RunUpdate[] = [];
  const runIds = new Map<TaskRunEvent, string>();
  for (const group of groups.values()) {
    const decisive = group.reduce((newest, event) => (event.state.timestamp > newest.state.timestamp ? event : newest));
    const row = recordedRunOf(decisive, group, recorded);
    const runId = row?.id ?? decisive.taskRunId;
    for (const event of group) runIds.set(event, runId);
    if (row === undefined || row.state_timestamp === null || row.state_timestamp < decisive.state.timestamp) {
      updates.push({ runId, recorded: row, event: decisive });
    }
  }
  return { updates, states: ordered.map((event) => ({ runId: runIds.get(event) as string, event })) };
}
