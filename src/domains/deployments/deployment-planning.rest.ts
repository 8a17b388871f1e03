/** Planning the runs of one deployment on demand, also of times that have passed. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { microsecondsFromSeconds } from "../../time/duration.ts";
import { planDeployment, planningWindow } from "./deployment-planning.commands.ts";
import { ID_PARAMS, TAGS } from "./deployment-route-schema.ts";

/** Thirty years: instants reach farther, and no schedule is planned for so long. */
const LONGEST_MINIMUM_SECONDS = 1_000_000_000;

export function deploymentPlanningRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/deployments/{id}/schedule",
    summary: "Schedule Deployment",
    tags: TAGS,
    params: ID_PARAMS,
    body: wire.parameters({
      start_time: wire.optional(wire.instantBound({ description: "The earliest date to schedule" })),
      end_time: wire.optional(wire.instantBound({ description: "The latest date to schedule" })),
      min_time: wire.optional(
        wire.documented(
          wire.number({
            minimum: -LONGEST_MINIMUM_SECONDS,
            maximum: LONGEST_MINIMUM_SECONDS,
            description: "Seconds behind the start that runs are scheduled for at least",
          }),
          { format: "time-delta" },
        ),
      ),
      min_runs: wire.optional(wire.integer({ description: "The minimum number of runs to schedule" })),
      max_runs: wire.optional(wire.integer({ description: "The maximum number of runs to schedule" })),
    }),
    handler: async ({ params, body }) => {
      const { start_time: start, end_time: end, min_time: minimumSeconds, min_runs, max_runs } = body;
      const window = planningWindow(core, {
        start: start ?? null,
        end: end ?? null,
        minimumTime: minimumSeconds == null ? null : microsecondsFromSeconds(minimumSeconds),
        minimumRuns: min_runs ?? null,
        maximumRuns: max_runs ?? null,
      });
      await planDeployment(core, params.id, window);
    },
  });
}
