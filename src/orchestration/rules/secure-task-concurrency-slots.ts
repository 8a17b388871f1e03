import { secondsFromMicroseconds } from "../../time/duration.ts";
import { clampedPoissonInterval } from "../poisson-interval.ts";
import { ANY_STATE, abort, type Rule, wait } from "../rule.ts";
import { isFree, type LimitFacts, tagOf } from "../slots/limit.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/** How far a told wait may stray from the average, so that runs which were denied together do not come back together. */
const WAIT_CLAMPING_FACTOR = 0.3;

/**
 * Lets no more task runs with a tag run at once than the limit on the tag: a run takes a slot of each of its tags' limits,
 * or waits. Under a limit of 0 it would wait for ever, and is given up. Reference: SecureTaskConcurrencySlots, for which a
 * tag without free slots comes before one with a limit of 0.
 */
export const secureTaskConcurrencySlots: Rule<TaskRunTransition> = {
  name: "SecureTaskConcurrencySlots",
  from: ANY_STATE,
  to: new Set(["RUNNING"]),
  enter(transition) {
    const active = transition.facts.tagLimits.filter((limit) => limit.active);
    const limits = active.filter(({ limit }) => limit > 0);
    if (!limits.every(isFree)) {
      const reason = `Concurrency limit reached for tags: ${limits.map(tagOf).join(", ")}`;
      return { decision: wait(waitSeconds(transition, limits), reason) };
    }
    const shut = active.findLast(({ limit }) => limit === 0);
    if (shut !== undefined) {
      const reason = `The concurrency limit on tag "${tagOf(shut)}" is 0 and will deadlock if the task tries to run again.`;
      return { decision: abort(reason) };
    }
    if (limits.length === 0) return undefined;
    const limitIds = limits.map(({ id }) => id);
    return { after: ({ effects }) => effects.push({ kind: "takeTagSlots", limitIds }) };
  },
};

/** About as long as a slot of the fullest limit is held on average, in whole seconds. */
function waitSeconds({ random, settings }: TaskRunTransition, limits: readonly LimitFacts[]): number {
  const fullness = ({ activeSlots, limit }: LimitFacts): number => activeSlots / limit;
  const fullest = limits.reduce((most, limit) => (fullness(limit) > fullness(most) ? limit : most));
  const longest = secondsFromMicroseconds(settings.tagConcurrencySlotWait);
  const average = Math.min(fullest.averageOccupancySeconds || longest, longest);
  return roundedToEven(clampedPoissonInterval(average, WAIT_CLAMPING_FACTOR, random));
}

/** As Python rounds: a half to the even neighbour. */
function roundedToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? floor + (floor % 2) : Math.round(value);
}
