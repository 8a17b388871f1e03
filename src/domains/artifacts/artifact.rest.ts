/** Artifacts, as /artifacts (the reference's api/artifacts.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { toJsonText } from "../../db/json-text.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { filterParameters } from "../filters/filters-schema.ts";
import { jsonArray } from "../json-writer.ts";
import { artifactNotFound, createArtifact, deleteArtifact, updateArtifact } from "./artifact.commands.ts";
import { artifactCollectionFilterSchema, artifactFilterSchema } from "./artifact.filter-schema.ts";
import {
  countArtifacts,
  countLatestArtifacts,
  listArtifacts,
  listLatestArtifacts,
  readArtifact,
  readLatestArtifact,
} from "./artifact.queries.ts";
import { artifactSorts, shortenedMetadata } from "./artifact.ts";
import { artifactCollectionJson, artifactJson } from "./artifact.wire.ts";
import * as answers from "./artifact-answers.rest.ts";

const TAGS = ["Artifacts"];
const PARAMS = { id: wire.uuid() };

/** A line break at the end passes, as it does with the reference. */
const KEY = /^[a-z0-9-]*\n?$/;
const KEY_PROBLEM = "Artifact key must only contain lowercase letters, numbers, and dashes.";

const key = wire.checked(wire.string(), (text) => (KEY.test(text) ? undefined : valueError(KEY_PROBLEM)));
const text = wire.nullable(wire.string());
const id = wire.nullable(wire.uuid());
const data = wire.nullable(wire.json());
const metadata = wire.nullable(
  wire.mapped(wire.record(wire.string()), (values) => toJsonText(shortenedMetadata(values))),
);

const CREATE_BODY = wire.object(
  {
    key: wire.withDefault(wire.nullable(key), null),
    type: wire.withDefault(text, null),
    description: wire.withDefault(text, null),
    data: wire.withDefault(data, null),
    metadata_: wire.withDefault(metadata, null),
    flow_run_id: wire.withDefault(id, null),
    task_run_id: wire.withDefault(id, null),
  },
  { name: "ArtifactCreate", forbidExtra: true },
);

const UPDATE_BODY = wire.object(
  { data: wire.optional(data), description: wire.optional(text), metadata_: wire.optional(metadata) },
  { name: "ArtifactUpdate", forbidExtra: true },
);

/** In the order in which the reference's routes have them, and so name them in refusals. */
const { flow_runs, task_runs, flows, deployments } = filterParameters;
const RUN_FILTERS = { flow_runs, task_runs, flows, deployments };
const FILTERS = { artifacts: wire.optional(artifactFilterSchema), ...RUN_FILTERS };
const COLLECTION_FILTERS = { artifacts: wire.optional(artifactCollectionFilterSchema), ...RUN_FILTERS };

const sort = (name: string) => wire.withDefault(wire.enumeration(artifactSorts, { name }), "ID_DESC");

export function artifactRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/artifacts/",
    summary: "Create Artifact",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.artifact,
    handler: async ({ body }) => json(artifactJson(await createArtifact(core, body))),
  });
  listRoutes(application, core);
  route(application, {
    method: "GET",
    path: "/artifacts/{key}/latest",
    summary: "Read Latest Artifact",
    tags: TAGS,
    params: { key: wire.string() },
    response: answers.artifact,
    handler: async ({ params }) => {
      const artifact = await readLatestArtifact(core, params.key);
      if (artifact === undefined) throw artifactNotFound();
      return json(artifactJson(artifact));
    },
  });
  route(application, {
    method: "GET",
    path: "/artifacts/{id}",
    summary: "Read Artifact",
    tags: TAGS,
    params: PARAMS,
    response: answers.artifact,
    handler: async ({ params }) => {
      const artifact = await readArtifact(core, params.id);
      if (artifact === undefined) throw artifactNotFound();
      return json(artifactJson(artifact));
    },
  });
  route(application, {
    method: "PATCH",
    path: "/artifacts/{id}",
    summary: "Update Artifact",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    body: UPDATE_BODY,
    handler: ({ params, body }) => updateArtifact(core, params.id, body),
  });
  route(application, {
    method: "DELETE",
    path: "/artifacts/{id}",
    summary: "Delete Artifact",
    tags: TAGS,
    status: 204,
    params: PARAMS,
    handler: ({ params }) => deleteArtifact(core, params.id),
  });
}

function listRoutes(application: FastifyInstance, core: Core): void {
  const window = { limit: limit(core.settings.defaultLimit), offset: offset() };
  route(application, {
    method: "POST",
    path: "/artifacts/filter",
    summary: "Read Artifacts",
    tags: TAGS,
    body: wire.parameters({ limit: window.limit, sort: sort("ArtifactSort"), offset: window.offset, ...FILTERS }),
    response: wire.array(answers.artifact),
    handler: async ({ body }) => json(jsonArray(await listArtifacts(core, { ...body, filters: body }), artifactJson)),
  });
  route(application, {
    method: "POST",
    path: "/artifacts/latest/filter",
    summary: "Read Latest Artifacts",
    tags: TAGS,
    body: wire.parameters({
      limit: window.limit,
      sort: sort("ArtifactCollectionSort"),
      offset: window.offset,
      ...COLLECTION_FILTERS,
    }),
    response: wire.array(answers.artifactCollection),
    handler: async ({ body }) =>
      json(jsonArray(await listLatestArtifacts(core, { ...body, filters: body }), artifactCollectionJson)),
  });
  route(application, {
    method: "POST",
    path: "/artifacts/count",
    summary: "Count Artifacts",
    tags: TAGS,
    body: wire.parameters(FILTERS),
    response: wire.integer(),
    handler: ({ body }) => countArtifacts(core, body),
  });
  route(application, {
    method: "POST",
    path: "/artifacts/latest/count",
    summary: "Count Latest Artifacts",
    tags: TAGS,
    body: wire.parameters(COLLECTION_FILTERS),
    response: wire.integer(),
    handler: ({ body }) => countLatestArtifacts(core, body),
  });
}
