/** Schedules as GraphQL takes them, refused with the words that REST has for them. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { checkedText } from "../../graphql/input-checks.ts";
import { microsecondsFromSeconds } from "../../time/duration.ts";
import { isZoneName } from "../../time/zone-names.ts";
import { cronFault } from "../schedules/cron-expression.ts";
import { recurrenceFault } from "../schedules/recurrence-text.ts";
import type { ScheduleInput as Schedule } from "../schedules/schedule.ts";

/** An interval beyond a hundred years is a mistake. */
const LONGEST_INTERVAL_SECONDS = 3_155_760_000;
/** Nothing is planned more often than the clock ticks. */
const SHORTEST_INTERVAL_SECONDS = 0.000_001;

const TIMEZONE_DESCRIPTION = "An IANA zone, such as Europe/Oslo; UTC unless given.";

const CronScheduleInput = builder.inputType("CronScheduleInput", {
  description: "Due when a cron expression says so.",
  fields: (t) => ({
    cron: t.string({ required: true, description: "The cron expression, such as `0 6 * * *`." }),
    timezone: t.string({ description: TIMEZONE_DESCRIPTION }),
    dayOr: t.boolean({
      defaultValue: true,
      description: "Whether a day of the month or a day of the week is enough where the expression names both.",
    }),
  }),
});

const IntervalScheduleInput = builder.inputType("IntervalScheduleInput", {
  description: "Due every so often.",
  fields: (t) => ({
    intervalSeconds: t.float({ required: true, description: "The time from one run to the next, in seconds." }),
    anchorDate: t.field({ type: "DateTime", description: "An instant at which a run is due; now unless given." }),
    timezone: t.string({ description: TIMEZONE_DESCRIPTION }),
  }),
});

const RRuleScheduleInput = builder.inputType("RRuleScheduleInput", {
  description: "Due when recurrence rules of RFC 5545 say so.",
  fields: (t) => ({
    rrule: t.string({ required: true, description: "The rules, such as `FREQ=DAILY;BYHOUR=6`." }),
    timezone: t.string({ description: TIMEZONE_DESCRIPTION }),
  }),
});

export const ScheduleInput = builder.inputType("ScheduleInput", {
  description: "When runs are due: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    cron: t.field({ type: CronScheduleInput, description: "By a cron expression." }),
    interval: t.field({ type: IntervalScheduleInput, description: "Every so often." }),
    rrule: t.field({ type: RRuleScheduleInput, description: "By recurrence rules." }),
  }),
});

function refuse(problem: string): never {
  throw new PenstockError("INVALID", problem);
}

function checkedZone(timezone: string | null | undefined): string | null {
  if (timezone && !isZoneName(timezone)) {
    refuse(`Invalid timezone: "${timezone}" (specify in IANA tzdata format, for example, America/New_York)`);
  }
  return timezone || null;
}

function checkFault(fault: string | undefined): void {
  if (fault !== undefined) refuse(fault);
}

/** @throws PenstockError INVALID */
export function checkedSchedule({ cron, interval, rrule }: typeof ScheduleInput.$inferInput): Schedule {
  if (cron != null) {
    checkedText("cron", cron.cron);
    checkFault(cronFault(cron.cron));
    return { kind: "cron", cron: cron.cron, timezone: checkedZone(cron.timezone), day_or: cron.dayOr ?? true };
  }
  if (interval != null) {
    const { intervalSeconds: seconds, anchorDate: anchor } = interval;
    if (!(seconds >= SHORTEST_INTERVAL_SECONDS && seconds <= LONGEST_INTERVAL_SECONDS)) {
      refuse(`\`intervalSeconds\` must be positive and at most ${LONGEST_INTERVAL_SECONDS}`);
    }
    return {
      kind: "interval",
      interval: microsecondsFromSeconds(seconds),
      anchor_date: anchor == null ? null : { instant: anchor, offset: 0 },
      timezone: checkedZone(interval.timezone) ?? "UTC",
    };
  }
  if (rrule == null) return refuse("A schedule needs one of `cron`, `interval` and `rrule`");
  checkedText("rrule", rrule.rrule);
  checkFault(recurrenceFault(rrule.rrule));
  return { kind: "rrule", rrule: rrule.rrule, timezone: checkedZone(rrule.timezone) ?? "UTC" };
}
