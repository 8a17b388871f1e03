/**
 * A filter of flow runs as a test of a run's facts: it says of them what flowRunConditions says of the row they were taken
 * from. Live lists judge changes by it, as of the change and without asking the database.
 */
import type { Dialect } from "../../db/dialect.ts";
import { PenstockError } from "../../errors.ts";
import type { FlowRunFacts } from "../../orchestration/flow-run-facts.ts";
import type { Filters } from "../filters/across.ts";
import {
  type IdFilter,
  type NameFilter,
  type Operator,
  type Optional,
  pattern,
  saysOnly,
  sought,
  type TagsFilter,
  type TimeRange,
} from "../filters/criteria.ts";
import type { FlowFilter } from "../flows/flow.filter.ts";
import type { FlowRunFilter } from "./flow-run.filter.ts";

export type FactsTest = (facts: FlowRunFacts) => boolean;

export interface FlowRunPredicate {
  readonly test: FactsTest;
  /**
   * What has to hold of the flow besides and no run's facts tell, for it changes without the runs: its tags, and whether it has
   * deployments. Null where the filter does not speak of it.
   */
  readonly flow: FlowFilter | null;
}

/** The test that holds for every run; known by identity, as TRUE among SQL conditions. */
const ALWAYS: FactsTest = () => true;
const NEVER: FactsTest = () => false;

type Criterion = FactsTest | undefined;

function isGiven<Value>(value: Optional<Value>): value is Value {
  return value !== null && value !== undefined;
}

function combined(operator: Optional<Operator>, criteria: readonly Criterion[]): FactsTest {
  const tests = criteria.filter((test) => test !== undefined);
  if (operator === "or_") {
    return tests.length === 0 || tests.includes(ALWAYS) ? ALWAYS : (facts) => tests.some((test) => test(facts));
  }
  const telling = tests.filter((test) => test !== ALWAYS);
  const [first] = telling;
  if (first === undefined) return ALWAYS;
  return telling.length === 1 ? first : (facts) => telling.every((test) => test(facts));
}

function given<Filter>(filter: Optional<Filter>, compile: (filter: Filter) => FactsTest): Criterion {
  return isGiven(filter) ? compile(filter) : undefined;
}

type Get<Value> = (facts: FlowRunFacts) => Value | null;

function anyOf<Value>(get: Get<Value>, values: Optional<readonly Value[]>): Criterion {
  if (!isGiven(values)) return undefined;
  if (values.length === 0) return NEVER;
  const wanted: ReadonlySet<Value | null> = new Set(values);
  return (facts) => wanted.has(get(facts));
}

function notAnyOf<Value>(get: Get<Value>, values: Optional<readonly Value[]>): Criterion {
  if (!isGiven(values) || values.length === 0) return undefined;
  // As in SQL, what is not there is not among the others either.
  const unwanted: ReadonlySet<Value | null> = new Set<Value | null>([...values, null]);
  return (facts) => !unwanted.has(get(facts));
}

function isNull(get: Get<unknown>, wanted: Optional<boolean>): Criterion {
  return isGiven(wanted) ? (facts) => (get(facts) === null) === wanted : undefined;
}

function within(get: Get<number>, { before_: before, after_: after }: TimeRange): Criterion[] {
  return [
    isGiven(before) ? (facts) => (get(facts) ?? Number.POSITIVE_INFINITY) <= before : undefined,
    isGiven(after) ? (facts) => (get(facts) ?? Number.NEGATIVE_INFINITY) >= after : undefined,
  ];
}

function nameTest(dialect: Dialect, get: Get<string>, { any_: any, like_: text }: NameFilter): FactsTest {
  const contains = text ? dialect.containment(pattern(text)) : undefined;
  return combined("and_", [
    anyOf(get, any),
    contains === undefined
      ? undefined
      : (facts) => {
          const value = get(facts);
          return value !== null && contains(value);
        },
  ]);
}

function tagsTest(filter: TagsFilter): FactsTest {
  const [all, any] = [sought(filter.all_), sought(filter.any_)];
  const { is_null_: empty } = filter;
  const wanted = new Set(any);
  return combined(filter.operator, [
    isGiven(all) && all.length > 0 ? ({ tags }) => all.every((tag) => tags.includes(tag)) : undefined,
    !isGiven(any) ? undefined : any.length === 0 ? NEVER : ({ tags }) => tags.some((tag) => wanted.has(tag)),
    isGiven(empty) ? ({ tags }) => (tags.length === 0) === empty : undefined,
  ]);
}

function idTest(get: Get<string>, { any_: any, not_any_: notAny }: IdFilter): FactsTest {
  return combined("and_", [anyOf(get, any), notAnyOf(get, notAny)]);
}

function refuse(): never {
  throw new PenstockError("INVALID", "A live list cannot be narrowed by this");
}

