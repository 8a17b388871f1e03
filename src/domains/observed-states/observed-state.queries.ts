/** The states that runs have been in, as far as their history is kept (the reference's models/observed_states.py). */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import { type StateType, stateTypes } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";

export interface ObservedState {
  readonly state_type: StateType;
  readonly state_name: string;
  readonly first_seen: Instant;
  readonly last_seen: Instant;
}

/** The reference's bounds: characters of what is sought, and states in an answer. */
export const LONGEST_QUERY = 100;
export const MOST_STATES = 200;

export const observedStateSorts = ["NAME_ASC", "LAST_SEEN_DESC"] as const;
export type ObservedStateSort = (typeof observedStateSorts)[number];

export interface ObservedStateRequest {
  /** What a name or a type begins with, whatever its case; space around it does not count. */
  readonly query: string | null | undefined;
  readonly sort: ObservedStateSort;
  readonly limit: number;
}

/**
 * The names of a table's states of each type with the first and the last time, by stepping from name to name along the index of
 * type, name and time: the time it takes grows with the names, of which there are few, and not with the states.
 */
function observedIn(table: "flow_run_state" | "task_run_state", types: RawBuilder<unknown>): RawBuilder<unknown> {
  const states = sql.table(table);
  const edge = (order: "asc" | "desc"): RawBuilder<Instant> =>
    sql<Instant>`(select timestamp from ${states} where type = named.type and name = named.name order by timestamp ${sql.raw(order)} limit 1)`;
  return sql`select type, name, ${edge("asc")} as first_seen, ${edge("desc")} as last_seen from (
    with recursive named(type, name) as (
      select type, (select name from ${states} where type = wanted.type order by name limit 1) from ${types}
      union all
      select type, (select name from ${states} where type = named.type and name > named.name order by name limit 1) from named where name is not null
    ) select type, name from named where name is not null
  ) as named`;
}

function isSought(query: string): (state: ObservedState) => boolean {
  const sought = query.trim().toLowerCase();
  return ({ state_type, state_name }) =>
    state_type.toLowerCase().startsWith(sought) || state_name.toLowerCase().startsWith(sought);
}

/** By code points, as databases compare. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byName(a: ObservedState, b: ObservedState): number {
  return compare(a.state_type, b.state_type) || compare(a.state_name, b.state_name);
}

/** Lists the states that flow runs and task runs have been in. */
export async function listObservedStates(core: Core, request: ObservedStateRequest): Promise<ObservedState[]> {
  const { database } = core;
  const types = database.dialect.rows(
    "wanted",
    ["type"],
    stateTypes.map((type) => [type]),
    ["StateType"],
  );
  const rows = await database.heavy.all(
    sql<ObservedState>`select type as state_type, name as state_name, min(first_seen) as first_seen, max(last_seen) as last_seen
      from (${observedIn("flow_run_state", types)} union all ${observedIn("task_run_state", types)}) as histories
      group by type, name`,
  );
  const found = request.query ? rows.filter(isSought(request.query)) : rows;
  const order =
    request.sort === "NAME_ASC"
      ? byName
      : (a: ObservedState, b: ObservedState): number => b.last_seen - a.last_seen || byName(a, b);
  return found.sort(order).slice(0, request.limit);
}
