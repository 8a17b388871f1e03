/** What a new flow run is placed among: its flow, deployment, work queue and parent task run. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { JsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import type { FlowRunSurroundings } from "../../orchestration/flow-run-events.ts";
import { integrityConflict } from "../conflicts.ts";
import { mergeLabels } from "../labels.ts";

/** How a new flow run names what is around it. */
export interface Placement {
  readonly flow_id: string;
  readonly deployment_id: string | null;
  readonly parent_task_run_id: string | null;
  readonly infrastructure_document_id: string | null;
  readonly work_pool_name: string | null;
  readonly work_queue_name: string | null;
  readonly labels: JsonText | null;
}

export type PlacedSurroundings = FlowRunSurroundings & {
  /** The run's labels with those it has from its flow or deployment, and the server's own. */
  readonly labels: JsonText;
};

type WorkPlace = Pick<
  FlowRunSurroundings,
  "work_queue_id" | "work_queue_name" | "work_pool_id" | "work_pool_name" | "work_pool_type"
>;

const NO_WORK_PLACE: WorkPlace = {
  work_queue_id: null,
  work_queue_name: null,
  work_pool_id: null,
  work_pool_name: null,
  work_pool_type: null,
};

/**
 * Finds what the placement names.
 *
 * @throws PenstockError NOT_FOUND for a work pool or queue that is not there, CONFLICT for anything else; an unknown
 * deployment is none, as in the reference
 */
export async function findSurroundings(
  core: Core,
  transaction: Transaction,
  placement: Placement,
): Promise<PlacedSurroundings> {
  const work = await findWorkPlace(core, transaction, placement);
  const flow = await transaction.get(
    core.database.sql.selectFrom("flow").select(["name", "tags", "labels"]).where("id", "=", placement.flow_id),
  );
  if (flow === undefined) throw integrityConflict();
  const deployment = await findDeployment(core, transaction, placement.deployment_id);
  const parent = await findParent(core, transaction, placement.parent_task_run_id);
  await checkInfrastructureDocument(core, transaction, placement.infrastructure_document_id);
  const labels =
    deployment === undefined
      ? mergeLabels(flow.labels, { "prefect.flow.id": placement.flow_id }, placement.labels)
      : deploymentRunLabels(deployment, placement.labels);
  return {
    flow_id: placement.flow_id,
    flow_name: flow.name,
    flow_tags: flow.tags,
    deployment_id: placement.deployment_id,
    deployment_name: deployment?.name ?? null,
    deployment_tags: deployment?.tags ?? null,
    ...work,
    parent_task_run_id: placement.parent_task_run_id,
    parent_task_run_name: parent?.name ?? null,
    parent_task_run_tags: parent?.tags ?? null,
    parent_flow_run_id: parent?.flow_run_id ?? null,
    labels,
  };
}

/** A deployment and what is around it, as far as its runs have to do with it. */
export interface PlacingDeployment extends WorkPlace {
  readonly id: string;
  readonly name: string;
  readonly tags: JsonText;
  readonly labels: JsonText | null;
  readonly flow_id: string;
  readonly flow_name: string;
  readonly flow_tags: JsonText;
}

/**
 * As findSurroundings, for a run of a deployment that has been read with all that is around it.
 *
 * @throws PenstockError CONFLICT for an unknown parent task run or infrastructure document
 */
export async function surroundingsOfDeployment(
  core: Core,
  transaction: Transaction,
  deployment: PlacingDeployment,
  placement: Pick<Placement, "parent_task_run_id" | "infrastructure_document_id" | "labels">,
): Promise<PlacedSurroundings> {
  const parent = await findParent(core, transaction, placement.parent_task_run_id);
  await checkInfrastructureDocument(core, transaction, placement.infrastructure_document_id);
  return {
    flow_id: deployment.flow_id,
    flow_name: deployment.flow_name,
    flow_tags: deployment.flow_tags,
    deployment_id: deployment.id,
    deployment_name: deployment.name,
    deployment_tags: deployment.tags,
    work_queue_id: deployment.work_queue_id,
    work_queue_name: deployment.work_queue_name,
    work_pool_id: deployment.work_pool_id,
    work_pool_name: deployment.work_pool_name,
    work_pool_type: deployment.work_pool_type,
    parent_task_run_id: placement.parent_task_run_id,
    parent_task_run_name: parent?.name ?? null,
    parent_task_run_tags: parent?.tags ?? null,
    parent_flow_run_id: parent?.flow_run_id ?? null,
    labels: deploymentRunLabels(deployment, placement.labels),
  };
}

/** The labels of a deployment's run: the deployment's, the server's own, and the given ones over both. */
export function deploymentRunLabels(
  deployment: Pick<PlacingDeployment, "id" | "flow_id" | "labels">,
  given: JsonText | null,
): JsonText {
  const own = { "prefect.flow.id": deployment.flow_id, "prefect.deployment.id": deployment.id };
  return mergeLabels(deployment.labels, own, given);
}

async function findDeployment(core: Core, transaction: Transaction, id: string | null) {
  if (id === null) return undefined;
  return transaction.get(
    core.database.sql.selectFrom("deployment").select(["id", "flow_id", "name", "tags", "labels"]).where("id", "=", id),
  );
}

async function findParent(core: Core, transaction: Transaction, id: string | null) {
  if (id === null) return undefined;
  const parent = await transaction.get(
    core.database.sql.selectFrom("task_run").select(["name", "tags", "flow_run_id"]).where("id", "=", id),
  );
  if (parent === undefined) throw integrityConflict();
  return parent;
}

async function checkInfrastructureDocument(core: Core, transaction: Transaction, id: string | null): Promise<void> {
  if (id === null) return;
  const document = await transaction.get(
    core.database.sql.selectFrom("block_document").select("id").where("id", "=", id),
  );
  if (document === undefined) throw integrityConflict();
}

/** The queue of that name in the pool, or the pool's default queue; a queue's name alone places a run nowhere. */
async function findWorkPlace(core: Core, transaction: Transaction, placement: Placement): Promise<WorkPlace> {
  const { work_pool_name: poolName, work_queue_name: queueName } = placement;
  if (!poolName) return NO_WORK_PLACE;
  const inPool = core.database.sql
    .selectFrom("work_pool")
    .leftJoin("work_queue", (join) =>
      queueName
        ? join.onRef("work_queue.work_pool_id", "=", "work_pool.id").on("work_queue.name", "=", queueName)
        : join.onRef("work_queue.id", "=", "work_pool.default_queue_id"),
    )
    .select([
      "work_queue.id as work_queue_id",
      "work_queue.name as work_queue_name",
      "work_pool.id as work_pool_id",
      "work_pool.name as work_pool_name",
      "work_pool.type as work_pool_type",
    ])
    .where("work_pool.name", "=", poolName);
  const place = await transaction.get(inPool);
  if (queueName && !place?.work_queue_id) throw notFound(`Work pool queue '${poolName}/${queueName}' not found.`);
  if (place === undefined) throw notFound(`Work pool "${poolName}" not found.`);
  return place.work_queue_id === null ? NO_WORK_PLACE : place;
}
