/** Writes of saved searches; each is told in the event log. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { EMPTY_OBJECT, type JsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { changeEvent } from "../change-events.ts";
import type { SavedSearchRow } from "./saved-search.ts";

async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  row: SavedSearchRow,
): Promise<void> {
  const event = changeEvent("saved-search", change, row, EMPTY_OBJECT, core.clock.now());
  await appendEvents(core.database, transaction, [event]);
}

export interface SavedSearchUpsert {
  readonly row: SavedSearchRow;
  readonly created: boolean;
}

/** Saves filters under a name; those saved under it before are replaced, and keep their id. */
export function saveSearch(core: Core, name: string, filters: JsonText): Promise<SavedSearchUpsert> {
  const { database } = core;
  return database.transaction(async (transaction) => {
    const now = core.clock.now();
    const row: SavedSearchRow = { id: newId(now), created: now, updated: now, name, filters };
    const inserted = await transaction.get(
      database.sql
        .insertInto("saved_search")
        .values(row)
        // As the reference has it, `updated` stays what it was.
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ filters }))
        .returningAll(),
    );
    const saved = (inserted ?? row) as SavedSearchRow;
    const created = saved.id === row.id;
    await recordChange(core, transaction, created ? "created" : "updated", saved);
    return { row: saved, created };
  });
}

/** @throws PenstockError NOT_FOUND */
export function deleteSavedSearch(core: Core, id: string): Promise<void> {
  const { database } = core;
  return database.transaction(async (transaction) => {
    const deleted = await transaction.get(database.sql.deleteFrom("saved_search").where("id", "=", id).returningAll());
    if (deleted === undefined) throw notFound("Saved search not found");
    await recordChange(core, transaction, "deleted", deleted as SavedSearchRow);
  });
}
