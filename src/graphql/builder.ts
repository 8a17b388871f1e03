/** The one schema builder. Domains add their types to it in <noun>.graphql.ts; schema.ts puts them together. */
import SchemaBuilder from "@pothos/core";
import ErrorsPlugin from "@pothos/plugin-errors";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import type { PrismaClient } from "../db/prisma.ts";
import { notFound, PenstockError } from "../errors.ts";
import type { Instant } from "../time/instant.ts";
import { DEFAULT_PAGE_SIZE, type ListCounts, MAX_NODES, MAX_PAGE_SIZE } from "./connections.ts";
import type { GraphQLContext } from "./context.ts";
import { getDatamodel } from "./generated/pothos-prisma.ts";
import { decodeGlobalId, encodeGlobalId } from "./global-ids.ts";
import type { EitherPrismaTypes } from "./rows.ts";
import { DateTimeScalar, JsonScalar, SafeIntScalar, UuidScalar } from "./scalars.ts";

interface BuilderTypes {
  Context: GraphQLContext;
  PrismaTypes: EitherPrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Connection: ListCounts;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Instant; Output: Instant | number | bigint };
    JSON: { Input: unknown; Output: unknown };
    UUID: { Input: string; Output: string };
    SafeInt: { Input: number; Output: number };
  };
}

/** The types that `node` knows; any other type name in a global id is an id of nothing. */
const nodeTypes: ReadonlySet<string> = new Set([
  "Artifact",
  "ArtifactCollection",
  "Automation",
  "BlockDocument",
  "BlockSchema",
  "BlockType",
  "ConcurrencyLimit",
  "Flow",
  "FlowRun",
  "FlowRunInput",
  "FlowRunState",
  "TaskRun",
  "TaskRunState",
  "Log",
  "Event",
  "Deployment",
  "DeploymentSchedule",
  "SavedSearch",
  "Variable",
  "WorkPool",
  "WorkQueue",
  "Worker",
]);

export const builder = new SchemaBuilder<BuilderTypes>({
  plugins: [ErrorsPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  prisma: {
    // Pothos asks for no more of a client than that it can connect.
    client: (context): PrismaClient => context.prisma.client,
    dmmf: getDatamodel(),
    onUnusedQuery: null,
  },
  errors: { directResult: false },
  relay: {
    cursorType: "String",
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: (text) => {
      const globalId = decodeGlobalId(text);
      if (!nodeTypes.has(globalId.typename)) throw notFound(`There is no type of nodes named ${globalId.typename}`);
      return globalId;
    },
    idFieldOptions: { description: "The object's global id, unique among objects of all types; `node` finds it." },
    nodeTypeOptions: { description: "An object that can be found again by its global id." },
    nodeQueryOptions: {
      description: "The object with a global id; null when there is none (any more).",
      args: { id: { description: "A global id." } },
    },
    nodesQueryOptions: {
      description:
        "The objects with the global ids, in the same order; null in place of each that is not there (any more).",
      nullable: { list: false, items: true },
      args: { ids: { description: `Global ids; ${MAX_NODES} at most.` } },
      resolve: (_root, { ids }, _context, _info, resolveNodes) => {
        if (ids.length > MAX_NODES) throw new PenstockError("INVALID", `\`nodes\` takes ${MAX_NODES} ids at most`);
        return resolveNodes(ids);
      },
    },
    pageInfoTypeOptions: { description: "Where a page lies in its list." },
    hasNextPageFieldOptions: {
      description:
        "Whether there are objects behind the page. Exact with `first`; with `last` it tells whether `before` was given.",
    },
    hasPreviousPageFieldOptions: {
      description:
        "Whether there are objects ahead of the page. Exact with `last`; with `first` it tells whether `after` was given.",
    },
    startCursorFieldOptions: { description: "The cursor of the page's first object." },
    endCursorFieldOptions: { description: "The cursor of the page's last object." },
    cursorFieldOptions: { description: "The object's place in the list, to be given as `after` or `before`." },
    edgesFieldOptions: { description: "The objects of the page with their cursors.", nullable: false },
    nodeFieldOptions: { description: "The object itself.", nullable: false },
    nodesOnConnection: { description: "The objects of the page." },
    pageInfoFieldOptions: { description: "Where the page lies in the list." },
    firstArgOptions: {
      description: `The size of a page counted from the list's beginning, or from \`after\`: ${DEFAULT_PAGE_SIZE} by default, ${MAX_PAGE_SIZE} at most.`,
    },
    lastArgOptions: {
      description: `The size of a page counted from the list's end, or from \`before\`: ${MAX_PAGE_SIZE} at most.`,
    },
    afterArgOptions: { description: "Only objects behind this cursor." },
    beforeArgOptions: { description: "Only objects ahead of this cursor." },
  },
});

builder.addScalarType("DateTime", DateTimeScalar);
builder.addScalarType("JSON", JsonScalar);
builder.addScalarType("UUID", UuidScalar);
builder.addScalarType("SafeInt", SafeIntScalar);

builder.queryType({ description: "What can be read." });
builder.mutationType({
  description:
    "What can be changed. Every field answers a union: what has been changed, or why it has not been, as a type of error.",
});
builder.subscriptionType({
  description:
    "What can be followed live, over graphql-ws or server-sent events. Every stream begins behind `after`, a cursor, without gap or duplicate; without `after` it begins now.",
});
