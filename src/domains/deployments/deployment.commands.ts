/** Changing, pausing and deleting deployments. Every change withdraws the runs that it makes wrong. */
import type { Updateable } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import type { DeploymentTable } from "../../db/tables.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { changeEvent } from "../change-events.ts";
import { integrityConflict } from "../conflicts.ts";
import { withdrawAll, withdrawingRuns } from "../flow-runs/flow-run-withdrawal.commands.ts";
import { repr } from "../json-schema/python-values.ts";
import { HydrationError, hydrateObject } from "../parameters/hydration.ts";
import { firstJobVariableFailure } from "../work-pools/job-variables.ts";
import { findWorkPool } from "../work-pools/work-pool.queries.ts";
import { deploymentEvent, deploymentUpdatedEvent, quietChangeEvent } from "./deployment.events.ts";
import type { DeploymentFilter } from "./deployment.filter.ts";
import { listDeployments, lockDeployment, readDeployment, readDeploymentRow } from "./deployment.queries.ts";
import type { Deployment, DeploymentRow } from "./deployment.ts";
import { applyLimit, given } from "./deployment-create.commands.ts";
import { checkGlobalLimit, removeLimit } from "./deployment-limit.commands.ts";
import { parameterProblem, parameterRefusal } from "./deployment-parameters.ts";
import { applyScheduleChange } from "./deployment-schedule.commands.ts";
import { type GivenSchedule, scheduleChangeOf } from "./deployment-schedule.ts";
import { resolveQueue, type WorkPlace } from "./deployment-work-queue.ts";

export { type CreatedDeployment, createDeployment, type NewDeployment } from "./deployment-create.commands.ts";

/** What can be changed of a deployment; what is left out stays as it is. A pool of null takes it out of its pool. */
export interface DeploymentChanges extends WorkPlace {
  readonly version?: string | null;
  readonly description?: string | null;
  readonly paused?: boolean;
  readonly schedules?: readonly GivenSchedule[];
  readonly concurrency_limit?: number | null;
  readonly concurrency_options?: JsonText | null;
  readonly global_concurrency_limit_id?: string | null;
  readonly parameters?: JsonText | null;
  readonly parameter_openapi_schema?: JsonText | null;
  readonly tags?: readonly string[];
  readonly path?: string | null;
  /** null changes nothing, as in the reference. */
  readonly job_variables?: JsonText | null;
  readonly pull_steps?: JsonText | null;
  readonly entrypoint?: string | null;
  readonly storage_document_id?: string | null;
  readonly infrastructure_document_id?: string | null;
  readonly enforce_parameter_schema?: boolean | null;
}

async function checkPool(core: Core, transaction: Transaction, changes: DeploymentChanges): Promise<void> {
  const { work_pool_name: name, job_variables: variables } = changes;
  if (!name) return;
  const pool = await findWorkPool(core, name, transaction);
  if (variables === null || variables === undefined) return;
  const failure = firstJobVariableFailure(pool.base_job_template, variables);
  if (failure === undefined) return;
  throw new PenstockError("CONFLICT", `Error creating deployment: <ValidationError: ${repr(failure)}>`);
}

/** The parameters with what they stand for. */
async function filledParameters(
  core: Core,
  transaction: Transaction,
  parameters: JsonText | null | undefined,
): Promise<JsonText | null | undefined> {
  if (parameters === null || parameters === undefined) return parameters;
  try {
    return await hydrateObject(core, transaction, parameters);
  } catch (error) {
    if (!(error instanceof HydrationError)) throw error;
    throw new PenstockError("BAD_REQUEST", `Error hydrating deployment parameters: ${error.message}`);
  }
}

/** Holds the parameters there will be to the schema there will be. */
function checkParameters(row: DeploymentRow, changes: DeploymentChanges, parameters: JsonText): void {
  const isEnforced = changes.enforce_parameter_schema ?? row.enforce_parameter_schema === 1;
  if (!isEnforced) return;
  const schema = changes.parameter_openapi_schema ?? row.parameter_openapi_schema;
  const problem = parameterProblem(parameters, schema, { ignoreRequired: true });
  if (problem !== undefined) throw parameterRefusal(problem, "updating deployment");
}

