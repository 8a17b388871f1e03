/**
 * Who listens to a log: to all of it, or to the rows of certain objects alone. Those are found by an index, so that a row
 * costs nothing for the thousands who listen to others.
 */
import type { LogPosition, LogRow, LogTable } from "./log-tail.ts";

/** Rows in the order of the log: all there are for the listener after `after`, up to and including `position`. Shared; do not change. */
export interface LogBatch<Table extends LogTable> {
  readonly rows: readonly LogRow<Table>[];
  readonly after: LogPosition;
  readonly position: LogPosition;
  /** How many bytes of the log had been delivered before, since the follower began. */
  readonly delivered: number;
}

export type LogListener<Table extends LogTable> = (batch: LogBatch<Table>) => void;

/** The columns by which rows can be listened to; each leads an index of the table, too. */
export interface KeyColumns {
  readonly event: "flow_run_id" | "resource_id";
  readonly log: "flow_run_id";
}

/** The rows that have one of the values in the column. */
export interface LogKeys<Table extends LogTable> {
  readonly column: KeyColumns[Table];
  readonly values: readonly string[];
}

type Tell<Table extends LogTable> = (listener: LogListener<Table>, batch: LogBatch<Table>) => void;

export class LogListeners<Table extends LogTable> {
  readonly #toAll = new Set<LogListener<Table>>();
  readonly #byColumn = new Map<KeyColumns[Table], Map<string, Set<LogListener<Table>>>>();
  #keyed = 0;

  get size(): number {
    return this.#toAll.size + this.#keyed;
  }

  /** Adds a listener, to all rows where no keys are given, and returns what removes it again. */
  add(listener: LogListener<Table>, keys?: LogKeys<Table>): () => void {
    if (keys === undefined) {
      this.#toAll.add(listener);
      return () => this.#toAll.delete(listener);
    }
    const { column } = keys;
    const values = new Set(keys.values);
    for (const value of values) this.#listenersOf(column, value).add(listener);
    this.#keyed += 1;
    let removed = false;
    return () => {
      if (removed) return;
      removed = true;
      this.#keyed -= 1;
      for (const value of values) this.#remove(column, value, listener);
    };
  }

  clear(): void {
    this.#toAll.clear();
    this.#byColumn.clear();
    this.#keyed = 0;
  }

  /** Calls everybody whom a batch concerns. */
  deliver(batch: LogBatch<Table>, tell: Tell<Table>): void {
    for (const listener of this.#toAll) tell(listener, batch);
    if (this.#keyed === 0) return;
    const concerned = new Map<LogListener<Table>, LogRow<Table>[]>();
    for (const row of batch.rows) {
      for (const [column, byValue] of this.#byColumn) {
        const value = (row as Readonly<Record<string, unknown>>)[column];
        for (const listener of (typeof value === "string" && byValue.get(value)) || []) {
          const rows = concerned.get(listener);
          if (rows === undefined) concerned.set(listener, [row]);
          else rows.push(row);
        }
      }
    }
    for (const [listener, rows] of concerned) tell(listener, { ...batch, rows });
  }

  #listenersOf(column: KeyColumns[Table], value: string): Set<LogListener<Table>> {
    const byValue = this.#byColumn.get(column) ?? new Map<string, Set<LogListener<Table>>>();
    this.#byColumn.set(column, byValue);
    const listeners = byValue.get(value) ?? new Set();
    byValue.set(value, listeners);
    return listeners;
  }

  #remove(column: KeyColumns[Table], value: string, listener: LogListener<Table>): void {
    const byValue = this.#byColumn.get(column);
    const listeners = byValue?.get(value);
    listeners?.delete(listener);
    if (listeners?.size === 0) byValue?.delete(value);
  }
}
