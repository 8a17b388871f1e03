/** The body parameters of histories. */
import { wire } from "../../rest/wire.ts";
import { microsecondsFromSeconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import type { HistoryRequest } from "./run-history.ts";

/** The longest interval, in seconds: more than instants span (about 571 years), and exact in microseconds. */
const LONGEST_INTERVAL_SECONDS = 9_000_000_000;

export const historyParameters = {
  history_start: wire.instant({ description: "The history's start time." }),
  history_end: wire.instant({ description: "The history's end time." }),
  history_interval_seconds: wire.documented(
    wire.number({ description: "The size of each history interval, in seconds. Must be at least 1 second." }),
    { format: "time-delta" },
  ),
};

interface HistoryBody {
  readonly history_start: Instant;
  readonly history_end: Instant;
  readonly history_interval_seconds: number;
}

export function historyOf(body: HistoryBody): HistoryRequest {
  const seconds = Math.max(-1, Math.min(body.history_interval_seconds, LONGEST_INTERVAL_SECONDS));
  return { start: body.history_start, end: body.history_end, interval: microsecondsFromSeconds(seconds) };
}
