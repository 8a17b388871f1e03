/** WorkPoolFilter of the wire, and its compilation (the reference's schemas.filters.WorkPoolFilter). */
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
} from "../filters/criteria.ts";

interface AnyOf {
  readonly any_?: Optional<readonly string[]>;
}

export interface WorkPoolFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<AnyOf>;
  readonly name?: Optional<AnyOf>;
  readonly type?: Optional<AnyOf>;
}

const id = column("work_pool", "id");
const name = column("work_pool", "name");
const type = column("work_pool", "type");

/** The condition on a row of `work_pool`. */
export function workPoolCondition(dialect: Dialect, filter: WorkPoolFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, id, criterion)),
    given(filter.name, (criterion) => combine("and_", [anyOf(dialect, name, criterion.any_, "text")])),
    given(filter.type, (criterion) => combine("and_", [anyOf(dialect, type, criterion.any_, "text")])),
  ]);
}
