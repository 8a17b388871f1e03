/** The shapes of answers: Artifacts. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const artifact = wire.object(
  {
    id: wire.optional(wire.uuid()),
    created: wire.optional(wire.nullable(wire.instant())),
    updated: wire.optional(wire.nullable(wire.instant())),
    key: wire.optional(wire.nullable(wire.string())),
    type: wire.optional(wire.nullable(wire.string())),
    description: wire.optional(wire.nullable(wire.string())),
    data: wire.optional(wire.nullable(wire.union([wire.jsonObject(), wire.json()]))),
    metadata_: wire.optional(wire.nullable(wire.record(wire.string()))),
    flow_run_id: wire.optional(wire.nullable(wire.uuid())),
    task_run_id: wire.optional(wire.nullable(wire.uuid())),
  },
  { name: "Artifact" },
);

export const artifactCollection = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    key: wire.string(),
    latest_id: wire.uuid(),
    type: wire.optional(wire.nullable(wire.string())),
    description: wire.optional(wire.nullable(wire.string())),
    data: wire.optional(wire.nullable(wire.union([wire.jsonObject(), wire.json()]))),
    metadata_: wire.optional(wire.nullable(wire.record(wire.string()))),
    flow_run_id: wire.optional(wire.nullable(wire.uuid())),
    task_run_id: wire.optional(wire.nullable(wire.uuid())),
  },
  { name: "ArtifactCollection" },
);
