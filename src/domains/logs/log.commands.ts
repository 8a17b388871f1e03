/** Writing logs. */
import type { Core } from "../../core.ts";
import { insertMany } from "../../db/insert.ts";
import { newId } from "../../ids.ts";
import type { NewLog } from "./log.ts";

/** Appends logs, all or none, and wakes whoever follows them. Runs need not exist: a client may log ahead of them. */
export async function createLogs(core: Core, logs: readonly NewLog[]): Promise<void> {
  if (logs.length === 0) return;
  const now = core.clock.now();
  const rows = logs.map((log) => ({ ...log, id: newId(now), created: now, updated: now }));
  await core.database.transaction(async (transaction) => {
    await insertMany(core.database, transaction, "log", rows);
    transaction.signal("log");
  });
}
