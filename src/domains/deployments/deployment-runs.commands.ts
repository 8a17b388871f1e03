/** Creating flow runs of a deployment. What they are made of is read in one statement; the rest is three rows. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, fromJsonText, type JsonText } from "../../db/json-text.ts";
import { template } from "../../db/template.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { transactionWithIntegrity } from "../conflicts.ts";
import {
  type CreatedFlowRun,
  type CreationOptions,
  insertPlacedFlowRun,
  type NewFlowRun,
} from "../flow-runs/flow-run-create.commands.ts";
import { type PlacingDeployment, surroundingsOfDeployment } from "../flow-runs/flow-run-surroundings.ts";
import { HydrationError, hydrateObject } from "../parameters/hydration.ts";
import { mergeParameters } from "../parameters/merging.ts";
import { jobVariablesFailure, OF_A_FLOW_RUN } from "../work-pools/job-variables.ts";
import { type ParameterProblem, parameterProblem, parameterRefusal } from "./deployment-parameters.ts";
import { queueInPool } from "./deployment-work-queue.ts";

/** A run as its client wants it; the rest comes from the deployment. */
export interface NewDeploymentRun
  extends Pick<
    NewFlowRun,
    "state" | "name" | "context" | "empirical_policy" | "idempotency_key" | "labels" | "job_variables"
  > {
  /** Go over those of the deployment, one by one. */
  readonly parameters?: JsonText;
  /** Whether the parameters are held to the deployment's schema; as the deployment says where it is left out. */
  readonly enforce_parameter_schema?: boolean | null;
  /** Go with those of the deployment. */
  readonly tags?: readonly string[];
  /** That of the deployment where it is left out. */
  readonly infrastructure_document_id?: string | null;
  readonly parent_task_run_id?: string | null;
  /** Another queue of the deployment's pool, made where it is missing. */
  readonly work_queue_name?: string | null;
}

export interface DeploymentRunOptions extends CreationOptions {
  readonly created_by?: JsonText | null;
}

/** The most runs that one request creates (the reference's BULK_CREATE_LIMIT). */
export const MOST_RUNS_AT_ONCE = 100;

interface RunSource extends PlacingDeployment {
  readonly version: string | null;
  readonly parameters: JsonText;
  readonly parameter_openapi_schema: JsonText | null;
  readonly enforce_parameter_schema: 0 | 1;
  readonly job_variables: JsonText;
  readonly infrastructure_document_id: string | null;
  /** The queue's name as the deployment has it, which may be of a queue that is no more. */
  readonly own_queue_name: string | null;
  readonly base_job_template: JsonText | null;
}

const sourceById = template<{ id: string }, RunSource>(
  (_database, bind) =>
    sql<RunSource>`select deployment.id, deployment.name, deployment.tags, deployment.labels, deployment.flow_id,
      deployment.version, deployment.parameters, deployment.parameter_openapi_schema,
      deployment.enforce_parameter_schema, deployment.job_variables, deployment.infrastructure_document_id,
      deployment.work_queue_id, deployment.work_queue_name as own_queue_name, flow.name as flow_name,
      flow.tags as flow_tags, work_queue.name as work_queue_name, work_pool.id as work_pool_id,
      work_pool.name as work_pool_name, work_pool.type as work_pool_type, work_pool.base_job_template
    from deployment join flow on flow.id = deployment.flow_id
      left join work_queue on work_queue.id = deployment.work_queue_id
      left join work_pool on work_pool.id = work_queue.work_pool_id
    where deployment.id = ${bind("id")}`,
);

async function readSource(core: Core, transaction: Transaction, deploymentId: string): Promise<RunSource> {
  const source = await transaction.get(sourceById(core.database)({ id: deploymentId }));
  if (source === undefined) throw notFound("Deployment not found");
  return source;
}

/** @throws HydrationError */
function parametersOf(
  core: Core,
  transaction: Transaction,
  source: RunSource,
  run: NewDeploymentRun,
): Promise<JsonText> {
  return hydrateObject(core, transaction, mergeParameters(source.parameters, run.parameters ?? EMPTY_OBJECT));
}

function problemOf(source: RunSource, run: NewDeploymentRun, parameters: JsonText): ParameterProblem | undefined {
  const isEnforced = run.enforce_parameter_schema ?? source.enforce_parameter_schema === 1;
  return isEnforced
    ? parameterProblem(parameters, source.parameter_openapi_schema, { ignoreRequired: false })
    : undefined;
}

/** @throws PenstockError INVALID for job variables that the deployment's pool refuses */
async function checkJobVariables(
  core: Core,
  transaction: Transaction,
  source: RunSource,
  run: NewDeploymentRun,
): Promise<void> {
  if (source.base_job_template === null) return;
  const layers = [source.job_variables, run.job_variables ?? null];
  const failure = await jobVariablesFailure(core, transaction, source.base_job_template, layers, OF_A_FLOW_RUN);
  if (failure !== undefined) throw new PenstockError("INVALID", `Error creating flow run: ${failure}`);
}

/**
 * The deployment with the queue that the run is to wait in.
 *
 * @param refusal what is said of a deployment that is in no pool
 */
async function placed(
  core: Core,
  transaction: Transaction,
  source: RunSource,
  run: NewDeploymentRun,
  refusal: (queueName: string) => string,
): Promise<RunSource> {
  const { work_queue_name: name } = run;
  if (!name) return source;
  const { work_pool_id: id, work_pool_name: poolName } = source;
  if (id === null || poolName === null) throw new PenstockError("BAD_REQUEST", refusal(name));
  if (name === source.work_queue_name) return { ...source, own_queue_name: name };
  const queueId = await queueInPool(core, transaction, { id, name: poolName }, name);
  return { ...source, work_queue_id: queueId, work_queue_name: name, own_queue_name: name };
}

