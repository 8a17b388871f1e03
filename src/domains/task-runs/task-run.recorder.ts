/**
 * The task-run recorder: makes task runs and their states out of the events of clients that orchestrate their tasks
 * themselves. It tails the event log from a cursor of its own, and commits what a batch of events does together with the
 * cursor, so that each event has its effect once, whenever the process is killed. Mirrors the reference's
 * services/task_run_recorder.
 */
import { setImmediate, setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { insertMany } from "../../db/insert.ts";
import type { LogFollower } from "../../db/log-follower.ts";
import { LOG_START, type LogPosition, type LogRow } from "../../db/log-tail.ts";
import { isOutage } from "../../db/outages.ts";
import { replayThenFollow } from "../../db/replay-then-follow.ts";
import { Turn } from "../../db/turn.ts";
import { taskRunStateRow } from "../../orchestration/state-rows.ts";
import type { Instant } from "../../time/instant.ts";
import { recordableRuns } from "./task-run-coalescing.ts";
import { InvalidTaskRunEventError, mayBeTaskRunEvent, readTaskRunEvent, type TaskRunEvent } from "./task-run-event.ts";
import { findRecordedRuns, upsertTaskRuns } from "./task-run-upsert.ts";

/** The name of its cursor. */
export const TASK_RUN_READER = "task-run-recorder";

/** Events a transaction; the more there are, the more of them are of the same runs, which are written once. */
const BATCH_EVENTS = 768;

/** An event that alone makes its transaction fail is tried this often, then passed over, lest it stop all others. */
const ATTEMPTS = 3;
const ATTEMPT_PAUSE_MILLISECONDS = 200;

/** How many of the events that were passed over are named in the log. */
const NAMED_EVENTS = 5;

/** Another process has recorded what this one was about to. */
class CursorMovedError extends Error {}

/** Up to where the events of task runs have been recorded, by whichever process does it. */
export async function readRecorderPosition({ database }: Core): Promise<LogPosition> {
  const row = await database.get(
    database.sql.selectFrom("event_cursor").select("position").where("reader", "=", TASK_RUN_READER),
  );
  return (row?.position ?? LOG_START) as LogPosition;
}

export class TaskRunRecorder {
  readonly #core: Core;
  readonly #follower: LogFollower<"event">;
  #position: LogPosition | undefined;

  constructor(core: Core, follower: LogFollower<"event">) {
    this.#core = core;
    this.#follower = follower;
  }

  /** Up to where events have been recorded; undefined before the first run. */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  /** Records what there is and what comes, until the signal is aborted; rejects when the database is away. */
  async run(signal: AbortSignal): Promise<void> {
    const { database, logger } = this.#core;
    this.#position = await readRecorderPosition(this.#core);
    const items = replayThenFollow(database, this.#follower, {
      after: this.#position,
      where: (builder) =>
        builder.and([builder("event", "like", "prefect.task-run%"), sql<boolean>`internal = ${false}`]),
      matches: mayBeTaskRunEvent,
      signal,
    });
    try {
      for await (const item of items) {
        if (item.kind === "gap")
          logger.warn({ ...item, service: TASK_RUN_READER }, "Events were removed before they were recorded");
        else await this.#recordInBatches(item.rows, item.position, signal);
      }
    } catch (error) {
      if (!(error instanceof CursorMovedError)) throw error;
    }
  }

  async #recordInBatches(rows: readonly LogRow<"event">[], position: LogPosition, signal: AbortSignal): Promise<void> {
    for (let offset = 0; offset < rows.length && !signal.aborted; offset += BATCH_EVENTS) {
      const batch = rows.slice(offset, offset + BATCH_EVENTS);
      const isLast = offset + BATCH_EVENTS >= rows.length;
      await this.#record(batch, isLast ? position : (batch.at(-1) as LogRow<"event">).position);
      // SQLite answers without giving the event loop a turn.
      await setImmediate();
    }
  }

  /** Records a batch; one that fails is tried in halves, down to the event that is at fault. */
  async #record(rows: readonly LogRow<"event">[], position: LogPosition): Promise<void> {
    try {
      await this.#recordTogether(rows, position);
    } catch (error) {
      if (isNoFaultOfEvents(error)) throw error;
      if (rows.length > 1) {
        const middle = Math.ceil(rows.length / 2);
        const first = rows.slice(0, middle);
        await this.#record(first, (first.at(-1) as LogRow<"event">).position);
        await this.#record(rows.slice(middle), position);
        return;
      }
      await this.#recordStubborn(rows, position, error);
    }
  }

  /** When even passing over the event fails, it is not the event that is at fault, and the error is passed on. */
  async #recordStubborn(rows: readonly LogRow<"event">[], position: LogPosition, first: unknown): Promise<void> {
    let failure = first;
    for (let attempt = 2; attempt <= ATTEMPTS; attempt += 1) {
      await setTimeout(ATTEMPT_PAUSE_MILLISECONDS);
      try {
        await this.#recordTogether(rows, position);
        return;
      } catch (error) {
        if (isNoFaultOfEvents(error)) throw error;
        failure = error;
      }
    }
    await this.#recordTogether([], position);
    this.#core.logger.error(
      { err: failure, event_id: rows[0]?.id },
      "Passed over a task run's event that cannot be recorded",
    );
  }

  async #recordTogether(rows: readonly LogRow<"event">[], position: LogPosition): Promise<void> {
    const core = this.#core;
    const now = core.clock.now();
    const events = await this.#readEvents(rows, now);
    const expected = this.#position ?? LOG_START;
    const orphans = await core.database.transaction(async (transaction) => {
      await this.#lockCursor(transaction, expected);
      const parentless = events.length === 0 ? [] : await recordEvents(core, transaction, events, now);
      await transaction.run(
        core.database.sql
          .insertInto("event_cursor")
          .values({ reader: TASK_RUN_READER, position, updated: now })
          .onConflict((conflict) => conflict.column("reader").doUpdateSet({ position, updated: now })),
      );
      return parentless;
    }, "background");
    this.#position = position;
    if (orphans.length > 0) {
      const named = orphans.slice(0, NAMED_EVENTS).map((event) => event.eventId);
      core.logger.warn(
        { count: orphans.length, event_ids: named },
        "Passed over events of flow runs that do not exist",
      );
    }
  }

  async #readEvents(rows: readonly LogRow<"event">[], now: Instant): Promise<TaskRunEvent[]> {
    const turn = new Turn();
    const events: TaskRunEvent[] = [];
    for (const row of rows) {
      const passed = turn.pass();
      if (passed !== undefined) await passed;
      const event = this.#readEvent(row, now);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** Undefined for what is no event of a task run, or an invalid one. */
  #readEvent(row: LogRow<"event">, now: Instant): TaskRunEvent | undefined {
    try {
      return readTaskRunEvent(row, now, this.#core.settings.maxCacheKeyLength);
    } catch (error) {
      if (!(error instanceof InvalidTaskRunEventError)) throw error;
      this.#core.logger.warn({ event_id: row.id, reason: error.message }, "Passed over an invalid task run event");
      return undefined;
    }
  }

  /** One recorder at a time holds the cursor; who comes second finds it moved. */
  async #lockCursor(transaction: Transaction, expected: LogPosition): Promise<void> {
    const { database } = this.#core;
    const row = await transaction.get<{ position: string }>(
      sql`select position from event_cursor where reader = ${TASK_RUN_READER} ${database.dialect.forUpdate}`,
    );
    if ((row?.position ?? LOG_START) !== expected) throw new CursorMovedError();
  }
}

