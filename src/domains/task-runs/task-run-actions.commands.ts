/** What people do to task runs: set a state, under the rules that hold for clients. */
import type { Core } from "../../core.ts";
import type { NewState } from "../../orchestration/states.ts";
import type { OrchestrationResult } from "../../orchestration/transition-request.ts";
import type { Repeatable } from "../mutations/mutation-answer.commands.ts";
import { noSuchTaskRun, proposeTaskRunState } from "./task-run.commands.ts";
import { readTaskRun } from "./task-run.queries.ts";
import type { TaskRunRow } from "./task-run.ts";

export interface TaskRunActionResult {
  readonly run: TaskRunRow;
  readonly result: OrchestrationResult;
}

interface KeptAction {
  readonly id: string;
  readonly result: OrchestrationResult;
}

async function answer(core: Core, id: string, result: OrchestrationResult): Promise<TaskRunActionResult> {
  const run = await readTaskRun(core, id);
  if (run === undefined) throw noSuchTaskRun(id);
  return { run, result };
}

/**
 * Proposes a state, as an action that may be asked for again. A refusal keeps its key only where another state has been
 * written in place of the proposed one, for that would be written again.
 *
 * @throws PenstockError NOT_FOUND
 */
export function stateOfTaskRun(
  id: string,
  request: { readonly state: NewState; readonly force: boolean },
): Repeatable<TaskRunActionResult, KeptAction> {
  return {
    act: async (core) => answer(core, id, await proposeTaskRunState(core, id, request)),
    keep: ({ result }) => {
      if (result.outcome.status === "ACCEPT") return { id, result: { ...result, state: null } };
      return result.written ? { id, result } : undefined;
    },
    again: (core, kept) => answer(core, kept.id, kept.result),
  };
}
