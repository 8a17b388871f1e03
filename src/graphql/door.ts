/** The GraphQL door: HTTP and server-sent events on the Fastify application, WebSockets on its upgrade handler. */
import type { IncomingMessage } from "node:http";
import type { Duplex, Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ExecutionArgs, GraphQLError } from "graphql";
import { isAuthorized } from "../authentication.ts";
import type { Core } from "../core.ts";
import { createPrismaReader } from "../db/prisma.ts";
import { LiveFlowRunLists } from "../domains/flow-runs/live-flow-runs.ts";
import { followLog } from "../open-core.ts";
import type { Followers, SharedContext } from "./context.ts";
import { createMaskError } from "./errors.ts";
import { GRAPHIQL_POLICY } from "./graphiql.ts";
import { PersistedDocuments } from "./persisted-documents.ts";
import { createPipeline, GRAPHQL_PATH, type Pipeline } from "./pipeline.ts";
import { schema } from "./schema.ts";
import { EventStreams } from "./server-sent-events.ts";
import { SharedOperations } from "./streams/sharing.ts";
import { readTrustedDocuments } from "./trusted-documents.ts";
import { createGraphQLSockets, type OperationPayload } from "./websocket.ts";

/** The largest document and its variables fit several times over. */
const BODY_BYTES = 1_048_576;
/** Content types that a page of another origin cannot send unasked (without a preflight), as it can send forms. */
const CONTENT_TYPES = ["application/json", "application/graphql+json", "application/graphql"];

export interface GraphQLDoorOptions {
  /** Followers shared with other doors, to be stopped after this one; without them the door has its own. */
  readonly followers?: Followers;
  /** How often clients of subscriptions are pinged; 12 seconds unless given. */
  readonly pingMilliseconds?: number;
}

export interface GraphQLDoor {
  /** For operations without a socket: `pipeline.fetch`. */
  readonly pipeline: Pipeline;
  /** Adds the routes. When the application closes, the door closes first, lest streams keep it waiting. */
  register(application: FastifyInstance): void;
  /** Takes an upgrade over if its path is ours; else returns false and leaves it alone. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** What is open: event streams, WebSockets, filters that live lists share, and logs that are being followed. */
  readonly open: Readonly<Record<"streams" | "sockets" | "filters" | "followers", number>>;
  /** Breaks streams and connections off so that clients come again, and lets go of the database. */
  close(): Promise<void>;
}

