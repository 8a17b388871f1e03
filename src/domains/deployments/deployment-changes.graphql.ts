/** The subscription deploymentChanges: deployments that are created, changed and deleted, or become ready or not. */
import { builder } from "../../graphql/builder.ts";
import type { Parent } from "../../graphql/rows.ts";
import { type ChangeKind, ChangeKindEnum } from "../../graphql/streams/change-kind.ts";
import { type ObjectChange, type ObjectEvents, openObjectChanges } from "../../graphql/streams/object-changes.ts";
import { StreamGapType } from "../../graphql/streams/stream.ts";
import { Deployment } from "./deployment.graphql.ts";
import { readDeploymentsByIds } from "./deployment.queries.ts";

type DeploymentChange = ObjectChange<ChangeKind, Parent<"Deployment">>;

const DeploymentChangeType = builder.objectRef<DeploymentChange>("DeploymentChange").implement({
  description: "A deployment has been created, changed or deleted.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "The item's place in the stream, to be given as `after`." }),
    kind: t.expose("kind", { type: ChangeKindEnum, description: "What has happened to the deployment." }),
    deploymentId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the deployment.",
      resolve: ({ objectId }) => objectId,
    }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment as it is by now; null for one that has been deleted.",
      resolve: ({ object }) => object,
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

const EVENTS: ObjectEvents<ChangeKind, Parent<"Deployment">> = {
  typename: "Deployment",
  resourcePrefix: "prefect.deployment.",
  kinds: KINDS,
  readByIds: ({ core }, ids) => readDeploymentsByIds(core, ids),
};

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
    subscribe: (_root, args, context) => openObjectChanges(context, EVENTS, args),
    resolve: (item) => item,
  }),
);
