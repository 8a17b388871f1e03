import { ANY_STATE, type Rule, type RunTransition } from "../rule.ts";

/**
 * Tells a run that runs again from one that runs for the first time: its RUNNING state is named "Retrying" after
 * AwaitingRetry, otherwise "Rerunning". Reference: RenameReruns.
 */
export const renameReruns: Rule<RunTransition> = {
  name: "RenameReruns",
  from: ANY_STATE,
  to: new Set(["RUNNING"]),
  enter({ run }, proposed, initial) {
    if (initial !== null && run.run_count > 0) {
      proposed.name = initial.name === "AwaitingRetry" ? "Retrying" : "Rerunning";
    }
    return undefined;
  },
};
