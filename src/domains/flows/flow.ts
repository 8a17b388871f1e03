/** Flows: named groups of runs. */
import type { Selectable } from "kysely";
import type { FlowTable } from "../../db/tables.ts";
import type { Cursor, OrderBy } from "../filters/page.ts";

export type FlowRow = Selectable<FlowTable>;

/** Orders of REST lists. */
export const flowSorts = ["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"] as const;
export type FlowSort = (typeof flowSorts)[number];

/** What pages of flows can be ordered by, in either direction; equal values are ordered by id. */
export const flowOrderFields = ["ID", "CREATED", "UPDATED", "NAME"] as const;
export type FlowOrderField = (typeof flowOrderFields)[number];
export type FlowOrder = OrderBy<FlowOrderField>;

/** A flow's place in that order. */
export function flowCursor(row: FlowRow, field: FlowOrderField): Cursor {
  switch (field) {
    case "ID":
      return { value: row.id, id: row.id };
    case "CREATED":
      return { value: row.created, id: row.id };
    case "UPDATED":
      return { value: row.updated, id: row.id };
    case "NAME":
      return { value: row.name, id: row.id };
  }
}
