/** Reads of deployments. Every one brings the names around it and its global limit, in one statement. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import type { JsonText } from "../../db/json-text.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { type ListRequest, readPlannedList, readPlannedPage } from "../../db/planned-list.ts";
import { template } from "../../db/template.ts";
import { deploymentConditions, type Filters } from "../filters/across.ts";
import { column } from "../filters/criteria.ts";
import { gripOfValues, type Handles, handlesOf } from "../filters/handles.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import type {
  Deployment,
  DeploymentOrder,
  DeploymentOrderField,
  DeploymentRow,
  DeploymentScheduleRow,
  DeploymentSort,
} from "./deployment.ts";

const source: ListSource<DeploymentRow> = {
  table: "deployment",
  // A row has the last of two columns of one name: the queue's present name, where there still is a queue.
  columns: sql.raw(`deployment.*,
    coalesce(work_queue.name, deployment.work_queue_name) as work_queue_name,
    flow.name as flow_name,
    work_pool.id as work_pool_id, work_pool.name as work_pool_name, work_pool.type as work_pool_type,
    own_limit.created as limit_created, own_limit.updated as limit_updated, own_limit.active as limit_active,
    own_limit.name as limit_name, own_limit."limit" as limit_limit, own_limit.active_slots as limit_active_slots,
    own_limit.slot_decay_per_second as limit_slot_decay_per_second`),
  joins: sql.raw(` left join flow on flow.id = deployment.flow_id
    left join work_queue on work_queue.id = deployment.work_queue_id
    left join work_pool on work_pool.id = work_queue.work_pool_id
    left join concurrency_limit_v2 as own_limit on own_limit.id = deployment.concurrency_limit_id`),
};

const id = column("deployment", "id");

const orderKeys: Readonly<Record<DeploymentOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("deployment") },
  CREATED: { value: column("deployment", "created"), nullable: false, index: "deployment_created_id_idx" },
  UPDATED: { value: column("deployment", "updated"), nullable: false, index: "deployment_updated_id_idx" },
  NAME: { value: column("deployment", "name"), nullable: false, index: "deployment_name_id_idx" },
};

const sorts: Readonly<Record<DeploymentSort, DeploymentOrder>> = {
  CREATED_DESC: { field: "CREATED", direction: "DESC" },
  UPDATED_DESC: { field: "UPDATED", direction: "DESC" },
  NAME_ASC: { field: "NAME", direction: "ASC" },
  NAME_DESC: { field: "NAME", direction: "DESC" },
};

const byId = template<{ id: string }, DeploymentRow>(
  (_database, bind) =>
    sql<DeploymentRow>`select ${source.columns} from deployment${source.joins} where deployment.id = ${bind("id")}`,
);

/** Reads a deployment without its schedules. */
export function readDeploymentRow(
  core: Core,
  deploymentId: string,
  reader: Reader = core.database,
): Promise<DeploymentRow | undefined> {
  return reader.get(byId(core.database)({ id: deploymentId }));
}

/** Keeps others from changing a deployment, its schedules and its limit until the transaction ends; false without one. */
export async function lockDeployment(core: Core, transaction: Transaction, deploymentId: string): Promise<boolean> {
  const lock = core.database.dialect.forUpdate;
  const row = await transaction.get(sql`select id from deployment where id = ${deploymentId} ${lock}`);
  return row !== undefined;
}

/** Reads a deployment; `reader` is the transaction where the read belongs to one. */
export async function readDeployment(
  core: Core,
  deploymentId: string,
  reader: Reader = core.database,
): Promise<Deployment | undefined> {
  const row = await readDeploymentRow(core, deploymentId, reader);
  return row === undefined ? undefined : (await withSchedules(core, [row], reader))[0];
}

export async function readDeploymentByName(
  core: Core,
  flowName: string,
  name: string,
  reader: Reader = core.database,
): Promise<Deployment | undefined> {
  const row = await reader.get(
    sql<DeploymentRow>`select ${source.columns} from deployment${source.joins} where flow.name = ${flowName} and deployment.name = ${name}`,
  );
  return row === undefined ? undefined : (await withSchedules(core, [row], reader))[0];
}

