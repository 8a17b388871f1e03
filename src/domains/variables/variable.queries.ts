/** Reads of variables. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import { column, TRUE } from "../filters/criteria.ts";
import type { Cursor, PageRequest } from "../filters/page.ts";
import { type VariableFilter, type VariableRow, type VariableSort, variableCondition } from "./variable.ts";

/** A variable is found by its id or by its name. */
export type VariableKey = { readonly id: string } | { readonly name: string };

export function readVariable(
  core: Core,
  key: VariableKey,
  reader: Reader = core.database,
): Promise<VariableRow | undefined> {
  const select = core.database.sql.selectFrom("variable").selectAll();
  return reader.get("id" in key ? select.where("id", "=", key.id) : select.where("name", "=", key.name));
}

/** As readVariable, and nobody else changes the variable until the transaction ends. */
export function lockVariable(core: Core, transaction: Transaction, key: VariableKey): Promise<VariableRow | undefined> {
  const select = core.database.sql.selectFrom("variable").selectAll().modifyEnd(core.database.dialect.forUpdate);
  return transaction.get("id" in key ? select.where("id", "=", key.id) : select.where("name", "=", key.name));
}

const orders = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  NAME_DESC: ["name", "desc"],
  NAME_ASC: ["name", "asc"],
} as const satisfies Readonly<Record<VariableSort, readonly [keyof VariableRow, "asc" | "desc"]>>;

export interface VariableListRequest {
  readonly variables?: VariableFilter | null | undefined;
  readonly sort: VariableSort;
  readonly limit: number;
  readonly offset: number;
}

/** Lists variables; those of equal sort value are ordered by id, so that pages do not overlap. */
export function listVariables(core: Core, request: VariableListRequest): Promise<VariableRow[]> {
  const [column, direction] = orders[request.sort];
  const select = core.database.sql
    .selectFrom("variable")
    .selectAll()
    .orderBy(column, direction)
    .orderBy("id")
    .limit(request.limit)
    .offset(request.offset);
  if (!request.variables) return core.database.all(select);
  return core.database.all(select.where(variableCondition(core.database.dialect, request.variables)));
}

export function countVariables(core: Core, filter: VariableFilter | null | undefined): Promise<number> {
  return countRows(core.database.heavy, "variable", filter ? [variableCondition(core.database.dialect, filter)] : []);
}

/** What pages of variables can be ordered by, in either direction; equal values are ordered by id. */
export type VariableOrderField = "ID" | "NAME" | "CREATED" | "UPDATED";

const source: ListSource<VariableRow> = { table: "variable", columns: sql.raw("variable.*"), joins: sql.raw("") };

const orderKeys: Readonly<Record<VariableOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("variable") },
  NAME: { value: column("variable", "name"), nullable: false, index: "variable_name_key" },
  // There are never so many variables that these orders need an index.
  CREATED: { value: column("variable", "created"), nullable: false },
  UPDATED: { value: column("variable", "updated"), nullable: false },
};

/** Reads a page of variables by keyset. */
export function pageVariables(
  core: Core,
  request: { readonly filter: VariableFilter } & PageRequest<VariableOrderField>,
): Promise<Page<VariableRow>> {
  const { field, direction } = request.orderBy;
  const condition = variableCondition(core.database.dialect, request.filter);
  const list = {
    conditions: condition === TRUE ? [] : [condition],
    handles: { handles: [], areComplete: condition === TRUE },
    order: { ...orderKeys[field], direction },
  };
  return readPlannedPage(core.database, source, list, request);
}

/** A variable's place in that order. */
export function variableCursor(row: VariableRow, field: VariableOrderField): Cursor {
  const values = { ID: row.id, NAME: row.name, CREATED: row.created, UPDATED: row.updated };
  return { value: values[field], id: row.id };
}
