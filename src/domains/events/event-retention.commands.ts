/**
 * Deleting events that have been kept long enough. What is deleted lies behind the beginning of the log, which moves in the same
 * transaction: a stream that was not there yet is told of a gap. Nobody who reads the log from a cursor loses an event.
 */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { advanceLogBeginning, advancePlace, readPlace } from "../../db/log-beginning.ts";
import {
  compareLogPositions,
  isAfter,
  type LogPosition,
  logHead,
  logOrder,
  positionColumn,
} from "../../db/log-tail.ts";
import type { Pace } from "../../db/pace.ts";
import type { Instant } from "../../time/instant.ts";
import { RELATED_ID } from "./event-resources.commands.ts";

/** Under this name the place is kept up to which no event is left. */
const SWEPT = "events swept";

/** What the events of one transaction may weigh; on SQLite some 5 ms. */
const MOST_WEIGHT = 4_000_000;
/** A byte of related resources weighs as much as so many of payload: rows of an index instead of pages given back. */
const RELATED_WEIGHT = 100;

/** A reader of the event log with a cursor of its own. */
export interface LogReader {
  readonly name: string;
  /** Whether it is meant to run; one that is not holds nothing back once it has been quiet for long. */
  readonly isWanted: boolean;
}

export interface EventRetention {
  /** Events received before are deleted. */
  readonly before: Instant;
  /** None behind this position. */
  readonly upTo: LogPosition;
}

interface EventPlace {
  readonly sequence: number;
  readonly position: LogPosition;
  readonly received: Instant;
  readonly weight: number;
}

interface RelatedResource {
  readonly id: string;
  readonly occurred: Instant;
  readonly sequence: number;
}

/**
 * Up to where all readers have read the log: nothing behind may be deleted, or what it was to bring about would be lost.
 *
 * @param quietSince a reader that is not wanted and has not read since then counts no more
 */
export async function readSlowestReader(
  core: Core,
  readers: readonly LogReader[],
  quietSince: Instant,
): Promise<LogPosition> {
  const { database } = core;
  const names = readers.map(({ name }) => name);
  const rows = await database.all(
    database.sql
      .selectFrom("event_cursor")
      .select(["reader", "position", "updated"])
      .where(database.dialect.in(sql.ref("reader"), names, "text")),
  );
  const cursors = new Map(rows.map((row) => [row.reader, row]));
  const positions = readers.flatMap(({ name, isWanted }) => {
    const cursor = cursors.get(name);
    if (!isWanted && (cursor === undefined || cursor.updated < quietSince)) return [];
    return (cursor?.position ?? "0:0") as LogPosition;
  });
  const head = await logHead(database, "event");
  return positions.reduce((least, each) => (compareLogPositions(each, least) < 0 ? each : least), head);
}

function placeColumns({ database }: Core): RawBuilder<EventPlace> {
  const { dialect } = database;
  const payload = dialect.storedSize(sql.ref("payload"));
  const related = dialect.storedSize(sql.ref("related"));
  return sql<EventPlace>`sequence, ${positionColumn(database)} as position, received, ${payload} + ${related} * ${sql.lit(RELATED_WEIGHT)} as weight`;
}

/** As many of the places, from the first on, as one transaction should deal with: one at least. */
function lightEnough(places: readonly EventPlace[]): readonly EventPlace[] {
  let weight = 0;
  const tooMany = places.findIndex((place, index) => {
    weight += place.weight;
    return index > 0 && weight > MOST_WEIGHT;
  });
  return tooMany === -1 ? places : places.slice(0, tooMany);
}

function isExpired({ received, position }: EventPlace, { before, upTo }: EventRetention): boolean {
  return received < before && compareLogPositions(position, upTo) <= 0;
}

function furthest(places: readonly EventPlace[]): LogPosition {
  const positions = places.map(({ position }) => position);
  return positions.reduce((most, each) => (compareLogPositions(each, most) > 0 ? each : most));
}

