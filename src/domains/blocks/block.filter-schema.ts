/** The REST schemas that the routes of block types, schemas and documents share. */
import { type Wire, wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";
import { BLOCK_NAME } from "./block-type.ts";

/** Lowercase letters, digits and dashes, told as the reference tells it of `field`. */
export function dashedName(field: string, schema: Wire<string>): Wire<string> {
  const fault = valueError(`${field} must only contain lowercase letters, numbers, and dashes.`);
  return wire.checked(schema, (name) => (BLOCK_NAME.test(name) ? undefined : fault));
}

const blockTypeFilter = filterObject("BlockTypeFilter", {
  name: criterion(filterObject("BlockTypeFilterName", { like_: text })),
  slug: criterion(filterObject("BlockTypeFilterSlug", { any_: texts })),
});

const blockSchemaFilter = filterObject("BlockSchemaFilter", {
  operator,
  block_type_id: criterion(filterObject("BlockSchemaFilterBlockTypeId", { any_: ids })),
  block_capabilities: criterion(filterObject("BlockSchemaFilterCapabilities", { all_: texts })),
  id: criterion(filterObject("BlockSchemaFilterId", { any_: ids })),
  version: criterion(filterObject("BlockSchemaFilterVersion", { any_: texts })),
});

const anonymity = wire.nullable(filterObject("BlockDocumentFilterIsAnonymous", { eq_: flag }));

const blockDocumentFilter = wire.object(
  {
    operator,
    id: criterion(filterObject("BlockDocumentFilterId", { any_: ids })),
    is_anonymous: wire.withDefault(anonymity, { eq_: false }),
    block_type_id: criterion(filterObject("BlockDocumentFilterBlockTypeId", { any_: ids })),
    name: criterion(filterObject("BlockDocumentFilterName", { any_: texts, like_: text })),
  },
  { name: "BlockDocumentFilter", forbidExtra: true },
);

export const blockTypesFilter = wire.optional(blockTypeFilter);
export const blockSchemasFilter = wire.optional(blockSchemaFilter);
export const blockDocumentsFilter = wire.optional(blockDocumentFilter);

export const includeSecrets = wire.withDefault(
  wire.boolean({ description: "Whether to include sensitive values in the block document." }),
  false,
);
