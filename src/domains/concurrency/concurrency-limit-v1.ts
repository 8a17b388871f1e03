/**
 * Limits on the tags of task runs, as clients before leases know them: the limit on a tag is the global limit of the name
 * "tag:<tag>" under the same id, and its slots are named by the task runs that hold leases on it.
 */
import { type ConcurrencyLimit, tagLimitName } from "./concurrency-limit.ts";

/** The tag of a limit on a tag. */
export function tagOf(limit: ConcurrencyLimit): string {
  return limit.name.slice(tagLimitName("").length);
}

/** A limit on a tag with the ids of the task runs that hold its slots, in the order in which they took them. */
export interface TagLimit {
  readonly limit: ConcurrencyLimit;
  readonly holderIds: readonly string[];
}
