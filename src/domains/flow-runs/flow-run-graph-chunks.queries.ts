/**
 * The graph of a flow run piece by piece: first every node there is, along an index and so many at a time, then those whose
 * change has been written to the event log since. Nothing is read or kept that grows with the graph.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { readChildPages } from "../../db/child-lists.ts";
import { logBeginning } from "../../db/log-beginning.ts";
import { logSnapshot, type SeenTransactions, wasSeen } from "../../db/log-snapshot.ts";
import {
  compareLogPositions,
  type EventKey,
  LOG_START,
  type LogPosition,
  logHead,
  readEventKeys,
} from "../../db/log-tail.ts";
import { column } from "../filters/criteria.ts";
import type { Cursor } from "../filters/page.ts";
import { readRecorderPosition } from "../task-runs/task-run.recorder.ts";
import { mayBeTaskRunEvent } from "../task-runs/task-run-event.ts";
import { type ChunkNode, readCandidates, readNodes, UUID, withinBudget } from "./flow-run-graph-chunk-nodes.queries.ts";

/** Events of one run that wait to be recorded are looked through so many at a time. */
const UNRECORDED_EVENTS = 100;
const TASK_RUN_PREFIX = "prefect.task-run.";

/** How much of a graph has been told. */
export interface GraphMark {
  /** Where in the event log the changes begin that have not been told. */
  readonly position: LogPosition;
  readonly seen: SeenTransactions | null;
  /** The last node told, by (expected start, id), while not all have been; null afterwards. */
  readonly walk: Cursor | null;
}

export interface GraphChunk {
  /** Those that are there to be shown, each once. */
  readonly nodes: readonly ChunkNode[];
  /** Task runs that are gone. */
  readonly removed: readonly string[];
  readonly mark: GraphMark;
  /** Whether more can be read at once. */
  readonly hasMore: boolean;
  /** Whether the chunk begins anew because changes behind the mark are no longer known. */
  readonly isAnew: boolean;
}

/** What clients report of their task runs has its effect on them only once it has been recorded. */
function isUnrecorded(key: EventKey, recorded: LogPosition): boolean {
  return compareLogPositions(key.position, recorded) > 0 && mayBeTaskRunEvent(key);
}

/** The place ahead of the run's first event that has not been recorded; undefined when all have been. */
async function beforeUnrecorded(core: Core, flowRunId: string): Promise<LogPosition | undefined> {
  let after = await readRecorderPosition(core);
  const recorded = after;
  for (;;) {
    const keys = await readEventKeys(core.database, core.database.heavy, after, UNRECORDED_EVENTS, (event) =>
      event.and([
        event("flow_run_id", "=", flowRunId),
        event("event", "like", `${TASK_RUN_PREFIX}%`),
        sql<boolean>`internal = ${false}`,
      ]),
    );
    for (const key of keys) {
      if (isUnrecorded(key, recorded)) return after;
      after = key.position;
    }
    if (keys.length < UNRECORDED_EVENTS) return undefined;
  }
}

/** Where the changes begin that a walk from now on may not show. */
async function markOfNow(core: Core, flowRunId: string): Promise<GraphMark> {
  const { positions, seen } = await logSnapshot(core.database);
  const waiting = await beforeUnrecorded(core, flowRunId);
  const isBehind = waiting !== undefined && compareLogPositions(waiting, positions.event) < 0;
  return { position: isBehind ? waiting : positions.event, seen, walk: null };
}

async function walk(
  core: Core,
  flowRunId: string,
  mark: GraphMark,
  limit: number,
  isAnew: boolean,
): Promise<GraphChunk> {
  const { database } = core;
  const list = {
    table: "task_run",
    index: "task_run_flow_run_id_expected_start_time_id_idx",
    isChildOf: (parent) => sql`${sql.ref("task_run.flow_run_id")} = ${parent}`,
    conditions: [],
    order: { column: "expected_start_time", nullable: true, direction: "ASC" },
  } as const satisfies Parameters<typeof readChildPages>[2];
  const window = { first: limit, ...(mark.walk === null ? {} : { after: mark.walk }) };
  const page = (await readChildPages(database, database.heavy, list, [flowRunId], window)).get(flowRunId);
  const ids = page?.ids ?? [];
  const candidates = await readCandidates(core, flowRunId, ids);
  const present = ids.flatMap((id) => candidates.get(id) ?? []);
  const told = withinBudget(present, ({ size }) => size);
  const last = told.at(-1);
  // All of them were deleted between the two statements: what follows has moved up.
  if (last === undefined && page?.hasNextPage === true) return walk(core, flowRunId, mark, limit, isAnew);
  const hasMore = last !== undefined && (told.length < present.length || page?.hasNextPage === true);
  return {
    nodes: await readNodes(
      core,
      flowRunId,
      told.map(({ id }) => id),
    ),
    removed: [],
    mark: { ...mark, walk: hasMore ? { value: last.place, id: last.id } : null },
    hasMore,
    isAnew,
  };
}

