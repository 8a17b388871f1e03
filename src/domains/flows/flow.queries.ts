/** Reads of flows. */

import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { type ListRequest, readPlannedList, readPlannedPage } from "../../db/planned-list.ts";
import { type Filters, flowConditions } from "../filters/across.ts";
import { column } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { type FlowFilter, flowCondition } from "./flow.filter.ts";
import type { FlowOrder, FlowOrderField, FlowRow, FlowSort } from "./flow.ts";

const source: ListSource<FlowRow> = { table: "flow", columns: sql.raw("flow.*"), joins: sql.raw("") };

const orderKeys: Readonly<Record<FlowOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("flow") },
  CREATED: { value: column("flow", "created"), nullable: false, index: "flow_created_id_idx" },
  UPDATED: { value: column("flow", "updated"), nullable: false, index: "flow_updated_id_idx" },
  NAME: { value: column("flow", "name"), nullable: false, index: "flow_name_key" },
};

const sorts: Readonly<Record<FlowSort, FlowOrder>> = {
  CREATED_DESC: { field: "CREATED", direction: "DESC" },
  UPDATED_DESC: { field: "UPDATED", direction: "DESC" },
  NAME_ASC: { field: "NAME", direction: "ASC" },
  NAME_DESC: { field: "NAME", direction: "DESC" },
};

/** Reads a flow; `reader` is the transaction where the read belongs to one. */
export function readFlow(core: Core, id: string, reader: Reader = core.database): Promise<FlowRow | undefined> {
  return reader.get(core.database.sql.selectFrom("flow").selectAll().where("id", "=", id));
}

export function readFlowByName(core: Core, name: string, reader: Reader = core.database): Promise<FlowRow | undefined> {
  return reader.get(core.database.sql.selectFrom("flow").selectAll().where("name", "=", name));
}

/** Reads flows by id, in no order; ids without a flow are left out. */
export async function readFlowsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<FlowRow[]> {
  if (ids.length === 0) return [];
  const wanted = core.database.dialect.in(column("flow", "id"), ids, "uuid");
  return reader.all(core.database.sql.selectFrom("flow").selectAll().where(wanted));
}

function requestOf(core: Core, filters: Filters, { field, direction }: FlowOrder): ListRequest {
  return {
    conditions: flowConditions(core.database.dialect, filters),
    // Flows are few, so that their own criteria need no index; those on their runs may take a while.
    handles: { handles: [], areComplete: !filters.flow_runs && !filters.task_runs },
    order: { ...orderKeys[field], direction },
  };
}

/** Lists flows as REST does; flows of equal sort value are ordered by id, so that pages do not overlap. */
export function listFlows(
  core: Core,
  request: { readonly filters: Filters; readonly sort: FlowSort } & OffsetWindow,
  reader?: Reader,
): Promise<FlowRow[]> {
  return readPlannedList(core.database, source, requestOf(core, request.filters, sorts[request.sort]), request, reader);
}

/** Reads a page of flows by keyset. */
export function pageFlows(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<FlowOrderField>,
  reader?: Reader,
): Promise<Page<FlowRow>> {
  return readPlannedPage(core.database, source, requestOf(core, request.filters, request.orderBy), request, reader);
}

/** Which of some flows match a filter of flows by now. */
export async function matchingFlowIds(
  core: Core,
  filter: FlowFilter,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { dialect } = core.database;
  const isOne = dialect.in(column("flow", "id"), ids, "uuid");
  const rows = await core.database.all(
    sql<{ readonly id: string }>`select flow.id from flow where ${isOne} and ${flowCondition(dialect, filter)}`,
  );
  return new Set(rows.map((row) => row.id));
}

/** Counts flows, off the event loop. */
export function countFlows(core: Core, filters: Filters, reader: Reader = core.database.heavy): Promise<number> {
  return countRows(reader, "flow", flowConditions(core.database.dialect, filters));
}
