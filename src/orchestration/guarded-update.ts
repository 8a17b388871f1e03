/** The one UPDATE by which a transition takes effect: on a run that is still as it was when the transition was decided. */
import { type Selectable, sql } from "kysely";
import type { Database, Transaction } from "../db/database.ts";
import type { FlowRunTable, TaskRunTable } from "../db/tables.ts";
import { type Bind, bindAll, templateOfColumns } from "../db/template.ts";
import type { Instant } from "../time/instant.ts";

interface RunTables {
  readonly flow_run: FlowRunTable;
  readonly task_run: TaskRunTable;
}

/** What a transition was decided on; no two writes to a run leave both the same. */
interface Loaded {
  readonly id: string;
  readonly updated: Instant;
  readonly state_id: string | null;
}

export interface GuardValues {
  readonly guard_id: string;
  readonly guard_updated: Instant;
  readonly guard_state_id: string | null;
}

/** Columns of a run with their new values. */
export type Changes<Table extends keyof RunTables> = Partial<Selectable<RunTables[Table]>>;

type ColumnOf<Table extends keyof RunTables> = keyof Changes<Table> & string;

/** The update of a run that is still as loaded, for a template. */
export function guardedUpdate<Table extends keyof RunTables>(
  { sql: composer }: Database,
  table: Table,
  bind: Bind<Changes<Table> & GuardValues>,
  columns: readonly ColumnOf<Table>[],
) {
  return composer
    .updateTable(table as "flow_run")
    .set(bindAll(bind as Bind<Changes<"flow_run">>, columns as readonly string[] as ColumnOf<"flow_run">[]) as object)
    .where("id", "=", bind("guard_id"))
    .where("updated", "=", bind("guard_updated"))
    .where(sql<boolean>`state_id is not distinct from ${bind("guard_state_id")}`);
}

function makeStatement<Table extends keyof RunTables>(table: Table) {
  return templateOfColumns<Changes<Table> & GuardValues, ColumnOf<Table>>((database, bind, columns) =>
    guardedUpdate(database, table, bind, columns),
  );
}

const statements = { flow_run: makeStatement("flow_run"), task_run: makeStatement("task_run") } as const;

export function guardOf(loaded: Loaded): GuardValues {
  return { guard_id: loaded.id, guard_updated: loaded.updated, guard_state_id: loaded.state_id };
}

/**
 * Writes `changes` to a run and tells whether it was still as loaded. Only what differs should be among them: a column
 * that is set is written to each of its indexes, whether its value is new or not.
 */
export async function updateGuarded<Table extends keyof RunTables>(
  database: Database,
  transaction: Transaction,
  table: Table,
  loaded: Loaded,
  changes: Changes<Table>,
): Promise<boolean> {
  const columns = Object.keys(changes) as ColumnOf<Table>[];
  const statement = statements[table](database, columns as never);
  return (await transaction.run(statement({ ...changes, ...guardOf(loaded) } as never))) === 1;
}

/** The columns of `target` whose values are not those of `current`. */
export function changedColumns<Columns extends object>(current: Readonly<Columns>, target: Columns): Partial<Columns> {
  const changes: Partial<Columns> = {};
  for (const name in target) if (target[name] !== current[name]) changes[name] = target[name];
  return changes;
}
