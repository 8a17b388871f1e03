/**
 * For PostgreSQL: everything that a flow run's transition writes as one statement. Whatever it asks for, a message takes the
 * database and the server a tenth of a millisecond each.
 */
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Database, Statement } from "../db/database.ts";
import type { NewEvent } from "../db/event-log.ts";
import type { FlowRunStateTable } from "../db/tables.ts";
import { templateOfColumns } from "../db/template.ts";
import { FLOW_RUN_STATE_COLUMNS } from "./flow-run-statements.ts";
import { type Changes, type GuardValues, guardedUpdate } from "./guarded-update.ts";

/** What a transition writes when it writes nothing else. */
interface FlowRunMove {
  readonly guard: GuardValues;
  readonly changes: Changes<"flow_run">;
  readonly state: Selectable<FlowRunStateTable>;
  readonly event: NewEvent;
}

/** All of them, or the compiler complains. */
const EVENT_COLUMNS = Object.keys({
  id: true,
  occurred: true,
  received: true,
  event: true,
  resource_id: true,
  resource: true,
  related: true,
  payload: true,
  change: true,
  follows: true,
  flow_run_id: true,
  internal: true,
} satisfies Record<keyof NewEvent, true>) as (keyof NewEvent)[];

/** Tables have columns of the same names, so the values of each have a prefix. */
type Prefixed<Prefix extends string, Row> = {
  readonly [Column in keyof Row & string as `${Prefix}_${Column}`]: Row[Column];
};

type MoveValues = GuardValues &
  Changes<"flow_run"> &
  Prefixed<"new_state", Selectable<FlowRunStateTable>> &
  Prefixed<"new_event", NewEvent>;

function prefixed<Prefix extends string, Row extends object>(prefix: Prefix, row: Row): Prefixed<Prefix, Row> {
  const entries = Object.entries(row).map(([column, value]) => [`${prefix}_${column}`, value]);
  return Object.fromEntries(entries) as Prefixed<Prefix, Row>;
}

const moveStatement = templateOfColumns<MoveValues, keyof Changes<"flow_run">>((database, bind, columns) => {
  const insert = (table: string, names: readonly string[], values: RawBuilder<unknown>[]): RawBuilder<unknown> =>
    sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}) select ${sql.join(values)} from moved`;
  const states = FLOW_RUN_STATE_COLUMNS.map((column) => bind(`new_state_${column}`));
  const events = EVENT_COLUMNS.map((column) => bind(`new_event_${column}`));
  return sql`
    with moved as (${guardedUpdate(database, "flow_run", bind, columns).returning("id")}),
      told as (${insert("event", EVENT_COLUMNS, events)})
    ${insert("flow_run_state", FLOW_RUN_STATE_COLUMNS, states)}`;
});

/** Changes the run, if it is as loaded, and then inserts its state and the event; counts one row if it does. */
export function moveFlowRunStatement(database: Database, move: FlowRunMove): Statement<unknown> {
  const { guard, changes, state, event } = move;
  const columns = Object.keys(changes) as (keyof Changes<"flow_run">)[];
  const values = { ...guard, ...changes, ...prefixed("new_state", state), ...prefixed("new_event", event) };
  return moveStatement(database, columns)(values);
}
