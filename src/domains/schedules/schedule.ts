/** When a deployment's runs are due: by a cron expression, every so often, or by recurrence rules of RFC 5545. */
import { fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import { type Microseconds, microsecondsFromSeconds } from "../../time/duration.ts";
import { formatZonedInstant, type Instant, parseZonedInstant, type ZonedInstant } from "../../time/instant.ts";
import { seconds } from "../json-writer.ts";
import { anchoredRecurrence } from "./recurrence-anchor.ts";

export interface CronSchedule {
  readonly kind: "cron";
  readonly cron: string;
  /** null and "" stand for UTC. */
  readonly timezone: string | null;
  /** Whether a day of the month or a day of the week is enough where an expression names both; else it takes both. */
  readonly day_or: boolean;
}

export interface IntervalSchedule {
  readonly kind: "interval";
  readonly interval: Microseconds;
  readonly anchor_date: ZonedInstant;
  /** "" stands for UTC. Whole days are counted by this zone's clocks. */
  readonly timezone: string;
}

export interface RRuleSchedule {
  readonly kind: "rrule";
  readonly rrule: string;
  /** null stands for UTC. The rule's own dates are told by this zone's clocks. */
  readonly timezone: string | null;
}

export type Schedule = CronSchedule | IntervalSchedule | RRuleSchedule;

/** A schedule as a request states it: its anchor may be left to the server. */
export type ScheduleInput =
  | CronSchedule
  | (Omit<IntervalSchedule, "anchor_date"> & { readonly anchor_date: ZonedInstant | null })
  | RRuleSchedule;

/**
 * The schedule that is stored for a request's: an interval without an anchor begins now, and a rule without DTSTART gets
 * one (the reference's default_factory of `anchor_date`, and its normalize_schedule_rrule).
 */
export function completeSchedule(input: ScheduleInput, now: Instant): Schedule {
  switch (input.kind) {
    case "cron":
      return input;
    case "interval":
      return { ...input, anchor_date: input.anchor_date ?? { instant: now, offset: 0 } };
    case "rrule":
      return { ...input, rrule: anchoredRecurrence(input.rrule, input.timezone, now) };
  }
}

/** A schedule as the wire and the column have it. */
export function scheduleJson(schedule: Schedule): JsonText {
  switch (schedule.kind) {
    case "cron":
      return toJsonText({ cron: schedule.cron, timezone: schedule.timezone, day_or: schedule.day_or });
    case "interval":
      return toJsonText({
        interval: JSON.rawJSON(seconds(schedule.interval)),
        anchor_date: formatZonedInstant(schedule.anchor_date),
        timezone: schedule.timezone,
      });
    case "rrule":
      return toJsonText({ rrule: schedule.rrule, timezone: schedule.timezone });
  }
}

interface StoredSchedule {
  readonly cron?: string;
  readonly day_or?: boolean;
  readonly interval?: number;
  readonly anchor_date?: string;
  readonly rrule?: string;
  readonly timezone: string | null;
}

/**
 * Reads what scheduleJson has written.
 *
 * @throws Error when the column holds anything else
 */
export function readStoredSchedule(json: JsonText): Schedule {
  const { cron, day_or, interval, anchor_date, rrule, timezone } = fromJsonText<StoredSchedule>(json);
  if (cron !== undefined && day_or !== undefined) return { kind: "cron", cron, timezone, day_or };
  if (interval !== undefined && anchor_date !== undefined) {
    return {
      kind: "interval",
      interval: microsecondsFromSeconds(interval),
      anchor_date: parseZonedInstant(anchor_date),
      timezone: timezone ?? "UTC",
    };
  }
  if (rrule !== undefined) return { kind: "rrule", rrule, timezone };
  throw new Error(`Not a schedule: ${json}`);
}
