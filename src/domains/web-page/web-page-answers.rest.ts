/** The shapes of answers: What the web page asks for. They make the OpenAPI document; the queries write the answers. */
import { component } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const schemaValueIndexError = wire.object(
  {
    index: wire.integer(),
    errors: wire.array(
      wire.union([wire.string(), component("SchemaValuePropertyError"), component("SchemaValueIndexError")]),
    ),
  },
  { name: "SchemaValueIndexError" },
);

export const schemaValuePropertyError = wire.object(
  {
    property: wire.string(),
    errors: wire.array(
      wire.union([wire.string(), component("SchemaValuePropertyError"), component("SchemaValueIndexError")]),
    ),
  },
  { name: "SchemaValuePropertyError" },
);

export const schemaValuesValidationResponse = wire.object(
  {
    errors: wire.array(wire.union([wire.string(), schemaValuePropertyError, schemaValueIndexError])),
    valid: wire.boolean(),
  },
  { name: "SchemaValuesValidationResponse" },
);
