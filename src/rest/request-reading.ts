/** From a request to the values of its parameters and its body, the way FastAPI resolves them. */
import type { FastifyRequest } from "fastify";
import { AnswerError, syntaxAnswer, UNREADABLE_BODY_ANSWER } from "./answers.ts";
import { JsonSyntaxError, readJson, UnreadableBodyError } from "./json-reading.ts";
import { read } from "./wire.ts";
import { type AnyWire, behaviourOf, type Issue } from "./wire-schema.ts";

/** Parameters by name. */
export type Schemas = Readonly<Record<string, AnyWire>>;

/** The parameters of one part of a request. */
export interface Group {
  readonly place: "path" | "query" | "header";
  readonly schemas: readonly (readonly [name: string, schema: AnyWire])[];
}

export function group(place: Group["place"], schemas: Schemas): Group {
  return { place, schemas: Object.entries(schemas) };
}

/** A header by its lower-case name. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Reads parameters one by one, as FastAPI does: one that is left out takes its default, or is an issue without input. */
export function readGroup(group: Group, raw: Record<string, unknown>, issues: Issue[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, schema] of group.schemas) {
    const behaviour = behaviourOf(schema);
    const given = raw[name];
    if (given === undefined) {
      if (behaviour.presence === "required") {
        issues.push({ type: "missing", loc: [group.place, name], msg: "Field required", input: null });
      } else if (behaviour.makeDefault !== undefined) values[name] = behaviour.makeDefault();
      continue;
    }
    const asked = behaviour.isSequence ? [given].flat() : Array.isArray(given) ? given.at(-1) : given;
    const result = read(schema, () => (Array.isArray(asked) ? [...asked] : asked), [group.place, name]);
    if (result.issues === undefined) values[name] = result.value;
    else issues.push(...result.issues);
  }
  return values;
}

/** Reads a whole body; null and none are the same. */
export function readWhole(schema: AnyWire, first: unknown, again: () => unknown, issues: Issue[]): unknown {
  const behaviour = behaviourOf(schema);
  if (behaviour.isParameters) {
    // FastAPI finds no parameter in a body that is no JSON, without minding it.
    const absent = first === undefined || first === null || first instanceof Buffer;
    const result = read(
      schema,
      firstThen(absent ? {} : first, () => (absent ? {} : again())),
      ["body"],
    );
    if (result.issues === undefined) return result.value;
    issues.push(...result.issues);
    return undefined;
  }
  if (first === undefined || first === null) {
    if (behaviour.presence === "required") {
      issues.push({ type: "missing", loc: ["body"], msg: "Field required", input: null });
      return undefined;
    }
    return behaviour.makeDefault?.();
  }
  // What is no JSON is its text, which a schema of text takes, as pydantic takes bytes for one.
  const input = first instanceof Buffer ? () => toEcho(first) : firstThen(first, again);
  const result = read(schema, input, ["body"]);
  if (result.issues === undefined) return result.value;
  issues.push(...result.issues);
  return undefined;
}

/** `first` on the first call, which spares reading the body twice. */
function firstThen(first: unknown, again: () => unknown): () => unknown {
  let isFirst = true;
  return () => {
    if (!isFirst) return again();
    isFirst = false;
    return first;
  };
}

const JSON_CONTENT_TYPE = /^\s*application\/(?:json|[^;\s]*\+json)\s*(?:;|$)/i;

/**
 * A function that reads the request's body: the JSON value; undefined without a body; the bytes when the content type
 * says that they are no JSON. A body without content type is JSON, for older clients send it so.
 */
export function bodyReader(request: FastifyRequest): () => unknown {
  const raw = request.body as Buffer | undefined;
  if (raw === undefined || raw === null || raw.length === 0) return () => undefined;
  const contentType = headerOf(request, "content-type");
  if (contentType !== undefined && !JSON_CONTENT_TYPE.test(contentType)) return () => raw;
  return () => {
    try {
      return readJson(raw);
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw new AnswerError(syntaxAnswer(error));
      if (error instanceof UnreadableBodyError) throw new AnswerError(UNREADABLE_BODY_ANSWER);
      throw error;
    }
  };
}

/** A body as the answer to a refused request shows it. */
export function toEcho(body: unknown, schema?: AnyWire): unknown {
  if (body === undefined) return null;
  if (body instanceof Buffer) return body.toString("utf8");
  return schema === undefined ? body : (behaviourOf(schema).echo?.(body) ?? body);
}
