/** Block documents on the wire. */
import { toJsonText } from "../../db/json-text.ts";
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted, quotedOrNull } from "../json-writer.ts";
import type { BlockDocument } from "./block-document.ts";
import { blockSchemaJson } from "./block-schema.ts";
import { blockTypeJson } from "./block-type.ts";

export function blockDocumentJson(document: BlockDocument): string {
  const { row, data, blockSchema, blockType } = document;
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"data":${toJsonText(data)},"block_schema_id":"${row.block_schema_id}","block_schema":${blockSchemaJson(blockSchema)},"block_type_id":"${row.block_type_id}","block_type_name":${quotedOrNull(row.block_type_name)},"block_type":${blockTypeJson(blockType)},"block_document_references":${referencesJson(document)},"is_anonymous":${Boolean(row.is_anonymous)}}`;
}

export function blockDocumentsJson(documents: readonly BlockDocument[]): string {
  return jsonArray(documents, blockDocumentJson);
}

function referencesJson({ references }: BlockDocument): string {
  const members = [...references].map(
    ([name, child]) =>
      `${quoted(name)}:{"block_document":{"id":"${child.row.id}","name":${quoted(child.row.name)},"block_type":${blockTypeJson(child.blockType)},"is_anonymous":${Boolean(child.row.is_anonymous)},"block_document_references":${referencesJson(child)}}}`,
  );
  return `{${members.join(",")}}`;
}
