/** Reads of saved searches. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import {
  type Condition,
  column,
  combine,
  given,
  type IdFilter,
  idCondition,
  type NameFilter,
  nameCondition,
  type Optional,
  TRUE,
} from "../filters/criteria.ts";
import type { Cursor, OffsetWindow, PageRequest } from "../filters/page.ts";
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

export interface SavedSearchFilter {
  readonly id?: Optional<IdFilter>;
  readonly name?: Optional<NameFilter>;
}

/** What pages of saved searches can be ordered by, in either direction. */
export type SavedSearchOrderField = "ID" | "NAME";

const source: ListSource<SavedSearchRow> = {
  table: "saved_search",
  columns: sql.raw("saved_search.*"),
  joins: sql.raw(""),
};

const orderKeys: Readonly<Record<SavedSearchOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("saved_search") },
  NAME: { value: column("saved_search", "name"), nullable: false, index: "saved_search_name_key" },
};

function conditionsOf(core: Core, filter: SavedSearchFilter): Condition[] {
  const { dialect } = core.database;
  const condition = combine("and_", [
    given(filter.id, (criterion) => idCondition(dialect, column("saved_search", "id"), criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, column("saved_search", "name"), criterion)),
  ]);
  return condition === TRUE ? [] : [condition];
}

/** Reads a page of saved searches by keyset. */
export function pageSavedSearches(
  core: Core,
  request: { readonly filter: SavedSearchFilter } & PageRequest<SavedSearchOrderField>,
): Promise<Page<SavedSearchRow>> {
  const { field, direction } = request.orderBy;
  const conditions = conditionsOf(core, request.filter);
  const list = {
    conditions,
    handles: { handles: [], areComplete: conditions.length === 0 },
    order: { ...orderKeys[field], direction },
  };
  return readPlannedPage(core.database, source, list, request);
}

/** A saved search's place in that order. */
export function savedSearchCursor(row: SavedSearchRow, field: SavedSearchOrderField): Cursor {
  return { value: field === "ID" ? row.id : row.name, id: row.id };
}

export function countSavedSearches(core: Core, filter: SavedSearchFilter): Promise<number> {
  return countRows(core.database.heavy, "saved_search", conditionsOf(core, filter));
}
