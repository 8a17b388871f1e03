/** The pipeline every operation goes through, whatever it came by: limits, cost, execution, masked errors. */
import { BREAK, type DocumentNode, type ExecutionArgs, Kind, visit } from "graphql";
import { createYoga, type Plugin, type YogaServerInstance } from "graphql-yoga";
import { logSnapshot } from "../db/log-snapshot.ts";
import { createExecutor } from "./compiled-queries.ts";
import { createContext, type GraphQLContext, type SharedContext } from "./context.ts";
import { useCost } from "./cost.ts";
import { createDocumentCaches } from "./document-cache.ts";
import { useExactVariables } from "./exact-variables.ts";
import { graphiqlOptions, renderGraphiQL } from "./graphiql.ts";
import { useLimits } from "./limits.ts";
import { type PersistedDocuments, usePersistedDocuments } from "./persisted-documents.ts";
import { schema } from "./schema.ts";
import { type EventStreams, useServerSentEvents } from "./server-sent-events.ts";
import { subscribeAfresh } from "./subscribe.ts";

export const GRAPHQL_PATH = "/graphql";

const snapshotDocuments = new WeakMap<DocumentNode, boolean>();

/** Whether a document selects `snapshotCursor` anywhere. */
function asksForSnapshot(document: DocumentNode): boolean {
  let asks = snapshotDocuments.get(document);
  if (asks === undefined) {
    asks = false;
    visit(document, {
      [Kind.FIELD]: (field) => {
        if (field.name.value !== "snapshotCursor") return undefined;
        asks = true;
        return BREAK;
      },
    });
    snapshotDocuments.set(document, asks);
  }
  return asks;
}

/** Takes the snapshot before anything is read, so that no change falls between the two. */
function useSnapshot(): Plugin<GraphQLContext> {
  return {
    async onExecute({ args }) {
      const context = args.contextValue as GraphQLContext;
      if (asksForSnapshot(args.document)) context.snapshot = await logSnapshot(context.core.database);
    },
  };
}

/**
 * Executes with graphql-js and in compiled form: on the lists of a dashboard graphql-js alone is half as fast again as the
 * executor Yoga brings along. Items of subscriptions get contexts of their own.
 */
function useGraphQLJs(introspection: boolean, maskError: (error: unknown) => Error): Plugin<GraphQLContext> {
  const execute = createExecutor({ hideSuggestions: !introspection });
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn((args) => execute(args as ExecutionArgs));
      return {
        onExecuteDone({ result }) {
          // Nothing was executed, for variables did not fit: a bad request, to clients that want HTTP to say so.
          if (Symbol.asyncIterator in result || "data" in result) return;
          for (const error of result.errors ?? []) error.extensions.http ??= { spec: true, status: 400 };
        },
      };
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) =>
        subscribeAfresh({ ...(args as ExecutionArgs), hideSuggestions: !introspection }, maskError),
      );
    },
  };
}

export type Pipeline = YogaServerInstance<object, GraphQLContext>;

/** @param maskError what clients hear of an error, and the log */
export function createPipeline(
  shared: SharedContext,
  streams: EventStreams,
  documents: PersistedDocuments,
  maskError: (error: unknown) => Error,
): Pipeline {
  const { core } = shared;
  return createYoga<object, GraphQLContext>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ request }) => createContext(shared, request?.headers.get("last-event-id") ?? null),
    // Our own log has what maskError is given; the application answers CORS for all doors.
    logging: false,
    cors: false,
    landingPage: false,
    batching: false,
    multipart: false,
    extraParamNames: ["documentId"],
    parserAndValidationCache: createDocumentCaches(),
    // The application has read the body, and bounded it.
    maxRequestBodySize: false,
    graphiql: core.settings.graphiql ? graphiqlOptions : false,
    renderGraphiQL,
    maskedErrors: { maskError, errorMessage: "Unexpected error." },
    plugins: [
      usePersistedDocuments(documents),
      useExactVariables(),
      useLimits(core.settings.graphqlIntrospection),
      useGraphQLJs(core.settings.graphqlIntrospection, maskError),
      useCost(),
      useSnapshot(),
      useServerSentEvents(streams),
    ],
  });
}
