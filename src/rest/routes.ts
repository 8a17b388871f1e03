/** Routes: validation, the handler, the answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isOutage, OUTAGE } from "../db/outages.ts";
import {
  type Answer,
  AnswerError,
  detailAnswer,
  foreseenAnswer,
  INTERNAL_ANSWER,
  invalidAnswer,
  NOT_FOUND_ANSWER,
  OTHER_BODY_ANSWER,
  sendAnswer,
  sendJson,
} from "./answers.ts";
import { checkApiVersion } from "./api-version.ts";
import { openApiDocument } from "./openapi.ts";
import { fastifyPath, type RouteInformation, RouteRegistry } from "./registry.ts";
import { bodyReader, group, headerOf, readGroup, readWhole, type Schemas, toEcho } from "./request-reading.ts";
import { type AnyWire, behaviourOf, type Issue, type StaticProperties, type Wire } from "./wire-schema.ts";

/**
 * The largest request body, in bytes. Clients send logs and events in batches of up to 4 MiB; artifacts (tables, images
 * as text) have no limit of their own, and a request is held in memory several times over while it is read.
 */
export const BODY_LIMIT = 33_554_432;

/** The longest path parameter, in characters: names of flows, deployments and concurrency limits have no limit of their own. */
export const MAXIMUM_PARAMETER_LENGTH = 2_048;

/** The converted values of a record of schemas; wire.optional() ones may be undefined. */
export type Values<S extends Schemas> = StaticProperties<S>;

export interface RouteInput<P extends Schemas, Q extends Schemas, H extends Schemas, B> {
  readonly params: Values<P>;
  readonly query: Values<Q>;
  readonly headers: Values<H>;
  readonly body: B;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface RouteDefinition<P extends Schemas, Q extends Schemas, H extends Schemas, B> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** In OpenAPI form, such as "/flow_runs/{id}". */
  readonly path: string;
  /** wire.uuid() answers 404 for what is no UUID, as Starlette's {id:uuid}; with `malformedId: 422` it is an issue. */
  readonly params?: P;
  readonly malformedId?: 404 | 422;
  readonly query?: Q;
  /** By header name in lower case. */
  readonly headers?: H;
  /** A model, or wire.parameters() where the reference takes several body parameters. */
  readonly body?: Wire<B>;
  /** 200 unless given. */
  readonly status?: number;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly operationId?: string;
  readonly deprecated?: boolean;
  /** The shape of the answer, for the OpenAPI document only. */
  readonly response?: AnyWire;
  readonly hidden?: boolean;
  /**
   * Whether a body that says it is no JSON is refused. The reference takes it for none: a deletion by a filter, sent without a
   * content type by curl, which then names that of forms, would be one of all there is.
   */
  readonly refusesOtherBodies?: boolean;
  /** Whether x-prefect-api-version is checked; the reference spares /health and /version. */
  readonly checksVersion?: boolean;
  /**
   * Returns a value to be written as JSON, or JSON text marked by `json`; undefined is no content with status 204, else
   * null. May set another status and headers on `reply`.
   */
  handler(input: RouteInput<P, Q, H, B>): unknown;
}

/** JSON text that a handler has written itself. */
export class JsonAnswer {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Marks a handler's result as ready JSON text, to be sent as it is. */
export function json(text: string): JsonAnswer {
  return new JsonAnswer(text);
}

const REGISTRY = Symbol("routes");

interface Registering {
  readonly [REGISTRY]?: RouteRegistry;
}

export interface RestOptions {
  readonly title: string;
  readonly version: string;
}

/** Options for Fastify() that the REST API relies on. */
export const serverOptions = {
  bodyLimit: BODY_LIMIT,
  routerOptions: { maxParamLength: MAXIMUM_PARAMETER_LENGTH },
  frameworkErrors: answerError,
} as const;

/**
 * Makes a Fastify scope (the one that is registered under "/api") into a REST API: bodies are read here and not by
 * Fastify, and what matches no route or fails is answered as the reference does.
 */
export function prepareRest(application: FastifyInstance, options: RestOptions): void {
  // A scope inherits from the scope around it, as decorators do, and unlike them may have its own.
  Object.defineProperty(application, REGISTRY, { value: new RouteRegistry() });
  application.removeAllContentTypeParsers();
  // The body is only kept: the route knows whether it has one to read, and malformed JSON is an issue among others.
  application.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    done(null, body);
  });
  application.setErrorHandler(answerError);
  application.setNotFoundHandler((request, reply) => sendAnswer(reply, unmatchedAnswer(application, request)));
  let document: string | undefined;
  application.get("/openapi.json", { exposeHeadRoute: false }, (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(registryOf(application).routes, options));
    return sendAnswer(reply, { status: 200, body: document });
  });
}

/**
 * Makes a scope that holds no REST routes, such as the whole server around "/api", answer failures in the same shapes.
 * @param unmatched answers what no route is for; 404 unless given
 */
