/** Error answers, in the reference's shapes. */
import type { FastifyReply } from "fastify";
import { isTooBusy, isTooLongForIndex, TOO_BUSY, TOO_LONG_FOR_INDEX } from "../db/constraints.ts";
import { toJsonText } from "../db/json-text.ts";
import { isOutage, OUTAGE } from "../db/outages.ts";
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

export const OTHER_BODY_ANSWER = detailAnswer(415, "The body must be JSON, and its content type say so");

export const UNREADABLE_BODY_ANSWER = detailAnswer(400, "There was an error parsing the body");

/**
 * An answer tells the whole request, and each issue the whole of what it refuses, as the reference's does; a large request
 * with many faults would be told many times over. So many characters are told of it, then null stands for the rest.
 */
const MOST_TOLD = 2_097_152;

/** Writes parts of a request into an answer, until too much of it has been told. */
class Teller {
  #left = MOST_TOLD;

  tell(value: unknown, size = 0): string {
    const isShort = typeof value === "number" || typeof value === "boolean" || value === null;
    if (isShort) return toJsonText(value);
    if (this.#left === 0 || size > this.#left) return "null";
    const text = toJsonText(value);
    if (text.length > this.#left) {
      this.#left = 0;
      return "null";
    }
    this.#left -= text.length;
    return text;
  }
}

/**
 * 422 with the issues.
 *
 * @param requestBody the request's JSON value, untouched
 * @param size the request's size in bytes
 */
export function invalidAnswer(issues: readonly Issue[], requestBody: unknown, size = 0): Answer {
  const teller = new Teller();
  const request = teller.tell(requestBody, size);
  const details = issues.map(({ type, loc, msg, input, ctx }) => {
    const context = ctx === undefined ? "" : `,"ctx":${toJsonText(ctx)}`;
    return `${toJsonText({ type, loc, msg }).slice(0, -1)},"input":${teller.tell(input)}${context}}`;
  });
  const message = '"exception_message":"Invalid request received."';
  return { status: 422, body: `{${message},"exception_detail":[${details.join(",")}],"request_body":${request}}` };
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
  if (isTooLongForIndex(error)) return detailAnswer(422, TOO_LONG_FOR_INDEX);
  if (isTooBusy(error)) return penstockAnswer(new PenstockError("UNAVAILABLE", TOO_BUSY));
  if (isOutage(error)) return penstockAnswer(new PenstockError("UNAVAILABLE", OUTAGE));
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
