/** WorkerFilter of the wire, and its compilation (the reference's schemas.filters.WorkerFilter). */
import type { Dialect } from "../../db/dialect.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  given,
  notAnyOf,
  type Operator,
  type Optional,
  type TimeRange,
  within,
} from "../filters/criteria.ts";
import type { WorkerStatus } from "./worker.ts";

export interface WorkerFilter {
  readonly operator?: Optional<Operator>;
  readonly last_heartbeat_time?: Optional<TimeRange>;
  readonly status?: Optional<{
    readonly any_?: Optional<readonly WorkerStatus[]>;
    readonly not_any_?: Optional<readonly WorkerStatus[]>;
  }>;
}

const lastHeartbeatTime = column("worker", "last_heartbeat_time");
const status = column("worker", "status");

/** The condition on a row of `worker`. */
export function workerCondition(dialect: Dialect, filter: WorkerFilter): Condition {
  return combine(filter.operator, [
    given(filter.last_heartbeat_time, (range) => combine("and_", within(lastHeartbeatTime, range))),
    given(filter.status, (criterion) =>
      combine("and_", [
        anyOf(dialect, status, criterion.any_, "text"),
        notAnyOf(dialect, status, criterion.not_any_, "text"),
      ]),
    ),
  ]);
}
