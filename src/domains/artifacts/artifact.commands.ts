/**
 * Writes of artifacts. The collection of a key is written in the transaction that changes what is latest, and is locked
 * before any artifact of the key: of several writers each sees what the ones before it have left.
 */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { notFound, type PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { recordArtifactChange, recordCollectionChange, type Telling } from "./artifact.events.ts";
import { readArtifact, readLatestArtifact } from "./artifact.queries.ts";
import type { ArtifactCollectionRow, ArtifactContents, ArtifactRow } from "./artifact.ts";

/** What can be changed of an artifact; what is left out stays as it is. */
export type ArtifactChanges = Partial<Pick<ArtifactContents, "data" | "description" | "metadata_">>;

export function artifactNotFound(): PenstockError {
  return notFound("Artifact not found.");
}

/** Makes an artifact, which becomes the latest of its key, if it has one. */
export function createArtifact(core: Core, contents: ArtifactContents): Promise<ArtifactRow> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const artifact: ArtifactRow = { ...contents, id: newId(now), created: now, updated: now };
    const collection = artifact.key === null ? undefined : await makeLatest(core, transaction, artifact, artifact.key);
    await transaction.run(core.database.sql.insertInto("artifact").values(artifact));
    await recordArtifactChange(core, transaction, ["created", artifact], collection);
    return artifact;
  });
}

async function makeLatest(
  core: Core,
  transaction: Transaction,
  artifact: ArtifactRow,
  key: string,
): Promise<["created" | "updated", ArtifactCollectionRow]> {
  const { id: latest_id, created, ...latest } = artifact;
  const values = { ...latest, key, latest_id };
  const id = newId(created);
  await transaction.run(
    core.database.sql
      .insertInto("artifact_collection")
      .values({ ...values, id, created })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(values)),
  );
  const collection = (await readLatestArtifact(core, key, transaction)) as ArtifactCollectionRow;
  return [collection.id === id ? "created" : "updated", collection];
}

/** The collection of an artifact's key, held against other writers of the key until the transaction ends. */
function lockCollection(
  core: Core,
  transaction: Transaction,
  key: string | null,
): Promise<ArtifactCollectionRow | undefined> {
  if (key === null) return Promise.resolve(undefined);
  const { sql, dialect } = core.database;
  return transaction.get(
    sql.selectFrom("artifact_collection").selectAll().where("key", "=", key).modifyEnd(dialect.forUpdate),
  );
}

/**
 * Changes what is given, also where the artifact is shown as the latest of its key.
 *
 * @throws PenstockError NOT_FOUND
 */
export function updateArtifact(core: Core, id: string, changes: ArtifactChanges): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const found = await readArtifact(core, id, transaction);
    if (found === undefined) throw artifactNotFound();
    await lockCollection(core, transaction, found.key);
    const { sql } = core.database;
    const values = { ...changes, updated: core.clock.now() };
    if ((await transaction.run(sql.updateTable("artifact").set(values).where("id", "=", id))) === 0) {
      throw artifactNotFound();
    }
    await transaction.run(sql.updateTable("artifact_collection").set(values).where("latest_id", "=", id));
    await recordArtifactChange(core, transaction, ["updated", { ...found, ...values }]);
  });
}

/**
 * Deletes an artifact. Where it was the latest of its key, the one made before it takes its place, or the key's collection
 * goes with it (the reference's models.artifacts.delete_artifact).
 *
 * @throws PenstockError NOT_FOUND
 */
export function deleteArtifact(core: Core, id: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    if (!(await deleteArtifactWithin(core, transaction, id, "publicly"))) throw artifactNotFound();
  });
}

/** Deletes an artifact and settles the collection of its key; false when there is none. */
export async function deleteArtifactWithin(
  core: Core,
  transaction: Transaction,
  id: string,
  telling: Telling,
): Promise<boolean> {
  const artifact = await readArtifact(core, id, transaction);
  if (artifact === undefined) return false;
  const collection = await lockCollection(core, transaction, artifact.key);
  const deleted = await transaction.run(core.database.sql.deleteFrom("artifact").where("id", "=", id));
  if (deleted === 0) return false;
  const change = collection?.latest_id === id ? await settleCollection(core, transaction, collection) : undefined;
  await recordArtifactChange(core, transaction, ["deleted", artifact], change, telling);
  return true;
}

/** Lets the newest artifact of its key be the latest of a collection, or deletes the collection where there is none. */
async function settleCollection(
  core: Core,
  transaction: Transaction,
  collection: ArtifactCollectionRow,
): Promise<["updated" | "deleted", ArtifactCollectionRow]> {
  const { sql } = core.database;
  const next = await transaction.get(
    sql.selectFrom("artifact").selectAll().where("key", "=", collection.key).orderBy("id", "desc").limit(1),
  );
  if (next === undefined) {
    await transaction.run(sql.deleteFrom("artifact_collection").where("id", "=", collection.id));
    return ["deleted", collection];
  }
  const latest: ArtifactCollectionRow = { ...next, id: collection.id, key: collection.key, latest_id: next.id };
  await transaction.run(sql.updateTable("artifact_collection").set(latest).where("id", "=", collection.id));
  return ["updated", latest];
}

/** Settles a collection whose latest artifact is gone; false when it is not. */
export async function mendCollectionWithin(core: Core, transaction: Transaction, key: string): Promise<boolean> {
  const collection = await lockCollection(core, transaction, key);
  if (collection === undefined) return false;
  if ((await readArtifact(core, collection.latest_id, transaction)) !== undefined) return false;
  const change = await settleCollection(core, transaction, collection);
  await recordCollectionChange(core, transaction, change, "quietly");
  return true;
}
