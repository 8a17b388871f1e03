/** Labels as REST reads them: a dictionary of strings, numbers and booleans, kept as it came. */
import { wire } from "../rest/wire.ts";

export const labelsSchema = wire.jsonOf(
  wire.record(wire.union([wire.boolean(), wire.integer(), wire.number(), wire.string()])),
);
