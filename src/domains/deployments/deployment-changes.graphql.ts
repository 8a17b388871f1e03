/** The subscription deploymentChanges: deployments that are created, changed and deleted, or become ready or not. */
import type { Core } from "../../core.ts";
import type { LogRow } from "../../db/log-follower.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, parseUuid } from "../../graphql/global-ids.ts";
import type { Parent } from "../../graphql/rows.ts";
import { type ChangeKind, ChangeKindEnum } from "../../graphql/streams/change-kind.ts";
import { openStream, StreamGapType, type StreamItem } from "../../graphql/streams/stream.ts";
import { Deployment } from "./deployment.graphql.ts";
import { readDeploymentsByIds } from "./deployment.queries.ts";

const RESOURCE_PREFIX = "prefect.deployment.";
/** Each is looked for in the replay of the log. */
const MOST_IDS = 1_000;

interface DeploymentChange {
  readonly kind: ChangeKind;
  readonly cursor: string;
  readonly deploymentId: string;
  readonly deployment: Parent<"Deployment"> | null;
  readonly row: LogRow<"event">;
}

const DeploymentChangeType = builder.objectRef<DeploymentChange>("DeploymentChange").implement({
  description: "A deployment has been created, changed or deleted.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    kind: t.expose("kind", { type: ChangeKindEnum, description: "What has happened to the deployment." }),
    deploymentId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the deployment.",
      resolve: ({ deploymentId }) => deploymentId,
    }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment as it is by now; null for one that has been deleted.",
      resolve: ({ deployment }) => deployment,
    }),
    occurred: t.field({ type: "DateTime", description: "When it happened.", resolve: ({ row }) => row.occurred }),
  }),
});

const DeploymentChangesItem = builder.unionType("DeploymentChangesItem", {
  description: "An item of the stream deploymentChanges.",
  types: [DeploymentChangeType, StreamGapType],
  resolveType: (item) => (item.kind === "gap" ? "StreamGap" : "DeploymentChange"),
});

const KINDS: Readonly<Record<string, ChangeKind>> = {
  "prefect.deployment.created": "CREATED",
  "prefect.deployment.updated": "CHANGED",
  "prefect.deployment.ready": "CHANGED",
  "prefect.deployment.not-ready": "CHANGED",
  "prefect.deployment.deleted": "DELETED",
  "penstock.deployment.updated": "CHANGED",
  "penstock.deployment.deleted": "DELETED",
};

function kindOf(row: LogRow<"event">): ChangeKind | null {
  if (!row.resource_id.startsWith(RESOURCE_PREFIX)) return null;
  return Object.hasOwn(KINDS, row.event) ? (KINDS[row.event] ?? null) : null;
}

/**
 * The changes some events tell of. Clients may send events of these names, too: a deletion is told only of what is gone, and
 * anything else only of what is there.
 */
async function changesOf(
  core: Core,
  rows: readonly LogRow<"event">[],
  cursorOf: (row: LogRow<"event">) => string,
): Promise<DeploymentChange[]> {
  const told = rows.flatMap((row) => {
    const kind = kindOf(row);
    const deploymentId = parseUuid(row.resource_id.slice(RESOURCE_PREFIX.length));
    return kind === null || deploymentId === undefined ? [] : [{ kind, deploymentId, row }];
  });
  const ids = [...new Set(told.map(({ deploymentId }) => deploymentId))];
  const present = new Map((await readDeploymentsByIds(core, ids)).map((row) => [row.id, row]));
  return told.flatMap(({ kind, deploymentId, row }) => {
    const deployment = present.get(deploymentId) ?? null;
    if ((kind === "DELETED") !== (deployment === null)) return [];
    return [{ kind, deploymentId, deployment, row, cursor: cursorOf(row) }];
  });
}

builder.subscriptionField("deploymentChanges", (t) =>
  t.field({
    type: DeploymentChangesItem,
    description:
      "Deployments that are created, edited, paused, resumed and deleted, and those that become ready or cease to be.",
    args: {
      ids: t.arg.idList({ description: "Only these deployments: global ids or UUIDs." }),
      after: t.arg.string({
        description: "A cursor to begin behind: an item's, a query's snapshotCursor. Without it the stream begins now.",
      }),
    },
    subscribe: async (_root, args, context): Promise<AsyncIterable<StreamItem<DeploymentChange>>> => {
      if (args.ids != null && args.ids.length > MOST_IDS) {
        throw new PenstockError("INVALID", `\`ids\` takes ${MOST_IDS} ids at most`);
      }
      const { dialect } = context.core.database;
      const wanted = args.ids?.map((id) => `${RESOURCE_PREFIX}${databaseIdOf("Deployment", id)}`) ?? null;
      const isWanted = wanted === null ? null : new Set(wanted);
      return openStream(context, {
        table: "event",
        after: args.after,
        where: (where) =>
          wanted === null
            ? where("resource_id", "like", `${RESOURCE_PREFIX}%`)
            : dialect.in(where.ref("resource_id"), wanted, "text"),
        matches: (row) => (isWanted === null || isWanted.has(row.resource_id)) && kindOf(row) !== null,
        itemsOf: (rows, cursorOf) => changesOf(context.core, rows, cursorOf),
      });
    },
    resolve: (item) => item,
  }),
);
