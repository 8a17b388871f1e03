/**
 * Artifacts: what runs publish about their work, and for each key the one that was made last (the reference's
 * schemas.core.Artifact and ArtifactCollection).
 */
import type { Selectable } from "kysely";
import type { JsonText } from "../../db/json-text.ts";
import type { ArtifactCollectionTable, ArtifactTable } from "../../db/tables.ts";

export type ArtifactRow = Readonly<Selectable<ArtifactTable>>;
/** The latest artifact of a key: `latest_id` is its id, the row's own id stays while artifacts of the key come and go. */
export type ArtifactCollectionRow = Readonly<Selectable<ArtifactCollectionTable>>;

/** An artifact without its data, which may be large: what lists read. */
export type ArtifactHead = Omit<ArtifactRow, "data">;
export type ArtifactCollectionHead = Omit<ArtifactCollectionRow, "data" | "metadata_">;

/** The characters an artifact's key is made of: the reference's. */
export const ARTIFACT_KEY = /^[a-z0-9-]*$/;

/** What an artifact says, without its identity. */
export type ArtifactContents = Omit<ArtifactRow, "id" | "created" | "updated">;

/** An artifact as the graph of its flow run shows it (the reference's schemas.graph.GraphArtifact). */
export interface GraphArtifact extends Pick<ArtifactRow, "id" | "created" | "key" | "type" | "task_run_id"> {
  /** Of artifacts that show progress alone. */
  readonly data: JsonText | null;
  readonly is_latest: 0 | 1;
}

/** Both lists are sorted by the same fields. */
export const artifactSorts = ["CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC"] as const;
export type ArtifactSort = (typeof artifactSorts)[number];

/** The longest value of an artifact's metadata, in characters: the reference cuts longer ones and says so with dots. */
const MAXIMUM_METADATA_LENGTH = 500;

/** Metadata as it is kept: long values are cut, as the reference cuts them. */
export function shortenedMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, shortened(value)]));
}

function shortened(text: string): string {
  if (text.length <= MAXIMUM_METADATA_LENGTH) return text;
  const characters = [...text];
  if (characters.length <= MAXIMUM_METADATA_LENGTH) return text;
  return `${characters.slice(0, MAXIMUM_METADATA_LENGTH).join("")}...`;
}
