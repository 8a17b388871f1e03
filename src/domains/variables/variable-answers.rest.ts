/** The shapes of answers: Variables. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const variable = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string({ maxLength: 255 }),
    value: wire.nullable(
      wire.union([
        wire.string(),
        wire.integer(),
        wire.boolean(),
        wire.number(),
        wire.jsonObject(),
        wire.array(wire.json()),
      ]),
    ),
    tags: wire.optional(wire.array(wire.string())),
  },
  { name: "Variable" },
);
