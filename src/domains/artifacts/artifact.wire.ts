/** Artifacts on the wire; data and metadata are spliced in as they were given. */
import { formatInstant } from "../../time/instant.ts";
import { jsonOrNull, plainOrNull, quoted, quotedOrNull } from "../json-writer.ts";
import type { ArtifactCollectionRow, ArtifactContents, ArtifactRow, GraphArtifact } from "./artifact.ts";

function identityJson(row: ArtifactRow | ArtifactCollectionRow): string {
  return `"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}"`;
}

function contentsJson(row: Omit<ArtifactContents, "key">): string {
  return `"type":${quotedOrNull(row.type)},"description":${quotedOrNull(row.description)},"data":${jsonOrNull(row.data)},"metadata_":${jsonOrNull(row.metadata_)},"flow_run_id":${plainOrNull(row.flow_run_id)},"task_run_id":${plainOrNull(row.task_run_id)}`;
}

/** schemas.core.Artifact; of a collection, the latest artifact under the collection's own id, as the reference answers. */
export function artifactJson(row: ArtifactRow | ArtifactCollectionRow): string {
  return `{${identityJson(row)},"key":${quotedOrNull(row.key)},${contentsJson(row)}}`;
}

/** schemas.core.ArtifactCollection */
export function artifactCollectionJson(row: ArtifactCollectionRow): string {
  return `{${identityJson(row)},"key":${quoted(row.key)},"latest_id":"${row.latest_id}",${contentsJson(row)}}`;
}

/** schemas.graph.GraphArtifact */
export function graphArtifactJson(artifact: GraphArtifact): string {
  const { id, created, key, type, is_latest, data } = artifact;
  return `{"id":"${id}","created":"${formatInstant(created)}","key":${quotedOrNull(key)},"type":${quotedOrNull(type)},"is_latest":${is_latest === 1},"data":${jsonOrNull(data)}}`;
}
