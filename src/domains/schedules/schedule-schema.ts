/** Schedules in requests: the reference's union of IntervalSchedule, CronSchedule and RRuleSchedule, with its faults. */
import { type Wire, wire } from "../../rest/wire.ts";
import type { FaultOfPart } from "../../rest/wire-combinators.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { type Fault, withBehaviour } from "../../rest/wire-schema.ts";
import { EARLIEST_INSTANT, type ZonedInstant } from "../../time/instant.ts";
import { isZoneName, ZONE_NAMES } from "../../time/zone-names.ts";
import { cronFault } from "./cron-expression.ts";
import { recurrenceFault } from "./recurrence-text.ts";
import { completeSchedule, type ScheduleInput } from "./schedule.ts";

/** Any zone's name anywhere in the text, which is what the reference's pattern says. */
const ANY_ZONE_PATTERN = ZONE_NAMES.join("|");

function zoneFault(timezone: string | null): Fault | undefined {
  if (!timezone || isZoneName(timezone)) return undefined;
  return valueError(`Invalid timezone: "${timezone}" (specify in IANA tzdata format, for example, America/New_York)`);
}

function faultOrNone(message: string | undefined): Fault | undefined {
  return message === undefined ? undefined : valueError(message);
}

/** A model with a validator of the whole, which pydantic names before the model in the places of issues. */
function withZoneCheck<T extends { readonly timezone: string | null }>(model: string, schema: Wire<T>): Wire<T> {
  return withBehaviour(
    wire.checked(schema, ({ timezone }) => zoneFault(timezone)),
    { label: `function-after[validate_timezone(), ${model}]` },
  );
}

const timezone = () => wire.withDefault(wire.nullable(wire.string({ examples: ["America/New_York"] })), null);

/** The reference's PositiveInterval. */
const intervalLength = withBehaviour(
  wire.checked(wire.duration(), (interval) => (interval > 0 ? undefined : valueError("interval must be positive"))),
  { render: () => ({ anyOf: [{ type: "number", exclusiveMinimum: 0 }, { type: "string" }] }) },
);

const intervalSchema: Wire<ScheduleInput> = wire.mapped(
  withZoneCheck(
    "IntervalSchedule",
    wire.object(
      {
        interval: intervalLength,
        anchor_date: wire.withDefault<ZonedInstant | null>(
          wire.zonedInstant({ examples: ["2020-01-01T00:00:00Z"] }),
          () => null,
        ),
        timezone: timezone(),
      },
      { name: "IntervalSchedule", forbidExtra: true },
    ),
  ),
  ({ interval, anchor_date, timezone }) => ({ kind: "interval", interval, anchor_date, timezone: timezone ?? "UTC" }),
);

const cronSchema: Wire<ScheduleInput> = wire.mapped(
  withZoneCheck(
    "CronSchedule",
    wire.object(
      {
        cron: wire.checked(wire.string({ examples: ["0 0 * * *"] }), (cron) => faultOrNone(cronFault(cron))),
        timezone: timezone(),
        day_or: wire.withDefault(
          wire.boolean({ description: "Control croniter behavior for handling day and day_of_week entries." }),
          true,
        ),
      },
      { name: "CronSchedule", forbidExtra: true },
    ),
  ),
  ({ cron, timezone, day_or }) => ({ kind: "cron", cron, timezone, day_or }),
);

const rruleSchema: Wire<ScheduleInput> = wire.mapped(
  wire.object(
    {
      rrule: wire.checked(wire.string(), (rrule) => faultOrNone(recurrenceFault(rrule))),
      timezone: wire.withDefault(
        wire.nullable(
          wire.checked(wire.string({ pattern: ANY_ZONE_PATTERN, examples: ["America/New_York"] }), zoneFault),
        ),
        "UTC",
      ),
    },
    { name: "RRuleSchedule", forbidExtra: true },
  ),
  ({ rrule, timezone }) => ({ kind: "rrule", rrule, timezone }),
);

/** A rule must not be too long with the DTSTART it gets either, which has the same length at any time. */
function completionFault(input: ScheduleInput): FaultOfPart | undefined {
  if (input.kind !== "rrule") return undefined;
  const completed = completeSchedule(input, EARLIEST_INSTANT);
  if (completed.kind !== "rrule" || completed.rrule === input.rrule) return undefined;
  const fault = faultOrNone(recurrenceFault(completed.rrule));
  return fault && { ...fault, part: { place: ["rrule"], input: completed.rrule } };
}

/** Any schedule of a request; completeSchedule makes it the one to store. */
export const scheduleSchema: Wire<ScheduleInput> = wire.checked(
  wire.union([intervalSchema, cronSchema, rruleSchema]),
  completionFault,
);
