/** How deployments fare, in GraphQL. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { RunStateCountsType } from "../runs/run-state-counts.graphql.ts";
import { Deployment, DeploymentStatusEnum } from "./deployment.graphql.ts";
import type { DeploymentStatus } from "./deployment.ts";
import { type DeploymentHealth as Health, successRatio } from "./deployment-health.ts";

/** Enough to tell how a deployment fares of late, and few enough to be looked at for every deployment of a page. */
const DEFAULT_LAST_RUNS = 20;
const MOST_LAST_RUNS = 100;

const DeploymentHealth = builder
  .objectRef<Health & { readonly status: DeploymentStatus }>("DeploymentHealth")
  .implement({
    description:
      "How a deployment fares: how its latest runs have gone, and whether runs are asked for and begin in time.",
    fields: (t) => ({
      status: t.expose("status", { type: DeploymentStatusEnum, description: "Whether anybody asks for its runs." }),
      lastRuns: t.expose("runs", {
        type: RunStateCountsType,
        description:
          "The latest of its runs that were expected by now (those of `recentRuns`), by the type of their state; SCHEDULED ones among them are late or just due.",
      }),
      successRatio: t.float({
        nullable: true,
        description:
          "The part of those runs that have completed, from 0 to 1, among the ones that have completed, failed or crashed; cancelled ones do not count. Null where there is no such run.",
        resolve: ({ runs }) => successRatio(runs),
      }),
      isLate: t.boolean({
        description: "Whether a run of it has been due for so long that the server calls it Late, and has not begun.",
        resolve: ({ lateSince }) => lateSince !== null,
      }),
      lateSince: t.expose("lateSince", {
        type: "DateTime",
        nullable: true,
        description: "When the run was due that has been late for the longest; null where none is late.",
      }),
    }),
  });

builder.prismaObjectField(Deployment, "health", (t) =>
  t.field({
    type: DeploymentHealth,
    description: "How the deployment fares, as of now.",
    args: {
      last: t.arg.int({
        defaultValue: DEFAULT_LAST_RUNS,
        description: `How many of its latest runs are looked at, from 1 to ${MOST_LAST_RUNS}.`,
      }),
    },
    resolve: async (deployment, args, { loaders }) => {
      const last = args.last ?? DEFAULT_LAST_RUNS;
      if (last < 1 || last > MOST_LAST_RUNS) {
        throw new PenstockError("INVALID", `\`last\` must be from 1 to ${MOST_LAST_RUNS}`);
      }
      const health = await loaders.healthOfDeployment.load({ deploymentId: deployment.id, last });
      return { ...health, status: deployment.status as DeploymentStatus };
    },
  }),
);
