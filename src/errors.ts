/**
 * The error catalogue: every way a domain operation, a route or a resolver may refuse, once for both doors. docs/errors.md
 * lists the same rows; a test holds the two equal.
 */

export interface ErrorKind {
  /** The HTTP status of the REST door; the reference's own where it has one. */
  readonly restStatus: number;
  /** The `extensions.code` of the GraphQL door. */
  readonly graphqlCode: string;
  /** The property of the REST body that carries the detail: the reference uses both spellings. */
  readonly restProperty: "detail" | "exception_message";
  /** When it is raised, in one sentence for readers of the API. */
  readonly meaning: string;
}

function kind(
  restStatus: number,
  graphqlCode: string,
  restProperty: ErrorKind["restProperty"],
  meaning: string,
): ErrorKind {
  return { restStatus, graphqlCode, restProperty, meaning };
}

export const ERROR_CATALOGUE = {
  BAD_REQUEST: kind(400, "BAD_REQUEST", "detail", "The request cannot be read or contradicts itself."),
  UNAUTHENTICATED: kind(401, "UNAUTHENTICATED", "exception_message", "Credentials are missing or wrong."),
  FORBIDDEN: kind(403, "FORBIDDEN", "detail", "The object is protected, or the CSRF token is missing or wrong."),
  NOT_FOUND: kind(404, "NOT_FOUND", "detail", "The object does not exist."),
  METHOD_NOT_ALLOWED: kind(405, "METHOD_NOT_ALLOWED", "detail", "The path exists, but not with this method."),
  CONFLICT: kind(409, "CONFLICT", "detail", "An object with the same key exists, or the object has changed meanwhile."),
  GONE: kind(410, "GONE", "detail", "The object existed and is no longer available."),
  TOO_LARGE: kind(413, "TOO_LARGE", "detail", "The request is larger than the server reads."),
  INVALID: kind(422, "BAD_USER_INPUT", "detail", "The input is well formed, but a value is not acceptable."),
  LOCKED: kind(423, "LOCKED", "detail", "The slots that were asked for are taken; try again later."),
  INTERNAL: kind(500, "INTERNAL_SERVER_ERROR", "exception_message", "The server failed; the log has the cause."),
  UNAVAILABLE: kind(
    503,
    "SERVICE_UNAVAILABLE",
    "exception_message",
    "The database cannot be reached, or has too much to count; try again.",
  ),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** The HTTP status with which the REST door answers an error of this code. */
export function restStatus(code: ErrorCode): number {
  return ERROR_CATALOGUE[code].restStatus;
}

/** The `extensions.code` with which the GraphQL door answers an error of this code. */
export function graphqlCode(code: ErrorCode): string {
  return ERROR_CATALOGUE[code].graphqlCode;
}

export interface PenstockErrorOptions extends ErrorOptions {
  /** Where the reference spells the body of this one error differently from its kind. */
  readonly restProperty?: ErrorKind["restProperty"];
  /** Answer headers of the REST door. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal that either door tells its client; `detail` is written for that client. */
export class PenstockError extends Error {
  override readonly name = "PenstockError";
  readonly code: ErrorCode;
  readonly detail: string;
  readonly restProperty: ErrorKind["restProperty"];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, detail: string, options: PenstockErrorOptions = {}) {
    super(detail, options);
    this.code = code;
    this.detail = detail;
    this.restProperty = options.restProperty ?? ERROR_CATALOGUE[code].restProperty;
    this.headers = options.headers ?? {};
  }
}

/** The object does not exist; in the reference's words, such as "Flow run not found". */
export function notFound(detail: string): PenstockError {
  return new PenstockError("NOT_FOUND", detail);
}
