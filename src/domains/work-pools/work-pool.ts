/** Work pools: where runs wait for the workers of one kind of infrastructure. */
import type { Selectable } from "kysely";
import type { WorkPoolTable } from "../../db/tables.ts";

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

/** Names that Prefect keeps for pools of its own. */
export function isReservedPoolName(name: string): boolean {
  return name.toLowerCase().startsWith("prefect");
}

/** The event a status is told by, such as "not-ready". */
export function statusInKebabCase(status: string): string {
  return status.toLowerCase().replaceAll("_", "-");
}
