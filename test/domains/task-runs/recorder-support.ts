/** Events of client-side task runs, and what the recorder has made of them. */

import { readSettings } from "../../../src/config.ts";
import type { Core } from "../../../src/core.ts";
import type { Database } from "../../../src/db/database.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT } from "../../../src/db/json-text.ts";
import type { ClientEvent } from "../../../src/domains/events/event.ts";
import { clientEvent, eventSchema } from "../../../src/domains/events/event-schema.ts";
import { newId } from "../../../src/ids.ts";
import { read } from "../../../src/rest/wire.ts";
import { systemClock } from "../../../src/time/clock.ts";
import type { Microseconds } from "../../../src/time/duration.ts";
import { formatInstant, type Instant } from "../../../src/time/instant.ts";

export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

/** A core on an open database, whose log lines are kept for the test to look at. */
export function coreOn(database: Database, entries: LogEntry[] = []): Core {
  const keep =
    (level: LogEntry["level"]) =>
    (fields: object, message: string): void =>
      void entries.push({ level, fields, message });
  return {
    database,
    clock: systemClock,
    settings: readSettings({}),
    logger: { info: keep("info"), warn: keep("warn"), error: keep("error") },
  };
}

const schema = eventSchema();

/** Reads events as the doors do. */
export function readEvents(events: readonly unknown[]): ClientEvent[] {
  return events.map((event) => {
    const result = read(schema, () => structuredClone(event));
    if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
    return clientEvent(result.value);
  });
}

/** Inserts bare flow runs, of a flow of their own. */
export async function insertFlowRuns(database: Database, ids: readonly string[]): Promise<void> {
  const now = systemClock.now();
  const flowId = newId(now);
  await database.transaction(async (transaction) => {
    await transaction.run(
      database.sql
        .insertInto("flow")
        .values({ id: flowId, created: now, updated: now, name: `flow ${flowId}`, tags: EMPTY_ARRAY }),
    );
    for (const id of ids) {
      await transaction.run(
        database.sql.insertInto("flow_run").values({
          id,
          created: now,
          updated: now,
          name: "run",
          flow_id: flowId,
          run_count: 0,
          total_run_time: 0 as Microseconds,
          parameters: EMPTY_OBJECT,
          context: EMPTY_OBJECT,
          empirical_policy: EMPTY_OBJECT,
          tags: EMPTY_ARRAY,
          auto_scheduled: false,
        }),
      );
    }
  });
}

export interface TaskEvent {
  readonly taskRunId: string;
  readonly flowRunId?: string;
  readonly type?: string;
  readonly at: Instant;
  readonly id?: string;
  readonly run?: Readonly<Record<string, unknown>>;
}

/** An event as the stock client sends it, in wire form. */
export function taskEvent({ taskRunId, flowRunId, type = "RUNNING", at, id, run }: TaskEvent): Record<string, unknown> {
  const name = type.charAt(0) + type.slice(1).toLowerCase();
  return {
    id: id ?? newId(at),
    occurred: formatInstant(at),
    event: `prefect.task-run.${name}`,
    resource: {
      "prefect.resource.id": `prefect.task-run.${taskRunId}`,
      "prefect.resource.name": "a task",
      "prefect.state-type": type,
      "prefect.orchestration": "client",
    },
    related:
      flowRunId === undefined
        ? []
        : [{ "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" }],
    payload: {
      intended: { from: null, to: type },
      initial_state: null,
      validated_state: { type, name, message: "", state_details: {}, data: null },
      task_run: { name: "a task", task_key: "task-1a2b", dynamic_key: taskRunId, run_count: 0, ...run },
    },
    follows: null,
  };
}
