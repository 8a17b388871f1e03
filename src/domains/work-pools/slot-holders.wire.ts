/** Who holds slots, on the wire (the reference's schemas.responses.FlowRunSlotSummary). */
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { instantOrNull, jsonArray, plainOrNull, quoted, quotedOrNull, seconds } from "../json-writer.ts";
import type { SlotHolder } from "./slot-holders.queries.ts";

function slotHolderJson(run: SlotHolder, now: Instant): string {
  const since = run.state_timestamp;
  const time = since === null ? "null" : seconds((now - since) as Microseconds);
  return `{"id":"${run.id}","name":${quoted(run.name)},"state_type":${plainOrNull(run.state_type)},"state_name":${quotedOrNull(run.state_name)},"start_time":${instantOrNull(run.start_time)},"state_timestamp":${instantOrNull(since)},"time_in_current_state":${time}}`;
}

export function slotHoldersJson(runs: readonly SlotHolder[], now: Instant): string {
  return jsonArray(runs, (run) => slotHolderJson(run, now));
}

/** What pages of slot holders say of themselves. */
export function pageOf(count: number, limit: number, page: number): string {
  return `"count":${count},"limit":${limit},"pages":${limit > 0 ? Math.ceil(count / limit) : 0},"page":${page}`;
}
