/** Events as triggers look at them. */
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import type { EventRow } from "../events/event.ts";
import { eventJson } from "../events/event.wire.ts";

export type Labels = Readonly<Record<string, string>>;

/** What is known of an event that a window was opened or counted with. */
export interface EventRecord {
  readonly id: string;
  readonly event: string;
  readonly occurred: Instant;
  /** The whole event, on the wire. */
  readonly json: JsonText;
}

export interface EvaluatedEvent extends EventRecord {
  readonly received: Instant;
  readonly follows: string | null;
  readonly resource: Labels;
  readonly related: readonly Labels[];
}

/** A row of the log; its JSON is read when first asked for, for most events concern nobody. */
export function evaluatedEvent(row: EventRow): EvaluatedEvent {
  let resource: Labels | undefined;
  let related: readonly Labels[] | undefined;
  let json: JsonText | undefined;
  return {
    id: row.id,
    event: row.event,
    occurred: row.occurred,
    received: row.received,
    follows: row.follows,
    get resource() {
      resource ??= fromJsonText<Labels>(row.resource);
      return resource;
    },
    get related() {
      related ??= fromJsonText<readonly Labels[]>(row.related);
      return related;
    },
    get json() {
      json ??= eventJson(row) as JsonText;
      return json;
    },
  };
}

interface WireEvent {
  readonly id: string;
  readonly event: string;
  readonly occurred: string;
}

/** An event that was kept as JSON, which is read when first asked for: most windows only keep it. */
export function eventRecord(json: JsonText): EventRecord {
  let event: WireEvent | undefined;
  const read = (): WireEvent => {
    event ??= fromJsonText<WireEvent>(json);
    return event;
  };
  return {
    json,
    get id() {
      return read().id;
    },
    get event() {
      return read().event;
    },
    get occurred() {
      return parseInstant(read().occurred);
    },
  };
}
