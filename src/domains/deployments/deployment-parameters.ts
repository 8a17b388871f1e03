/** Holding parameters to a deployment's schema, in the reference's words. */
import type { JsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { parseExactly } from "../exact-json.ts";
import { CircularSchemaError, InvalidSchemaError, validationFailure } from "../json-schema/json-schema.ts";
import { parseKept } from "../json-schema/kept-schemas.ts";
import { isObject } from "../json-schema/python-values.ts";

/** What the schema says against parameters; undefined when it says nothing. */
export type ParameterProblem =
  | { readonly kind: "noSchema" }
  | { readonly kind: "circular" }
  | { readonly kind: "invalidSchema"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface ParameterChecks {
  /** Asks for nothing that is missing: the rest may come with each run. */
  readonly ignoreRequired: boolean;
}

export function parameterProblem(
  parameters: JsonText,
  schema: JsonText | null,
  { ignoreRequired }: ParameterChecks,
): ParameterProblem | undefined {
  const parsed = schema === null ? null : parseKept(schema);
  if (!isObject(parsed)) return { kind: "noSchema" };
  try {
    const reason = validationFailure(parseExactly(parameters), parsed, { ignoreRequired, checkSchema: true });
    return reason === undefined ? undefined : { kind: "refused", reason };
  } catch (error) {
    if (error instanceof CircularSchemaError) return { kind: "circular" };
    if (error instanceof InvalidSchemaError) return { kind: "invalidSchema", reason: error.message };
    throw error;
  }
}

/**
 * The refusal of parameters.
 *
 * @param act what was to be done with them, such as "creating flow run"
 */
export function parameterRefusal(problem: ParameterProblem, act: string): PenstockError {
  switch (problem.kind) {
    case "noSchema":
      return new PenstockError(
        "CONFLICT",
        "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the deployment does not have a valid parameter schema.",
      );
    case "circular":
      return new PenstockError("INVALID", "Invalid schema: Unable to validate schema with circular references.");
    case "invalidSchema":
      return new PenstockError("INVALID", `Invalid schema: ${problem.reason}`);
    case "refused":
      return new PenstockError("CONFLICT", `Error ${act}: ${problem.reason}`);
  }
}
