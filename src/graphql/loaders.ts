/**
 * Batching loaders for the relations every page follows: one statement by ids for all parents of an execution, over our
 * own executor.
 */
import DataLoader from "dataloader";
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Core } from "../core.ts";
import type {
  EventTable,
  FlowRunStateTable,
  FlowTable,
  LogTable,
  Tables,
  TaskRunStateTable,
  WorkerTable,
  WorkPoolTable,
  WorkQueueTable,
} from "../db/tables.ts";
import type { ArtifactCollectionHead, ArtifactHead, ArtifactRow } from "../domains/artifacts/artifact.ts";
import {
  readArtifactCollections,
  readArtifactData,
  readArtifactsByIds,
} from "../domains/artifacts/artifact-pages.queries.ts";
import type { AutomationRow } from "../domains/automations/automation.ts";
import {
  type ConcurrencyHolding,
  readConcurrencyLimitsByIds,
  readHoldingsByIds,
} from "../domains/concurrency/concurrency-limit.queries.ts";
import { readDeploymentsByIds, readSchedules } from "../domains/deployments/deployment.queries.ts";
import type { DeploymentRow, DeploymentScheduleRow } from "../domains/deployments/deployment.ts";
import { readDeploymentHealth } from "../domains/deployments/deployment-health.queries.ts";
import type { DeploymentHealth } from "../domains/deployments/deployment-health.ts";
import { readFlowRunsByIds } from "../domains/flow-runs/flow-run.queries.ts";
import type { FlowRunRow } from "../domains/flow-runs/flow-run.ts";
import {
  type Backlog,
  NO_BACKLOG,
  readBacklogsOfPools,
  readBacklogsOfQueues,
} from "../domains/flow-runs/flow-run-backlog.queries.ts";
import { readFlowRunInputsByIds, readFlowRunInputValues } from "../domains/flow-runs/flow-run-input.queries.ts";
import type { FlowRunInputHead, FlowRunInputRow } from "../domains/flow-runs/flow-run-input.ts";
import { readWaitReasons } from "../domains/flow-runs/wait-reasons.queries.ts";
import type { WaitingRun, WaitReason } from "../domains/flow-runs/wait-reasons.ts";
import { readFlowsByIds } from "../domains/flows/flow.queries.ts";
import type { SavedSearchRow } from "../domains/saved-searches/saved-search.ts";
import { readTaskRunsByIds } from "../domains/task-runs/task-run.queries.ts";
import type { TaskRunRow } from "../domains/task-runs/task-run.ts";
import type { VariableRow } from "../domains/variables/variable.ts";
import { countSlotsByPool, countSlotsByQueue } from "../domains/work-pools/work-pool-slots.queries.ts";
import type { ConcurrencyLimit } from "../orchestration/slots/limit.ts";
import type { Instant } from "../time/instant.ts";
import { type BlockLoaders, createBlockLoaders } from "./block-loaders.ts";
import { type ById, byId } from "./by-id.ts";

/** A deployment, and how many of its latest runs are looked at. */
export interface HealthKey {
  readonly deploymentId: string;
  readonly last: number;
}

type ByParent<Row> = DataLoader<string, readonly Row[]>;

