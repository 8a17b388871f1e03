/** The runs that hang on deployments, as lists for many deployments at once. */
import { type SqlBool, sql } from "kysely";
import type { ChildList } from "../../db/child-lists.ts";
import type { Dialect } from "../../db/dialect.ts";
import { EARLIEST_INSTANT, type Instant } from "../../time/instant.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import type { Direction } from "../filters/page.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";

const isChildOf: ChildList["isChildOf"] = (deploymentId) => sql<SqlBool>`flow_run.deployment_id = ${deploymentId}`;

/** Those that match, by their expected start. */
export function runsOfDeployment(dialect: Dialect, filters: Filters, direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deployment,
    isChildOf,
    conditions: flowRunConditions(dialect, filters),
    order: { column: "expected_start_time", nullable: true, direction },
  };
}

/**
 * Those that are scheduled, by the time at which they are due: every scheduled run has such a time, and no other run has. The
 * bound leaves out the others, which would otherwise be walked over.
 */
export function upcomingRunsOfDeployment(direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deploymentSchedule,
    isChildOf,
    conditions: [sql<SqlBool>`flow_run.next_scheduled_start_time >= ${EARLIEST_INSTANT}`],
    order: { column: "next_scheduled_start_time", nullable: false, direction },
  };
}

/** Those that were expected by `now`, by their expected start. */
export function recentRunsOfDeployment(now: Instant, direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deployment,
    isChildOf,
    conditions: [sql<SqlBool>`flow_run.expected_start_time <= ${now}`],
    order: { column: "expected_start_time", nullable: false, direction },
  };
}

/** Those that are no longer scheduled, by their expected start. */
export function begunRunsOfDeployment(direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.deploymentBegun,
    isChildOf,
    conditions: [sql<SqlBool>`flow_run.state_type <> 'SCHEDULED'`],
    order: { column: "expected_start_time", nullable: true, direction },
  };
}
