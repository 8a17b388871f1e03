/** Creating deployments, or changing those that are there already under the same flow and name. */
import type { Updateable } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { DeploymentTable } from "../../db/tables.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { integrityConflict } from "../conflicts.ts";
import { withdrawingRuns } from "../flow-runs/flow-run-withdrawal.commands.ts";
import { mergeLabels } from "../labels.ts";
import { jobVariablesFailure, OF_A_DEPLOYMENT } from "../work-pools/job-variables.ts";
import { findWorkPool } from "../work-pools/work-pool.queries.ts";
import { deploymentEvent, deploymentUpdatedEvent } from "./deployment.events.ts";
import { readDeployment, readDeploymentRow } from "./deployment.queries.ts";
import type { Deployment, DeploymentRow } from "./deployment.ts";
import { checkGlobalLimit, setLimit } from "./deployment-limit.commands.ts";
import { deleteSchedulesOf, insertSchedules } from "./deployment-schedule.commands.ts";
import { type NewDeploymentSchedule, schedulesOfNewDeployment } from "./deployment-schedule.ts";
import { namesPool, resolveQueue, type WorkPlace } from "./deployment-work-queue.ts";

/** What a deployment is made of. What is left out takes its default, or stays as it is where the deployment is there. */
export interface NewDeployment extends WorkPlace {
  readonly name: string;
  readonly flow_id: string;
  readonly paused?: boolean;
  /** Those that are there go, also when this is left out. */
  readonly schedules?: readonly NewDeploymentSchedule[];
  readonly concurrency_limit?: number | null;
  readonly concurrency_options?: JsonText | null;
  readonly global_concurrency_limit_id?: string | null;
  readonly enforce_parameter_schema?: boolean;
  readonly parameter_openapi_schema?: JsonText | null;
  readonly parameters: JsonText;
  readonly tags?: readonly string[];
  readonly labels?: JsonText | null;
  readonly pull_steps?: JsonText | null;
  readonly storage_document_id?: string | null;
  readonly infrastructure_document_id?: string | null;
  readonly description?: string | null;
  readonly path?: string | null;
  readonly version?: string | null;
  readonly entrypoint?: string | null;
  readonly job_variables?: JsonText;
}

export interface CreatedDeployment {
  readonly deployment: Deployment;
  /** False where one of the flow and the name was there, which has been changed. */
  readonly created: boolean;
}

/** The reference's models take no such name, and fail. */
const BANNED_CHARACTERS = /[/%&><]/;

function checkName(name: string): void {
  if (!BANNED_CHARACTERS.test(name)) return;
  throw new PenstockError("INVALID", "The name of a deployment must not have any of the characters / % & > <");
}

/** Tells in its own words what a foreign key would refuse. */
async function checkBlock(
  core: Core,
  transaction: Transaction,
  kind: "infrastructure" | "storage",
  id: string | null | undefined,
): Promise<void> {
  if (id === null || id === undefined) return;
  const document = await transaction.get(
    core.database.sql.selectFrom("block_document").select("id").where("id", "=", id),
  );
  if (document !== undefined) return;
  throw new PenstockError(
    "CONFLICT",
    `Error creating deployment. Could not find ${kind} block with id: ${id}. This usually occurs when applying a deployment specification that was built against a different Prefect database / workspace.`,
  );
}

async function checkPool(core: Core, transaction: Transaction, input: NewDeployment): Promise<void> {
  if (!namesPool(input)) return;
  const pool = await findWorkPool(core, input.work_pool_name, transaction);
  const variables = input.job_variables ?? EMPTY_OBJECT;
  if (variables === EMPTY_OBJECT) return;
  const template = pool.base_job_template;
  const failure = await jobVariablesFailure(core, transaction, template, [variables], OF_A_DEPLOYMENT);
  if (failure !== undefined) throw new PenstockError("INVALID", `Error creating deployment: ${failure}`);
}

/** The deployment's labels: those of its flow, the server's own, and the given ones over both. */
async function labelsOf(core: Core, transaction: Transaction, input: NewDeployment): Promise<JsonText> {
  const flow = await transaction.get(
    core.database.sql.selectFrom("flow").select("labels").where("id", "=", input.flow_id),
  );
  if (flow === undefined) throw integrityConflict();
  return mergeLabels(flow.labels, { "prefect.flow.id": input.flow_id }, input.labels ?? null);
}

/** The columns of what is given. */
function givenColumns(input: NewDeployment, queueId: string | null | undefined): Updateable<DeploymentTable> {
  const { global_concurrency_limit_id: limitId, tags } = input;
  return {
    ...given(input, [
      "paused",
      "concurrency_options",
      "enforce_parameter_schema",
      "parameter_openapi_schema",
      "pull_steps",
      "work_queue_name",
      "storage_document_id",
      "infrastructure_document_id",
      "description",
      "path",
      "version",
      "entrypoint",
      "job_variables",
    ]),
    parameters: input.parameters,
    ...(tags === undefined ? {} : { tags: toJsonText(tags) }),
    ...(limitId === undefined ? {} : { concurrency_limit_id: limitId }),
    ...(queueId === undefined ? {} : { work_queue_id: queueId }),
  };
}

