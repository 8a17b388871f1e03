/** Lists whose access is chosen by what their filters offer, see access.ts. */
import type { Expression, SqlBool } from "kysely";
import { type Access, type Handles, planAccess } from "./access.ts";
import type { Database, Reader } from "./database.ts";
import { type ListSource, listStatement, type Order, type Page, type PageWindow, readPage } from "./list.ts";

/** Rows read or skipped by a list that is answered on the event loop; more go to a reader of their own. */
const QUICK_ROWS = 1_000;

/** A list as a domain asks for it; how its rows are come by is chosen here. */
export interface ListRequest {
  readonly conditions: readonly Expression<SqlBool>[];
  readonly handles: Handles;
  readonly order: Order;
}

/** Plans a list and says who reads it: `reader` where one is given, and otherwise whoever does not hold others up. */
async function plan(
  database: Database,
  source: ListSource<unknown>,
  request: ListRequest,
  rows: number,
  reader: Reader | undefined,
): Promise<{ access: Access; reader: Reader }> {
  const counter = reader ?? database.heavy;
  const { access, isQuick } = await planAccess(database, counter, source.table, request.handles, request.order);
  return { access, reader: reader ?? (isQuick && rows <= QUICK_ROWS ? database : database.heavy) };
}

/** Reads a window of a list by offset. */
export async function readPlannedList<Row>(
  database: Database,
  source: ListSource<Row>,
  request: ListRequest,
  window: { readonly limit: number; readonly offset: number },
  reader?: Reader,
): Promise<Row[]> {
  const planned = await plan(database, source, request, window.offset + window.limit, reader);
  return planned.reader.all(listStatement(database, source, { ...request, ...window, access: planned.access }));
}

/** Reads a window of a list by keyset, see readPage. */
export async function readPlannedPage<Row>(
  database: Database,
  source: ListSource<Row>,
  request: ListRequest,
  window: PageWindow,
  reader?: Reader,
): Promise<Page<Row>> {
  const rows = window.first ?? window.last ?? 0;
  const planned = await plan(database, source, request, rows, reader);
  return readPage(database, planned.reader, source, { ...request, access: planned.access }, window);
}