/** Reads deployments by id, in no order and without their schedules; ids without a deployment are left out. */
export async function readDeploymentsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<DeploymentRow[]> {
  if (ids.length === 0) return [];
  const wanted = core.database.dialect.in(id, ids, "uuid");
  return reader.all(sql<DeploymentRow>`select ${source.columns} from deployment${source.joins} where ${wanted}`);
}

/** The schedules of some deployments, of each the one that was changed last first (the reference's order). */
export async function readSchedules(
  core: Core,
  deploymentIds: readonly string[],
  reader: Reader = core.database,
): Promise<DeploymentScheduleRow[]> {
  if (deploymentIds.length === 0) return [];
  return reader.all(
    core.database.sql
      .selectFrom("deployment_schedule")
      .selectAll()
      .where(core.database.dialect.in(column("deployment_schedule", "deployment_id"), deploymentIds, "uuid"))
      .orderBy("updated", "desc")
      .orderBy("id", "desc"),
  );
}

export function readSchedule(
  core: Core,
  id: string,
  reader: Reader = core.database,
): Promise<DeploymentScheduleRow | undefined> {
  return reader.get(core.database.sql.selectFrom("deployment_schedule").selectAll().where("id", "=", id));
}

/** Joins their schedules to deployments, in one statement for all of them. */
async function withSchedules(core: Core, rows: readonly DeploymentRow[], reader: Reader): Promise<Deployment[]> {
  const ids = rows.map((row) => row.id);
  const schedules = Map.groupBy(await readSchedules(core, ids, reader), (schedule) => schedule.deployment_id);
  return rows.map((row) => ({ ...row, schedules: schedules.get(row.id) ?? [] }));
}

function handles(core: Core, filters: Filters): Handles {
  const own = handlesOf(core.database.dialect, filters.deployments, {
    id: (dialect, { any_, not_any_: excluded }) =>
      gripOfValues(
        dialect,
        id,
        any_,
        "uuid",
        { index: primaryKeyIndex("deployment"), isNarrow: true },
        excluded === null || excluded === undefined,
      ),
  });
  // Deployments are few, so that their own criteria need no index; those on their runs may take a while.
  return { handles: own.handles, areComplete: !filters.flow_runs && !filters.task_runs };
}

function requestOf(core: Core, filters: Filters, { field, direction }: DeploymentOrder): ListRequest {
  return {
    conditions: deploymentConditions(core.database.dialect, filters),
    handles: handles(core, filters),
    order: { ...orderKeys[field], direction },
  };
}

/** Lists deployments as REST does; those of equal sort value are ordered by id, so that pages do not overlap. */
export async function listDeployments(
  core: Core,
  request: { readonly filters: Filters; readonly sort: DeploymentSort } & OffsetWindow,
  reader?: Reader,
): Promise<Deployment[]> {
  const listed = requestOf(core, request.filters, sorts[request.sort]);
  const rows = await readPlannedList(core.database, source, listed, request, reader);
  return withSchedules(core, rows, reader ?? core.database);
}

/** Reads a page of deployments by keyset, without their schedules. */
export function pageDeployments(
  core: Core,
  request: { readonly filters: Filters } & PageRequest<DeploymentOrderField>,
  reader?: Reader,
): Promise<Page<DeploymentRow>> {
  return readPlannedPage(core.database, source, requestOf(core, request.filters, request.orderBy), request, reader);
}

/** Counts deployments, off the event loop. */
export function countDeployments(core: Core, filters: Filters, reader: Reader = core.database.heavy): Promise<number> {
  return countRows(reader, "deployment", deploymentConditions(core.database.dialect, filters));
}

/** The base job template of a deployment's work pool, null without a pool; undefined when there is no such deployment. */
export function readDeploymentTemplate(
  core: Core,
  deploymentId: string,
): Promise<{ readonly base_job_template: JsonText | null } | undefined> {
  return core.database.get(
    sql<{ base_job_template: JsonText | null }>`select work_pool.base_job_template from deployment
      left join work_queue on work_queue.id = deployment.work_queue_id
      left join work_pool on work_pool.id = work_queue.work_pool_id
      where deployment.id = ${deploymentId}`,
  );
}