/** Flow runs that exist, of those the events name. */
async function readParents(
  core: Core,
  transaction: Transaction,
  events: readonly TaskRunEvent[],
): Promise<Set<string>> {
  const named = [...new Set(events.flatMap((event) => event.flowRunId ?? []))];
  if (named.length === 0) return new Set();
  const { database } = core;
  const rows = await transaction.all(
    database.sql
      .selectFrom("flow_run")
      .select("id")
      .where(database.dialect.in(sql.ref("id"), named, "uuid")),
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Records events in the caller's transaction: every state, and of each run what its newest event says. Returns the events
 * that were passed over because their flow run does not exist (any more).
 */
export async function recordEvents(
  core: Core,
  transaction: Transaction,
  events: readonly TaskRunEvent[],
  now: Instant,
): Promise<TaskRunEvent[]> {
  const parents = await readParents(core, transaction, events);
  const hasParent = (event: TaskRunEvent): boolean => event.flowRunId === null || parents.has(event.flowRunId);
  const recordable = events.filter(hasParent);
  if (recordable.length > 0) {
    const recorded = await findRecordedRuns(core, transaction, recordable);
    const { updates, states } = recordableRuns(recordable, recorded);
    await upsertTaskRuns(core, transaction, updates, now);
    await insertMany(
      core.database,
      transaction,
      "task_run_state",
      states.map(({ runId, event }) => taskRunStateRow(runId, withRunIds(event, runId))),
      { ignoreConflicts: true },
    );
  }
  return events.filter((event) => !hasParent(event));
}

function withRunIds(event: TaskRunEvent, runId: string): TaskRunEvent["state"] {
  const { state } = event;
  return { ...state, state_details: { ...state.state_details, task_run_id: runId, flow_run_id: event.flowRunId } };
}

/** Whether recording has failed for what may be otherwise the next time: then no event is passed over. */
function isNoFaultOfEvents(error: unknown): boolean {
  return error instanceof CursorMovedError || isOutage(error);
}
