/** Work pools: where runs wait for the workers of one kind of infrastructure. */
import type { Selectable } from "kysely";
import type { WorkPoolTable } from "../../db/tables.ts";
import type { Cursor } from "../filters/page.ts";

export type WorkPoolRow = Selectable<WorkPoolTable>;

/** READY: a worker is online. PAUSED: nothing is handed out, whoever is there. */
export const workPoolStatuses = ["READY", "NOT_READY", "PAUSED"] as const;
export type WorkPoolStatus = (typeof workPoolStatuses)[number];

/** The type of pools for the agents of Prefect 2, and of pools that are given none; they have no status on the wire. */
export const AGENT_POOL_TYPE = "prefect-agent";

/** The pool of the queues that were in none, in Prefect 2; it is made with the first of them. */
export const AGENT_POOL_NAME = "default-agent-pool";

/** The queue that every pool is made with. */
export const DEFAULT_QUEUE_NAME = "default";

/** What pages of pools can be ordered by, in either direction; equal values are ordered by id. */
export const workPoolOrderFields = ["ID", "CREATED", "NAME"] as const;
export type WorkPoolOrderField = (typeof workPoolOrderFields)[number];

/** A pool's place in that order. */
export function workPoolCursor(row: WorkPoolRow, field: WorkPoolOrderField): Cursor {
  const value = field === "ID" ? row.id : field === "NAME" ? row.name : row.created;
  return { value, id: row.id };
}

/** Whether a name has more in it than quotes and spaces (the reference's NonEmptyishName). */
export function isEmptyishName(name: string): boolean {
  return /^[' "]*$/.test(name);
}

/** Whether a name has one of the characters that have a meaning in the reference's paths. */
export function hasBannedCharacter(name: string): boolean {
  return /[/%&><]/.test(name);
}

/** What the columns of limits and priorities hold. The reference takes more and then fails in its database, on PostgreSQL. */
export const LARGEST_COUNT = 2_147_483_647;

/** Names that Prefect keeps for pools of its own. */
export function isReservedPoolName(name: string): boolean {
  return name.toLowerCase().startsWith("prefect");
}

/** The event a status is told by, such as "not-ready". */
export function statusInKebabCase(status: string): string {
  return status.toLowerCase().replaceAll("_", "-");
}
