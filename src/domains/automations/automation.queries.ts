/** Reads of automations. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import { column } from "../filters/criteria.ts";
import type { Cursor, PageRequest } from "../filters/page.ts";
import {
  type AutomationFilter,
  type AutomationOrderField,
  type AutomationRow,
  type AutomationSort,
  automationCondition,
} from "./automation.ts";

export function readAutomation(
  core: Core,
  id: string,
  reader: Reader = core.database,
): Promise<AutomationRow | undefined> {
  return reader.get(core.database.sql.selectFrom("automation").selectAll().where("id", "=", id));
}

/** As readAutomation, and nobody else changes the automation until the transaction ends. */
export function lockAutomation(core: Core, transaction: Transaction, id: string): Promise<AutomationRow | undefined> {
  const { dialect, sql: builder } = core.database;
  return transaction.get(
    builder.selectFrom("automation").selectAll().where("id", "=", id).modifyEnd(dialect.forUpdate),
  );
}

const orders = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  NAME_ASC: ["name", "asc"],
  NAME_DESC: ["name", "desc"],
} as const satisfies Readonly<Record<AutomationSort, readonly [keyof AutomationRow, "asc" | "desc"]>>;

export interface AutomationListRequest {
  readonly automations?: AutomationFilter | null | undefined;
  readonly sort: AutomationSort;
  readonly limit: number;
  readonly offset: number;
}

/** Lists automations; those of equal sort value are ordered by id, so that pages do not overlap. */
export function listAutomations(core: Core, request: AutomationListRequest): Promise<AutomationRow[]> {
  const { dialect, sql: builder } = core.database;
  const [column, direction] = orders[request.sort];
  const select = builder
    .selectFrom("automation")
    .selectAll()
    .orderBy(column, direction)
    .orderBy("id")
    .limit(request.limit)
    .offset(request.offset);
  const { automations } = request;
  return core.database.all(automations ? select.where(automationCondition(dialect, automations)) : select);
}

export function countAutomations(core: Core, filter: AutomationFilter | null | undefined): Promise<number> {
  const conditions = filter ? [automationCondition(core.database.dialect, filter)] : [];
  return countRows(core.database.heavy, "automation", conditions);
}

/**
 * The automations that act on a resource or belong to it, such as "prefect.deployment.<id>", in the order of their ids.
 *
 * @param owned only those that belong to it
 */
export function readRelatedAutomations(
  core: Core,
  resourceId: string,
  { owned = false }: { readonly owned?: boolean } = {},
  reader: Reader = core.database,
): Promise<AutomationRow[]> {
  const select = core.database.sql
    .selectFrom("automation_related_resource as related")
    .innerJoin("automation", "automation.id", "related.automation_id")
    .selectAll("automation")
    .where("related.resource_id", "=", resourceId)
    .orderBy("automation.id");
  return reader.all(owned ? select.where(sql<boolean>`related.is_owner = ${true}`) : select);
}

/** Every enabled automation, for the evaluator. */
export function readEnabledAutomations(core: Core, reader: Reader): Promise<AutomationRow[]> {
  return reader.all(
    core.database.sql.selectFrom("automation").selectAll().where(sql<boolean>`enabled = ${true}`).orderBy("id"),
  );
}

const source: ListSource<AutomationRow> = { table: "automation", columns: sql.raw("automation.*"), joins: sql.raw("") };

const orderKeys: Readonly<Record<AutomationOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("automation") },
  CREATED: { value: column("automation", "created"), nullable: false, index: "automation_created_id_idx" },
  UPDATED: { value: column("automation", "updated"), nullable: false, index: "automation_updated_id_idx" },
  NAME: { value: column("automation", "name"), nullable: false, index: "automation_name_id_idx" },
};

/** Reads a page of automations by keyset. */
export function pageAutomations(
  core: Core,
  request: { readonly filter: AutomationFilter } & PageRequest<AutomationOrderField>,
): Promise<Page<AutomationRow>> {
  const { field, direction } = request.orderBy;
  const list = {
    conditions: [automationCondition(core.database.dialect, request.filter)],
    handles: { handles: [], areComplete: true },
    order: { ...orderKeys[field], direction },
  };
  return readPlannedPage(core.database, source, list, request);
}

/** An automation's place in that order. */
export function automationCursor(row: AutomationRow, field: AutomationOrderField): Cursor {
  const values = { ID: row.id, CREATED: row.created, UPDATED: row.updated, NAME: row.name };
  return { value: values[field], id: row.id };
}
