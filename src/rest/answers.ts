/** Error answers, in the reference's shapes. */
import type { FastifyReply } from "fastify";
import { toJsonText } from "../db/json-text.ts";
import { ERROR_CATALOGUE, PenstockError } from "../errors.ts";
import type { JsonSyntaxError } from "./json-reading.ts";
import type { Issue } from "./wire-schema.ts";

/** An answer that is ready to be sent; `body` is JSON text. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to answer a request at once with something that is no PenstockError. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`HTTP ${answer.status}`);
    this.answer = answer;
  }
}

/** `{ "detail": ... }`, the shape of Starlette's HTTPException. */
export function detailAnswer(status: number, detail: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: JSON.stringify({ detail }), ...(headers === undefined ? {} : { headers }) };
}

/** `{ "exception_message": ... }`, the shape of the reference's own exception handlers. */
export function exceptionAnswer(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ exception_message: message }) };
}

export const NOT_FOUND_ANSWER = detailAnswer(404, "Not Found");

export const UNREADABLE_BODY_ANSWER = detailAnswer(400, "There was an error parsing the body");

/**
 * Issues tell the whole of what they refuse, and the answer the whole request, as the reference's does; but a large
 * request with many faults would be told many times over. Beyond this many bytes of request, objects and arrays are left
 * out of the answer.
 */
const LARGEST_REPEATED_BODY = 1_048_576;

/** No reader goes through more issues, and each may repeat a part of the request. */
const MAXIMUM_ISSUES = 1_000;

/**
 * 422 with the issues.
 *
 * @param requestBody the request's JSON value, untouched
 * @param size the request's size in bytes
 */
export function invalidAnswer(issues: readonly Issue[], requestBody: unknown, size = 0): Answer {
  const repeat = size <= LARGEST_REPEATED_BODY ? (value: unknown): unknown => value : scalarOnly;
  return {
    status: 422,
    body: toJsonText({
      exception_message: "Invalid request received.",
      exception_detail: issues.slice(0, MAXIMUM_ISSUES).map((issue) => ({ ...issue, input: repeat(issue.input) })),
      request_body: repeat(requestBody),
    }),
  };
}

function scalarOnly(value: unknown): unknown {
  return typeof value === "object" ? null : value;
}

/** 422 for a body that is no JSON text. */
export function syntaxAnswer(error: JsonSyntaxError): Answer {
  const issue: Issue = {
    type: "json_invalid",
    loc: ["body", error.position],
    msg: "JSON decode error",
    input: {},
    ctx: { error: error.reason },
  };
  return invalidAnswer([issue], error.text);
}

/** The answer to an error of the catalogue. */
export function penstockAnswer(error: PenstockError): Answer {
  return {
    status: ERROR_CATALOGUE[error.code].restStatus,
    body: JSON.stringify({ [error.restProperty]: error.detail }),
    headers: error.headers,
  };
}

interface HttpError {
  readonly statusCode?: number;
}

/** The answer to whatever a handler or Fastify threw; undefined when it was not foreseen and belongs into the log. */
export function foreseenAnswer(error: unknown): Answer | undefined {
  if (error instanceof AnswerError) return error.answer;
  if (error instanceof PenstockError) return penstockAnswer(error);
  const status = (error as HttpError).statusCode;
  // Fastify's own refusals, such as a body beyond the limit.
  return status !== undefined && status >= 400 && status < 500
    ? detailAnswer(status, (error as Error).message)
    : undefined;
}

export const INTERNAL_ANSWER = exceptionAnswer(500, "Internal Server Error");

export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.headers !== undefined) reply.headers(answer.headers);
  reply.code(answer.status);
  return answer.body === "" ? reply.send() : sendJson(reply, answer.body);
}

const asItIs = (text: string): string => text;

/** Sends JSON text as it is, and as the reference without a charset, which application/json does not have. */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  // Fastify adds a charset unless there is a serializer.
  return reply.header("content-type", "application/json").serializer(asItIs).send(text);
}
