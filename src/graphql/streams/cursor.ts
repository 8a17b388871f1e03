/**
 * Cursors of streams, opaque to clients: positions in the append-only tables. An item's cursor has one position; a
 * snapshot's has one for each table, so that any stream can begin where the snapshot was taken.
 */
import type { Core } from "../../core.ts";
import { type LogPosition, type LogTable, logHead, parseLogPosition } from "../../db/log-tail.ts";
import { PenstockError } from "../../errors.ts";

/** Two positions of 35 characters each, in base64, with room to spare. */
const LONGEST_CURSOR = 200;

const LETTERS: Readonly<Record<LogTable, string>> = { event: "e", log: "l" };

/** The cursor of a place in one table. */
export function streamCursor(table: LogTable, position: LogPosition): string {
  return Buffer.from(`${LETTERS[table]}${position}`).toString("base64url");
}

/** The cursor of this moment: a stream that begins behind it tells of everything that commits later. */
export async function snapshotCursor(core: Core): Promise<string> {
  const [event, log] = await Promise.all([logHead(core.database, "event"), logHead(core.database, "log")]);
  return Buffer.from(`${LETTERS.event}${event},${LETTERS.log}${log}`).toString("base64url");
}

/**
 * The position in `table` that a cursor names.
 *
 * @throws PenstockError INVALID when it is malformed, or names a place in the other table only
 */
export function readStreamCursor(cursor: string, table: LogTable): LogPosition {
  const parts = cursor.length > LONGEST_CURSOR ? [] : Buffer.from(cursor, "base64url").toString().split(",");
  const positions = new Map(parts.map((part) => [part.slice(0, 1), parseLogPosition(part.slice(1))]));
  const known = [...positions].every(
    ([letter, position]) => Object.values(LETTERS).includes(letter) && position !== undefined,
  );
  if (positions.size === 0 || !known) throw new PenstockError("INVALID", "The cursor in `after` is malformed");
  const position = positions.get(LETTERS[table]);
  if (position === undefined)
    throw new PenstockError("INVALID", "The cursor in `after` belongs to a stream of another kind");
  return position;
}
