/** How deployments fare: a bounded look at each one's latest runs, and at whether somebody asks for them. */
import type { Instant } from "../../time/instant.ts";
import type { RunStateCounts } from "../runs/run-state-counts.ts";

export interface DeploymentHealth {
  /** The latest runs that were expected by now, at most as many as were asked for, by the type of their state. */
  readonly runs: RunStateCounts;
  /** When the run was due that has been late for the longest; null where none is late. */
  readonly lateSince: Instant | null;
}

/**
 * The part of the runs that have come to an end of their own which has been completed, from 0 to 1; null without any such run.
 * Cancelled runs say nothing of a deployment, for somebody has ended them.
 */
export function successRatio({ byType }: RunStateCounts): number | null {
  const ended = byType.COMPLETED + byType.FAILED + byType.CRASHED;
  return ended === 0 ? null : byType.COMPLETED / ended;
}
