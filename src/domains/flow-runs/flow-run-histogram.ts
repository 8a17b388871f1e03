/** A histogram of flow runs, whose parts are read when they are asked for. */
import type { Core } from "../../core.ts";
import type { StateType } from "../../db/tables.ts";
import { stateTypes } from "../../db/tables.ts";
import { PenstockError } from "../../errors.ts";
import type { Filters } from "../filters/across.ts";
import type { RunStateCounts } from "../runs/run-state-counts.ts";
import { DEFAULT_BUCKETS, defaultRange, type InstantRange, timeBuckets } from "../runs/time-buckets.ts";
import { MAX_GROUPS, type RunGrouping, readBucketCounts, readRunGroups } from "./flow-run-histogram.queries.ts";
import { type BucketTimes, readBucketTimes } from "./flow-run-percentiles.queries.ts";

/** Colours that can be told apart. */
export const DEFAULT_GROUPS = 10;

export type HistogramGrouping = RunGrouping | "STATE_TYPE";

export interface HistogramRequest {
  readonly filters: Filters;
  /** The day that ends with the present hour unless given. */
  readonly range?: InstantRange | null | undefined;
  /** DEFAULT_BUCKETS unless given, MAX_BUCKETS at the most. */
  readonly buckets?: number | null | undefined;
  readonly groupBy?: HistogramGrouping | null | undefined;
  /** How many groups are told one by one: DEFAULT_GROUPS unless given, MAX_GROUPS at the most. */
  readonly groups?: number | null | undefined;
}

/** How many runs of one kind there are in each bucket, and altogether. */
export interface HistogramSeries {
  readonly total: number;
  readonly counts: readonly number[];
}

export type HistogramGroup = HistogramSeries &
  ({ readonly by: "STATE_TYPE"; readonly stateType: StateType } | { readonly by: RunGrouping; readonly id: string });

export interface HistogramGroups {
  /** The largest first; of equal size by id. */
  readonly groups: readonly HistogramGroup[];
  /** All other runs, those included that belong to nothing of the kind. */
  readonly rest: HistogramSeries;
}

/** @throws PenstockError INVALID for a range, buckets or groups out of bounds, before anything is read */
export class FlowRunHistogram {
  readonly range: InstantRange;
  readonly buckets: readonly InstantRange[];
  readonly groupBy: HistogramGrouping | null;
  readonly #core: Core;
  readonly #filters: Filters;
  readonly #limit: number;
  #counts: Promise<RunStateCounts[]> | undefined;
  #times: Promise<BucketTimes[]> | undefined;
  #groups: Promise<HistogramGroups> | undefined;

  constructor(core: Core, request: HistogramRequest) {
    this.#core = core;
    this.#filters = request.filters;
    this.range = request.range ?? defaultRange(core.clock.now());
    this.buckets = timeBuckets(this.range, request.buckets ?? DEFAULT_BUCKETS);
    this.groupBy = request.groupBy ?? null;
    this.#limit = request.groups ?? DEFAULT_GROUPS;
    if (!(this.#limit >= 1 && this.#limit <= MAX_GROUPS)) {
      throw new PenstockError("INVALID", `\`groups\` must be from 1 to ${MAX_GROUPS}`);
    }
  }

  /** The counts of each bucket. */
  counts(): Promise<RunStateCounts[]> {
    this.#counts ??= readBucketCounts(this.#core, this.#filters, this.buckets);
    return this.#counts;
  }

  /** The delays and durations of each bucket. */
  times(): Promise<BucketTimes[]> {
    this.#times ??= this.#readTimes();
    return this.#times;
  }

  /** The runs by what `groupBy` says; null where it says nothing. */
  async groups(): Promise<HistogramGroups | null> {
    if (this.groupBy === null) return null;
    this.#groups ??= this.groupBy === "STATE_TYPE" ? this.#groupByState() : this.#groupBy(this.groupBy);
    return this.#groups;
  }

  async #readTimes(): Promise<BucketTimes[]> {
    const totals = (await this.counts()).map(({ total }) => total);
    return readBucketTimes(this.#core, this.#filters, this.buckets, totals);
  }

  async #groupByState(): Promise<HistogramGroups> {
    const counts = await this.counts();
    const groups = stateTypes
      .map((stateType) => ({
        by: "STATE_TYPE" as const,
        stateType,
        ...series(counts.map(({ byType }) => byType[stateType])),
      }))
      .filter(({ total }) => total > 0)
      // Stable, so that types of equal number keep their order.
      .toSorted((one, other) => other.total - one.total)
      .slice(0, this.#limit);
    return { groups, rest: rest(counts, groups) };
  }

  async #groupBy(by: RunGrouping): Promise<HistogramGroups> {
    const [counts, groups] = await Promise.all([
      this.counts(),
      readRunGroups(this.#core, this.#filters, this.buckets, by, this.#limit),
    ]);
    return { groups: groups.map((group) => ({ by, ...group })), rest: rest(counts, groups) };
  }
}

function series(counts: readonly number[]): HistogramSeries {
  return { total: counts.reduce((sum, count) => sum + count, 0), counts };
}

/** What is left of all; never negative, for runs may have come between the statements. */
function rest(all: readonly RunStateCounts[], groups: readonly HistogramSeries[]): HistogramSeries {
  return series(
    all.map(({ total }, place) =>
      Math.max(
        0,
        groups.reduce((left, { counts }) => left - (counts[place] ?? 0), total),
      ),
    ),
  );
}
