/**
 * Limits on the tags of task runs, as clients before leases know them: the limit on a tag is the global limit of the name
 * "tag:<tag>" under the same id, and its slots are named by the task runs that hold leases on it.
 */
import type { ConcurrencyLimit } from "./concurrency-limit.ts";

const PREFIX = "tag:";

/** The name of a tag's limit. */
export function tagLimitName(tag: string): string {
  return `${PREFIX}${tag}`;
}

/** Whether a limit of this name is one on a tag. */
export function isTagLimitName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** The tag of a limit on a tag. */
export function tagOf(limit: ConcurrencyLimit): string {
  return limit.name.slice(PREFIX.length);
}

/** A limit on a tag with the ids of the task runs that hold its slots, in the order in which they took them. */
export interface TagLimit {
  readonly limit: ConcurrencyLimit;
  readonly holderIds: readonly string[];
}