export function answerOutside(
  application: FastifyInstance,
  unmatched: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply = (_, reply) =>
    sendAnswer(reply, NOT_FOUND_ANSWER),
): void {
  application.setErrorHandler(answerError);
  application.setNotFoundHandler(unmatched);
}

/** Answers an error thrown anywhere in a request; unforeseen ones are logged and answered with 500. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = foreseenAnswer(error);
  if (answer === undefined) request.log.error({ err: error }, "A request failed");
  // Nobody's fault in the request, so a line of its own each time, but without a stack.
  else if (isOutage(error)) request.log.warn({ reason: error.message }, OUTAGE);
  return sendAnswer(reply, answer ?? INTERNAL_ANSWER);
}

function registryOf(application: FastifyInstance): RouteRegistry {
  const registry = (application as Registering)[REGISTRY];
  if (registry === undefined) throw new Error("prepareRest was not called for this scope");
  return registry;
}

/** 405 when the path has a route of another method, 307 when it has one with or without a slash at the end, else 404. */
function unmatchedAnswer(application: FastifyInstance, request: FastifyRequest): Answer {
  const registry = registryOf(application);
  const [target = "", ...query] = request.url.split("?");
  const path = decodePath(target.slice(application.prefix.length));
  if (path === undefined) return NOT_FOUND_ANSWER;
  const method = registry.methodOf(path);
  if (method !== undefined) return detailAnswer(405, "Method Not Allowed", { allow: method });
  const other = path.endsWith("/") ? path.replace(/\/+$/, "") : `${path}/`;
  if (path === "/" || path === "" || registry.methodOf(other) === undefined) return NOT_FOUND_ANSWER;
  const otherTarget = target.endsWith("/") ? target.replace(/\/+$/, "") : `${target}/`;
  const search = query.length === 0 ? "" : `?${query.join("?")}`;
  const location = `${request.protocol}://${request.host}${otherTarget}${search}`;
  return { status: 307, body: "", headers: { location } };
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Adds a route to a scope that prepareRest has prepared. */
export function route<
  B = undefined,
  const P extends Schemas = Record<never, never>,
  const Q extends Schemas = Record<never, never>,
  const H extends Schemas = Record<never, never>,
>(application: FastifyInstance, definition: RouteDefinition<P, Q, H, B>): void {
  const { method, path, body, handler, status = 200, malformedId = 404, checksVersion = true } = definition;
  const information: RouteInformation = {
    ...definition,
    status,
    params: definition.params ?? {},
    query: definition.query ?? {},
    headers: definition.headers ?? {},
    checksVersion,
  };
  const uuidParams = new Set(
    malformedId === 422 ? [] : Object.keys(information.params).filter((name) => isUuid(information.params[name])),
  );
  registryOf(application).add(information, uuidParams);
  const params = group("path", information.params);
  const query = group("query", information.query);
  const headers = group("header", information.headers);

  application.route({
    method,
    url: fastifyPath(path),
    exposeHeadRoute: false,
    async handler(request, reply) {
      const rawParams = request.params as Record<string, unknown>;
      for (const name in rawParams) {
        const text = rawParams[name] as string;
        if (text === "" || (uuidParams.has(name) && !UUID_SEGMENT.test(text))) return reply.callNotFound();
      }
      const readBody = body === undefined ? undefined : bodyReader(request);
      const firstBody = readBody?.();
      if (definition.refusesOtherBodies && firstBody instanceof Buffer) throw new AnswerError(OTHER_BODY_ANSWER);
      if (checksVersion) checkApiVersion(headerOf(request, "x-prefect-api-version"));
      const issues: Issue[] = [];
      const input = {
        params: readGroup(params, rawParams, issues),
        query: readGroup(query, request.query as Record<string, unknown>, issues),
        headers: readGroup(headers, request.headers, issues),
        body: body === undefined || readBody === undefined ? undefined : readWhole(body, firstBody, readBody, issues),
        request,
        reply,
      };
      if (issues.length > 0) {
        const raw = request.body as Buffer | undefined;
        throw new AnswerError(
          invalidAnswer(issues, readBody === undefined ? null : toEcho(readBody(), body), raw?.length ?? 0),
        );
      }
      // Before the handler, which may answer with another status, as a 200 for an object that exists.
      reply.code(status);
      const result = await handler(input as RouteInput<P, Q, H, B>);
      if (reply.sent) return reply;
      if (result === undefined) return reply.statusCode === 204 ? reply.send() : sendJson(reply, "null");
      return sendJson(reply, result instanceof JsonAnswer ? result.text : JSON.stringify(result));
    },
  });
}

/** Starlette's {id:uuid} converter. */
const UUID_SEGMENT = /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/;

function isUuid(schema: AnyWire | undefined): boolean {
  return schema !== undefined && behaviourOf(schema).label === "uuid";
}
