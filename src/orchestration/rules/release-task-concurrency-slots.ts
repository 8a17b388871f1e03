import type { Transform } from "../rule.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Gives back the slots of its tags' limits once a task run neither runs nor is being cancelled.
 * Reference: ReleaseTaskConcurrencySlots.
 */
export const releaseTaskConcurrencySlots: Transform<TaskRunTransition> = {
  name: "ReleaseTaskConcurrencySlots",
  after({ facts, effects }, validated) {
    if (validated.type === "RUNNING" || validated.type === "CANCELLING" || !facts.holdsLeases) return;
    effects.push({ kind: "releaseTagSlots" });
  },
};
