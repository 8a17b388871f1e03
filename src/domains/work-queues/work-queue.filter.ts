/** WorkQueueFilter of the wire, and its compilation (the reference's schemas.filters.WorkQueueFilter). */
import type { Dialect } from "../../db/dialect.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  given,
  idCondition,
  type Operator,
  type Optional,
  pattern,
  some,
  sought,
} from "../filters/criteria.ts";

export interface WorkQueueFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<{ readonly any_?: Optional<readonly string[]> }>;
  readonly name?: Optional<{
    readonly any_?: Optional<readonly string[]>;
    readonly startswith_?: Optional<readonly string[]>;
  }>;
}

const id = column("work_queue", "id");
const name = column("work_queue", "name");

/** The condition on a row of `work_queue`. */
export function workQueueCondition(dialect: Dialect, filter: WorkQueueFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, id, criterion)),
    given(filter.name, (criterion) =>
      combine("and_", [
        anyOf(dialect, name, criterion.any_, "text"),
        // An empty list restricts nothing: the reference joins no alternatives to nothing at all.
        given(criterion.startswith_, (prefixes) =>
          some(sought(prefixes).map((prefix) => dialect.startsWith(name, pattern(prefix)))),
        ),
      ]),
    ),
  ]);
}