/** The members of those names that are there. */
export function given<Input, Name extends keyof Input>(
  input: Input,
  names: readonly Name[],
): Partial<Pick<Input, Name>> {
  const found: Partial<Pick<Input, Name>> = {};
  for (const name of names) if (input[name] !== undefined) found[name] = input[name];
  return found;
}

/**
 * Creates a deployment, or changes the one of the same flow and name. That one loses its schedules and the runs they have
 * planned (the reference's create_deployment).
 *
 * @throws PenstockError INVALID for a name that is none and for job variables that the pool refuses; NOT_FOUND for an unknown
 * pool or limit; CONFLICT for an unknown flow or block, and for two schedules of one slug
 */
export function createDeployment(core: Core, input: NewDeployment): Promise<CreatedDeployment> {
  checkName(input.name);
  return withdrawingRuns(core, async (transaction, withdraw) => {
    await checkPool(core, transaction, input);
    const { global_concurrency_limit_id: limitId } = input;
    if (limitId !== null && limitId !== undefined) await checkGlobalLimit(core, transaction, limitId);
    const queueId = await resolveQueue(core, transaction, input);
    await checkBlock(core, transaction, "infrastructure", input.infrastructure_document_id);
    await checkBlock(core, transaction, "storage", input.storage_document_id);
    const labels = await labelsOf(core, transaction, input);
    const columns = { ...givenColumns(input, queueId), labels };
    const { id, before } = await upsert(core, transaction, input, columns);
    if (before !== undefined) {
      await withdraw({ deploymentId: id, autoScheduledOnly: true, futureOnly: true });
      await deleteSchedulesOf(core, transaction, id);
    }
    await insertSchedules(core, transaction, id, schedulesOfNewDeployment(input.schedules ?? []));
    await applyLimit(core, transaction, id, input);
    const deployment = await readDeployment(core, id, transaction);
    if (deployment === undefined) throw new Error(`Deployment ${id} was written and is not there`);
    const now = core.clock.now();
    const event =
      before === undefined
        ? deploymentEvent("created", deployment, now)
        : deploymentUpdatedEvent(before, deployment, now);
    await appendEvents(core.database, transaction, [event]);
    return { deployment, created: before === undefined };
  });
}

/**
 * Sets the limit that is asked for. A limit that is named by its id is not undone by a `concurrency_limit` of null, which
 * clients send along; the reference deletes the named one then.
 */
export async function applyLimit(
  core: Core,
  transaction: Transaction,
  id: string,
  request: Pick<NewDeployment, "concurrency_limit" | "global_concurrency_limit_id">,
): Promise<void> {
  const { concurrency_limit: limit, global_concurrency_limit_id: limitId } = request;
  if (limit === undefined || (limit === null && limitId)) return;
  const row = await readDeploymentRow(core, id, transaction);
  if (row !== undefined) await setLimit(core, transaction, row, limit);
}

/** Inserts the deployment, or changes the one that is there, and returns how that one was. */
async function upsert(
  core: Core,
  transaction: Transaction,
  input: NewDeployment,
  columns: Updateable<DeploymentTable> & { readonly labels: JsonText },
): Promise<{ readonly id: string; readonly before: DeploymentRow | undefined }> {
  const now = core.clock.now();
  const existing = await lockByName(core, transaction, input);
  if (existing === undefined) {
    const row = Object.assign(newRow(input, core), columns);
    const inserted = await transaction.run(
      core.database.sql
        .insertInto("deployment")
        .values(row)
        .onConflict((conflict) => conflict.columns(["flow_id", "name"]).doNothing()),
    );
    if (inserted === 1) return { id: row.id, before: undefined };
  }
  // Somebody else may have been the first.
  const before = existing ?? (await lockByName(core, transaction, input));
  if (before === undefined) throw new Error(`Deployment "${input.name}" was neither inserted nor there`);
  await transaction.run(
    core.database.sql
      .updateTable("deployment")
      .set({ ...columns, updated: now })
      .where("id", "=", before.id),
  );
  return { id: before.id, before };
}

async function lockByName(
  core: Core,
  transaction: Transaction,
  input: NewDeployment,
): Promise<DeploymentRow | undefined> {
  const found = await transaction.get(
    core.database.sql
      .selectFrom("deployment")
      .select("id")
      .where("flow_id", "=", input.flow_id)
      .where("name", "=", input.name)
      .modifyEnd(core.database.dialect.forUpdate),
  );
  return found === undefined ? undefined : readDeploymentRow(core, found.id, transaction);
}

/** A deployment of which nothing but its flow and name is known; the defaults are those of the reference's columns. */
function newRow({ name, flow_id }: NewDeployment, core: Core) {
  const now = core.clock.now();
  return {
    id: newId(now),
    created: now,
    updated: now,
    name,
    flow_id,
    version: null,
    description: null,
    work_queue_id: null,
    work_queue_name: null,
    status: "NOT_READY",
    last_polled: null,
    paused: false,
    path: null,
    entrypoint: null,
    job_variables: EMPTY_OBJECT,
    concurrency_limit_id: null,
    concurrency_options: null,
    tags: EMPTY_ARRAY,
    parameters: EMPTY_OBJECT,
    pull_steps: EMPTY_ARRAY,
    parameter_openapi_schema: EMPTY_OBJECT,
    enforce_parameter_schema: true,
    created_by: null,
    updated_by: null,
    infrastructure_document_id: null,
    storage_document_id: null,
  };
}
