/** Reads of flow run input. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { pattern } from "../filters/criteria.ts";
import type { FlowRunInputRow } from "./flow-run-input.ts";

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
