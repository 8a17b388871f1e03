/** The first page of a dashboard as one field, composed of what can also be asked for singly. */
import type { Core } from "../../core.ts";
import { builder } from "../../graphql/builder.ts";
import { cursorOfSnapshot } from "../../graphql/context.ts";
import type { Instant } from "../../time/instant.ts";
import { lateRunFilters } from "../deployments/due-runs.graphql.ts";
import type { Filters } from "../filters/across.ts";
import { FlowRunFilterInput, type FlowRunFilterValue, flowRunFiltersOf } from "../flow-runs/flow-run.filter.graphql.ts";
import { countsOfLiveList } from "../flow-runs/flow-run.lists.graphql.ts";
import { countFlowRuns } from "../flow-runs/flow-run.queries.ts";
import {
  FlowRunHistogramType,
  histogramArguments,
  RANGE_DESCRIPTION,
  TimeRangeInput,
} from "../flow-runs/flow-run-histogram.graphql.ts";
import { FlowRunHistogram } from "../flow-runs/flow-run-histogram.ts";
import { countsByStateOf, RunStateCountsType } from "../runs/run-state-counts.graphql.ts";
import { checkedRange, defaultRange, type InstantRange } from "../runs/time-buckets.ts";
import { WorkPoolConnection, workPoolsPage } from "../work-pools/work-pool.lists.graphql.ts";

interface DashboardShape {
  readonly range: InstantRange;
  readonly filter: FlowRunFilterValue | null | undefined;
}

/** The runs that match and are expected within a range. */
function expectedWithin(filters: Filters, { start, end }: InstantRange): Filters {
  const given = filters.flow_runs?.expected_start_time;
  const last = (end - 1) as Instant;
  return {
    ...filters,
    flow_runs: {
      ...filters.flow_runs,
      expected_start_time: {
        after_: Math.max(start, given?.after_ ?? start) as Instant,
        before_: Math.min(last, given?.before_ ?? last) as Instant,
      },
    },
  };
}

/** Null for filters on what makes a run late: with them the question has no answer. */
function countLateRuns(core: Core, filter: FlowRunFilterValue | null | undefined): Promise<number> | null {
  if (filter?.state?.type != null || filter?.nextScheduledStartTime != null) return null;
  return countFlowRuns(core, lateRunFilters(core, filter));
}

const Dashboard = builder.objectRef<DashboardShape>("Dashboard").implement({
  description: "What the first page of a dashboard shows of flow runs and of where they run.",
  fields: (t) => ({
    start: t.field({
      type: "DateTime",
      description: "The range's first instant.",
      resolve: ({ range }) => range.start,
    }),
    end: t.field({
      type: "DateTime",
      description: "The first instant behind the range.",
      resolve: ({ range }) => range.end,
    }),
    countsByState: t.field({
      type: RunStateCountsType,
      description: "How many runs of the range are in which type of state.",
      resolve: ({ filter, range }, _args, context) =>
        countsByStateOf(countsOfLiveList(context, expectedWithin(flowRunFiltersOf(filter), range))),
    }),
    histogram: t.field({
      type: FlowRunHistogramType,
      description: "The runs of the range over time, as `flowRunHistogram` tells them.",
      args: histogramArguments,
      resolve: ({ filter, range }, args, { core }) =>
        new FlowRunHistogram(core, { filters: flowRunFiltersOf(filter), range, ...args }),
    }),
    lateCount: t.field({
      type: "SafeInt",
      nullable: true,
      description:
        "How many runs should have begun and have not, as many as `lateRuns` has, whether or not they lie in the range; null where the filter speaks of the type of the state or of when runs are due.",
      resolve: ({ filter }, _args, { core }) => countLateRuns(core, filter),
    }),
    workPools: t.field({
      type: WorkPoolConnection,
      description: "All work pools, the newest first; the filter plays no part.",
      args: t.arg.connectionArgs(),
      resolve: (_dashboard, args, { core }) => workPoolsPage(core, args),
    }),
    snapshotCursor: t.string({
      description:
        "A cursor of the moment before anything else of this query was read: a subscription that begins behind it misses no change. `countsByState` is as of this moment, whatever is written while the query is answered; what `flowRunChanges` says behind it is to be added.",
      resolve: (_dashboard, _args, context) => cursorOfSnapshot(context),
    }),
  }),
});

builder.queryField("dashboard", (t) =>
  t.field({
    type: Dashboard,
    description: "The first page of a dashboard in one answer. Each part is read only when selected.",
    args: {
      range: t.arg({ type: TimeRangeInput, description: RANGE_DESCRIPTION }),
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
    },
    resolve: (_root, { range, filter }, { core }) => ({
      range: range == null ? defaultRange(core.clock.now()) : checkedRange(range),
      filter,
    }),
  }),
);
