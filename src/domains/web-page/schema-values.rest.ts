/** /ui/schemas/validate (the reference's api/ui/schemas.py): whether values, filled in, are good by a schema. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { parseExactly } from "../exact-json.ts";
import {
  allFailures,
  CircularSchemaError,
  InvalidSchemaError,
  type SchemaError,
  UnresolvableReferenceError,
} from "../json-schema/json-schema.ts";
import { hydrateWithPlaceholders } from "../parameters/hydration.ts";
import { valueErrors } from "./schema-values.ts";
import * as answers from "./web-page-answers.rest.ts";

/** @throws PenstockError INVALID for what is no schema */
function failuresBy(schema: unknown, values: unknown): readonly SchemaError[] {
  try {
    return allFailures(values, schema);
  } catch (error) {
    if (error instanceof CircularSchemaError) {
      throw new PenstockError("INVALID", "Invalid schema: Unable to validate schema with circular references.");
    }
    if (error instanceof InvalidSchemaError) throw new PenstockError("INVALID", `Invalid schema: ${error.message}`);
    if (!(error instanceof UnresolvableReferenceError)) throw error;
    throw new PenstockError("INVALID", `Invalid schema: Validation failed. Failure reason: ${error.message}`);
  }
}

export function schemaValueRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/ui/schemas/validate",
    summary: "Validate Obj",
    tags: ["UI", "Schemas"],
    body: wire.parameters({ schema: wire.jsonObject(), values: wire.jsonObject() }),
    response: answers.schemaValuesValidationResponse,
    handler: async ({ body }) => {
      const values = await hydrateWithPlaceholders(core, core.database, parseExactly(body.values));
      return valueErrors(failuresBy(parseExactly(body.schema), values));
    },
  });
}
