/**
 * Documents that clients name instead of sending them, over whatever transport. Two kinds: trusted ones, which the operator
 * has given; and automatic ones (APQ), which a client sends once with their hash and names afterwards.
 */
import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { SizedCache, textBytes } from "./document-cache.ts";
import { hashOf, type TrustedDocuments } from "./trusted-documents.ts";

/** Some thousands of a dashboard's queries; whoever fills it with others makes clients send theirs again. */
export const AUTOMATIC_BYTES = 16_777_216;

/** Of an operation, where it may name its document. */
export interface NamedRequest {
  /** Its text; graphql-ws clients that name a document send an empty one. */
  readonly query?: string | null | undefined;
  /** As the GraphQL over HTTP draft has it: the document's name, or `sha256:` and its hash. */
  readonly documentId?: unknown;
  /** As Apollo's clients and urql's have it: `persistedQuery: { version: 1, sha256Hash }`. */
  readonly extensions?: unknown;
}

/** Refusals that tell HTTP clients by a status, as far as they want HTTP to say so. */
function refusal(message: string, code: string, status: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { spec: true, status } } });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name a request gives, without the prefix that tells a hash from other names. */
function nameOf({ documentId, extensions }: NamedRequest): string | undefined {
  if (documentId != null) {
    if (typeof documentId !== "string") throw refusal("`documentId` has to be a string", "BAD_REQUEST", 400);
    return documentId.replace(/^sha256:/, "");
  }
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  if (persisted == null) return undefined;
  const { version, sha256Hash } = isObject(persisted) ? persisted : {};
  if (version === 1 && typeof sha256Hash === "string") return sha256Hash;
  throw refusal("`persistedQuery` has to be { version: 1, sha256Hash }", "BAD_REQUEST", 400);
}

export class PersistedDocuments {
  readonly #trusted: TrustedDocuments;
  readonly #onlyTrusted: boolean;
  readonly #automatic = new SizedCache<string>(AUTOMATIC_BYTES, (_hash, text) => textBytes(text));

  /** @param onlyTrusted whether all other documents are refused, be they sent or named */
  constructor(trusted: TrustedDocuments, onlyTrusted: boolean) {
    this.#trusted = trusted;
    this.#onlyTrusted = onlyTrusted;
  }

  /**
   * The text to execute; undefined when the request has neither a text nor a name.
   *
   * @throws GraphQLError PERSISTED_QUERY_NOT_FOUND, upon which clients send the text; PERSISTED_QUERY_MISMATCH;
   *   DOCUMENT_NOT_TRUSTED; BAD_REQUEST for a name that cannot be one
   */
  textOf(request: NamedRequest): string | undefined {
    const name = nameOf(request);
    const sent = request.query === "" ? undefined : (request.query ?? undefined);
    if (this.#onlyTrusted) return this.#trustedText(name, sent);
    if (name === undefined) return sent;
    const known = this.#trusted.get(name) ?? this.#automatic.get(name);
    if (sent === undefined) {
      // The words and the code that clients look for.
      if (known === undefined) throw refusal("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND", 404);
      return known;
    }
    if (sent === known) return sent;
    // A name that is no hash of it: an attacker's document would else be executed for everybody.
    if (known !== undefined || hashOf(sent) !== name) {
      throw refusal("The document is not the one that is named", "PERSISTED_QUERY_MISMATCH", 400);
    }
    this.#automatic.set(name, sent);
    return sent;
  }

  #trustedText(name: string | undefined, sent: string | undefined): string | undefined {
    if (name === undefined && sent === undefined) return undefined;
    const known = this.#trusted.get(name ?? hashOf(sent ?? ""));
    if (known !== undefined && (sent === undefined || sent === known)) return known;
    throw refusal("Only trusted documents are executed here", "DOCUMENT_NOT_TRUSTED", 403);
  }
}

/** Puts the text in place of the name, before Yoga looks for a text. WebSockets ask for theirs in door.ts. */
export function usePersistedDocuments(documents: PersistedDocuments): Plugin {
  return {
    onParams({ params, request, setParams }) {
      // What is no request at all is refused by Yoga's own check.
      if (!isObject(params) || !["string", "undefined"].includes(typeof (params.query ?? undefined))) return;
      // Of a URL Yoga reads only the parameters it knows.
      const { searchParams } = new URL(request.url);
      const query = documents.textOf({ documentId: searchParams.get("documentId"), ...params });
      if (query !== undefined && query !== params.query) setParams({ ...params, query });
    },
  };
}
