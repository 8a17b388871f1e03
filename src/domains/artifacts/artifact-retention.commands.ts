/** Deleting the artifacts of flow runs that are gone, beside live traffic. */
import type { Core } from "../../core.ts";
import type { Pace } from "../../db/pace.ts";
import { deleteArtifactWithin, mendCollectionWithin } from "./artifact.commands.ts";

/** Artifacts or collections found at a time. */
const PAGE = 200;

/**
 * Deletes the artifacts of a flow run that is gone, and returns how many. Each in a transaction of its own, which holds the
 * collection of one key: two that held several could wait for each other.
 */
export async function deleteArtifactsOfRun(core: Core, flowRunId: string, pace: Pace): Promise<number> {
  const { sql } = core.database;
  const some = sql.selectFrom("artifact").select("id").where("flow_run_id", "=", flowRunId).limit(PAGE);
  let deleted = 0;
  let page: readonly { readonly id: string }[];
  do {
    page = await core.database.all(some);
    for (const { id } of page) {
      if (pace.isOver) break;
      const isDeleted = await pace.transaction(core.database, (transaction) =>
        deleteArtifactWithin(core, transaction, id, "quietly"),
      );
      if (isDeleted) deleted += 1;
    }
  } while (page.length === PAGE && !pace.isOver);
  return deleted;
}

/**
 * Settles the collections whose latest artifact is gone (the reference's _reconcile_artifact_collections); only whoever
 * deletes artifacts past the server leaves such.
 *
 * @returns how many were settled
 */
export async function mendCollections(core: Core, pace: Pace): Promise<number> {
  const { database } = core;
  let mended = 0;
  let after: string | undefined;
  let page: readonly { readonly id: string; readonly key: string; readonly latest: string | null }[];
  do {
    const collections = database.sql.selectFrom("artifact_collection").orderBy("artifact_collection.id").limit(PAGE);
    const rest = after === undefined ? collections : collections.where("artifact_collection.id", ">", after);
    page = await database.heavy.all(
      rest
        .leftJoin("artifact", "artifact.id", "artifact_collection.latest_id")
        .select(["artifact_collection.id", "artifact_collection.key", "artifact.id as latest"]),
    );
    after = page.at(-1)?.id;
    for (const { key, latest } of page) {
      if (latest !== null || pace.isOver) continue;
      const isMended = await pace.transaction(database, (transaction) => mendCollectionWithin(core, transaction, key));
      if (isMended) mended += 1;
    }
  } while (page.length === PAGE && !pace.isOver);
  return mended;
}