async function insertRun(
  core: Core,
  transaction: Transaction,
  source: RunSource,
  run: NewDeploymentRun,
  parameters: JsonText,
  options: DeploymentRunOptions,
): Promise<CreatedFlowRun> {
  const infrastructure = run.infrastructure_document_id ?? source.infrastructure_document_id;
  const parent = run.parent_task_run_id ?? null;
  const around = await surroundingsOfDeployment(core, transaction, source, {
    parent_task_run_id: parent,
    infrastructure_document_id: infrastructure,
    labels: run.labels ?? null,
  });
  const tags = new Set([...fromJsonText<string[]>(source.tags), ...(run.tags ?? [])]);
  const { context, empirical_policy: policy } = run;
  const input: NewFlowRun = {
    flow_id: source.flow_id,
    deployment_id: source.id,
    deployment_version: source.version,
    name: run.name ?? null,
    state: run.state ?? { type: "SCHEDULED" },
    parameters,
    ...(context === undefined ? {} : { context }),
    ...(policy === undefined ? {} : { empirical_policy: policy }),
    tags: [...tags],
    idempotency_key: run.idempotency_key ?? null,
    parent_task_run_id: parent,
    infrastructure_document_id: infrastructure,
    job_variables: run.job_variables ?? EMPTY_OBJECT,
    work_queue_name: source.own_queue_name,
    created_by: options.created_by ?? null,
  };
  return insertPlacedFlowRun(core, transaction, input, around, options);
}

/**
 * Creates a flow run of a deployment, SCHEDULED for now unless it says otherwise, or finds the one of the same idempotency
 * key (the reference's create_flow_run_from_deployment).
 *
 * @throws PenstockError NOT_FOUND; BAD_REQUEST for parameters that stand for nothing, and for a queue where the deployment has
 * no pool; CONFLICT for parameters that the schema refuses and for unknown references; INVALID for job variables that the pool
 * refuses
 */
export function createDeploymentRun(
  core: Core,
  deploymentId: string,
  run: NewDeploymentRun,
  options: DeploymentRunOptions = {},
): Promise<CreatedFlowRun> {
  return transactionWithIntegrity(core, async (transaction) => {
    const source = await readSource(core, transaction, deploymentId);
    const parameters = await parametersOf(core, transaction, source, run).catch((error: unknown) => {
      if (!(error instanceof HydrationError)) throw error;
      throw new PenstockError("BAD_REQUEST", `Error hydrating flow run parameters: ${error.message}`);
    });
    const problem = problemOf(source, run, parameters);
    if (problem !== undefined) throw parameterRefusal(problem, "creating flow run");
    await checkJobVariables(core, transaction, source, run);
    const place = await placed(
      core,
      transaction,
      source,
      run,
      (queue) =>
        `Cannot create flow run in work queue ${queue} because deployment ${deploymentId} is not associated with a work pool. Please remove work_pool_name and try again.`,
    );
    return insertRun(core, transaction, place, run, parameters, options);
  });
}

/** What has become of one of many runs. */
export type BulkRunResult = { readonly flowRunId: string } | { readonly error: string };

/** What is said of parameters when many runs are created. */
function bulkProblem(problem: ParameterProblem): string {
  switch (problem.kind) {
    case "noSchema":
      return "Parameter schema enforcement is enabled but deployment has no valid schema.";
    case "circular":
      return "Invalid schema: circular references detected.";
    case "invalidSchema":
      return `Invalid schema: ${problem.reason}`;
    case "refused":
      return `Parameter validation failed: ${problem.reason}`;
  }
}

/**
 * Creates several flow runs of a deployment in one transaction. One that is refused does not keep the others from being
 * created (the reference's bulk_create_flow_runs_from_deployment).
 *
 * @throws PenstockError NOT_FOUND; BAD_REQUEST for more than MOST_RUNS_AT_ONCE
 */
export function createDeploymentRuns(
  core: Core,
  deploymentId: string,
  runs: readonly NewDeploymentRun[],
  options: DeploymentRunOptions = {},
): Promise<BulkRunResult[]> {
  if (runs.length > MOST_RUNS_AT_ONCE) {
    const detail = `Cannot create more than ${MOST_RUNS_AT_ONCE} flow runs at once.`;
    return Promise.reject(new PenstockError("BAD_REQUEST", detail));
  }
  return transactionWithIntegrity(core, async (transaction) => {
    const source = await readSource(core, transaction, deploymentId);
    const results: BulkRunResult[] = [];
    for (const run of runs) results.push(await createOne(core, transaction, source, run, options));
    return results;
  });
}

async function createOne(
  core: Core,
  transaction: Transaction,
  source: RunSource,
  run: NewDeploymentRun,
  options: DeploymentRunOptions,
): Promise<BulkRunResult> {
  try {
    const parameters = await parametersOf(core, transaction, source, run);
    const problem = problemOf(source, run, parameters);
    if (problem !== undefined) return { error: bulkProblem(problem) };
    await checkJobVariables(core, transaction, source, run);
    const place = await placed(
      core,
      transaction,
      source,
      run,
      (queue) => `Cannot create flow run in work queue ${queue} because deployment is not associated with a work pool.`,
    );
    const { run: created } = await insertRun(core, transaction, place, run, parameters, options);
    return { flowRunId: created.id };
  } catch (error) {
    // Refusals come before anything is written, so that the transaction can go on.
    if (error instanceof HydrationError) return { error: error.message };
    if (error instanceof PenstockError) return { error: error.detail };
    throw error;
  }
}
