/** What clients hear of errors: refusals with their code; of anything unexpected only that it happened, the log has the rest. */
import { GraphQLError } from "graphql";
import type { Logger } from "../core.ts";
import {
  isTooBusy,
  isTooLongForIndex,
  isUnstorableText,
  TOO_BUSY,
  TOO_LONG_FOR_INDEX,
  UNSTORABLE_TEXT,
} from "../db/constraints.ts";
import { isOutage, OUTAGE } from "../db/outages.ts";
import { graphqlCode, PenstockError } from "../errors.ts";

function originalOf(error: unknown): unknown {
  let original = error;
  while (original instanceof GraphQLError && original.originalError !== undefined) original = original.originalError;
  return original;
}

/** The same place in the document and the answer, without the original error, which may hold anything. */
function relocated(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, {
    extensions,
    ...(nodes === undefined ? { source, positions } : { nodes }),
    ...(path === undefined ? {} : { path }),
  });
}

/**
 * Makes Yoga's `maskError`. Codes are those of the catalogue in errors.ts, and GRAPHQL_PARSE_FAILED,
 * GRAPHQL_VALIDATION_FAILED and the like for documents that are not executed.
 */
export function createMaskError(logger: Logger): (error: unknown) => Error {
  return (error) => {
    const original = originalOf(error);
    if (original instanceof PenstockError) {
      return relocated(error, original.detail, { code: graphqlCode(original.code) });
    }
    if (isTooLongForIndex(original)) {
      return relocated(error, TOO_LONG_FOR_INDEX, { code: graphqlCode("INVALID") });
    }
    if (isUnstorableText(original)) return relocated(error, UNSTORABLE_TEXT, { code: graphqlCode("INVALID") });
    if (isTooBusy(original)) return relocated(error, TOO_BUSY, { code: graphqlCode("UNAVAILABLE") });
    if (isOutage(original)) {
      logger.warn({ reason: original.message }, OUTAGE);
      return relocated(error, OUTAGE, { code: graphqlCode("UNAVAILABLE") });
    }
    if (original instanceof GraphQLError) {
      // Without a code of their own: variables that do not fit, and ids and arguments that the plugins refuse.
      const extensions =
        original.extensions.code === undefined
          ? { ...original.extensions, code: "BAD_USER_INPUT" }
          : original.extensions;
      return error === original && extensions === original.extensions
        ? original
        : relocated(error, (error as GraphQLError).message, extensions);
    }
    logger.error(
      { err: original, ...(error instanceof GraphQLError ? { path: error.path } : {}) },
      "A GraphQL field failed",
    );
    return relocated(error, "Unexpected error.", { code: graphqlCode("INTERNAL") });
  };
}
