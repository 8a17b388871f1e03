/** Saved searches, as /saved_searches (the reference's api/saved_searches.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import type { JsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { type Static, wire } from "../../rest/wire.ts";
import { jsonArray } from "../json-writer.ts";
import { deleteSavedSearch, saveSearch } from "./saved-search.commands.ts";
import { listSavedSearches, readSavedSearch } from "./saved-search.queries.ts";
import { savedSearchJson } from "./saved-search.ts";
import * as answers from "./saved-search-answers.rest.ts";

const TAGS = ["SavedSearches"];
const ID_PARAMS = { id: wire.uuid({ description: "The saved search id" }) };

const FILTER = wire.object(
  {
    object: wire.string({ description: "The object over which to filter." }),
    property: wire.string({ description: "The property of the object on which to filter." }),
    type: wire.string({ description: "The type of the property." }),
    operation: wire.string({ description: "The operator to apply to the object. For example, `equals`." }),
    value: wire.json({ description: "A JSON-compatible value for the filter." }),
  },
  { name: "SavedSearchFilter" },
);

const BODY = wire.object(
  {
    name: wire.string({ description: "The name of the saved search." }),
    filters: wire.withDefault(wire.array(FILTER), () => []),
  },
  { name: "SavedSearchCreate", forbidExtra: true },
);

type Filter = Static<typeof FILTER>;

/** A filter's text; its value is JSON text already. */
function filterJson({ value, ...named }: Filter): string {
  return `${JSON.stringify(named).slice(0, -1)},"value":${value}}`;
}

export function savedSearchRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "PUT",
    path: "/saved_searches/",
    summary: "Create Saved Search",
    description:
      "Creates a new saved search from the provided schema.\n\nIf a saved search with the same name already exists, the saved search's fields are\nreplaced.",
    tags: TAGS,
    body: BODY,
    response: answers.savedSearch,
    handler: async ({ body, reply }) => {
      const filters = jsonArray(body.filters, filterJson) as JsonText;
      const { row, created } = await saveSearch(core, body.name, filters);
      if (created) reply.code(201);
      return json(savedSearchJson(row));
    },
  });
  route(application, {
    method: "GET",
    path: "/saved_searches/{id}",
    summary: "Read Saved Search",
    description: "Get a saved search by id.",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.savedSearch,
    handler: async ({ params }) => {
      const row = await readSavedSearch(core, params.id);
      if (row === undefined) throw notFound("Saved search not found");
      return json(savedSearchJson(row));
    },
  });
  route(application, {
    method: "POST",
    path: "/saved_searches/filter",
    summary: "Read Saved Searches",
    description: "Query for saved searches.",
    tags: TAGS,
    body: wire.parameters({ limit: limit(core.settings.defaultLimit), offset: offset() }),
    response: wire.array(answers.savedSearch),
    handler: async ({ body }) => json(jsonArray(await listSavedSearches(core, body), savedSearchJson)),
  });
  route(application, {
    method: "DELETE",
    path: "/saved_searches/{id}",
    summary: "Delete Saved Search",
    description: "Delete a saved search by id.",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteSavedSearch(core, params.id),
  });
}
