/** Reads of saved searches. */
import type { Core } from "../../core.ts";
import type { OffsetWindow } from "../filters/page.ts";
import type { SavedSearchRow } from "./saved-search.ts";

export function readSavedSearch(core: Core, id: string): Promise<SavedSearchRow | undefined> {
  return core.database.get(core.database.sql.selectFrom("saved_search").selectAll().where("id", "=", id));
}

/** Lists saved searches by name. */
export function listSavedSearches(core: Core, window: OffsetWindow): Promise<SavedSearchRow[]> {
  const { database } = core;
  return database.all(
    database.sql.selectFrom("saved_search").selectAll().orderBy("name").limit(window.limit).offset(window.offset),
  );
}
