/** Rows for tests of reads: what is not given has a plain default, and one transaction inserts them all. */
import type { Insertable } from "kysely";
import type { Database } from "../../src/db/database.ts";
import { insertMany } from "../../src/db/insert.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT } from "../../src/db/json-text.ts";
import type { Tables } from "../../src/db/tables.ts";
import { newId } from "../../src/ids.ts";
import { stateDetails, stateDetailsToJson } from "../../src/orchestration/states.ts";
import type { Microseconds } from "../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";

type Row<Table extends keyof Tables> = Insertable<Tables[Table]>;
type Given<Table extends keyof Tables, Required extends keyof Row<Table>> = Partial<Row<Table>> &
  Pick<Row<Table>, Required>;

/** In the order foreign keys need. */
const TABLES = [
  "flow",
  "work_pool",
  "work_queue",
  "deployment",
  "flow_run",
  "flow_run_state",
  "task_run",
  "task_run_state",
] as const;
type SeedTable = (typeof TABLES)[number];

const NO_TIME = 0 as Microseconds;

const NO_STATE = { state_id: null, state_type: null, state_name: null, state_timestamp: null } as const;

export class SeedRows {
  readonly rows: { [Table in SeedTable]: Row<Table>[] } = {
    flow: [],
    work_pool: [],
    work_queue: [],
    deployment: [],
    flow_run: [],
    flow_run_state: [],
    task_run: [],
    task_run_state: [],
  };
  readonly now: Instant;

  constructor(now: Instant = parseInstant("2026-01-01T00:00:00Z")) {
    this.now = now;
  }

  #identity() {
    return { id: newId(this.now), created: this.now, updated: this.now };
  }

  flow(given: Given<"flow", "name">): Row<"flow"> {
    const row = { ...this.#identity(), tags: EMPTY_ARRAY, labels: EMPTY_OBJECT, ...given };
    this.rows.flow.push(row);
    return row;
  }

  workPool(given: Given<"work_pool", "name">): Row<"work_pool"> {
    const row = {
      ...this.#identity(),
      description: null,
      type: "process",
      base_job_template: EMPTY_OBJECT,
      is_paused: false,
      concurrency_limit: null,
      default_queue_id: null,
      status: "NOT_READY",
      last_transitioned_status_at: null,
      last_status_event_id: null,
      storage_configuration: EMPTY_OBJECT,
      ...given,
    };
    this.rows.work_pool.push(row);
    return row;
  }

  workQueue(given: Given<"work_queue", "name" | "work_pool_id">): Row<"work_queue"> {
    const row = {
      ...this.#identity(),
      description: "",
      is_paused: false,
      concurrency_limit: null,
      priority: 1,
      last_polled: null,
      status: "NOT_READY",
      filter: null,
      ...given,
    };
    this.rows.work_queue.push(row);
    return row;
  }

  deployment(given: Given<"deployment", "name" | "flow_id">): Row<"deployment"> {
    const row = {
      ...this.#identity(),
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
      labels: EMPTY_OBJECT,
      parameters: EMPTY_OBJECT,
      pull_steps: null,
      parameter_openapi_schema: null,
      enforce_parameter_schema: true,
      created_by: null,
      updated_by: null,
      infrastructure_document_id: null,
      storage_document_id: null,
      ...given,
    };
    this.rows.deployment.push(row);
    return row;
  }

  /** A run in the state that is given by type; without one it has none. */
  flowRun(given: Given<"flow_run", "flow_id">): Row<"flow_run"> {
    const row = {
      ...this.#identity(),
      name: `run-${this.rows.flow_run.length}`,
      ...NO_STATE,
      run_count: 0,
      expected_start_time: this.now,
      next_scheduled_start_time: null,
      start_time: null,
      end_time: null,
      total_run_time: NO_TIME,
      deployment_id: null,
      deployment_version: null,
      work_queue_id: null,
      work_queue_name: null,
      flow_version: null,
      parameters: EMPTY_OBJECT,
      idempotency_key: null,
      context: EMPTY_OBJECT,
      empirical_policy: EMPTY_OBJECT,
      tags: EMPTY_ARRAY,
      labels: EMPTY_OBJECT,
      created_by: null,
      infrastructure_pid: null,
      infrastructure_document_id: null,
      job_variables: null,
      parent_task_run_id: null,
      auto_scheduled: false,
      ...given,
    };
    const state = this.#state(row);
    if (state !== undefined) this.rows.flow_run_state.push({ ...state, flow_run_id: row.id });
    this.rows.flow_run.push(row);
    return row;
  }

  taskRun(given: Given<"task_run", never>): Row<"task_run"> {
    const row = {
      ...this.#identity(),
      name: `task-${this.rows.task_run.length}`,
      flow_run_id: null,
      task_key: "module.task",
      dynamic_key: `${this.rows.task_run.length}`,
      cache_key: null,
      cache_expiration: null,
      task_version: null,
      flow_run_run_count: 0,
      empirical_policy: EMPTY_OBJECT,
      task_inputs: EMPTY_OBJECT,
      tags: EMPTY_ARRAY,
      labels: EMPTY_OBJECT,
      ...NO_STATE,
      run_count: 0,
      expected_start_time: this.now,
      next_scheduled_start_time: null,
      start_time: null,
      end_time: null,
      total_run_time: NO_TIME,
      ...given,
    };
    const state = this.#state(row);
    if (state !== undefined) this.rows.task_run_state.push({ ...state, task_run_id: row.id });
    this.rows.task_run.push(row);
    return row;
  }

  /** Completes the state columns of a run, and makes the state's row. */
  #state(run: Pick<Row<"flow_run">, "state_id" | "state_type" | "state_name" | "state_timestamp">) {
    if (run.state_type === null || run.state_type === undefined) return undefined;
    const identity = this.#identity();
    run.state_id ??= identity.id;
    run.state_name ??= run.state_type.charAt(0) + run.state_type.slice(1).toLowerCase();
    run.state_timestamp ??= this.now;
    return {
      ...identity,
      id: run.state_id,
      type: run.state_type,
      name: run.state_name,
      timestamp: run.state_timestamp,
      message: null,
      state_details: stateDetailsToJson(stateDetails()),
      data: null,
    };
  }

  async insert(database: Database): Promise<void> {
    await database.transaction(async (transaction) => {
      for (const table of TABLES)
        await insertMany(database, transaction, table, this.rows[table] as Row<typeof table>[]);
    });
  }
}
