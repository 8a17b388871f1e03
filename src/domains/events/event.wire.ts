/** Events on the wire (the reference's ReceivedEvent). */
import { formatInstant } from "../../time/instant.ts";
import { plainOrNull, quoted } from "../json-writer.ts";
import type { EventRow } from "./event.ts";

type WireEvent = Omit<EventRow, "sequence" | "resource_id" | "flow_run_id" | "internal" | "change">;

export function eventJson(row: WireEvent): string {
  return `{"occurred":"${formatInstant(row.occurred)}","event":${quoted(row.event)},"resource":${row.resource},"related":${row.related},"payload":${row.payload},"id":"${row.id}","follows":${plainOrNull(row.follows)},"received":"${formatInstant(row.received)}"}`;
}
