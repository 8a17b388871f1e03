/** The bookkeeping common to flow runs and task runs: the run's own copy of its state, and its times. */

import { microseconds } from "../time/duration.ts";
import { differenceInMicroseconds } from "../time/instant.ts";
import type { RunTransition, Transform } from "./rule.ts";
import { isFinal } from "./states.ts";

type CommonTransform = Transform<RunTransition>;

/** Keeps the type of the current state on the run. Reference: SetRunStateType. */
export const setRunStateType: CommonTransform = {
  name: "SetRunStateType",
  before({ run }, proposed) {
    run.state_type = proposed.type;
  },
};

/** Keeps the name of the current state on the run. Reference: SetRunStateName. */
export const setRunStateName: CommonTransform = {
  name: "SetRunStateName",
  before({ run }, proposed) {
    run.state_name = proposed.name;
  },
};

/** Keeps the time of the current state on the run. Reference: SetRunStateTimestamp. */
export const setRunStateTimestamp: CommonTransform = {
  name: "SetRunStateTimestamp",
  before({ run }, proposed) {
    run.state_timestamp = proposed.timestamp;
  },
};

/** A run starts when it is RUNNING for the first time. Reference: SetStartTime. */
export const setStartTime: CommonTransform = {
  name: "SetStartTime",
  before({ run }, proposed) {
    if (proposed.type === "RUNNING") run.start_time ??= proposed.timestamp;
  },
};

/**
 * A run ends with its first final state and is open again when it leaves the final ones; one that ends without having
 * run starts and ends at once. Reference: SetEndTime.
 */
export const setEndTime: CommonTransform = {
  name: "SetEndTime",
  before({ run, initial }, proposed) {
    if (!isFinal(proposed)) {
      if (initial !== null && isFinal(initial)) run.end_time = null;
    } else if (run.end_time === null) {
      run.start_time ??= proposed.timestamp;
      run.end_time = proposed.timestamp;
    }
  },
};

/**
 * Adds the time spent in a RUNNING state when it is left. States carry their clients' timestamps, so the difference may
 * be negative, as in the reference: IncrementRunTime.
 */
export const incrementRunTime: CommonTransform = {
  name: "IncrementRunTime",
  before({ run, initial }, proposed) {
    if (initial?.type !== "RUNNING") return;
    run.total_run_time = microseconds(
      run.total_run_time + differenceInMicroseconds(proposed.timestamp, initial.timestamp),
    );
  },
};

/** The first state says when the run is expected to start: when scheduled, or at once. Reference: SetExpectedStartTime. */
export const setExpectedStartTime: CommonTransform = {
  name: "SetExpectedStartTime",
  before({ run }, proposed) {
    run.expected_start_time ??=
      proposed.type === "SCHEDULED" ? proposed.state_details.scheduled_time : proposed.timestamp;
  },
};

/** Keeps the time a SCHEDULED run is due on the run, for the lists of due runs. Reference: SetNextScheduledStartTime. */
export const setNextScheduledStartTime: CommonTransform = {
  name: "SetNextScheduledStartTime",
  before({ run, initial }, proposed) {
    if (initial?.type === "SCHEDULED") run.next_scheduled_start_time = null;
    if (proposed.type === "SCHEDULED") run.next_scheduled_start_time = proposed.state_details.scheduled_time;
  },
};
