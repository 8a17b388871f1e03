/** Input of flow runs: what a paused run is told, and what runs tell each other, by key. */
import type { Selectable } from "kysely";
import type { FlowRunInputTable } from "../../db/tables.ts";

export type FlowRunInputRow = Selectable<FlowRunInputTable>;

/** Input without its value, which may be large: what lists read. */
export type FlowRunInputHead = Omit<FlowRunInputRow, "value">;

/** Input is found by its id, or by its run and key. */
export type FlowRunInputIdentity = Pick<FlowRunInputRow, "id"> | Pick<FlowRunInputRow, "flow_run_id" | "key">;

/** What a key is made of (the reference's raise_on_name_alphanumeric_dashes_only). */
export const INPUT_KEY_PATTERN = /^[a-z0-9-]*$/;
