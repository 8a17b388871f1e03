/** Writes of a deployment's schedules. A schedule that changes or goes takes the runs with it that it has planned. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { insertMany } from "../../db/insert.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";
import { transactionWithIntegrity } from "../conflicts.ts";
import { withdrawingRuns } from "../flow-runs/flow-run-withdrawal.commands.ts";
import { completeSchedule, scheduleJson } from "../schedules/schedule.ts";
import { quietChangeEvent } from "./deployment.events.ts";
import { lockDeployment, readDeploymentRow } from "./deployment.queries.ts";
import type { DeploymentScheduleRow } from "./deployment.ts";
import type { DeploymentScheduleChanges, NewDeploymentSchedule, ScheduleChange } from "./deployment-schedule.ts";

function noSuchDeployment(): Error {
  return notFound("Deployment not found.");
}

/** Inserts schedules of a deployment; they are returned in the same order. */
export async function insertSchedules(
  core: Core,
  transaction: Transaction,
  deploymentId: string,
  schedules: readonly NewDeploymentSchedule[],
  now: Instant = core.clock.now(),
): Promise<DeploymentScheduleRow[]> {
  const rows = schedules.map(({ schedule, active, max_scheduled_runs, parameters, slug }) => ({
    id: newId(now),
    created: now,
    updated: now,
    deployment_id: deploymentId,
    schedule: scheduleJson(completeSchedule(schedule, now)),
    active,
    max_scheduled_runs,
    parameters,
    slug,
  }));
  await insertMany(core.database, transaction, "deployment_schedule", rows);
  return rows.map((row) => ({ ...row, active: row.active ? 1 : 0 }));
}

export async function deleteSchedulesOf(core: Core, transaction: Transaction, deploymentId: string): Promise<number> {
  return transaction.run(core.database.sql.deleteFrom("deployment_schedule").where("deployment_id", "=", deploymentId));
}

/**
 * Changes what is given of a schedule; the parameters as a whole, to none where they are left out, as in the reference.
 * Returns false when the deployment has no such schedule.
 */
async function changeSchedule(
  core: Core,
  transaction: Transaction,
  key: { readonly deploymentId: string; readonly id: string },
  changes: DeploymentScheduleChanges,
  now: Instant,
): Promise<boolean> {
  const { schedule, active, max_scheduled_runs: maximum, slug } = changes;
  const updated = await transaction.run(
    core.database.sql
      .updateTable("deployment_schedule")
      .set({
        updated: now,
        parameters: changes.parameters ?? EMPTY_OBJECT,
        ...(schedule == null ? {} : { schedule: scheduleJson(completeSchedule(schedule, now)) }),
        ...(active == null ? {} : { active }),
        ...(maximum == null ? {} : { max_scheduled_runs: maximum }),
        ...(slug == null ? {} : { slug }),
      })
      .where("id", "=", key.id)
      .where("deployment_id", "=", key.deploymentId),
  );
  return updated > 0;
}

/** Makes a change of a deployment's schedules; whatever is changed later in it counts as changed later. */
export async function applyScheduleChange(
  core: Core,
  transaction: Transaction,
  deploymentId: string,
  change: ScheduleChange,
  now: Instant,
): Promise<void> {
  if (change.kind === "none") return;
  if (change.kind === "replace") {
    await deleteSchedulesOf(core, transaction, deploymentId);
    await insertSchedules(core, transaction, deploymentId, change.schedules, now);
    return;
  }
  const renamed = change.patches.filter((patch) => patch.isRenamed).map((patch) => patch.id);
  // Slugs may change hands: each of them is free before the first one is given.
  for (const id of renamed) {
    await transaction.run(
      core.database.sql.updateTable("deployment_schedule").set({ slug: null }).where("id", "=", id),
    );
  }
  let moment: number = now;
  for (const { id, changes } of change.patches) {
    await changeSchedule(core, transaction, { deploymentId, id }, changes, moment as Instant);
    moment += 1;
  }
  await insertSchedules(core, transaction, deploymentId, change.additions, moment as Instant);
}

async function recordChange(core: Core, transaction: Transaction, deploymentId: string): Promise<void> {
  const row = await readDeploymentRow(core, deploymentId, transaction);
  if (row !== undefined) {
    await appendEvents(core.database, transaction, [quietChangeEvent(row, core.clock.now())]);
  }
}

/**
 * Adds schedules to a deployment.
 *
 * @throws PenstockError NOT_FOUND; CONFLICT when the deployment has a schedule of the same slug
 */
export function createSchedules(
  core: Core,
  deploymentId: string,
  schedules: readonly NewDeploymentSchedule[],
): Promise<DeploymentScheduleRow[]> {
  return transactionWithIntegrity(core, async (transaction) => {
    if (!(await lockDeployment(core, transaction, deploymentId))) throw noSuchDeployment();
    const rows = await insertSchedules(core, transaction, deploymentId, schedules);
    if (rows.length > 0) await recordChange(core, transaction, deploymentId);
    return rows;
  });
}

/**
 * Changes a schedule and withdraws the deployment's future automatic runs.
 *
 * @throws PenstockError NOT_FOUND; CONFLICT when the deployment has another schedule of that slug
 */
export function updateSchedule(
  core: Core,
  deploymentId: string,
  scheduleId: string,
  changes: DeploymentScheduleChanges,
): Promise<void> {
  return withdrawingRuns(core, async (transaction, withdraw) => {
    if (!(await lockDeployment(core, transaction, deploymentId))) throw noSuchDeployment();
    const key = { deploymentId, id: scheduleId };
    const isChanged = await changeSchedule(core, transaction, key, changes, core.clock.now());
    if (!isChanged) throw notFound("Schedule not found.");
    await withdraw({ deploymentId, autoScheduledOnly: true, futureOnly: true });
    await recordChange(core, transaction, deploymentId);
  });
}

/**
 * Deletes a schedule and withdraws the deployment's automatic runs, also those that are late.
 *
 * @throws PenstockError NOT_FOUND
 */
export function deleteSchedule(core: Core, deploymentId: string, scheduleId: string): Promise<void> {
  return withdrawingRuns(core, async (transaction, withdraw) => {
    if (!(await lockDeployment(core, transaction, deploymentId))) throw noSuchDeployment();
    const deleted = await transaction.run(
      core.database.sql
        .deleteFrom("deployment_schedule")
        .where("id", "=", scheduleId)
        .where("deployment_id", "=", deploymentId),
    );
    if (deleted === 0) throw notFound("Schedule not found.");
    await withdraw({ deploymentId, autoScheduledOnly: true, futureOnly: false });
    await recordChange(core, transaction, deploymentId);
  });
}
