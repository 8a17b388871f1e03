/** Histories on the wire (the reference's schemas.responses.HistoryResponse). */
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted, seconds } from "../json-writer.ts";
import type { HistoryInterval, HistoryState } from "./run-history.ts";

function historyStateJson(state: HistoryState): string {
  return `{"state_type":"${state.state_type}","state_name":${quoted(state.state_name)},"count_runs":${state.count_runs},"sum_estimated_run_time":${seconds(state.sum_estimated_run_time)},"sum_estimated_lateness":${seconds(state.sum_estimated_lateness)}}`;
}

export function historyJson(intervals: readonly HistoryInterval[]): string {
  return jsonArray(
    intervals,
    (interval) =>
      `{"interval_start":"${formatInstant(interval.interval_start)}","interval_end":"${formatInstant(interval.interval_end)}","states":${jsonArray(interval.states, historyStateJson)}}`,
  );
}
