/** The schedules of deployments in GraphQL. */

import type { JsonText } from "../../db/json-text.ts";
import { builder } from "../../graphql/builder.ts";
import { exactColumn, type Parent } from "../../graphql/rows.ts";
import { secondsFromMicroseconds } from "../../time/duration.ts";
import {
  type CronSchedule,
  type IntervalSchedule,
  type RRuleSchedule,
  readStoredSchedule,
  type Schedule,
} from "../schedules/schedule.ts";
import { Deployment } from "./deployment.graphql.ts";

const CronScheduleType = builder.objectRef<CronSchedule>("CronSchedule").implement({
  description: "Due when a cron expression says so.",
  fields: (t) => ({
    cron: t.exposeString("cron", { description: "The cron expression, such as `0 6 * * *`." }),
    timezone: t.exposeString("timezone", {
      nullable: true,
      description: "The IANA zone by whose clocks it is read; UTC where it is null.",
    }),
    dayOr: t.exposeBoolean("day_or", {
      description: "Whether a day of the month or a day of the week is enough where the expression names both.",
    }),
  }),
});

const IntervalScheduleType = builder.objectRef<IntervalSchedule>("IntervalSchedule").implement({
  description: "Due every so often.",
  fields: (t) => ({
    intervalSeconds: t.float({
      description: "The time from one run to the next, in seconds.",
      resolve: ({ interval }) => secondsFromMicroseconds(interval),
    }),
    anchorDate: t.field({
      type: "DateTime",
      description: "An instant at which a run is due, from which the others are counted.",
      resolve: ({ anchor_date: anchor }) => anchor.instant,
    }),
    // Never null, but told like that of the other kinds, so that one selection may ask all of them.
    timezone: t.exposeString("timezone", {
      nullable: true,
      description: "The IANA zone by whose clocks whole days are counted.",
    }),
  }),
});

const RRuleScheduleType = builder.objectRef<RRuleSchedule>("RRuleSchedule").implement({
  description: "Due when recurrence rules of RFC 5545 say so.",
  fields: (t) => ({
    rrule: t.exposeString("rrule", { description: "The rules." }),
    timezone: t.exposeString("timezone", {
      nullable: true,
      description: "The IANA zone by whose clocks they are read; UTC where it is null.",
    }),
  }),
});

const TYPE_NAMES = {
  cron: "CronSchedule",
  interval: "IntervalSchedule",
  rrule: "RRuleSchedule",
} as const satisfies Record<Schedule["kind"], string>;

const ScheduleType = builder.unionType("Schedule", {
  description: "When runs are due.",
  types: [CronScheduleType, IntervalScheduleType, RRuleScheduleType],
  resolveType: ({ kind }) => TYPE_NAMES[kind],
});

function scheduleOf(row: Parent<"DeploymentSchedule">): Schedule {
  const { schedule } = row;
  // Text from our own executor, a parsed value from Prisma on PostgreSQL.
  return readStoredSchedule((typeof schedule === "string" ? schedule : JSON.stringify(schedule)) as JsonText);
}

export const DeploymentSchedule = builder.prismaNode("DeploymentSchedule", {
  id: { field: "id", description: "The schedule's global id." },
  nullable: true,
  description: "One of a deployment's schedules.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the schedule.",
      resolve: (schedule) => schedule.id,
    }),
    created: t.expose("created", { type: "DateTime", description: "When the schedule was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the schedule was last changed." }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment whose runs it plans; null when it is gone.",
      resolve: (schedule, _args, { loaders }) => loaders.deployments.load(schedule.deployment_id),
    }),
    schedule: t.field({ type: ScheduleType, description: "When runs are due.", resolve: scheduleOf }),
    active: t.boolean({
      description: "Whether it plans runs, as long as the deployment is not paused.",
      resolve: (schedule) => Boolean(schedule.active),
    }),
    maxScheduledRuns: t.int({
      nullable: true,
      description: "How many runs are planned ahead at most.",
      resolve: (schedule) => (schedule.max_scheduled_runs === null ? null : Number(schedule.max_scheduled_runs)),
    }),
    parameters: t.field({
      type: "JSON",
      description: "The parameters its runs are called with, over those of the deployment.",
      resolve: (schedule, _args, { loaders }) => exactColumn(schedule, "parameters", loaders.deploymentSchedules),
    }),
    slug: t.exposeString("slug", {
      nullable: true,
      description: "The schedule's name among those of its deployment.",
    }),
  }),
});

builder.prismaObjectField(Deployment, "schedules", (t) =>
  t.field({
    type: [DeploymentSchedule],
    description: "Its schedules, the one that was changed last first.",
    resolve: (deployment, _args, { loaders }) =>
      loaders.schedulesOfDeployment.load(deployment.id).then((schedules) => [...schedules]),
  }),
);
