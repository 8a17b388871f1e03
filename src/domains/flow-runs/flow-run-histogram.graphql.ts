/** Histograms of flow runs in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { secondsFromMicroseconds } from "../../time/duration.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";
import { Flow } from "../flows/flow.graphql.ts";
import type { Percentiles } from "../runs/percentiles.ts";
import { RunStateCountsType } from "../runs/run-state-counts.graphql.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import { DEFAULT_BUCKETS, type InstantRange, MAX_BUCKETS } from "../runs/time-buckets.ts";
import { WorkPool } from "../work-pools/work-pool.graphql.ts";
import { FlowRunFilterInput, flowRunFiltersOf } from "./flow-run.filter.graphql.ts";
import { MAX_GROUPS } from "./flow-run-histogram.queries.ts";
import {
  DEFAULT_GROUPS,
  FlowRunHistogram,
  type HistogramGroup,
  type HistogramGrouping,
  type HistogramSeries,
} from "./flow-run-histogram.ts";
import { PERCENTILE_SAMPLE } from "./flow-run-percentiles.queries.ts";

export const TimeRangeInput = builder.inputType("TimeRange", {
  description: "A stretch of time.",
  fields: (t) => ({
    start: t.field({ type: "DateTime", required: true, description: "Its first instant." }),
    end: t.field({ type: "DateTime", required: true, description: "The first instant behind it." }),
  }),
});

/** What every range says of itself when it is left out. */
export const RANGE_DESCRIPTION =
  "The stretch of time in which runs are, or were, expected to start; unless given, the 24 hours that end with the present hour (UTC).";

export const FlowRunGroupingEnum = builder.enumType("FlowRunGrouping", {
  description: "What the runs of a histogram are grouped by.",
  values: {
    STATE_TYPE: { description: "By the type of their current state." },
    FLOW: { description: "By their flow." },
    DEPLOYMENT: { description: "By their deployment." },
    WORK_POOL: { description: "By the work pool of their work queue." },
  } as const satisfies Record<HistogramGrouping, object>,
});

const DurationPercentiles = builder
  .objectRef<Percentiles & { readonly isExact: boolean }>("DurationPercentiles")
  .implement({
    description:
      "Percentiles of durations: each is the least duration that at least so many of a hundred do not exceed (nearest rank).",
    fields: (t) => ({
      p50: t.float({ description: "The median, in seconds.", resolve: ({ p50 }) => secondsFromMicroseconds(p50) }),
      p95: t.float({
        description: "What 95 of 100 do not exceed, in seconds.",
        resolve: ({ p95 }) => secondsFromMicroseconds(p95),
      }),
      p99: t.float({
        description: "What 99 of 100 do not exceed, in seconds.",
        resolve: ({ p99 }) => secondsFromMicroseconds(p99),
      }),
      sampleSize: t.exposeInt("size", { description: "How many runs they were computed from." }),
      isExact: t.exposeBoolean("isExact", {
        description: `Whether those were all runs there are. Where a histogram has more than ${PERCENTILE_SAMPLE} runs, its larger buckets are sampled by the last digits of the runs' ids, which are random.`,
      }),
    }),
  });

interface Bucket {
  readonly histogram: FlowRunHistogram;
  readonly place: number;
  readonly range: InstantRange;
}

function placed<Value>(values: readonly Value[], place: number): Value {
  const value = values[place];
  if (value === undefined) throw new Error("A histogram has no such bucket");
  return value;
}

async function percentilesIn({ histogram, place }: Bucket, key: "duration" | "lateness") {
  const times = placed(await histogram.times(), place);
  const percentiles = times[key];
  return percentiles === null ? null : { ...percentiles, isExact: times.isExact };
}

const HistogramBucket = builder.objectRef<Bucket>("FlowRunHistogramBucket").implement({
  description: "The runs that are expected to start within a part of a histogram's range.",
  fields: (t) => ({
    start: t.field({ type: "DateTime", description: "Its first instant.", resolve: ({ range }) => range.start }),
    end: t.field({
      type: "DateTime",
      description: "The first instant behind it, with which the next one begins.",
      resolve: ({ range }) => range.end,
    }),
    counts: t.field({
      type: RunStateCountsType,
      description: "How many runs there are, by the type of their current state.",
      resolve: async ({ histogram, place }) => placed(await histogram.counts(), place),
    }),
    duration: t.field({
      type: DurationPercentiles,
      nullable: true,
      description: "How long the runs that have ended were RUNNING; null where none has. Read only when selected.",
      resolve: (bucket) => percentilesIn(bucket, "duration"),
    }),
    lateness: t.field({
      type: DurationPercentiles,
      nullable: true,
      description:
        "How much later than expected runs began, or how late they are by the last whole second where they still have to, as estimatedStartTimeDelta tells it; null where none is due. Read only when selected.",
      resolve: (bucket) => percentilesIn(bucket, "lateness"),
    }),
  }),
});