export interface Loaders extends BlockLoaders {
  readonly artifacts: ById<ArtifactHead>;
  readonly artifactData: ById<Pick<ArtifactRow, "id" | "data">>;
  readonly artifactCollections: ById<ArtifactCollectionHead>;
  readonly artifactCollectionsByKey: DataLoader<string, ArtifactCollectionHead | null>;
  readonly automations: ById<AutomationRow>;
  readonly concurrencyLimits: ById<ConcurrencyLimit>;
  readonly concurrencyHoldings: ById<ConcurrencyHolding>;
  readonly flows: ById<Selectable<FlowTable>>;
  readonly flowRuns: ById<FlowRunRow>;
  readonly flowRunInputs: ById<FlowRunInputHead>;
  readonly flowRunInputValues: ById<Pick<FlowRunInputRow, "id" | "value">>;
  readonly deployments: ById<DeploymentRow>;
  readonly healthOfDeployment: DataLoader<HealthKey, DeploymentHealth, string>;
  readonly deploymentSchedules: ById<DeploymentScheduleRow>;
  readonly taskRuns: ById<TaskRunRow>;
  readonly flowRunStates: ById<Selectable<FlowRunStateTable>>;
  readonly taskRunStates: ById<Selectable<TaskRunStateTable>>;
  readonly logs: ById<Selectable<LogTable>>;
  readonly events: ById<Selectable<EventTable>>;
  readonly workPools: ById<Selectable<WorkPoolTable>>;
  readonly workQueues: ById<Selectable<WorkQueueTable>>;
  readonly workers: ById<Selectable<WorkerTable>>;
  readonly variables: ById<VariableRow>;
  readonly savedSearches: ById<SavedSearchRow>;
  readonly slotsOfWorkPool: DataLoader<string, number>;
  readonly slotsOfWorkQueue: DataLoader<string, number>;
  readonly backlogOfWorkPool: DataLoader<string, Backlog>;
  readonly backlogOfWorkQueue: DataLoader<string, Backlog>;
  /** Why runs have not begun. */
  readonly waitReasons: DataLoader<WaitingRun, WaitReason[], string>;
  /** Every state a flow run has been in, oldest first. */
  readonly statesOfFlowRun: ByParent<Selectable<FlowRunStateTable>>;
  readonly statesOfTaskRun: ByParent<Selectable<TaskRunStateTable>>;
  /** The one that was changed last first. */
  readonly schedulesOfDeployment: ByParent<DeploymentScheduleRow>;
  /** The flow run a task run stands for. */
  readonly subflowRunOfTaskRun: DataLoader<string, FlowRunRow | null>;
}

function schedulesOf(core: Core): ByParent<DeploymentScheduleRow> {
  return new DataLoader(async (ids) => {
    const groups = Map.groupBy(await readSchedules(core, ids), (schedule) => schedule.deployment_id);
    return ids.map((id) => groups.get(id) ?? []);
  });
}

function slots(
  core: Core,
  count: (core: Core, ids: readonly string[]) => Promise<ReadonlyMap<string, number>>,
): DataLoader<string, number> {
  return new DataLoader(async (ids) => {
    const counts = await count(core, ids);
    return ids.map((id) => counts.get(id) ?? 0);
  });
}

function backlogs(
  core: Core,
  read: (core: Core, ids: readonly string[], now: Instant) => Promise<ReadonlyMap<string, Backlog>>,
): DataLoader<string, Backlog> {
  return new DataLoader(async (ids) => {
    const found = await read(core, ids, core.clock.now());
    return ids.map((id) => found.get(id) ?? NO_BACKLOG);
  });
}

/** Those that look at equally many runs are read together. */
function healthOfDeployments(core: Core): DataLoader<HealthKey, DeploymentHealth, string> {
  const keyOf = ({ deploymentId, last }: HealthKey): string => `${deploymentId} ${last}`;
  return new DataLoader(
    async (keys) => {
      const found = new Map<string, DeploymentHealth>();
      for (const [last, group] of Map.groupBy(keys, (key) => key.last)) {
        const ids = group.map((key) => key.deploymentId);
        const healths = await readDeploymentHealth(core, ids, last);
        for (const [place, health] of healths.entries()) found.set(`${ids[place]} ${last}`, health);
      }
      return keys.map((key) => found.get(keyOf(key)) ?? new Error(`Nothing was read of ${key.deploymentId}`));
    },
    { cacheKeyFn: keyOf },
  );
}

type PlainTable =
  | "automation"
  | "deployment_schedule"
  | "flow_run_state"
  | "task_run_state"
  | "log"
  | "event"
  | "saved_search"
  | "variable"
  | "work_pool"
  | "work_queue"
  | "worker";

function rowsByIds<Table extends PlainTable>(core: Core, table: Table) {
  return (ids: readonly string[]): Promise<Selectable<Tables[Table]>[]> =>
    core.database.all(
      sql<
        Selectable<Tables[Table]>
      >`select * from ${sql.table(table)} where ${core.database.dialect.in(sql.ref("id"), ids, "uuid")}`,
    );
}

function flowRunStates(core: Core): ByParent<Selectable<FlowRunStateTable>> {
  return new DataLoader(async (ids) => {
    const rows = await core.database.all(
      core.database.sql
        .selectFrom("flow_run_state")
        .selectAll()
        .where(core.database.dialect.in(sql.ref("flow_run_id"), ids, "uuid"))
        .orderBy("timestamp")
        .orderBy("id"),
    );
    const groups = Map.groupBy(rows, (row) => row.flow_run_id);
    return ids.map((id) => groups.get(id) ?? []);
  });
}

