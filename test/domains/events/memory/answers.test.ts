/** Windows where very many events share a moment, and columns that have lost some of their events. */
import { expect, test } from "vitest";
import { SelectedEvents, TooManyEventsError } from "../../../../src/domains/events/memory/answers.ts";
import { EventColumns } from "../../../../src/domains/events/memory/event-columns.ts";
import { EventSelection } from "../../../../src/domains/events/memory/event-selection.ts";
import { EARLIEST_INSTANT, type Instant, LATEST_INSTANT, parseInstant } from "../../../../src/time/instant.ts";

const MOMENT = parseInstant("2026-05-01T00:00:00Z");
const range = { since: EARLIEST_INSTANT, until: LATEST_INSTANT };

function columnsOf(moments: readonly Instant[]): EventColumns {
  const columns = new EventColumns();
  for (const [index, occurred] of moments.entries()) {
    const resource = JSON.stringify({ "prefect.resource.id": `thing.${index % 3}` });
    columns.append({ sequence: index + 1, occurred, event: "happened", resource, related: "[]", payload: "{}" });
  }
  return columns;
}

function selected(columns: EventColumns): SelectedEvents {
  return new SelectedEvents(columns, new EventSelection(columns, {}).rows(), range);
}

const first = { kind: "window", direction: "ASC", offset: 0, limit: 2, isDistinct: false } as const;

test("a window has all events of its moments, and refuses a moment of more than ten thousand", () => {
  const later = (MOMENT + 1) as Instant;
  const most = Array.from({ length: 10_000 }, () => MOMENT);
  const events = selected(columnsOf([...most, later]));
  expect(events.window(first).sequences).toHaveLength(10_000);
  expect(events.window({ ...first, offset: 10_000 })).toEqual({ sequences: [10_001], skipped: 0 });
  const more = selected(columnsOf([...most, MOMENT, later]));
  expect(() => more.window(first)).toThrow(TooManyEventsError);
  expect(more.window({ ...first, direction: "DESC", limit: 1 })).toEqual({ sequences: [10_002], skipped: 0 });
  expect(more.count({ kind: "count", isDistinct: false })).toBe(10_002);
  expect(more.count({ kind: "count", isDistinct: true })).toBe(3);
});

test("events that are forgotten leave the others in their order, also with those that come later", () => {
  const at = (microsecond: number): Instant => (MOMENT + microsecond) as Instant;
  const columns = columnsOf([5, 1, 4, 1, 3, 9].map(at));
  columns.retain(Uint8Array.of(1, 1, 0, 1, 0, 1));
  expect(selected(columns).window({ ...first, limit: 9 }).sequences).toEqual([2, 4, 1, 6]);
  const resource = JSON.stringify({ "prefect.resource.id": "late" });
  columns.append({ sequence: 7, occurred: at(2), event: "late", resource, related: "[]", payload: "{}" });
  expect(selected(columns).window({ ...first, limit: 9 }).sequences).toEqual([2, 4, 7, 1, 6]);
  columns.truncate(4);
  expect(selected(columns).window({ ...first, limit: 9 }).sequences).toEqual([2, 4, 1, 6]);
  expect(columns.appended).toBe(6);
});
