/** Deployments as they are read: the row with what is joined to it, and its schedules. */
import type { Selectable } from "kysely";
import type { DeploymentScheduleTable, DeploymentTable } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";
import type { Cursor, OrderBy } from "../filters/page.ts";

/** Whether somebody polls for the deployment's runs. */
export const deploymentStatuses = ["READY", "NOT_READY"] as const;
export type DeploymentStatus = (typeof deploymentStatuses)[number];

export type DeploymentScheduleRow = Selectable<DeploymentScheduleTable>;

export interface DeploymentRow extends Selectable<DeploymentTable> {
  readonly flow_name: string;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly work_pool_type: string | null;
  /** Those of the global limit, where there is one. */
  readonly limit_created: Instant | null;
  readonly limit_updated: Instant | null;
  readonly limit_active: 0 | 1 | null;
  readonly limit_name: string | null;
  readonly limit_limit: number | null;
  readonly limit_active_slots: number | null;
  readonly limit_slot_decay_per_second: number | null;
}

export interface Deployment extends DeploymentRow {
  /** The one that was changed last comes first. */
  readonly schedules: readonly DeploymentScheduleRow[];
}

/** The global limit that is a deployment's own: it comes and goes with it. */
export function ownLimitName(deploymentId: string): string {
  return `deployment:${deploymentId}`;
}

/** Orders of REST lists. */
export const deploymentSorts = ["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"] as const;
export type DeploymentSort = (typeof deploymentSorts)[number];

/** What pages of deployments can be ordered by, in either direction; equal values are ordered by id. */
export const deploymentOrderFields = ["ID", "CREATED", "UPDATED", "NAME"] as const;
export type DeploymentOrderField = (typeof deploymentOrderFields)[number];
export type DeploymentOrder = OrderBy<DeploymentOrderField>;

/** A deployment's place in that order. */
export function deploymentCursor(row: DeploymentRow, field: DeploymentOrderField): Cursor {
  switch (field) {
    case "ID":
      return { value: row.id, id: row.id };
    case "CREATED":
      return { value: row.created, id: row.id };
    case "UPDATED":
      return { value: row.updated, id: row.id };
    case "NAME":
      return { value: row.name, id: row.id };
  }
}
