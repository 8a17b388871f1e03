/** The bodies of a deployment's schedules (the reference's DeploymentScheduleCreate and DeploymentScheduleUpdate). */
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../runs/run-schema.ts";
import { scheduleSchema } from "../schedules/schedule-schema.ts";

/** The most runs of a schedule that are planned ahead (the reference's PREFECT_DEPLOYMENT_SCHEDULE_MAX_SCHEDULED_RUNS). */
const MOST_SCHEDULED_RUNS = 50;

const optionalText = wire.optional(wire.nullable(wire.string()));

const maximumScheduledRuns = wire.nullable(
  wire.checked(wire.integer({ exclusiveMinimum: 0 }), (count) =>
    count > MOST_SCHEDULED_RUNS
      ? valueError(`\`max_scheduled_runs\` must be less than or equal to ${MOST_SCHEDULED_RUNS}.`)
      : undefined,
  ),
);

export const newScheduleSchema = wire.object(
  {
    active: wire.withDefault(wire.boolean({ description: "Whether or not the schedule is active." }), true),
    schedule: scheduleSchema,
    max_scheduled_runs: wire.withDefault(maximumScheduledRuns, null),
    parameters: wire.withDefault(wire.jsonObject(), EMPTY_OBJECT),
    slug: wire.withDefault(wire.nullable(wire.string()), null),
    replaces: optionalText,
  },
  { name: "DeploymentScheduleCreate", forbidExtra: true },
);

export const scheduleChangesSchema = wire.object(
  {
    active: wire.optional(wire.nullable(wire.boolean({ description: "Whether or not the schedule is active." }))),
    schedule: wire.optional(wire.nullable(scheduleSchema)),
    max_scheduled_runs: wire.optional(maximumScheduledRuns),
    parameters: wire.withDefault(wire.jsonObject(), EMPTY_OBJECT),
    slug: optionalText,
    replaces: optionalText,
  },
  { name: "DeploymentScheduleUpdate", forbidExtra: true },
);
