/** Reads of logs. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { type Direction, type ListSource, listStatement, type Order, type Page, readPage } from "../../db/list.ts";
import { column, every } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { type LogFilter, logCondition } from "./log.filter.ts";
import type { LogOrderField, LogRow, LogSort } from "./log.ts";

const COLUMNS = [
  "sequence",
  "id",
  "created",
  "updated",
  "name",
  "level",
  "flow_run_id",
  "task_run_id",
  "message",
  "timestamp",
] as const;

const source: ListSource<LogRow> = {
  table: "log",
  columns: sql.raw(COLUMNS.map((name) => `log.${name}`).join(", ")),
  joins: sql.raw(""),
};

function order(direction: Direction): Order {
  return { value: column("log", "timestamp"), nullable: false, index: "log_timestamp_id_idx", direction };
}

function conditions(core: Core, filter: LogFilter) {
  return [every([logCondition(core.database.dialect, filter)])];
}

/** Reads a log by id. */
export function readLogById(core: Core, id: string): Promise<LogRow | undefined> {
  return core.database.get(sql<LogRow>`select ${source.columns} from log where ${column("log", "id")} = ${id}`);
}

/** Lists logs as REST does; logs of the same moment are in the order they came in. */
export function listLogs(
  core: Core,
  request: { readonly filter: LogFilter; readonly sort: LogSort } & OffsetWindow,
  reader: Reader = core.database,
): Promise<LogRow[]> {
  return reader.all(
    listStatement(core.database, source, {
      conditions: conditions(core, request.filter),
      order: order(request.sort === "TIMESTAMP_ASC" ? "ASC" : "DESC"),
      limit: request.limit,
      offset: request.offset,
      access: { kind: "free" },
    }),
  );
}

/** Reads a page of logs by keyset. */
export function pageLogs(
  core: Core,
  request: { readonly filter: LogFilter } & PageRequest<LogOrderField>,
  reader: Reader = core.database,
): Promise<Page<LogRow>> {
  return readPage(
    core.database,
    reader,
    source,
    {
      conditions: conditions(core, request.filter),
      order: order(request.orderBy.direction),
      access: { kind: "free" },
    },
    request,
  );
}
