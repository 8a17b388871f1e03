/**
 * Limits on the tags of task runs, as clients before leases know them: the limit on a tag is the global limit of the name
 * "tag:<tag>" under the same id, and its slots are named by the task runs that hold leases on it.
 */
import type { ConcurrencyLimit } from "../../orchestration/slots/limit.ts";

/** A limit on a tag with the ids of the task runs that hold its slots, in the order in which they took them. */
export interface TagLimit {
  readonly limit: ConcurrencyLimit;
  readonly holderIds: readonly string[];
}
