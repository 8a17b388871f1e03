/** What a request's headers say of the client. */
import type { FastifyRequest } from "fastify";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { wire } from "../../rest/wire.ts";

export interface RequestClient {
  /** Prefect's version; null for other clients. */
  readonly clientVersion: string | null;
  /** The API version the client was made for; null when it names none, and then it counts as current. */
  readonly apiVersion: string | null;
}

const PREFECT_USER_AGENT = /^prefect\/(\d+\.\d+\.\d+(?:[a-z.+0-9]+)?) \(API \S+\)$/;

/** The reference's dependencies get_prefect_client_version and provide_request_api_version. */
export function clientOf(request: FastifyRequest): RequestClient {
  const { "user-agent": userAgent, "x-prefect-api-version": apiVersion } = request.headers;
  return {
    clientVersion: userAgent === undefined ? null : (PREFECT_USER_AGENT.exec(userAgent)?.[1] ?? null),
    apiVersion: typeof apiVersion === "string" && apiVersion !== "" ? apiVersion : null,
  };
}

/** The headers by which automations say that it was they who made an object. */
export const creatorHeaders = {
  "prefect-automation-id": wire.optional(wire.uuid()),
  "prefect-automation-name": wire.optional(wire.string()),
};

interface CreatorHeaders {
  readonly "prefect-automation-id"?: string;
  readonly "prefect-automation-name"?: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The creator of an object, for its `created_by`; null for people and flows (the reference's get_created_by). */
export function createdByOf(headers: CreatorHeaders): JsonText | null {
  const { "prefect-automation-id": id, "prefect-automation-name": encodedName } = headers;
  // Python's decoder passes over characters outside its alphabet.
  const encoded = encodedName?.replace(/[^A-Za-z0-9+/=]/g, "");
  if (id === undefined || !encoded || !BASE64.test(encoded)) return null;
  const name = Buffer.from(encoded, "base64");
  const displayValue = name.toString("utf8");
  return displayValue === "" || !Buffer.from(displayValue).equals(name)
    ? null
    : toJsonText({ id, type: "AUTOMATION", display_value: displayValue });
}
