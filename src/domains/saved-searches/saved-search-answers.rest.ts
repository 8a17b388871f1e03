/** The shapes of answers: Saved searches. They make the OpenAPI document; the queries write the answers. */
import { component } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const savedSearch = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string(),
    filters: wire.optional(wire.array(component("SavedSearchFilter"))),
  },
  { name: "SavedSearch" },
);
