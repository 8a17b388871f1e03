/** What can be done to artifacts in GraphQL. */
import type { Core } from "../../core.ts";
import type { JsonText } from "../../db/json-text.ts";
import { toJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { checkedJson, checkedJsonObject, checkedName, checkedText } from "../../graphql/input-checks.ts";
import { IdempotencyConflictError, NotFoundError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { artifactNotFound, createArtifact, deleteArtifact, updateArtifact } from "./artifact.commands.ts";
import { Artifact } from "./artifact.graphql.ts";
import { ARTIFACT_KEY, type ArtifactHead, shortenedMetadata } from "./artifact.ts";
import { readArtifactsByIds } from "./artifact-pages.queries.ts";

const ID_DESCRIPTION = "The artifact's global id or UUID.";
const METADATA_DESCRIPTION = "Names with texts; those of over 500 characters are cut short.";

const ArtifactSuccess = builder.objectRef<{ readonly artifact: ArtifactHead }>("ArtifactSuccess").implement({
  description: "An artifact has been changed.",
  fields: (t) => ({
    artifact: t.expose("artifact", { type: Artifact, description: "The artifact as it is now." }),
  }),
});

const DeleteArtifactSuccess = deletedSuccess("Artifact", "An artifact");

const CreateArtifactInput = builder.inputType("CreateArtifactInput", {
  description: "A new artifact.",
  fields: (t) => ({
    key: t.string({
      description:
        "The key to publish it under, as its latest: lowercase letters, digits and dashes; none unless given.",
    }),
    type: t.string({ description: "What kind of artifact it is, such as markdown or table; none unless given." }),
    description: t.string({ description: "What there is to say of it." }),
    data: t.field({ type: "JSON", description: "What it holds; nothing unless given." }),
    metadata: t.field({ type: "JSON", description: METADATA_DESCRIPTION }),
    flowRunId: t.id({ description: "The flow run it is of: its global id or UUID; none unless given." }),
    taskRunId: t.id({ description: "The task run it is of: its global id or UUID; none unless given." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const UpdateArtifactInput = builder.inputType("UpdateArtifactInput", {
  description: "Changes of an artifact; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    description: t.string({ description: "What there is to say of it; null for nothing." }),
    data: t.field({ type: "JSON", description: "What it is to hold; null for nothing." }),
    metadata: t.field({
      type: "JSON",
      description: `${METADATA_DESCRIPTION} In place of what there is; null for none.`,
    }),
  }),
});

const DeleteArtifactInput = builder.inputType("DeleteArtifactInput", {
  description: "An artifact to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

/** @throws PenstockError INVALID */
function artifactKey(key: string | null | undefined): string | null {
  if (key == null) return null;
  if (ARTIFACT_KEY.test(checkedName("key", key))) return key;
  throw new PenstockError("INVALID", "`key` takes lowercase letters, digits and dashes");
}

/** @throws PenstockError INVALID */
function metadataOf(value: unknown): JsonText | null {
  if (value == null) return null;
  checkedJsonObject("metadata", value);
  if (!Object.values(value).every((text) => typeof text === "string")) {
    throw new PenstockError("INVALID", "`metadata` must have texts as values");
  }
  return toJsonText(shortenedMetadata(value as Record<string, string>));
}

function dataOf(value: unknown): JsonText | null {
  return value == null ? null : checkedJson("data", value);
}

/** @throws PenstockError NOT_FOUND */
async function found(core: Core, id: string): Promise<ArtifactHead> {
  const artifact = (await readArtifactsByIds(core, [id])).at(0);
  if (artifact === undefined) throw artifactNotFound();
  return artifact;
}

builder.mutationFields((t) => ({
  createArtifact: t.field({
    type: ArtifactSuccess,
    description: "Creates an artifact, which becomes the latest of its key, if it has one.",
    args: { input: t.arg({ type: CreateArtifactInput, required: true, description: "The new artifact." }) },
    errors: {
      types: [NotFoundError, ValidationError, IdempotencyConflictError],
      ...resultUnion("CreateArtifactResult", "creating an artifact"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { key, type, description, data, metadata, flowRunId, taskRunId } = input;
        const contents = {
          key: artifactKey(key),
          type: checkedText("type", type) ?? null,
          description: checkedText("description", description) ?? null,
          data: dataOf(data),
          metadata_: metadataOf(metadata),
          flow_run_id: flowRunId == null ? null : databaseIdOf("FlowRun", flowRunId),
          task_run_id: taskRunId == null ? null : databaseIdOf("TaskRun", taskRunId),
        };
        return {
          artifact: await onceById<ArtifactHead>(core, "createArtifact", input, {
            act: (within) => createArtifact(within, contents),
            read: found,
          }),
        };
      }),
  }),
  updateArtifact: t.field({
    type: ArtifactSuccess,
    description: "Changes what an artifact holds. Asked again with the same input, it leads to the same.",
    args: { input: t.arg({ type: UpdateArtifactInput, required: true, description: "The artifact and its changes." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("UpdateArtifactResult", "changing an artifact"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { description, data, metadata } = input;
        const id = databaseIdOf("Artifact", input.id);
        await updateArtifact(core, id, {
          ...(description === undefined ? {} : { description: checkedText("description", description) ?? null }),
          ...(data === undefined ? {} : { data: dataOf(data) }),
          ...(metadata === undefined ? {} : { metadata_: metadataOf(metadata) }),
        });
        return { artifact: await found(core, id) };
      }),
  }),
  deleteArtifact: t.field({
    type: DeleteArtifactSuccess,
    description:
      "Deletes an artifact. Where it was the latest of its key, the one published before it takes its place. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteArtifactInput, required: true, description: "The artifact." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteArtifactResult", "deleting an artifact"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Artifact", input.id);
        await deleteArtifact(core, id);
        return { id };
      }),
  }),
}));
