/** Which deployments lack runs, and what their runs are made of. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { JsonText } from "../../db/json-text.ts";
import type { Microseconds } from "../../time/duration.ts";
import { addMicroseconds, type Instant } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";
import { readSchedules } from "./deployment.queries.ts";
import type { DeploymentScheduleRow } from "./deployment.ts";

export interface DeploymentToPlan {
  readonly id: string;
  readonly flow_id: string;
  readonly flow_name: string;
  readonly version: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_pool_name: string | null;
  readonly parameters: JsonText;
  readonly tags: JsonText;
  readonly labels: JsonText | null;
  readonly infrastructure_document_id: string | null;
  /** Only active ones, the one that was changed last first. */
  readonly schedules: readonly DeploymentScheduleRow[];
}

/** A page of ids in ascending order. */
interface IdPage {
  readonly after: string | null;
  readonly limit: number;
}

function behind(after: string | null) {
  return after === null ? sql`` : sql` and deployment.id > ${after}`;
}

/**
 * Deployments of which an active schedule has fewer than `minimumRuns` runs ahead, or none as far ahead as `minimumTime`
 * (the reference's _get_select_deployments_to_schedule_query). It looks at every run that is planned, so it is off the
 * event loop.
 */
export async function findDeploymentsToPlan(
  core: Core,
  minimums: { readonly minimumRuns: number; readonly minimumTime: Microseconds },
  page: IdPage,
): Promise<string[]> {
  const { dialect, heavy } = core.database;
  const now = core.clock.now();
  const planned = sql`flow_run${dialect.indexedBy(FLOW_RUN_INDEXES.deploymentSchedule)}
    where flow_run.deployment_id = schedule.deployment_id and flow_run.next_scheduled_start_time >= ${now}
      and flow_run.state_type = 'SCHEDULED' and flow_run.auto_scheduled = ${true}
      and ${dialect.jsonTextAt(sql.ref("flow_run.created_by"), "id")} = cast(schedule.id as text)`;
  const lacksRuns = sql<SqlBool>`(
    (select count(*) from ${planned}) < ${minimums.minimumRuns}
    or (select max(flow_run.next_scheduled_start_time) from ${planned}) < ${addMicroseconds(now, minimums.minimumTime)})`;
  const rows = await heavy.all(
    sql<{ id: string }>`select deployment.id from deployment
      where deployment.paused = ${false}${behind(page.after)} and exists (select 1 from deployment_schedule as schedule
        where schedule.deployment_id = deployment.id and schedule.active = ${true} and ${lacksRuns})
      order by deployment.id limit ${page.limit}`,
  );
  return rows.map((row) => row.id);
}

/**
 * Deployments with an active schedule that, or whose schedules, were changed since a moment (the reference's
 * _get_select_recent_deployments_to_schedule_query, which does not look at changes of schedules).
 */
export async function findRecentDeployments(core: Core, since: Instant, page: IdPage): Promise<string[]> {
  const rows = await core.database.all(
    sql<{ id: string }>`select deployment.id from deployment
      where deployment.id in (select id from deployment where updated >= ${since}
          union select deployment_id from deployment_schedule where updated >= ${since})
        and deployment.paused = ${false}${behind(page.after)} and exists (select 1 from deployment_schedule as schedule
          where schedule.deployment_id = deployment.id and schedule.active = ${true})
      order by deployment.id limit ${page.limit}`,
  );
  return rows.map((row) => row.id);
}

/**
 * Reads deployments with their active schedules, and keeps both from being changed, paused or deleted, and others from
 * planning them, until the transaction ends.
 *
 * @param withPaused whether those that are paused are read as well
 */
export async function lockDeploymentsToPlan(
  core: Core,
  transaction: Transaction,
  ids: readonly string[],
  withPaused: boolean,
): Promise<DeploymentToPlan[]> {
  const { sql: composer, dialect } = core.database;
  const deployments = await transaction.all(
    composer
      .selectFrom("deployment")
      .select(["id", "flow_id", "version", "work_queue_id", "work_queue_name", "parameters", "tags", "labels"])
      .select("infrastructure_document_id")
      // Not joined, for only the deployments are to be locked.
      .select([
        sql<string>`(select flow.name from flow where flow.id = deployment.flow_id)`.as("flow_name"),
        sql<
          string | null
        >`(select work_pool.name from work_queue join work_pool on work_pool.id = work_queue.work_pool_id
          where work_queue.id = deployment.work_queue_id)`.as("work_pool_name"),
      ])
      .where(dialect.in(column("deployment", "id"), ids, "uuid"))
      .$if(!withPaused, (query) => query.where("paused", "=", 0))
      .orderBy("id")
      .modifyEnd(dialect.forUpdate),
  );
  const schedules = await readSchedules(
    core,
    deployments.map((deployment) => deployment.id),
    transaction,
  );
  const active = Map.groupBy(
    schedules.filter((schedule) => schedule.active === 1),
    (schedule) => schedule.deployment_id,
  );
  return deployments.map((deployment) => ({ ...deployment, schedules: active.get(deployment.id) ?? [] }));
}
