/** What a flow run forgets when it begins a new attempt. */
import type { FlowRunPolicy } from "./transition-context.ts";

/** The policy for an attempt from the beginning: every pause may fire again. */
export function withPausesReset(policy: FlowRunPolicy, retryType: FlowRunPolicy["retry_type"]): FlowRunPolicy {
  return { ...policy, resuming: false, pause_keys: [], retry_type: retryType };
}