/** The test of everything but the id, which is no fact but the run's name for itself. */
function runTest(dialect: Dialect, filter: FlowRunFilter): FactsTest {
  const { operator, id: _id, name, tags, deployment_id, work_queue_name, state, flow_version, ...more } = filter;
  const { start_time, end_time, expected_start_time, next_scheduled_start_time, ...others } = more;
  const { parent_flow_run_id, parent_task_run_id, idempotency_key, created_by, ...rest } = others;
  rest satisfies Record<never, never>;
  if (isGiven(created_by) || operator === "or_") refuse();
  const start: Get<number> = (facts) => facts.start_time ?? facts.expected_start_time;
  const none: FactsTest = ALWAYS;
  return combined("and_", [
    given(name, (criterion) => nameTest(dialect, (facts) => facts.name, criterion)),
    given(tags, tagsTest),
    given(deployment_id, ({ operator: joined, any_, is_null_ }) => {
      const get: Get<string> = (facts) => facts.deployment_id;
      return combined(joined, [anyOf(get, any_), isNull(get, is_null_)]);
    }),
    given(work_queue_name, ({ operator: joined, any_, is_null_ }) => {
      const get: Get<string> = (facts) => facts.work_queue_name;
      return combined(joined, [anyOf(get, any_), isNull(get, is_null_)]);
    }),
    given(flow_version, ({ any_ }) => anyOf((facts) => facts.flow_version, any_) ?? none),
    given(state, ({ operator: joined, type, name: stateName }) => {
      const typeOf: Get<string> = (facts) => facts.state_type;
      const nameOf: Get<string> = (facts) => facts.state_name;
      const tests = [
        given(type, ({ any_, not_any_ }) => combined("and_", [anyOf(typeOf, any_), notAnyOf(typeOf, not_any_)])),
        given(stateName, (criterion) => idTest(nameOf, criterion)),
      ];
      return combined(
        joined,
        tests.filter((test) => test !== ALWAYS),
      );
    }),
    given(start_time, (range) =>
      combined("and_", [...within(start, range), isNull((facts) => facts.start_time, range.is_null_)]),
    ),
    given(end_time, (range) => {
      const get: Get<number> = (facts) => facts.end_time;
      return combined("and_", [...within(get, range), isNull(get, range.is_null_)]);
    }),
    given(expected_start_time, (range) =>
      combined(
        "and_",
        within((facts) => facts.expected_start_time, range),
      ),
    ),
    given(next_scheduled_start_time, (range) =>
      combined(
        "and_",
        within((facts) => facts.next_scheduled_start_time, range),
      ),
    ),
    given(parent_flow_run_id, ({ any_ }) => anyOf((facts) => facts.parent_flow_run_id, any_) ?? none),
    given(parent_task_run_id, ({ operator: joined, any_, is_null_ }) => {
      const get: Get<string> = (facts) => facts.parent_task_run_id;
      return combined(joined, [anyOf(get, any_), isNull(get, is_null_)]);
    }),
    given(idempotency_key, (criterion) => idTest((facts) => facts.idempotency_key, criterion)),
  ]);
}

function flowTest(dialect: Dialect, { operator, id, name }: FlowFilter): FactsTest {
  if (operator === "or_") refuse();
  return combined("and_", [
    given(id, (criterion) => idTest((facts) => facts.flow_id, criterion)),
    given(name, (criterion) => nameTest(dialect, (facts) => facts.flow_name, criterion)),
  ]);
}

function flowRemainder({ tags, deployment }: FlowFilter): FlowFilter | null {
  const hasDeployments = deployment?.is_null_;
  if (!isGiven(tags) && !isGiven(hasDeployments)) return null;
  return { tags, deployment };
}

/**
 * Compiles the filter of a list of flow runs, but for their ids.
 *
 * @throws PenstockError INVALID for criteria that GraphQL does not offer, and for texts and lists beyond the limits of filters
 */
export function compileFlowRunPredicate(dialect: Dialect, filters: Filters): FlowRunPredicate {
  const { flow_runs, flows, work_pools: pools, ...rest } = filters;
  if (Object.values(rest).some(isGiven) || (isGiven(pools) && !saysOnly(pools, "name"))) refuse();
  const poolOf: Get<string> = (facts) => facts.work_pool_name;
  return {
    test: combined("and_", [
      given(flow_runs, (filter) => runTest(dialect, filter)),
      given(flows, (filter) => flowTest(dialect, filter)),
      // A filter of pools without criteria still asks for a pool.
      isGiven(pools) ? isNull(poolOf, false) : undefined,
      given(pools?.name, (criterion) => nameTest(dialect, poolOf, criterion)),
    ]),
    flow: isGiven(flows) ? flowRemainder(flows) : null,
  };
}