const COUNTS = "How many of them are in each bucket, in the order of `buckets`.";

const HistogramGroupType = builder.objectRef<HistogramGroup>("FlowRunHistogramGroup").implement({
  description:
    "The runs of a histogram that have one thing in common; the field of that thing is the one that is not null.",
  fields: (t) => ({
    stateType: t.field({
      type: StateTypeEnum,
      nullable: true,
      description: "The type of state they are in, where runs are grouped by it.",
      resolve: (group) => (group.by === "STATE_TYPE" ? group.stateType : null),
    }),
    flow: t.field({
      type: Flow,
      nullable: true,
      description: "Their flow, where runs are grouped by it.",
      resolve: (group, _args, { loaders }) => (group.by === "FLOW" ? loaders.flows.load(group.id) : null),
    }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "Their deployment, where runs are grouped by it.",
      resolve: (group, _args, { loaders }) => (group.by === "DEPLOYMENT" ? loaders.deployments.load(group.id) : null),
    }),
    workPool: t.field({
      type: WorkPool,
      nullable: true,
      description: "Their work pool, where runs are grouped by it.",
      resolve: (group, _args, { loaders }) => (group.by === "WORK_POOL" ? loaders.workPools.load(group.id) : null),
    }),
    total: t.field({ type: "SafeInt", description: "How many there are.", resolve: ({ total }) => total }),
    counts: t.field({ type: ["SafeInt"], description: COUNTS, resolve: ({ counts }) => [...counts] }),
  }),
});

const HistogramRest = builder.objectRef<HistogramSeries>("FlowRunHistogramRest").implement({
  description: "The runs of a histogram that are in none of its groups.",
  fields: (t) => ({
    total: t.field({ type: "SafeInt", description: "How many there are.", resolve: ({ total }) => total }),
    counts: t.field({ type: ["SafeInt"], description: COUNTS, resolve: ({ counts }) => [...counts] }),
  }),
});

export const FlowRunHistogramType = builder.objectRef<FlowRunHistogram>("FlowRunHistogram").implement({
  description: "Flow runs by the time they are, or were, expected to start.",
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
    buckets: t.field({
      type: [HistogramBucket],
      description: "The range cut into equal parts, the earliest first, those without runs included.",
      resolve: (histogram) => histogram.buckets.map((range, place) => ({ histogram, place, range })),
    }),
    groups: t.field({
      type: [HistogramGroupType],
      nullable: true,
      description:
        "The largest groups of what `groupBy` says, the largest first, those without runs left out; null without `groupBy`.",
      resolve: async (histogram) => {
        const groups = (await histogram.groups())?.groups;
        return groups === undefined ? null : [...groups];
      },
    }),
    rest: t.field({
      type: HistogramRest,
      nullable: true,
      description:
        "The runs in none of these groups, also those that have nothing of the kind, such as no deployment; null without `groupBy`.",
      resolve: async (histogram) => (await histogram.groups())?.rest ?? null,
    }),
  }),
});

/** The arguments of every field that is a histogram, besides its range and filter. */
export const histogramArguments = builder.args((t) => ({
  buckets: t.int({
    description: `Into how many parts the range is cut, each at least a second long: ${DEFAULT_BUCKETS} unless given, ${MAX_BUCKETS} at most.`,
  }),
  groupBy: t.field({ type: FlowRunGroupingEnum, description: "What runs are grouped by; they are not unless given." }),
  groups: t.int({
    description: `How many groups are told one by one: ${DEFAULT_GROUPS} unless given, ${MAX_GROUPS} at most.`,
  }),
}));

builder.queryField("flowRunHistogram", (t) =>
  t.field({
    type: FlowRunHistogramType,
    description: "Counts flow runs by the time they are, or were, expected to start, and by state.",
    args: {
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      range: t.arg({ type: TimeRangeInput, description: RANGE_DESCRIPTION }),
      ...histogramArguments,
    },
    resolve: (_root, { filter, ...request }, { core }) =>
      new FlowRunHistogram(core, { filters: flowRunFiltersOf(filter), ...request }),
  }),
);
