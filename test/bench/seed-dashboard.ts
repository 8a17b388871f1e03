/** A workspace of very many runs, made by SQL in a SQLite database that Penstock has created: seconds for a million. */
import BetterSqlite3 from "better-sqlite3";

/** What the runs hang on; each run has a flow, a deployment and a queue. */
export const WORKSPACE = { flows: 20, deployments: 100, pools: 4, queuesEach: 2 } as const;

/** The runs are expected evenly over so many days up to the present. */
export const SEED_DAYS = 30;

const MICROSECONDS_A_DAY = 86_400_000_000;

/** An id as the server makes them: ascending with the time of creation, which is what SQL computes of `at` and `ordinal`. */
function idOf(kind: number, at: string, ordinal: string): string {
  const milliseconds = `(${at} / 1000)`;
  return `printf('%08x-%04x-7%03x-8%03x-%012x', ${milliseconds} >> 16, ${milliseconds} & 65535, ${ordinal} % 4096, ${kind}, (${ordinal} * 2654435761) % 281474976710656)`;
}

/** Of a hundred runs so many are in a state; in the order of the runs, so that every stretch of time has its share. */
const STATE = `case when part < 88 then 'COMPLETED' when part < 93 then 'FAILED' when part < 95 then 'CRASHED'
  when part < 96 then 'CANCELLED' when part < 98 then 'RUNNING' else 'SCHEDULED' end`;

const ORDINALS = `with recursive ordinals(n) as (select 0 union all select n + 1 from ordinals where n + 1 < @count)`;

/** Runs as a table with what their columns are computed from. */
const RUNS = `${ORDINALS}, placed as (
    select n, (n * 37) % 100 as part, n % @flows as flow, (n * 7) % @deployments as deployment,
      ((n * 7) % @deployments) % (@pools * @queuesEach) as queue,
      @now - @span + (n * @span) / @count as expected,
      (n * 2654435761) % 1000003 as noise
    from ordinals),
  runs as (
    select *, ${STATE} as type, ${idOf(1, "expected", "n")} as id, ${idOf(2, "expected", "n")} as state_id,
      case when part < 98 then expected + noise * 20 end as began,
      case when part < 96 then expected + noise * 20 + noise * noise / 2000 end as ended
    from placed)`;

const NAME = "upper(substr(type, 1, 1)) || lower(substr(type, 2))";

/** Indexes are made after the rows: sorting once is faster than placing each entry. */
function withoutIndexes(database: BetterSqlite3.Database, tables: readonly string[], fill: () => void): void {
  const indexes = database
    .prepare(
      `select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in (${tables.map(() => "?").join()})`,
    )
    .all(...tables) as { name: string; sql: string }[];
  for (const { name } of indexes) database.exec(`drop index "${name}"`);
  fill();
  for (const { sql } of indexes) database.exec(sql);
}

/**
 * Fills an empty, migrated database.
 *
 * @param now microseconds; no run is expected later
 */
