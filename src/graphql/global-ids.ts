/** Relay's global ids: base64 of "Type:uuid". Arguments that name an object of a known type also take its plain UUID. */
import { PenstockError } from "../errors.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Type names are short; anything longer is no id of ours. */
const LONGEST_GLOBAL_ID = 200;

export interface GlobalId {
  readonly typename: string;
  readonly id: string;
}

export function encodeGlobalId(typename: string, id: string): string {
  // All of it is ASCII, for which this takes a third of the time of a Buffer; a page of 50 runs has 250 ids.
  return btoa(`${typename}:${id}`);
}

/** The UUID in its canonical lower-case spelling, by which rows are found on both databases; undefined for other text. */
export function parseUuid(text: string): string | undefined {
  const id = text.toLowerCase();
  return UUID.test(id) ? id : undefined;
}

function readGlobalId(text: string): GlobalId | undefined {
  if (text.length > LONGEST_GLOBAL_ID) return undefined;
  const [typename = "", uuid = "", ...rest] = Buffer.from(text, "base64").toString().split(":");
  const id = parseUuid(uuid);
  return id !== undefined && rest.length === 0 && /^\w+$/.test(typename) ? { typename, id } : undefined;
}

/** @throws PenstockError INVALID when the text is no global id */
export function decodeGlobalId(text: string): GlobalId {
  const globalId = readGlobalId(text);
  if (globalId === undefined) throw new PenstockError("INVALID", "The id is not a global id");
  return globalId;
}

/**
 * The UUID of an object of type `typename` from its global id or the UUID itself.
 *
 * @throws PenstockError INVALID when the text is neither, or the id of another type
 */
export function databaseIdOf(typename: string, text: string): string {
  const uuid = parseUuid(text);
  if (uuid !== undefined) return uuid;
  const globalId = readGlobalId(text);
  if (globalId?.typename === typename) return globalId.id;
  throw new PenstockError("INVALID", `Expected the global id or the UUID of a ${typename}`);
}
