/** Saved searches: filters that Prefect's web page keeps under a name (the reference's schemas.core.SavedSearch). */
import type { Selectable } from "kysely";
import type { SavedSearchTable } from "../../db/tables.ts";
import { formatInstant } from "../../time/instant.ts";
import { quoted } from "../json-writer.ts";

export type SavedSearchRow = Readonly<Selectable<SavedSearchTable>>;

/** A saved search on the wire; its filters are spliced in as they were given. */
export function savedSearchJson(row: SavedSearchRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"filters":${row.filters}}`;
}
