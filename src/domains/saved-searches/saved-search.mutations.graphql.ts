/** What can be done to saved searches in GraphQL. */
import { toJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { checkedJson, checkedName, checkedText } from "../../graphql/input-checks.ts";
import { NotFoundError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { deleteSavedSearch, type SavedSearchUpsert, saveSearch } from "./saved-search.commands.ts";
import { SavedSearch } from "./saved-search.graphql.ts";

/** More than anybody has put together by hand; every list of saved searches reads all of them. */
const MOST_CRITERIA = 100;

const SaveSearchSuccess = builder.objectRef<SavedSearchUpsert>("SaveSearchSuccess").implement({
  description: "A search has been saved.",
  fields: (t) => ({
    created: t.exposeBoolean("created", { description: "Whether the name is new; otherwise its criteria are." }),
    savedSearch: t.expose("row", { type: SavedSearch, description: "The saved search as it is now." }),
  }),
});

const DeleteSavedSearchSuccess = deletedSuccess("SavedSearch", "A saved search");

const SavedSearchCriterionInput = builder.inputType("SavedSearchCriterionInput", {
  description: "A criterion of a search to be saved.",
  fields: (t) => ({
    object: t.string({ required: true, description: "The kind of objects that are looked for." }),
    property: t.string({ required: true, description: "The property of them that is looked at." }),
    type: t.string({ required: true, description: "The property's type." }),
    operation: t.string({ required: true, description: "How it is compared, such as equals." }),
    value: t.field({ type: "JSON", description: "What it is compared with; null unless given." }),
  }),
});

const SaveSearchInput = builder.inputType("SaveSearchInput", {
  description: "A search to be saved.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The name to save it under." }),
    filters: t.field({
      type: [SavedSearchCriterionInput],
      required: true,
      description: `The criteria, in place of those saved under the name before; ${MOST_CRITERIA} at most.`,
    }),
  }),
});

const DeleteSavedSearchInput = builder.inputType("DeleteSavedSearchInput", {
  description: "A saved search to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: "The saved search's global id or UUID." }) }),
});

/** @throws PenstockError INVALID */
function criterionOf({ value, ...named }: typeof SavedSearchCriterionInput.$inferInput) {
  for (const [name, text] of Object.entries(named)) checkedText(name, text);
  checkedJson("value", value ?? null);
  const { object, property, type, operation } = named;
  return { object, property, type, operation, value: value ?? null };
}

builder.mutationFields((t) => ({
  saveSearch: t.field({
    type: SaveSearchSuccess,
    description:
      "Saves criteria under a name, in place of those saved under it before. Asked again with the same input, it leads to the same.",
    args: { input: t.arg({ type: SaveSearchInput, required: true, description: "The search." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("SaveSearchResult", "saving a search"),
    },
    resolve: (_root, { input: { name, filters } }, { core }) =>
      refusing(async () => {
        if (filters.length > MOST_CRITERIA) {
          throw new PenstockError("INVALID", `\`filters\` must not have more than ${MOST_CRITERIA} criteria`);
        }
        return saveSearch(core, checkedName("name", name), toJsonText(filters.map(criterionOf)));
      }),
  }),
  deleteSavedSearch: t.field({
    type: DeleteSavedSearchSuccess,
    description: "Deletes a saved search. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteSavedSearchInput, required: true, description: "The saved search." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteSavedSearchResult", "deleting a saved search"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("SavedSearch", input.id);
        await deleteSavedSearch(core, id);
        return { id };
      }),
  }),
}));
