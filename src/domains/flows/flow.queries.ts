/** Reads of flows. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type ListSource, listStatement, type OrderKey, type Page, readPage } from "../../db/list.ts";
import { type Filters, flowConditions } from "../filters/across.ts";
import { column } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import type { FlowOrder, FlowOrderField, FlowRow, FlowSort } from "./flow.ts";

const source: ListSource<FlowRow> = { table: "flow", columns: sql.raw("flow.*"), joins: sql.raw("") };

const orderKeys: Readonly<Record<FlowOrderField, OrderKey>> = {
  ID: { nullable: false, index: "sqlite_autoindex_flow_1" },
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

/** Lists flows as REST does; flows of equal sort value are ordered by id, so that pages do not overlap. */
export function listFlows(
  core: Core,
  request: { readonly filters: Filters; readonly sort: FlowSort } & OffsetWindow,
  reader: Reader = core.database,
): Promise<FlowRow[]> {
  const { field, direction } = sorts[request.sort];
  return reader.all(
    listStatement(core.database, source, {
      conditions: flowConditions(core.database.dialect, request.filters),
      order: { ...orderKeys[field], direction },
      limit: request.limit,
      offset: request.offset,
      access: { kind: "free" },
    }),
  );
}

/** Reads a page of flows by keyset. */
export function pageFlows(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<FlowOrderField>,
  reader: Reader = core.database,
): Promise<Page<FlowRow>> {
  const { field, direction } = request.orderBy;
  return readPage(
    core.database,
    reader,
    source,
    {
      conditions: flowConditions(core.database.dialect, request.filters),
      order: { ...orderKeys[field], direction },
      access: { kind: "free" },
    },
    request,
  );
}

/** Counts flows, off the event loop. */
export function countFlows(core: Core, filters: Filters, reader: Reader = core.database.heavy): Promise<number> {
  return countRows(reader, "flow", flowConditions(core.database.dialect, filters));
}
