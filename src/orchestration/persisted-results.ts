/** What counts as a result worth keeping when a COMPLETED state is left or overwritten. */
import type { JsonText } from "../db/json-text.ts";
import { hasPersistedResult, type State } from "./states.ts";

const EMPTY_OBJECT_TEXT = /^\{\s*\}$/;

/** Whether the state is COMPLETED with a persisted result. An empty object is none here, as it is falsy in Python. */
export function isCompletedWithResult(state: State): boolean {
  return state.type === "COMPLETED" && hasPersistedResult(state.data) && !isEmptyObject(state.data);
}

/** Whether going from one state to the other would lose the result: both COMPLETED, the new one without any. */
export function losesResult(initial: State, proposed: State): boolean {
  return isCompletedWithResult(initial) && proposed.type === "COMPLETED" && !hasPersistedResult(proposed.data);
}

export const RESULT_LOSS_REASON =
  "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.";

function isEmptyObject(data: JsonText | null): boolean {
  return data !== null && EMPTY_OBJECT_TEXT.test(data);
}
