import { ANY_STATE, type Rule, reject } from "../rule.ts";
import { freshCopy } from "../states.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Protects work that is done from being done again: a task run that would run with a cache key gets a copy of the
 * COMPLETED state cached under it instead, named "Cached". Reference: CacheRetrieval.
 */
export const cacheRetrieval: Rule<TaskRunTransition> = {
  name: "CacheRetrieval",
  from: ANY_STATE,
  to: new Set(["RUNNING"]),
  enter({ facts, now }, proposed) {
    const { cache_key: key, refresh_cache: refresh } = proposed.state_details;
    if (key === null || key === "" || refresh === true || facts.cachedState === null) return undefined;
    const cached = { ...freshCopy(facts.cachedState, now), name: "Cached" };
    return { decision: reject(cached, "Retrieved state from cache") };
  },
};
