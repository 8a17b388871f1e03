/**
 * Events of artifacts: those of collections as the reference tells them (its events.schemas.lifecycle), and one of our own
 * for every artifact, which the reference tells nothing of.
 */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents, type NewEvent } from "../../db/event-log.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { changeEvent } from "../change-events.ts";
import { jsonOrNull, quoted, quotedOrNull } from "../json-writer.ts";
import type { ArtifactCollectionRow, ArtifactRow } from "./artifact.ts";

type Change = "created" | "updated" | "deleted";

function artifactEvent(core: Core, change: Change, artifact: ArtifactRow): NewEvent {
  const { id, key, type, flow_run_id, task_run_id } = artifact;
  const payload = toJsonText({ key, type, flow_run_id, task_run_id });
  return changeEvent("artifact", change, { id, name: key }, payload, core.clock.now(), flow_run_id);
}

function collectionEvent(core: Core, change: Change, collection: ArtifactCollectionRow): NewEvent {
  const { id, key, type, data, description, latest_id, flow_run_id, task_run_id } = collection;
  const payload =
    `{"key":${quoted(key)},"type":${quotedOrNull(type)},"data":${jsonOrNull(data)},"description":${quotedOrNull(description)}}` as JsonText;
  const relate = (kind: string, relatedId: string | null, role: string) =>
    relatedId === null
      ? []
      : [{ "prefect.resource.id": `prefect.${kind}.${relatedId}`, "prefect.resource.role": role }];
  const related = toJsonText([
    ...relate("artifact", latest_id, "latest"),
    ...relate("flow-run", flow_run_id, "flow-run"),
    ...relate("task-run", task_run_id, "task-run"),
  ]);
  const event = changeEvent("artifact-collection", change, { id, name: key }, payload, core.clock.now(), flow_run_id);
  return { ...event, related };
}

/** How a change of a collection is told; "quietly" to Penstock's own readers of the log alone. */
export type Telling = "publicly" | "quietly";

function toldCollectionEvent(core: Core, change: CollectionChange, telling: Telling): NewEvent {
  const event = collectionEvent(core, ...change);
  return telling === "quietly" ? { ...event, internal: true } : event;
}

type CollectionChange = readonly [Change, ArtifactCollectionRow];

/** Records what became of an artifact, and of the collection of its key where that has changed with it. */
export async function recordArtifactChange(
  core: Core,
  transaction: Transaction,
  artifact: readonly [Change, ArtifactRow],
  collection?: CollectionChange,
  telling: Telling = "publicly",
): Promise<void> {
  const events = [artifactEvent(core, ...artifact)];
  if (collection !== undefined) events.push(toldCollectionEvent(core, collection, telling));
  await appendEvents(core.database, transaction, events);
}

/** Records what became of a collection by itself. */
export async function recordCollectionChange(
  core: Core,
  transaction: Transaction,
  collection: CollectionChange,
  telling: Telling,
): Promise<void> {
  await appendEvents(core.database, transaction, [toldCollectionEvent(core, collection, telling)]);
}
