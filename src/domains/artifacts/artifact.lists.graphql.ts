/** The lists of artifacts in GraphQL: of all, and of each key's latest. */
import { builder } from "../../graphql/builder.ts";
import {
  type ConnectionArguments,
  connectionOf,
  type OrderArgument,
  type OrderField,
  orderOf,
  windowOf,
} from "../../graphql/connections.ts";
import { OrderDirection } from "../../graphql/filters.ts";
import {
  ArtifactCollectionFilterInput,
  ArtifactFilterInput,
  artifactFilterOf,
  collectionFilterOf,
} from "./artifact.filter.graphql.ts";
import { Artifact, ArtifactCollection } from "./artifact.graphql.ts";
import { countArtifacts, countLatestArtifacts } from "./artifact.queries.ts";
import {
  type ArtifactOrderField,
  artifactCursor,
  pageArtifactCollections,
  pageArtifacts,
} from "./artifact-pages.queries.ts";

export const ArtifactConnection = builder.connectionObject(
  {
    type: Artifact,
    name: "ArtifactConnection",
    description: "A page of artifacts.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many artifacts match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ArtifactEdge", description: "An artifact in its place in a list." },
);

const ArtifactCollectionConnection = builder.connectionObject(
  {
    type: ArtifactCollection,
    name: "ArtifactCollectionConnection",
    description: "A page of keys with their artifacts.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many keys match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ArtifactCollectionEdge", description: "A key in its place in a list." },
);

const OrderFieldEnum = builder.enumType("ArtifactOrderField", {
  description: "What artifacts and their keys can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
    UPDATED: { description: "By the time of the last change." },
    KEY: { description: "By key." },
  } as const satisfies Record<ArtifactOrderField, object>,
});

const ArtifactOrder = builder.inputType("ArtifactOrder", {
  description: "An order of artifacts, or of their keys.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

interface ListArguments extends ConnectionArguments {
  readonly orderBy?: OrderArgument<ArtifactOrderField> | null | undefined;
}

function orderAndWindow(args: ListArguments) {
  const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
  const type = orderBy.field === "CREATED" || orderBy.field === "UPDATED" ? "number" : "text";
  const field: OrderField = { name: orderBy.field, type };
  return { orderBy, ...windowOf(args, field) };
}

builder.queryFields((t) => ({
  artifacts: t.field({
    type: ArtifactConnection,
    description: "Artifacts, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: ArtifactFilterInput, description: "Only artifacts that match." }),
      orderBy: t.arg({
        type: ArtifactOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = artifactFilterOf(args.filter);
      const request = { filter, ...orderAndWindow(args) };
      const { field } = request.orderBy;
      return connectionOf(
        await pageArtifacts(core, request),
        field,
        (artifact) => artifactCursor(artifact, field),
        () => countArtifacts(core, { artifacts: filter }),
      );
    },
  }),
  artifactCollections: t.field({
    type: ArtifactCollectionConnection,
    description:
      "Keys with their artifacts, those first whose first artifact is newest unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: ArtifactCollectionFilterInput, description: "Only keys whose latest artifact matches." }),
      orderBy: t.arg({
        type: ArtifactOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = collectionFilterOf(args.filter);
      const request = { filter, ...orderAndWindow(args) };
      const { field } = request.orderBy;
      return connectionOf(
        await pageArtifactCollections(core, request),
        field,
        (collection) => artifactCursor(collection, field),
        () => countLatestArtifacts(core, { artifacts: filter }),
      );
    },
  }),
}));
