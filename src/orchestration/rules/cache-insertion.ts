import { ANY_STATE, type Rule, reject } from "../rule.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Remembers COMPLETED states by their cache keys. A key that is too long is answered with a rejection, but the state
 * is written and cached all the same, as in the reference: CacheInsertion.
 */
export const cacheInsertion: Rule<TaskRunTransition> = {
  name: "CacheInsertion",
  from: ANY_STATE,
  to: new Set(["COMPLETED"]),
  enter({ settings }, proposed) {
    const key = proposed.state_details.cache_key;
    if (key === null || key === "") return undefined;
    const limit = settings.maxCacheKeyLength;
    if (!isLongerThan(key, limit)) return { after: cacheState };
    const reason = `Cache key exceeded maximum allowed length of ${limit} characters.`;
    return { decision: reject(proposed, reason), after: cacheState };
  },
};

function cacheState({ validated, effects }: TaskRunTransition): void {
  const key = validated?.state_details.cache_key;
  if (!validated || !key) return;
  const cacheExpiration = validated.state_details.cache_expiration;
  effects.push({ kind: "insertStateCache", cacheKey: key, cacheExpiration, taskRunStateId: validated.id });
}

/** Characters are code points, as in Python; a text has at most as many of them as UTF-16 units. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && [...text].length > limit;
}
