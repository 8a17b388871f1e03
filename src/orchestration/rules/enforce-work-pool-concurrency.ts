import { ANY_STATE, abort, type Rule } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Lets no more runs begin at once than their work pool and work queue have slots for. A poll hands out no more than there is
 * room for, but several workers may be handed the same room; who comes too late is told to give the run up, as a worker is
 * that comes too late for the run itself, and it is handed out again once a slot is free.
 * The reference has no such rule: its limits are only looked at by polls.
 */
export const enforceWorkPoolConcurrency: Rule<FlowRunTransition> = {
  name: "EnforceWorkPoolConcurrency",
  from: ANY_STATE,
  to: new Set(["PENDING"]),
  enter({ facts: { fullLimit } }) {
    if (fullLimit === undefined) return undefined;
    return { decision: abort(`The concurrency limit of the run's ${fullLimit} has been reached.`) };
  },
};
