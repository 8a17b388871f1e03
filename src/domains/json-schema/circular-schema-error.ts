/** References of the schema lead in a circle, or it asks for more than the validator does: see Budget and matches(). */
export class CircularSchemaError extends Error {
  override readonly name = "CircularSchemaError";
}
