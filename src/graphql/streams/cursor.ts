/**
 * Cursors of streams, opaque to clients: "e<position>" or "l<position>" in the table of events or logs, both in a
 * snapshot's, so that any stream can begin where the snapshot was taken; and "s<number>/<number>/...", the transactions a
 * snapshot has seen, for as long as that matters.
 */
import type { Core } from "../../core.ts";
import { isRelevant, type LogSnapshot, logSnapshot, type SeenTransactions } from "../../db/log-snapshot.ts";
import { type LogPosition, type LogTable, parseLogPosition } from "../../db/log-tail.ts";
import { PenstockError } from "../../errors.ts";

/** Two positions of 35 characters and a thousand transactions of 20, in base64. */
const LONGEST_CURSOR = 30_000;

const LETTERS: Readonly<Record<LogTable, string>> = { event: "e", log: "l" };

/** Where a stream begins. */
export interface StreamStart {
  readonly position: LogPosition;
  readonly seen: SeenTransactions | null;
}

function encode(parts: readonly string[]): string {
  return Buffer.from(parts.join(",")).toString("base64url");
}

function seenPart({ below, except }: SeenTransactions): string {
  return `s${[below, ...except].join("/")}`;
}

/** The cursor of a place in one table. */
export function streamCursor(table: LogTable, position: LogPosition, seen: SeenTransactions | null = null): string {
  return encode([`${LETTERS[table]}${position}`, ...(isRelevant(seen, position) ? [seenPart(seen)] : [])]);
}

/** The cursor of a moment: a stream that begins behind it tells of everything that was committed later. */
export function snapshotCursor({ positions, seen }: LogSnapshot): string {
  const places = [`${LETTERS.event}${positions.event}`, `${LETTERS.log}${positions.log}`];
  return encode([...places, ...(isRelevant(seen, positions.event) ? [seenPart(seen)] : [])]);
}

/** Where a stream begins that is given no cursor: now. */
export async function startNow(core: Core, table: LogTable): Promise<StreamStart> {
  const { positions, seen } = await logSnapshot(core.database);
  return { position: positions[table], seen };
}

function readSeen(text: string): SeenTransactions | undefined {
  if (!/^\d{1,19}(\/\d{1,19})*$/.test(text)) return undefined;
  const [below = "0", ...except] = text.split("/");
  return { below: BigInt(below), except: new Set(except) };
}

/**
 * Where a cursor says that a stream of `table` begins.
 *
 * @param argument the name under which the client has given it
 * @throws PenstockError INVALID when it is malformed, or names a place in the other table only
 */
export function readStreamCursor(cursor: string, table: LogTable, argument = "after"): StreamStart {
  const parts = cursor.length > LONGEST_CURSOR ? [] : Buffer.from(cursor, "base64url").toString().split(",");
  const positions = new Map<string, LogPosition | undefined>();
  let seen: SeenTransactions | null | undefined = null;
  for (const part of parts) {
    if (part.startsWith("s")) seen = readSeen(part.slice(1));
    else positions.set(part.slice(0, 1), parseLogPosition(part.slice(1)));
  }
  const isKnown = [...positions].every(([letter, position]) => "el".includes(letter) && position !== undefined);
  if (positions.size === 0 || !isKnown || seen === undefined || positions.has("")) {
    throw new PenstockError("INVALID", `The cursor in \`${argument}\` is malformed`);
  }
  const position = positions.get(LETTERS[table]);
  if (position === undefined) {
    throw new PenstockError("INVALID", `The cursor in \`${argument}\` belongs to a stream of another kind`);
  }
  return { position, seen };
}
