/** What flow runs and task runs have in common when they are read. */
import type { JsonText } from "../../db/json-text.ts";
import type { StateType } from "../../db/tables.ts";
import { TERMINAL_STATES } from "../../orchestration/states.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";

/** Why a run was cancelled that nobody had asked to cancel, in the reference's words. */
export const PARENT_CANCELLED_MESSAGE = "The parent flow run was cancelled.";

/** The current state of a run as its row carries it; `state_id` is null where a run has no state. */
export interface CurrentState {
  readonly state_id: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly state_timestamp: Instant | null;
  /** Joined from the state's own row. */
  readonly state_message: string | null;
  readonly state_details: JsonText | null;
  readonly state_data: JsonText | null;
}

interface RunTimes {
  readonly state_type: StateType | null;
  readonly state_timestamp: Instant | null;
  readonly expected_start_time: Instant | null;
  readonly start_time: Instant | null;
  readonly total_run_time: Microseconds;
}

/**
 * How long the run has been running up to now: `total_run_time` grows only when a RUNNING state is left, so the time spent
 * in a present one is added (the reference's Run.estimated_run_time).
 */
export function estimatedRunTime(run: RunTimes, now: Instant): Microseconds {
  if (run.state_type !== "RUNNING" || run.state_timestamp === null) return run.total_run_time;
  return (run.total_run_time + (now - run.state_timestamp)) as Microseconds;
}

/**
 * How much later than expected the run started, or how late it is by now when it still has to start; never negative (the
 * reference's Run.estimated_start_time_delta).
 */
export function estimatedStartTimeDelta(run: RunTimes, now: Instant): Microseconds {
  const { start_time: started, expected_start_time: expected } = run;
  if (expected === null) return 0 as Microseconds;
  if (started !== null) return Math.max(0, started - expected) as Microseconds;
  if (expected >= now || (run.state_type !== null && TERMINAL_STATES.has(run.state_type))) return 0 as Microseconds;
  return (now - expected) as Microseconds;
}
