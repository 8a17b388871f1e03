/** The lifecycle events of block documents (the reference's events.schemas.lifecycle). Anonymous ones tell none. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { fromJsonText, toJsonText } from "../../db/json-text.ts";
import { changeEvent } from "../change-events.ts";
import type { BlockDocument } from "./block-document.ts";
import { secretPaths } from "./block-document-secrets.ts";

/** @param document read without its secrets */
export async function recordDocumentChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  document: BlockDocument,
): Promise<void> {
  const { row, blockSchema } = document;
  if (row.is_anonymous) return;
  const secrets = new Set(secretPaths(blockSchema.row.fields).map((path) => path.join(".")));
  const shown = Object.entries(document.data).filter(([key, value]) => typeof value === "string" && !secrets.has(key));
  const blockType = { id: row.block_type_id, name: row.block_type_name ?? "" };
  const payload = toJsonText({
    name: row.name,
    data: Object.fromEntries(shown),
    block_schema: { capabilities: fromJsonText<string[]>(blockSchema.row.capabilities), block_type: blockType },
  });
  const related = toJsonText([
    {
      "prefect.resource.id": `prefect.block-type.${row.block_type_id}`,
      "prefect.resource.role": "block-type",
      ...(row.block_type_name ? { "prefect.resource.name": row.block_type_name } : {}),
    },
    {
      "prefect.resource.id": `prefect.block-schema.${row.block_schema_id}`,
      "prefect.resource.role": "block-schema",
    },
  ]);
  const event = changeEvent("block-document", change, row, payload, core.clock.now());
  await appendEvents(core.database, transaction, [{ ...event, related }]);
}