function columnsOf(
  changes: DeploymentChanges,
  parameters: JsonText | null | undefined,
  queueId: string | null | undefined,
): Updateable<DeploymentTable> {
  const { enforce_parameter_schema: enforce, global_concurrency_limit_id: limitId, tags } = changes;
  // Null where none may be: what the reference's database refuses.
  if (parameters === null || enforce === null) throw integrityConflict();
  return {
    ...given(changes, [
      "version",
      "description",
      "paused",
      "concurrency_options",
      "parameter_openapi_schema",
      "work_queue_name",
      "path",
      "pull_steps",
      "entrypoint",
      "storage_document_id",
      "infrastructure_document_id",
    ]),
    ...(enforce === undefined ? {} : { enforce_parameter_schema: enforce }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(tags === undefined ? {} : { tags: toJsonText(tags) }),
    ...(changes.job_variables == null ? {} : { job_variables: changes.job_variables }),
    ...(limitId === undefined ? {} : { concurrency_limit_id: limitId }),
    ...(queueId === undefined ? {} : { work_queue_id: queueId }),
  };
}

/** A pool of null takes the deployment out of its queue, unless a queue is named without one. */
async function queueAfter(
  core: Core,
  transaction: Transaction,
  changes: DeploymentChanges,
): Promise<string | null | undefined> {
  if (changes.work_pool_name === null) return null;
  return resolveQueue(core, transaction, changes);
}

/**
 * Changes what is given, and withdraws the future runs that the deployment's schedules have planned (the reference's
 * update_deployment, with the checks of its route).
 *
 * @throws PenstockError NOT_FOUND, also for an unknown pool or limit; BAD_REQUEST for parameters that stand for nothing;
 * CONFLICT for parameters or job variables that are refused, and for unknown blocks; INVALID for schedules that cannot be told
 * apart
 */
export function updateDeployment(core: Core, id: string, changes: DeploymentChanges): Promise<Deployment> {
  return withdrawingRuns(core, async (transaction, withdraw) => {
    const isThere = await lockDeployment(core, transaction, id);
    const before = isThere ? await readDeployment(core, id, transaction) : undefined;
    if (before === undefined) throw notFound("Deployment not found.");
    const scheduleChange = scheduleChangeOf(changes.schedules, before.schedules);
    await checkPool(core, transaction, changes);
    const parameters = await filledParameters(core, transaction, changes.parameters);
    checkParameters(before, changes, parameters ?? before.parameters);
    const { global_concurrency_limit_id: limitId } = changes;
    if (limitId !== null && limitId !== undefined) await checkGlobalLimit(core, transaction, limitId);
    const columns = columnsOf(changes, parameters, await queueAfter(core, transaction, changes));
    const now = core.clock.now();
    await transaction.run(
      core.database.sql
        .updateTable("deployment")
        .set({ ...columns, updated: now })
        .where("id", "=", id),
    );
    await withdraw({ deploymentId: id, autoScheduledOnly: true, futureOnly: true });
    await applyScheduleChange(core, transaction, id, scheduleChange, now);
    await applyLimit(core, transaction, id, changes);
    const after = await readDeployment(core, id, transaction);
    if (after === undefined) throw new Error(`Deployment ${id} was changed and is not there`);
    await appendEvents(core.database, transaction, [deploymentUpdatedEvent(before, after, now)]);
    return after;
  });
}

async function setPaused(core: Core, transaction: Transaction, id: string, paused: boolean): Promise<Deployment> {
  const isThere = await lockDeployment(core, transaction, id);
  const before = isThere ? await readDeployment(core, id, transaction) : undefined;
  if (before === undefined) throw notFound("Deployment not found");
  if ((before.paused === 1) === paused) return before;
  const now = core.clock.now();
  await transaction.run(core.database.sql.updateTable("deployment").set({ paused, updated: now }).where("id", "=", id));
  const after: Deployment = { ...before, paused: paused ? 1 : 0, updated: now };
  await appendEvents(core.database, transaction, [quietChangeEvent(after, now)]);
  return after;
}

/**
 * Lets a deployment's schedules rest, and withdraws the runs they have planned.
 *
 * @throws PenstockError NOT_FOUND
 */
export function pauseDeployment(core: Core, id: string): Promise<Deployment> {
  return withdrawingRuns(core, async (transaction, withdraw) => {
    const deployment = await setPaused(core, transaction, id, true);
    await withdraw({ deploymentId: id, autoScheduledOnly: true, futureOnly: false });
    return deployment;
  });
}

/**
 * Lets a deployment's schedules go on.
 *
 * @throws PenstockError NOT_FOUND
 */
export function resumeDeployment(core: Core, id: string): Promise<Deployment> {
  return core.database.transaction((transaction) => setPaused(core, transaction, id, false));
}

/**
 * Deletes a deployment with its schedules, its own limit and all of its runs that have not begun; the others stay.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function deleteDeployment(core: Core, id: string): Promise<void> {
  if (!(await removeDeployment(core, id))) throw notFound("Deployment not found");
}

/**
 * Deletes the first deployments by name that match, at most `limit` of them, and returns their ids (the reference's
 * bulk_delete).
 */
export async function deleteDeployments(
  core: Core,
  filter: DeploymentFilter | null | undefined,
  limit: number,
): Promise<string[]> {
  const listed = await listDeployments(core, {
    filters: { deployments: filter },
    sort: "NAME_ASC",
    limit,
    offset: 0,
  });
  const deleted: string[] = [];
  for (const { id } of listed) if (await removeDeployment(core, id)) deleted.push(id);
  return deleted;
}

export interface RemovalOptions {
  /** It goes with its flow, of which alone Prefect's clients are told. */
  readonly isQuiet?: boolean;
}

/** Deletes a deployment; false when there is none. */
export async function removeDeployment(core: Core, id: string, options: RemovalOptions = {}): Promise<boolean> {
  if ((await readDeploymentRow(core, id)) === undefined) return false;
  const withdrawal = { deploymentId: id, autoScheduledOnly: false, futureOnly: false };
  await withdrawAll(core, withdrawal);
  const isRemoved = await withdrawingRuns(core, async (transaction, withdraw) => {
    const isThere = await lockDeployment(core, transaction, id);
    const row = isThere ? await readDeploymentRow(core, id, transaction) : undefined;
    if (row === undefined) return false;
    await withdraw(withdrawal);
    await removeLimit(core, transaction, row);
    await transaction.run(core.database.sql.deleteFrom("deployment").where("id", "=", id));
    const now = core.clock.now();
    const event = options.isQuiet
      ? changeEvent("deployment", "deleted", row, toJsonText({ flow_id: row.flow_id }), now)
      : deploymentEvent("deleted", row, now);
    await appendEvents(core.database, transaction, [event]);
    return true;
  });
  return isRemoved;
}
