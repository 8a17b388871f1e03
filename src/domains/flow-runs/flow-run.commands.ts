/** Changing and deleting flow runs. Every change leaves an internal event in its own transaction. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { flowRunPolicy, policyToJson } from "../../orchestration/run-policy.ts";
import type { FlowRunPolicy } from "../../orchestration/transition-context.ts";
import { mergeLabels } from "../labels.ts";
import { generateName } from "../names.ts";
import { jobVariablesFailure, OF_A_FLOW_RUN } from "../work-pools/job-variables.ts";
import { editEvent } from "./flow-run.events.ts";
import type { FlowRunFilter } from "./flow-run.filter.ts";
import { listFlowRuns, readFlowRun } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";
import { lockFlowRunFacts } from "./flow-run-facts.queries.ts";
import { removeFlowRun } from "./flow-run-removal.commands.ts";
import { appendParentChange } from "./subflow-parent.events.ts";

export { type CreatedFlowRun, createFlowRun, type NewFlowRun } from "./flow-run-create.commands.ts";

/** What can be changed of a flow run; what is left out stays as it is. */
export interface FlowRunChanges {
  /** An empty one, or null, becomes a random one. */
  readonly name?: string | null;
  readonly flow_version?: string | null;
  readonly parameters?: JsonText;
  /** As a whole: what it leaves out takes its default. */
  readonly empirical_policy?: Partial<FlowRunPolicy>;
  readonly tags?: readonly string[];
  readonly infrastructure_pid?: string | null;
  readonly job_variables?: JsonText | null;
}

/** The reference's models speak of a missing flow run in another way than its routes. */
export function noSuchFlowRun(id: string): PenstockError {
  return new PenstockError("NOT_FOUND", `Flow run with id ${id} not found`, { restProperty: "exception_message" });
}

/**
 * Changes what is given (the reference's models.flow_runs.update_flow_run, with the checks of its route).
 *
 * @throws PenstockError NOT_FOUND; BAD_REQUEST for job variables of a run that is not scheduled by a deployment; INVALID for
 * those that the deployment's pool refuses
 */
export function updateFlowRun(core: Core, id: string, changes: FlowRunChanges): Promise<FlowRunRow> {
  return core.database.transaction(async (transaction) => {
    if (changes.job_variables !== null && changes.job_variables !== undefined) {
      await checkJobVariables(core, transaction, await readFlowRun(core, id, transaction), changes.job_variables);
    }
    return writeChanges(core, transaction, id, columnsOf(changes), "Flow run not found");
  });
}

/**
 * Merges labels into those of a flow run (the reference's models.flow_runs.update_flow_run_labels).
 *
 * @throws PenstockError NOT_FOUND
 */
export function updateFlowRunLabels(core: Core, id: string, labels: JsonText): Promise<FlowRunRow> {
  return core.database.transaction(async (transaction) => {
    const lock = core.database.dialect.forUpdate;
    const run = await transaction.get(
      sql<{ labels: JsonText | null }>`select labels from flow_run where id = ${id} ${lock}`,
    );
    if (run === undefined) throw noSuchFlowRun(id);
    return writeChanges(core, transaction, id, { labels: mergeLabels(run.labels, labels) }, "Flow run not found");
  });
}

function columnsOf(changes: FlowRunChanges) {
  const { name, empirical_policy, tags, ...rest } = changes;
  return {
    ...rest,
    ...(name === undefined ? {} : { name: name || generateName() }),
    ...(empirical_policy === undefined ? {} : { empirical_policy: policyToJson(flowRunPolicy(empirical_policy)) }),
    ...(tags === undefined ? {} : { tags: toJsonText(tags) }),
  };
}

async function checkJobVariables(
  core: Core,
  transaction: Transaction,
  run: FlowRunRow | undefined,
  variables: JsonText,
): Promise<void> {
  if (run === undefined) throw notFound("Flow run not found");
  const refuse = (detail: string): never => {
    throw new PenstockError("BAD_REQUEST", detail);
  };
  if (run.state_type === null) refuse("Flow run state is required to update job variables but none exists");
  if (run.state_type !== "SCHEDULED") {
    refuse(`Job variables for a flow run in state ${run.state_type} cannot be updated`);
  }
  const deployment = run.deployment_id === null ? undefined : await readTemplate(core, transaction, run.deployment_id);
  if (deployment === undefined) return refuse("A deployment for the flow run could not be found");
  const { base_job_template: template, job_variables: own } = deployment;
  if (template === null) return;
  const failure = await jobVariablesFailure(core, transaction, template, [own, variables], OF_A_FLOW_RUN);
  if (failure !== undefined) throw new PenstockError("INVALID", `Error updating flow run: ${failure}`);
}

/** A deployment's job variables, and the template of its work pool, where it is in one. */
function readTemplate(core: Core, transaction: Transaction, deploymentId: string) {
  return transaction.get(
    core.database.sql
      .selectFrom("deployment")
      .leftJoin("work_queue", "work_queue.id", "deployment.work_queue_id")
      .leftJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
      .select(["deployment.job_variables", "work_pool.base_job_template"])
      .where("deployment.id", "=", deploymentId),
  );
}

async function writeChanges(
  core: Core,
  transaction: Transaction,
  id: string,
  columns: ReturnType<typeof columnsOf> & { readonly labels?: JsonText },
  missing: string,
): Promise<FlowRunRow> {
  const now = core.clock.now();
  const [known] = await lockFlowRunFacts(core, transaction, sql`flow_run.id = ${id}`);
  if (known === undefined) throw notFound(missing);
  const update = core.database.sql.updateTable("flow_run").set({ ...columns, updated: now });
  await transaction.run(update.where("id", "=", id));
  const run = await readFlowRun(core, id, transaction);
  if (run === undefined) throw notFound(missing);
  const { name, flow_version, tags } = run;
  const after = { ...known.facts, name, flow_version, tags: fromJsonText<string[]>(tags) };
  const payload = toJsonText({ changed: Object.keys(columns) });
  await appendEvents(core.database, transaction, [editEvent(known, after, payload, now)]);
  await appendParentChange(core, transaction, run, now);
  return run;
}

/**
 * Deletes a flow run with its states, task runs, input and logs. Runs of its subflows stay, without a parent.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function deleteFlowRun(core: Core, id: string): Promise<void> {
  if (!(await removeFlowRun(core, id))) throw notFound("Flow run not found");
}

/**
 * Deletes the newest flow runs that match, at most `limit` of them, and returns their ids (the reference's
 * models.flow_runs.delete_flow_runs).
 */
export async function deleteFlowRuns(
  core: Core,
  filter: FlowRunFilter | null | undefined,
  limit: number,
): Promise<string[]> {
  const runs = await listFlowRuns(core, { filters: { flow_runs: filter }, sort: "ID_DESC", limit, offset: 0 });
  const deleted: string[] = [];
  for (const { id } of runs) if (await removeFlowRun(core, id)) deleted.push(id);
  return deleted;
}
