/** Keeps the rows of the task workers that are connected to this server process. */
import { randomUUID } from "node:crypto";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { toJsonText } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import { PRESENCE_DURATION, PRESENCE_INTERVAL } from "./task-worker.ts";

export class TaskWorkerPresence {
  readonly #core: Core;
  readonly #process = randomUUID();
  /** The keys of each connection: a worker that comes back is here twice until its old connection has ended. */
  readonly #present = new Map<string, readonly (readonly string[])[]>();
  #timer: NodeJS.Timeout | undefined;
  #reporting: Promise<void> | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Shows a task worker; the returned function, called once, takes it back. */
  async enter(identifier: string, keys: readonly string[]): Promise<() => Promise<void>> {
    this.#present.set(identifier, [...(this.#present.get(identifier) ?? []), keys]);
    this.#timer ??= setInterval(() => void this.report(), PRESENCE_INTERVAL / 1_000).unref();
    const leave = (): Promise<void> => {
      this.#remove(identifier, keys);
      return this.#core.database.transaction((transaction) => this.#write(transaction, identifier));
    };
    try {
      await this.#core.database.transaction((transaction) => this.#write(transaction, identifier));
    } catch (error) {
      this.#remove(identifier, keys);
      throw error;
    }
    return leave;
  }

  #remove(identifier: string, keys: readonly string[]): void {
    const others = (this.#present.get(identifier) ?? []).filter((each) => each !== keys);
    if (others.length > 0) this.#present.set(identifier, others);
    else this.#present.delete(identifier);
    if (this.#present.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Writes the row of a worker as it is now; none, where it is gone and has not come back to another process. */
  async #write(transaction: Transaction, identifier: string): Promise<void> {
    const { sql } = this.#core.database;
    const connections = this.#present.get(identifier);
    if (connections === undefined) {
      const row = sql.deleteFrom("task_worker").where("identifier", "=", identifier);
      await transaction.run(row.where("served_by", "=", this.#process));
      return;
    }
    const changing = {
      task_keys: toJsonText([...new Set(connections.flat())]),
      last_seen: this.#core.clock.now(),
      served_by: this.#process,
    };
    await transaction.run(
      sql
        .insertInto("task_worker")
        .values({ identifier, ...changing })
        .onConflict((conflict) => conflict.column("identifier").doUpdateSet(changing)),
    );
  }

  /** Says once that the workers are still there, and removes those nobody has said that of; a timer calls it. */
  report(): Promise<void> {
    this.#reporting ??= this.#report()
      .catch((error: unknown) => {
        this.#core.logger.error({ err: error }, "Task workers could not be reported as connected");
      })
      .finally(() => {
        this.#reporting = undefined;
      });
    return this.#reporting;
  }

  async #report(): Promise<void> {
    const { database, clock } = this.#core;
    const now = clock.now();
    await database.transaction(async (transaction) => {
      const seen = await transaction.run(
        database.sql.updateTable("task_worker").set({ last_seen: now }).where("served_by", "=", this.#process),
      );
      const forgotten = (now - PRESENCE_DURATION) as Instant;
      await transaction.run(database.sql.deleteFrom("task_worker").where("last_seen", "<=", forgotten));
      // Another process has removed some while this one was held up, or has them too.
      if (seen < this.#present.size) await this.#showMissing(transaction);
    });
  }

  async #showMissing(transaction: Transaction): Promise<void> {
    const { sql } = this.#core.database;
    const rows = await transaction.all(
      sql.selectFrom("task_worker").select("identifier").where("served_by", "=", this.#process),
    );
    const shown = new Set(rows.map((row) => row.identifier));
    for (const identifier of this.#present.keys()) {
      if (!shown.has(identifier)) await this.#write(transaction, identifier);
    }
  }

  /** Resolves when nothing is being written any more. */
  async drain(): Promise<void> {
    await this.#reporting;
  }
}
