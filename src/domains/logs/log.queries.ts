/** Reads of logs. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import {
  type Cursor,
  type Direction,
  type ListSource,
  listStatement,
  type Order,
  type Page,
  type PageWindow,
  readPage,
} from "../../db/list.ts";
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

/**
 * Logs that one page by words or a level looks through where nothing else narrows them: some 50 ms of work. Words that are
 * rare would otherwise be looked for in all logs there are.
 */
export const MOST_SEARCHED = 50_000;

/** Whether the filter picks from the logs of certain runs, which an index finds. */
function isOfRuns(filter: LogFilter): boolean {
  return filter.flow_run_id?.any_ != null || filter.task_run_id?.any_ != null;
}

/** Whether finding a page may take a look at many logs for each that matches. */
function isSearch(filter: LogFilter): boolean {
  return filter.text != null || ((filter.level?.ge_ != null || filter.level?.le_ != null) && !isOfRuns(filter));
}

/** Who reads a list of logs so that it does not hold others up. */
export function readerOfLogs({ database }: Core, filter: LogFilter): Reader {
  return isSearch(filter) ? database.heavy : database;
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
  reader: Reader = readerOfLogs(core, request.filter),
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

type LogPageRequest = { readonly filter: LogFilter } & PageRequest<LogOrderField>;

/** Reads a page of logs by keyset. */
export function pageLogs(
  core: Core,
  request: LogPageRequest,
  reader: Reader = readerOfLogs(core, request.filter),
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

export interface SearchedPage extends Page<LogRow> {
  /** The last log that was looked at, where the search ended with it and others follow that may match. */
  readonly stoppedAt: Cursor | null;
}

/**
 * Reads a page of logs as pageLogs does, but looks through `most` logs at the most where a search by words or level is not
 * narrowed to runs: one more statement, along an index, finds where that many end.
 */
export async function searchLogs(
  core: Core,
  request: LogPageRequest,
  most: number = MOST_SEARCHED,
): Promise<SearchedPage> {
  const end =
    isSearch(request.filter) && !isOfRuns(request.filter) ? await endOfSearch(core, request, most) : undefined;
  if (end === undefined) return { ...(await pageLogs(core, request)), stoppedAt: null };
  const isBackward = isFromTheEnd(request);
  const page = await pageLogs(core, { ...request, ...(isBackward ? { after: end.beyond } : { before: end.beyond }) });
  const isFull = isBackward ? page.hasPreviousPage : page.hasNextPage;
  const ends = isBackward
    ? { hasPreviousPage: true, hasNextPage: request.before !== undefined }
    : { hasNextPage: true, hasPreviousPage: request.after !== undefined };
  return { rows: page.rows, ...ends, stoppedAt: isFull ? null : end.last };
}

/** Whether a page is counted from the end of the list. */
export function isFromTheEnd({ first, last }: PageWindow): boolean {
  return first === undefined && last !== undefined;
}

/** The last log that may be looked at, and the one beyond; undefined where there are no more than that. */
async function endOfSearch(
  core: Core,
  request: LogPageRequest,
  most: number,
): Promise<{ readonly last: Cursor; readonly beyond: Cursor } | undefined> {
  const { direction } = request.orderBy;
  const isAscending = (direction === "ASC") !== isFromTheEnd(request);
  const place = sql`(log.timestamp, log.id)`;
  const bounds = [
    { cursor: request.after, sign: direction === "ASC" ? sql`>` : sql`<` },
    { cursor: request.before, sign: direction === "ASC" ? sql`<` : sql`>` },
  ].flatMap(({ cursor, sign }) =>
    cursor === undefined ? [] : [sql<SqlBool>`${place} ${sign} (${cursor.value}, ${cursor.id})`],
  );
  const times = logCondition(core.database.dialect, { timestamp: request.filter.timestamp });
  const order = isAscending ? sql`log.timestamp, log.id` : sql`log.timestamp desc, log.id desc`;
  const [last, beyond] = await core.database.heavy.all(
    sql<{
      value: number;
      id: string;
    }>`select log.timestamp as value, log.id from log where ${every([times, ...bounds])} order by ${order} limit 2 offset ${most - 1}`,
  );
  return last === undefined || beyond === undefined ? undefined : { last, beyond };
}
