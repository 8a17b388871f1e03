/**
 * Deliveries of background task runs to task workers. A row of task_run_delivery stands for a run that no worker has begun:
 * it is free, or claimed by the server process whose worker has it, and goes only when the run is beyond PENDING. Claims
 * run out unless they are renewed, so that nothing is lost with a worker, a server process or a connection.
 */
import { type Microseconds, microsecondsFromSeconds } from "../../time/duration.ts";
import type { TaskRunRow } from "../task-runs/task-run.ts";

/** A claim that the worker has not acknowledged outlives its server process by so long: it has not begun the run. */
export const CLAIM_DURATION: Microseconds = microsecondsFromSeconds(15);

/**
 * The same for an acknowledged one. A stock worker that has no room acknowledges one more run, keeps it until it has, and
 * looks at its connection only then: that the server process is gone says nothing of the worker.
 */
export const ACKNOWLEDGED_CLAIM_DURATION: Microseconds = microsecondsFromSeconds(300);

/** Short enough for two to be missed before a claim runs out. */
export const RENEWAL_INTERVAL: Microseconds = microsecondsFromSeconds(5);

/**
 * An acknowledged run whose worker has gone waits so long before it is handed out again: what the worker told of it on
 * another connection is recorded by then.
 */
export const RECORDING_GRACE: Microseconds = microsecondsFromSeconds(2);

/**
 * A worker that holds no other unbegun run acknowledges at once. One that does not is closed after this long, and its
 * delivery goes to another.
 */
export const ACKNOWLEDGEMENT_PATIENCE: Microseconds = microsecondsFromSeconds(60);

/** The process that claims has an id of its own; this one is nobody's, of claims that only wait to run out. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A free delivery, as far as it has to be known to choose its worker. */
export interface WaitingDelivery {
  readonly sequence: number;
  readonly task_run_id: string;
  readonly task_key: string;
  readonly is_retry: 0 | 1;
}

/** A delivery that is claimed, and the run to hand out. */
export interface ClaimedDelivery extends WaitingDelivery {
  readonly run: TaskRunRow;
}

/** What has become of claimed deliveries and is not written yet, by sequence. */
export interface Settlements {
  /** The worker has said that it has it. */
  readonly acknowledged: number[];
  /** The worker never said so, and is gone: first in the queue again. */
  readonly released: number[];
  /** Acknowledged by a worker that is gone. */
  readonly orphaned: number[];
  /** Acknowledged by a worker that this server has sent away, and that may go on with it. */
  readonly entrusted: number[];
}

export function noSettlements(): Settlements {
  return { acknowledged: [], released: [], orphaned: [], entrusted: [] };
}

export function isSettled({ acknowledged, released, orphaned, entrusted }: Settlements): boolean {
  return acknowledged.length + released.length + orphaned.length + entrusted.length === 0;
}