/** Same-origin pages may always connect, others as the CORS setting says; programs send no origin. */
function isOriginAllowed(core: Core, origin: string, request: IncomingMessage): boolean {
  const allowed = core.settings.corsAllowedOrigins.split(",").map((one) => one.trim());
  if (allowed.includes("*") || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}

/** What a document is refused for, without the notes on HTTP that Yoga leaves among the extensions. */
function refusals(errors: readonly GraphQLError[], fallbackCode: string): GraphQLError[] {
  return errors.map(({ message, nodes, source, positions, extensions: { http: _, ...extensions } }) => {
    const place = nodes === undefined ? { source, positions } : { nodes };
    return new GraphQLError(message, { ...place, extensions: { code: fallbackCode, ...extensions } });
  });
}

async function prepare(
  pipeline: Pipeline,
  documents: PersistedDocuments,
  maskError: (error: unknown) => Error,
  payload: OperationPayload,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { execute, subscribe, contextFactory, parse, validate } = pipeline.getEnveloped({});
  try {
    const document = parse(documents.textOf(payload) ?? "");
    const errors = validate(schema, document);
    if (errors.length > 0) return refusals(errors, "GRAPHQL_VALIDATION_FAILED");
    return {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: await contextFactory(),
      rootValue: { execute, subscribe },
    };
  } catch (error) {
    const isSyntaxError = error instanceof GraphQLError && error.originalError === undefined;
    return isSyntaxError ? refusals([error], "GRAPHQL_PARSE_FAILED") : [maskError(error) as GraphQLError];
  }
}

/** Whether the parameters of a GET that have to be JSON are; Yoga would take the parser's error for one of the server. */
function areParametersJson(request: FastifyRequest): boolean {
  const { searchParams } = new URL(request.raw.url ?? "/", "http://localhost");
  try {
    for (const name of ["variables", "extensions"]) JSON.parse(searchParams.get(name) || "null");
    return true;
  } catch {
    return false;
  }
}

/** What a client of a WebSocket says in place of the header, which browsers do not let it set. */
function authorizationOf(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const entry = Object.entries(parameters ?? {}).find(([name]) => name.toLowerCase() === "authorization");
  return typeof entry?.[1] === "string" ? entry[1] : undefined;
}

/** Refuses requests without the right credentials; the challenge lets browsers ask for them. */
function requireAuthentication(scope: FastifyInstance, authString: string | undefined): void {
  if (authString === undefined) return;
  scope.addHook("onRequest", async (request, reply) => {
    if (isAuthorized(request.headers.authorization, authString)) return;
    const message = "Credentials are missing or wrong.";
    return reply
      .code(401)
      .header("www-authenticate", 'Basic realm="Penstock"')
      .send({ errors: [{ message, extensions: { code: "UNAUTHENTICATED" } }] });
  });
}

async function answer(pipeline: Pipeline, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (request.method === "GET" && !areParametersJson(request)) {
    const message = "`variables` and `extensions` have to be JSON";
    return reply.code(400).send({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] });
  }
  const response = await pipeline.fetch(`http://${request.host}${request.raw.url}`, {
    method: request.method,
    headers: request.headers as Record<string, string>,
    ...(request.method === "POST" ? { body: (request.body as string | undefined) ?? "" } : {}),
  });
  reply.code(response.status);
  response.headers.forEach((value, name) => {
    reply.header(name, value);
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  // A stored answer would show a state that has passed.
  if (!response.headers.has("cache-control")) reply.header("cache-control", "no-store");
  if (response.headers.get("content-type")?.startsWith("text/html")) {
    reply.header("content-security-policy", GRAPHIQL_POLICY);
  }
  // The pipeline's fetch keeps the Node stream it was given.
  return reply.send(isStream ? (response.body as unknown as { readable: Readable }).readable : await response.text());
}

function persistedDocuments({ settings }: Core): PersistedDocuments {
  const { graphqlDocuments: path, graphqlDocumentsOnly: onlyTrusted } = settings;
  return new PersistedDocuments(path === undefined ? new Map() : readTrustedDocuments(path, schema), onlyTrusted);
}

export function graphqlDoor(core: Core, options: GraphQLDoorOptions = {}): GraphQLDoor {
  const followers = options.followers ?? { event: followLog(core, "event"), log: followLog(core, "log") };
  const shared: SharedContext = {
    core,
    followers,
    prisma: createPrismaReader(core.settings.databaseUrl),
    liveFlowRuns: new LiveFlowRunLists(core),
    subscriptions: new SharedOperations(core.clock),
  };
  const { pingMilliseconds } = options;
  const streams = new EventStreams(undefined, pingMilliseconds);
  const documents = persistedDocuments(core);
  const maskError = createMaskError(core.logger);
  const pipeline = createPipeline(shared, streams, documents, maskError);
  type Enveloped = Pick<ReturnType<Pipeline["getEnveloped"]>, "execute" | "subscribe">;
  const sockets = createGraphQLSockets({
    logger: core.logger,
    ...(pingMilliseconds === undefined ? {} : { pingMilliseconds }),
    isOriginAllowed: (origin, request) => isOriginAllowed(core, origin, request),
    isAuthorized: (request, parameters) =>
      isAuthorized(request.headers.authorization, core.settings.apiAuthString) ||
      isAuthorized(authorizationOf(parameters), core.settings.apiAuthString),
    prepare: (_request, payload) => prepare(pipeline, documents, maskError, payload),
    execute: (args) => (args.rootValue as Enveloped).execute(args),
    subscribe: (args) => (args.rootValue as Enveloped).subscribe(args),
  });
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    // Connections go before the followers: a stream that merely ended would look complete to its client.
    await Promise.all([streams.close(), sockets.close()]);
    await shared.subscriptions.close();
    if (options.followers === undefined) await Promise.all([followers.event.stop(), followers.log.stop()]);
    await shared.prisma.close();
  }

  return {
    pipeline,
    register(application) {
      application.addHook("preClose", () => (closed ??= close()));
      application.register(async (scope) => {
        requireAuthentication(scope, core.settings.apiAuthString);
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser(
          CONTENT_TYPES,
          { parseAs: "string", bodyLimit: BODY_BYTES },
          (_request, body, done) => done(null, body),
        );
        scope.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
          const { statusCode: status = 500 } = error;
          if (status >= 500) core.logger.error({ err: error }, "A GraphQL request failed");
          const message = status >= 500 ? "Unexpected error." : error.message;
          const code = status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST";
          return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
        });
        scope.route({
          method: ["GET", "POST"],
          url: GRAPHQL_PATH,
          handler: (request, reply) => answer(pipeline, request, reply),
        });
      });
    },
    handleUpgrade(request, socket, head) {
      if ((request.url ?? "").split("?")[0] !== GRAPHQL_PATH) return false;
      sockets.handleUpgrade(request, socket, head);
      return true;
    },
    get open() {
      const followed = [followers.event, followers.log].filter((follower) => follower.position !== undefined);
      return {
        streams: streams.size,
        sockets: sockets.size,
        filters: shared.liveFlowRuns.size,
        followers: followed.length,
      };
    },
    close: () => (closed ??= close()),
  };
}
