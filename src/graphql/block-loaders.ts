/** Batching loaders of block types, schemas and documents. */
import DataLoader from "dataloader";
import type { Core } from "../core.ts";
import { readBlockDocuments } from "../domains/blocks/block-document.queries.ts";
import type { BlockDocument, BlockDocumentHead } from "../domains/blocks/block-document.ts";
import {
  type DirectReference,
  readBlockDocumentsByIds,
  readBlockSchemaRowsByIds,
  readBlockTypesByIds,
  readDirectReferences,
} from "../domains/blocks/block-pages.queries.ts";
import { readBlockSchemas } from "../domains/blocks/block-schema.queries.ts";
import type { BlockSchema, BlockSchemaRow } from "../domains/blocks/block-schema.ts";
import type { BlockTypeRow } from "../domains/blocks/block-type.ts";
import { type ById, byId } from "./by-id.ts";

/** A document whose data is wanted, with its secrets or without. */
export interface BlockDataKey {
  readonly id: string;
  readonly includeSecrets: boolean;
}

export interface BlockLoaders {
  readonly blockTypes: ById<BlockTypeRow>;
  readonly blockSchemas: ById<BlockSchemaRow>;
  /** With fields that are whole. */
  readonly wholeBlockSchemas: DataLoader<string, BlockSchema | null>;
  readonly blockDocuments: ById<BlockDocumentHead>;
  readonly blockDocumentData: DataLoader<BlockDataKey, BlockDocument | null, string>;
  readonly referencesOfBlockDocument: DataLoader<string, readonly DirectReference[]>;
}

/** Those that are wanted with their secrets are read together, and so are the others. */
function documentData(core: Core): BlockLoaders["blockDocumentData"] {
  return new DataLoader(
    async (keys) => {
      const read = (includeSecrets: boolean) => {
        const ids = keys.filter((key) => key.includeSecrets === includeSecrets).map((key) => key.id);
        return readBlockDocuments(core, ids, includeSecrets);
      };
      const [shown, obfuscated] = await Promise.all([read(true), read(false)]);
      return keys.map(({ id, includeSecrets }) => (includeSecrets ? shown : obfuscated).get(id) ?? null);
    },
    { cacheKeyFn: ({ id, includeSecrets }) => `${id} ${includeSecrets}` },
  );
}

export function createBlockLoaders(core: Core): BlockLoaders {
  return {
    blockTypes: byId((ids) => readBlockTypesByIds(core, ids)),
    blockSchemas: byId((ids) => readBlockSchemaRowsByIds(core, ids)),
    wholeBlockSchemas: new DataLoader(async (ids) => {
      const schemas = await readBlockSchemas(core, ids);
      return ids.map((id) => schemas.get(id) ?? null);
    }),
    blockDocuments: byId((ids) => readBlockDocumentsByIds(core, ids)),
    blockDocumentData: documentData(core),
    referencesOfBlockDocument: new DataLoader(async (ids) => {
      const groups = Map.groupBy(await readDirectReferences(core, ids), (edge) => edge.parent_block_document_id);
      return ids.map((id) => groups.get(id) ?? []);
    }),
  };
}