/** Deletes events with their rows in the index of related resources, where all that are this old have been indexed. */
async function deleteEvents(core: Core, transaction: Transaction, places: readonly EventPlace[]): Promise<number> {
  const { database } = core;
  const { dialect } = database;
  const sequences = places.map(({ sequence }) => sequence);
  const isOne = dialect.in(sql.ref("event.sequence"), sequences, "bigint");
  const id = dialect.jsonTextAt(sql`element.value`, RELATED_ID);
  const resources = await transaction.all(
    sql<RelatedResource>`select ${id} as id, event.occurred, event.sequence
      from event cross join ${dialect.jsonObjectRows(sql`event.related`)}
      where ${isOne} and not event.internal and ${id} is not null`,
  );
  // Named one by one: of a subquery PostgreSQL expects a hundred resources for each event, and would rather read all there are.
  const gone = dialect.rows(
    "gone",
    ["resource_id", "occurred", "sequence"],
    resources.map(({ id, occurred, sequence }) => [id, occurred, sequence]),
    ["text", "bigint", "bigint"],
  );
  if (resources.length > 0) {
    await transaction.run(
      sql`delete from event_resource where (resource_id, occurred, sequence) in (select * from ${gone})`,
    );
  }
  const deleted = await transaction.run(sql`delete from event where ${isOne}`);
  await advanceLogBeginning(database, transaction, "event", furthest(places), core.clock.now());
  return deleted;
}

/**
 * Deletes the events at the beginning of the log, in its order, up to the first that is to be kept.
 *
 * @returns how many were deleted
 */
export async function deleteOldEvents(core: Core, retention: EventRetention, pace: Pace): Promise<number> {
  const { database } = core;
  let deleted = 0;
  while (!pace.isOver) {
    // From where no event is left: on PostgreSQL the index has entries of deleted rows before, for a while.
    const swept = await readPlace(database, SWEPT);
    const places = await database.all(
      sql<EventPlace>`select ${placeColumns(core)} from event where ${isAfter(database, swept)}
        order by ${logOrder(database)} limit ${pace.rows}`,
    );
    const kept = places.findIndex((place) => !isExpired(place, retention));
    const expired = lightEnough(kept === -1 ? places : places.slice(0, kept));
    const last = expired.at(-1);
    if (last === undefined) break;
    deleted += await pace.transaction(database, async (transaction) => {
      await advancePlace(database, transaction, SWEPT, last.position, core.clock.now());
      return deleteEvents(core, transaction, expired);
    });
  }
  return deleted;
}

/**
 * Deletes the events of one name, wherever they lie in the log. Streams cannot go on from before them then.
 *
 * @returns how many were deleted
 */
export async function deleteOldEventsNamed(
  core: Core,
  event: string,
  retention: EventRetention,
  pace: Pace,
): Promise<number> {
  const { database } = core;
  const table = sql`event${database.dialect.indexedBy("event_public_name_idx")}`;
  let deleted = 0;
  let after: { readonly occurred: Instant; readonly id: string } | undefined;
  while (!pace.isOver) {
    const rest: RawBuilder<unknown> =
      after === undefined ? sql`` : sql` and (occurred, id) > (${after.occurred}, ${after.id})`;
    const limit = pace.rows;
    // By when they occurred, for which there is an index; what occurred this long ago may have been received lately.
    const places = await database.heavy.all(
      sql<EventPlace & { readonly occurred: Instant; readonly id: string }>`
        select occurred, id, ${placeColumns(core)} from ${table}
        where event = ${event} and not internal and occurred < ${retention.before}${rest} order by occurred, id limit ${limit}`,
    );
    after = places.at(-1);
    let expired: readonly EventPlace[] = places.filter((place) => isExpired(place, retention));
    while (expired.length > 0 && !pace.isOver) {
      const some = lightEnough(expired);
      expired = expired.slice(some.length);
      deleted += await pace.transaction(database, (transaction) => deleteEvents(core, transaction, some));
    }
    if (places.length < limit) break;
  }
  return deleted;
}