function taskRunOf({ resource_id: resource }: EventKey): string | undefined {
  const id = resource.startsWith(TASK_RUN_PREFIX) ? resource.slice(TASK_RUN_PREFIX.length).toLowerCase() : "";
  return UUID.test(id) ? id : undefined;
}

/** Each task run once, with the last of its events, in the order of these. */
function lastEvents(keys: readonly EventKey[]): Map<string, EventKey> {
  const last = new Map<string, EventKey>();
  for (const key of keys) {
    const id = taskRunOf(key);
    if (id === undefined) continue;
    last.delete(id);
    last.set(id, key);
  }
  return last;
}

/** By event, the task run its state was recorded of: a run that a client made twice is recorded as one. */
async function recordedAs(core: Core, keys: readonly EventKey[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const { dialect, heavy } = core.database;
  const ids = keys.map((key) => key.id);
  const rows = await heavy.all(
    sql<{ id: string; task_run_id: string }>`select id, task_run_id from task_run_state
      where ${dialect.in(column("task_run_state", "id"), ids, "uuid")}`,
  );
  return new Map(rows.map((row) => [row.id, row.task_run_id]));
}

async function changes(core: Core, flowRunId: string, mark: GraphMark, limit: number): Promise<GraphChunk> {
  // Read first: what is recorded meanwhile is told the next time.
  const recorded = await readRecorderPosition(core);
  const keys = await readEventKeys(core.database, core.database.heavy, mark.position, limit + 1, (event) =>
    event("flow_run_id", "=", flowRunId),
  );
  const page = keys.slice(0, limit);
  const waiting = page.findIndex((key) => isUnrecorded(key, recorded));
  const effective = waiting === -1 ? page : page.slice(0, waiting);
  const last = lastEvents(effective.filter((key) => mayBeTaskRunEvent(key) || !wasSeen(mark.seen, key.position)));
  const candidates = await readCandidates(core, flowRunId, [...last.keys()]);
  const missing = [...last].filter(([id]) => !candidates.has(id));
  const places = await recordedAs(
    core,
    missing.map(([, key]) => key),
  );
  const changed = [...last].map(([id, key]) => ({ id: candidates.has(id) ? id : (places.get(key.id) ?? id), key }));
  const told = withinBudget(changed, ({ id }) => candidates.get(id)?.size ?? 0);
  const isCut = told.length < changed.length;
  const position = (isCut ? told.at(-1)?.key : effective.at(-1))?.position ?? mark.position;
  const ids = [...new Set(told.map(({ id }) => id))];
  const removed = ids.filter((id) => !candidates.has(id) && ![...places.values()].includes(id));
  return {
    nodes: await readNodes(core, flowRunId, ids),
    removed,
    mark: { position, seen: mark.seen, walk: null },
    hasMore: isCut || (waiting === -1 && keys.length > limit),
    isAnew: false,
  };
}

/** Whether events behind the mark are gone, or the mark is not of this database as it is now. */
async function isForgotten({ database }: Core, { position }: GraphMark): Promise<boolean> {
  const [beginning, head] = await Promise.all([logBeginning(database, "event"), logHead(database, "event")]);
  const isOlder = position !== LOG_START && compareLogPositions(position, beginning) < 0;
  return isOlder || compareLogPositions(position, head) > 0;
}

/**
 * Reads a chunk of the graph of a flow run that is there: without a mark the first one, with one what follows it. A node that
 * changes while chunks are read may be told more than once, and as it is by then; none is left out.
 *
 * @param limit the nodes or changes looked at, at the most
 */
export async function readGraphChunk(
  core: Core,
  flowRunId: string,
  mark: GraphMark | null,
  limit: number,
): Promise<GraphChunk> {
  if (mark === null) return walk(core, flowRunId, await markOfNow(core, flowRunId), limit, false);
  if (mark.walk !== null) return walk(core, flowRunId, mark, limit, false);
  if (await isForgotten(core, mark)) return walk(core, flowRunId, await markOfNow(core, flowRunId), limit, true);
  return changes(core, flowRunId, mark, limit);
}
