/** Artifacts in GraphQL, and the keys under which runs publish them again and again. */
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { exactJson } from "../../graphql/rows.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import type { ArtifactCollectionHead, ArtifactHead } from "./artifact.ts";

export const Artifact = builder.objectRef<ArtifactHead>("Artifact");
export const ArtifactCollection = builder.objectRef<ArtifactCollectionHead>("ArtifactCollection");

const TYPE_DESCRIPTION = "What kind of artifact it is, such as markdown, table, link, progress or result; may be null.";

builder.node(Artifact, {
  id: { resolve: (artifact) => artifact.id, description: "The artifact's global id." },
  description: "Something a run has published about its work, such as a table or a text.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.artifacts.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the artifact.",
      resolve: (artifact) => artifact.id,
    }),
    key: t.exposeString("key", {
      nullable: true,
      description: "The key it was published under, as others may have been; null for none.",
    }),
    type: t.exposeString("type", { nullable: true, description: TYPE_DESCRIPTION }),
    description: t.exposeString("description", {
      nullable: true,
      description: "What its makers say of it; null when they say nothing.",
    }),
    data: t.field({
      type: "JSON",
      nullable: true,
      description: "What it holds; null for nothing. It may be large, and is read only when selected.",
      resolve: async ({ id }, _args, { loaders }) => {
        const data = (await loaders.artifactData.load(id))?.data ?? null;
        return data === null ? null : exactJson(data);
      },
    }),
    metadata: t.field({
      type: "JSON",
      nullable: true,
      description: "Names with texts, of which those of over 500 characters have been cut short; null for none.",
      resolve: ({ metadata_: metadata }) => (metadata === null ? null : exactJson(metadata)),
    }),
    isLatest: t.boolean({
      description: "Whether it is the latest of its key; false for one without a key.",
      resolve: async ({ id, key }, _args, { loaders }) =>
        key !== null && (await loaders.artifactCollectionsByKey.load(key))?.latest_id === id,
    }),
    collection: t.field({
      type: ArtifactCollection,
      nullable: true,
      description: "Its key, with the other artifacts published under it; null when it has none.",
      resolve: ({ key }, _args, { loaders }) => (key === null ? null : loaders.artifactCollectionsByKey.load(key)),
    }),
    flowRunId: t.expose("flow_run_id", {
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the flow run that published it; null when no flow run did.",
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The flow run that published it; null when none did, or when it is gone.",
      resolve: ({ flow_run_id: id }, _args, { loaders }) => (id === null ? null : loaders.flowRuns.load(id)),
    }),
    taskRunId: t.expose("task_run_id", {
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the task run that published it; null when no task run did.",
    }),
    taskRun: t.field({
      type: TaskRun,
      nullable: true,
      description: "The task run that published it; null when none did, or when it is gone.",
      resolve: ({ task_run_id: id }, _args, { loaders }) => (id === null ? null : loaders.taskRuns.load(id)),
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was published." }),
    updated: t.expose("updated", { type: "DateTime", description: "When it was last changed." }),
  }),
});

builder.node(ArtifactCollection, {
  id: { resolve: (collection) => collection.id, description: "The collection's global id." },
  description: "A key with the artifacts that have been published under it.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.artifactCollections.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the collection.",
      resolve: (collection) => collection.id,
    }),
    key: t.exposeString("key", { description: "The key, unique among collections." }),
    latest: t.field({
      type: Artifact,
      nullable: true,
      description: "The artifact that was published last; null when it is gone meanwhile.",
      resolve: (collection, _args, { loaders }) => loaders.artifacts.load(collection.latest_id),
    }),
    latestId: t.expose("latest_id", {
      type: "UUID",
      description: "The id by which Prefect knows the artifact that was published last.",
    }),
    type: t.exposeString("type", { nullable: true, description: `Of the latest: ${TYPE_DESCRIPTION}` }),
    description: t.exposeString("description", {
      nullable: true,
      description: "What the makers of the latest say of it; null when they say nothing.",
    }),
    created: t.expose("created", {
      type: "DateTime",
      description: "When an artifact was first published under the key.",
    }),
    updated: t.expose("updated", { type: "DateTime", description: "When the latest was last changed." }),
  }),
});

builder.queryFields((t) => ({
  artifact: t.field({
    type: Artifact,
    nullable: true,
    description: "An artifact; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The artifact's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.artifacts.load(databaseIdOf("Artifact", id)),
  }),
  artifactCollection: t.field({
    type: ArtifactCollection,
    nullable: true,
    description: "The artifacts of a key; null when there are none (any more).",
    args: { key: t.arg.string({ required: true, description: "The key they were published under." }) },
    resolve: (_root, { key }, { loaders }) => loaders.artifactCollectionsByKey.load(key),
  }),
}));