export function seedDashboard(path: string, count: number, now: number): void {
  const database = new BetterSqlite3(path);
  try {
    database.pragma("synchronous = OFF");
    database.pragma("cache_size = -262144");
    // Pools and queues name each other.
    database.pragma("foreign_keys = OFF");
    const numbers = { count, now, span: SEED_DAYS * MICROSECONDS_A_DAY, ...WORKSPACE };
    // As bigints, for a number of this size is bound as a floating one.
    const values = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, BigInt(value)]));
    const fill = (sql: string, given: object = values): void => void database.prepare(sql).run(given);
    const few = (number: number): object => ({ ...values, count: BigInt(number) });
    const identity = (kind: number): string => `${idOf(kind, "@now", "n")}, @now, @now`;
    withoutIndexes(database, ["flow_run", "flow_run_state"], () =>
      database.transaction(() => {
        fill(
          `insert into flow (id, created, updated, name, tags, labels) ${ORDINALS} select ${identity(3)}, 'bench-flow-' || n, '["bench"]', '{}' from ordinals`,
          few(WORKSPACE.flows),
        );
        fill(
          `insert into work_pool (id, created, updated, name, type, base_job_template, is_paused, status, storage_configuration, default_queue_id)
            ${ORDINALS} select ${identity(4)}, 'bench-pool-' || n, 'process', '{}', 0, 'READY', '{}', ${idOf(5, "@now", "n")} from ordinals`,
          few(WORKSPACE.pools),
        );
        fill(
          `insert into work_queue (id, created, updated, name, description, is_paused, priority, status, work_pool_id)
            ${ORDINALS} select ${identity(5)}, 'bench-queue-' || n, '', 0, 1 + n / @pools, 'READY', ${idOf(4, "@now", "(n % @pools)")} from ordinals`,
          few(WORKSPACE.pools * WORKSPACE.queuesEach),
        );
        fill(
          `insert into deployment (id, created, updated, name, flow_id, status, paused, job_variables, tags, labels, parameters,
              enforce_parameter_schema, work_queue_id, work_queue_name)
            ${ORDINALS} select ${identity(6)}, 'bench-deployment-' || n, ${idOf(3, "@now", "(n % @flows)")}, 'READY', 0, '{}', '["bench"]', '{}', '{}',
              1, ${idOf(5, "@now", "(n % (@pools * @queuesEach))")}, 'bench-queue-' || (n % (@pools * @queuesEach)) from ordinals`,
          few(WORKSPACE.deployments),
        );
        fill(`insert into flow_run (id, created, updated, name, flow_id, state_id, state_type, state_name, state_timestamp, run_count,
            expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time, deployment_id, work_queue_id, work_queue_name,
            parameters, context, empirical_policy, tags, labels, auto_scheduled)
          ${RUNS} select id, expected, expected, 'bench-run-' || n, ${idOf(3, "@now", "flow")}, state_id, type, ${NAME}, coalesce(ended, began, expected), began is not null,
            expected, case when type = 'SCHEDULED' then expected end, began, ended, coalesce(ended - began, 0), ${idOf(6, "@now", "deployment")},
            ${idOf(5, "@now", "queue")}, 'bench-queue-' || queue,
            '{"ordinal": ' || n || ', "path": "s3://bucket/' || n || '.parquet", "retry": true, "ratio": 0.5}', '{}', '{"retries": 0, "retry_delay": 0}',
            '["bench", "shard-' || (n % 8) || '"]', '{}', 1 from runs`);
        fill(`insert into flow_run_state (id, created, updated, flow_run_id, type, timestamp, name, state_details)
          ${RUNS} select state_id, expected, expected, id, type, coalesce(ended, began, expected), ${NAME}, '{"flow_run_id": "' || id || '"}' from runs`);
      })(),
    );
  } finally {
    database.close();
  }
}

const TABLES = ["flow", "work_pool", "work_queue", "deployment", "flow_run", "flow_run_state"] as const;

interface Column {
  readonly name: string;
  readonly type: string;
}

/** An instant or a duration as the reference's column types keep them in SQLite: as a text, durations since the epoch. */
function referenceTime(column: string): string {
  return `strftime('%Y-%m-%d %H:%M:%S', ${column} / 1000000, 'unixepoch') || printf('.%06d', ${column} % 1000000)`;
}

/** Copies the workspace of one of our databases into an empty one of the reference, which has the same tables. */
export function copyToReference(source: string, path: string): void {
  const database = new BetterSqlite3(path);
  try {
    database.pragma("synchronous = OFF");
    // States and runs name each other.
    database.pragma("foreign_keys = OFF");
    database.exec(`attach '${source}' as source`);
    const columnsOf = (schema: string, table: string): Column[] =>
      database.pragma(`${schema}.table_info(${table})`) as Column[];
    database.transaction(() => {
      for (const table of TABLES) {
        const theirs = new Map(columnsOf("main", table).map(({ name, type }) => [name, type]));
        const shared = columnsOf("source", table).filter(({ name }) => theirs.has(name));
        const values = shared.map(({ name }) => (theirs.get(name) === "DATETIME" ? referenceTime(name) : name));
        database.exec(
          `insert into main.${table} (${shared.map(({ name }) => name).join()}) select ${values.join()} from source.${table}`,
        );
      }
    })();
  } finally {
    database.close();
  }
}
