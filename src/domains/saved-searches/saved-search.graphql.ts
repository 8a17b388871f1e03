/** Saved searches in GraphQL: the type and its list. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import { IdFilter, idCriterion, NameFilter, nameCriterion, OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { exactJson } from "../../graphql/rows.ts";
import {
  countSavedSearches,
  pageSavedSearches,
  type SavedSearchFilter,
  type SavedSearchOrderField,
  savedSearchCursor,
} from "./saved-search.queries.ts";
import type { SavedSearchRow } from "./saved-search.ts";

/** A criterion as it is kept. */
interface Criterion {
  readonly object: string;
  readonly property: string;
  readonly type: string;
  readonly operation: string;
  readonly value: unknown;
}

const SavedSearchCriterion = builder.objectRef<Criterion>("SavedSearchCriterion").implement({
  description: "A criterion of a saved search. The server keeps it and does not look into it.",
  fields: (t) => ({
    object: t.exposeString("object", { description: "The kind of objects that are looked for." }),
    property: t.exposeString("property", { description: "The property of them that is looked at." }),
    type: t.exposeString("type", { description: "The property's type." }),
    operation: t.exposeString("operation", { description: "How it is compared, such as equals." }),
    value: t.field({
      type: "JSON",
      nullable: true,
      description: "What it is compared with; may be null.",
      resolve: (criterion) => criterion.value,
    }),
  }),
});

export const SavedSearch = builder.objectRef<SavedSearchRow>("SavedSearch");

builder.node(SavedSearch, {
  id: { resolve: (search) => search.id, description: "The saved search's global id." },
  description: "Criteria that somebody has saved under a name.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.savedSearches.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the saved search.",
      resolve: (search) => search.id,
    }),
    name: t.exposeString("name", { description: "The name, unique among saved searches." }),
    filters: t.field({
      type: [SavedSearchCriterion],
      description: "The criteria.",
      // Checked when they were saved.
      resolve: ({ filters }) => exactJson(filters) as Criterion[],
    }),
    created: t.expose("created", { type: "DateTime", description: "When the name was first saved." }),
    updated: t.expose("updated", {
      type: "DateTime",
      description: "When the name was first saved: saving it again does not change it, as with Prefect.",
    }),
  }),
});

const SavedSearchConnection = builder.connectionObject(
  {
    type: SavedSearch,
    name: "SavedSearchConnection",
    description: "A page of saved searches.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many saved searches match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "SavedSearchEdge", description: "A saved search in its place in a list." },
);

const OrderFieldEnum = builder.enumType("SavedSearchOrderField", {
  description: "What saved searches can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
  } as const satisfies Record<SavedSearchOrderField, object>,
});

const SavedSearchOrder = builder.inputType("SavedSearchOrder", {
  description: "An order of saved searches.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const SavedSearchFilterInput = builder.inputType("SavedSearchFilter", {
  description: "Narrows saved searches; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
  }),
});

builder.queryFields((t) => ({
  savedSearch: t.field({
    type: SavedSearch,
    nullable: true,
    description: "A saved search; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The saved search's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.savedSearches.load(databaseIdOf("SavedSearch", id)),
  }),
  savedSearches: t.field({
    type: SavedSearchConnection,
    description: "Saved searches, by name unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: SavedSearchFilterInput, description: "Only saved searches that match." }),
      orderBy: t.arg({
        type: SavedSearchOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const { id, name } = args.filter ?? {};
      const filter: SavedSearchFilter = { id: idCriterion("SavedSearch", id), name: nameCriterion(name) };
      const orderBy = orderOf(args.orderBy, { field: "NAME", direction: "ASC" });
      const { field } = orderBy;
      const page = await pageSavedSearches(core, { filter, orderBy, ...windowOf(args, { name: field, type: "text" }) });
      return connectionOf(
        page,
        field,
        (search) => savedSearchCursor(search, field),
        () => countSavedSearches(core, filter),
      );
    },
  }),
}));
