/** Runs that are scheduled, over all deployments: those that are coming, and those that nobody has taken in time. */
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { microseconds, microsecondsFromSeconds, secondsFromMicroseconds } from "../../time/duration.ts";
import { addMicroseconds, EARLIEST_INSTANT, type Instant, instantFromMicroseconds } from "../../time/instant.ts";
import type { Filters } from "../filters/across.ts";
import { FlowRunFilterInput, type FlowRunFilterValue, flowRunFiltersOf } from "../flow-runs/flow-run.filter.graphql.ts";
import { FlowRunConnection, flowRunsPage } from "../flow-runs/flow-run.lists.graphql.ts";

/** A threshold beyond ten years is a mistake. */
const LONGEST_THRESHOLD_SECONDS = 315_360_000;

/** What tells the next instant from this one. */
const SHORTEST_TIME = microseconds(1);

/**
 * The runs that are SCHEDULED for a time from `from` to `until`. The bound from below leaves out the runs that are due at no
 * time, which would otherwise be walked over.
 */
function scheduledBetween(
  filter: FlowRunFilterValue | null | undefined,
  from: Instant,
  until: Instant | null | undefined,
): Filters {
  if (filter?.state?.type != null || filter?.nextScheduledStartTime != null) {
    throw new PenstockError("INVALID", "`filter` must not speak of the type of the state or of when runs are due");
  }
  const filters = flowRunFiltersOf(filter);
  return {
    ...filters,
    flow_runs: {
      ...filters.flow_runs,
      state: { ...filters.flow_runs?.state, type: { any_: ["SCHEDULED"] } },
      next_scheduled_start_time: { after_: from, before_: until },
    },
  };
}

/**
 * The runs that are late by at least `threshold` seconds; by as many as make the server call a run Late unless given.
 *
 * @throws PenstockError INVALID for a threshold out of bounds, and for filters on what makes a run late
 */
export function lateRunFilters(
  { clock, settings }: Core,
  filter: FlowRunFilterValue | null | undefined,
  threshold: number = secondsFromMicroseconds(settings.services.lateRuns.after),
): Filters {
  if (!(threshold >= 0 && threshold <= LONGEST_THRESHOLD_SECONDS)) {
    throw new PenstockError("INVALID", `\`threshold\` must be from 0 to ${LONGEST_THRESHOLD_SECONDS}`);
  }
  return scheduledBetween(
    filter,
    EARLIEST_INSTANT,
    instantFromMicroseconds(clock.now() - microsecondsFromSeconds(threshold)),
  );
}

const DUE_FIRST = { field: "NEXT_SCHEDULED_START_TIME", direction: "ASC" } as const;

builder.queryFields((t) => ({
  upcomingRuns: t.field({
    type: FlowRunConnection,
    description:
      "Runs that are scheduled, those due first at the beginning; unless only future ones are asked for, late ones come before all others.",
    args: {
      onlyFuture: t.arg.boolean({
        defaultValue: false,
        description: "Only runs whose time has not come, which leaves the others to `lateRuns`.",
      }),
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      until: t.arg({ type: "DateTime", description: "Only runs that are due at this instant or earlier." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_root, args, context, info) => {
      const from =
        args.onlyFuture === true ? addMicroseconds(context.core.clock.now(), SHORTEST_TIME) : EARLIEST_INSTANT;
      return flowRunsPage(context, info, scheduledBetween(args.filter, from, args.until), DUE_FIRST, args);
    },
  }),
  lateRuns: t.field({
    type: FlowRunConnection,
    description: "Runs that should have begun and have not, those due first at the beginning.",
    args: {
      threshold: t.arg.float({
        description: "By how many seconds a run must be late; as many as make the server call it Late unless given.",
      }),
      filter: t.arg({ type: FlowRunFilterInput, description: "Only runs that match." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_root, args, context, info) =>
      flowRunsPage(
        context,
        info,
        lateRunFilters(context.core, args.filter, args.threshold ?? undefined),
        DUE_FIRST,
        args,
      ),
  }),
}));
