/** What filters offer an index: the criteria that every row of a list meets, see db/access.ts. */
import { type Expression, type SqlBool, sql } from "kysely";
import { type Handle, type Handles, MAXIMUM_RANGES } from "../../db/access.ts";
import type { Dialect, ListType } from "../../db/dialect.ts";
import type { Operator, Optional, TimeRange } from "./criteria.ts";

export type { Handles } from "../../db/access.ts";

/** A criterion's handle, if it has one, and whether that says all of the criterion. */
export interface Grip {
  readonly handle: Handle | undefined;
  readonly isComplete: boolean;
}

export const NO_GRIP: Grip = { handle: undefined, isComplete: false };

interface IndexOf {
  readonly index: string;
  readonly continuesWith?: Expression<unknown>;
  readonly isNarrow?: boolean;
}

/**
 * `any_`, a range for each distinct value as long as they can be merged; an empty list matches nothing, which needs no index.
 */
export function gripOfValues(
  dialect: Dialect,
  column: Expression<unknown>,
  values: Optional<readonly (string | number)[]>,
  type: ListType,
  index: IndexOf,
  isComplete: boolean,
): Grip {
  if (values === null || values === undefined || values.length === 0) return NO_GRIP;
  const distinct = [...new Set(values)];
  const ranges =
    distinct.length <= MAXIMUM_RANGES
      ? distinct.map((value) => dialect.in(column, [value], type))
      : [dialect.in(column, distinct, type)];
  const { continuesWith, ...rest } = index;
  const goesOn = continuesWith !== undefined && distinct.length <= MAXIMUM_RANGES;
  return { handle: { ...rest, ranges, ...(goesOn ? { continuesWith } : {}) }, isComplete };
}

/** `before_` and `after_` of a time whose index begins with it. */
export function gripOfRange(column: Expression<unknown>, range: TimeRange, index: string, isComplete: boolean): Grip {
  const { before_: before, after_: after } = range;
  const bounds: Expression<SqlBool>[] = [];
  if (before !== null && before !== undefined) bounds.push(sql<SqlBool>`${column} <= ${before}`);
  if (after !== null && after !== undefined) bounds.push(sql<SqlBool>`${column} >= ${after}`);
  if (bounds.length === 0) return NO_GRIP;
  return {
    handle: { index, ranges: [sql<SqlBool>`(${sql.join(bounds, sql` and `)})`], continuesWith: column },
    isComplete,
  };
}

export type Grips<Filter> = {
  readonly [Criterion in keyof Omit<Filter, "operator">]?: (
    dialect: Dialect,
    criterion: NonNullable<Filter[Criterion]>,
  ) => Grip;
};

/** Whether the criteria of a filter object all have to be met. */
export function isConjunction(filter: { readonly operator?: Optional<Operator> }): boolean {
  return filter.operator !== "or_";
}

/** The handles of one filter object, by criterion. */
export function handlesOf<Filter extends { readonly operator?: Optional<Operator> }>(
  dialect: Dialect,
  filter: Optional<Filter>,
  grips: Grips<Filter>,
): Handles {
  if (filter === null || filter === undefined) return { handles: [], areComplete: true };
  if (!isConjunction(filter)) return { handles: [], areComplete: false };
  const handles: Handle[] = [];
  let areComplete = true;
  for (const criterion of Object.keys(filter) as (keyof Omit<Filter, "operator"> & string)[]) {
    const value = filter[criterion];
    if (criterion === "operator" || value === null || value === undefined) continue;
    const grip = grips[criterion]?.(dialect, value) ?? NO_GRIP;
    if (grip.handle !== undefined) handles.push(grip.handle);
    if (!grip.isComplete) areComplete = false;
  }
  return { handles, areComplete };
}

/** Handles of several filter objects, all of which have to match. */
export function joinHandles(...parts: readonly Handles[]): Handles {
  return {
    handles: parts.flatMap((part) => part.handles),
    areComplete: parts.every((part) => part.areComplete),
  };
}
