/** Reads of flow run input. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { ChildList } from "../../db/child-lists.ts";
import type { Reader } from "../../db/database.ts";
import type { Dialect } from "../../db/dialect.ts";
import { anyOf, column, every, given, notAnyOf, type Optional, pattern } from "../filters/criteria.ts";
import type { Direction } from "../filters/page.ts";
import type { FlowRunInputHead, FlowRunInputRow } from "./flow-run-input.ts";

/** Reads the input of a key; `reader` is the transaction where the read belongs to one. */
export function readFlowRunInput(
  core: Core,
  flowRunId: string,
  key: string,
  reader: Reader = core.database,
): Promise<FlowRunInputRow | undefined> {
  return reader.get(
    core.database.sql
      .selectFrom("flow_run_input")
      .selectAll()
      .where("flow_run_id", "=", flowRunId)
      .where("key", "=", key),
  );
}

export interface InputListRequest {
  /** Of the key; % and _ are wildcards, as in the reference. */
  readonly prefix: string;
  readonly limit: number;
  readonly exclude_keys: readonly string[];
}

/** Lists input whose key begins with a prefix, oldest first. */
export function listFlowRunInput(
  core: Core,
  flowRunId: string,
  { prefix, limit, exclude_keys: excluded }: InputListRequest,
): Promise<FlowRunInputRow[]> {
  const { dialect } = core.database;
  return core.database.all(
    core.database.sql
      .selectFrom("flow_run_input")
      .selectAll()
      .where("flow_run_id", "=", flowRunId)
      .where((builder) => dialect.startsWith(builder.ref("key"), pattern(prefix)))
      .where((builder) =>
        excluded.length === 0 ? sql<boolean>`1 = 1` : builder.not(dialect.in(builder.ref("key"), excluded, "text")),
      )
      .orderBy("created")
      .orderBy("id")
      .limit(limit),
  );
}

export interface FlowRunInputFilter {
  readonly key?: Optional<{
    readonly any_?: Optional<readonly string[]>;
    readonly not_any_?: Optional<readonly string[]>;
  }>;
  /** As in InputListRequest. */
  readonly prefix?: Optional<string>;
}

/** The inputs of flow runs, in the order in which they came. */
export function inputsOfRun(dialect: Dialect, filter: FlowRunInputFilter, direction: Direction): ChildList {
  const key = column("flow_run_input", "key");
  const conditions = [
    given(filter.key, ({ any_: any, not_any_: none }) =>
      every(
        [anyOf(dialect, key, any, "text"), notAnyOf(dialect, key, none, "text")].filter((each) => each !== undefined),
      ),
    ),
    given(filter.prefix, (prefix) => dialect.startsWith(key, pattern(prefix))),
  ];
  return {
    table: "flow_run_input",
    index:
      filter.key?.any_ == null ? "flow_run_input_flow_run_id_created_id_idx" : "flow_run_input_flow_run_id_key_key",
    isChildOf: (run) => sql<SqlBool>`${column("flow_run_input", "flow_run_id")} = ${run}`,
    conditions: conditions.filter((condition) => condition !== undefined),
    order: { column: "created", nullable: false, direction },
  };
}

/** Reads inputs by id, in no order and without their values; ids without an input are left out. */
export function readFlowRunInputsByIds(core: Core, ids: readonly string[]): Promise<FlowRunInputHead[]> {
  const { dialect, sql } = core.database;
  return core.database.all(
    sql
      .selectFrom("flow_run_input")
      .select(["id", "created", "updated", "flow_run_id", "key", "sender"])
      .where(dialect.in(column("flow_run_input", "id"), ids, "uuid")),
  );
}

/** Reads the values of inputs off the event loop: that of one may be megabytes. */
export function readFlowRunInputValues(
  core: Core,
  ids: readonly string[],
): Promise<Pick<FlowRunInputRow, "id" | "value">[]> {
  const { dialect, heavy, sql } = core.database;
  return heavy.all(
    sql
      .selectFrom("flow_run_input")
      .select(["id", "value"])
      .where(dialect.in(column("flow_run_input", "id"), ids, "uuid")),
  );
}