function taskRunStates(core: Core): ByParent<Selectable<TaskRunStateTable>> {
  return new DataLoader(async (ids) => {
    const rows = await core.database.all(
      core.database.sql
        .selectFrom("task_run_state")
        .selectAll()
        .where(core.database.dialect.in(sql.ref("task_run_id"), ids, "uuid"))
        .orderBy("timestamp")
        .orderBy("id"),
    );
    const groups = Map.groupBy(rows, (row) => row.task_run_id);
    return ids.map((id) => groups.get(id) ?? []);
  });
}

function artifactCollectionsByKey(core: Core): DataLoader<string, ArtifactCollectionHead | null> {
  return new DataLoader(async (keys) => {
    const rows = await readArtifactCollections(core, "key", keys);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}

function subflowRuns(core: Core): DataLoader<string, FlowRunRow | null> {
  return new DataLoader(async (taskRunIds) => {
    const { dialect } = core.database;
    // Most runs have no parent, which makes SQLite think little of the index.
    const index = dialect.indexedBy("flow_run_parent_task_run_id_idx");
    const links = await core.database.all(
      sql<{
        id: string;
      }>`select id from flow_run${index} where ${dialect.in(sql.ref("parent_task_run_id"), taskRunIds, "uuid")}`,
    );
    const runs = await readFlowRunsByIds(
      core,
      links.map((link) => link.id),
    );
    const byTaskRun = new Map(runs.map((run) => [run.parent_task_run_id, run]));
    return taskRunIds.map((id) => byTaskRun.get(id) ?? null);
  });
}

export function createLoaders(core: Core): Loaders {
  return {
    ...createBlockLoaders(core),
    artifacts: byId((ids) => readArtifactsByIds(core, ids)),
    artifactData: byId((ids) => readArtifactData(core, ids)),
    artifactCollections: byId((ids) => readArtifactCollections(core, "id", ids)),
    artifactCollectionsByKey: artifactCollectionsByKey(core),
    automations: byId(rowsByIds(core, "automation")),
    concurrencyLimits: byId((ids) => readConcurrencyLimitsByIds(core, ids)),
    concurrencyHoldings: byId((ids) => readHoldingsByIds(core, ids)),
    workPools: byId(rowsByIds(core, "work_pool")),
    workQueues: byId(rowsByIds(core, "work_queue")),
    workers: byId(rowsByIds(core, "worker")),
    variables: byId(rowsByIds(core, "variable")),
    savedSearches: byId(rowsByIds(core, "saved_search")),
    slotsOfWorkPool: slots(core, countSlotsByPool),
    slotsOfWorkQueue: slots(core, countSlotsByQueue),
    backlogOfWorkPool: backlogs(core, readBacklogsOfPools),
    backlogOfWorkQueue: backlogs(core, readBacklogsOfQueues),
    waitReasons: new DataLoader((runs) => readWaitReasons(core, runs), { cacheKeyFn: (run) => run.id }),
    flows: byId((ids) => readFlowsByIds(core, ids)),
    flowRuns: byId((ids) => readFlowRunsByIds(core, ids)),
    flowRunInputs: byId((ids) => readFlowRunInputsByIds(core, ids)),
    flowRunInputValues: byId((ids) => readFlowRunInputValues(core, ids)),
    deployments: byId((ids) => readDeploymentsByIds(core, ids)),
    healthOfDeployment: healthOfDeployments(core),
    deploymentSchedules: byId(rowsByIds(core, "deployment_schedule")),
    schedulesOfDeployment: schedulesOf(core),
    taskRuns: byId((ids) => readTaskRunsByIds(core, ids)),
    flowRunStates: byId(rowsByIds(core, "flow_run_state")),
    taskRunStates: byId(rowsByIds(core, "task_run_state")),
    logs: byId(rowsByIds(core, "log")),
    events: byId(rowsByIds(core, "event")),
    statesOfFlowRun: flowRunStates(core),
    statesOfTaskRun: taskRunStates(core),
    subflowRunOfTaskRun: subflowRuns(core),
  };
}
