/** What the schemas of answers need beyond those of requests. They are told in the OpenAPI document and read nothing. */
import { wire } from "./wire.ts";
import { type AnyWire, behaviourOf, makeWire, type Wire, withBehaviour } from "./wire-schema.ts";

/**
 * A component of the document that another schema makes: one that requests and answers share, or one that contains itself.
 * The document is not made when nothing makes it.
 */
export function component(name: string): Wire<unknown> {
  return makeWire<unknown>(
    {},
    {
      label: name,
      presence: "required",
      examine: () => {},
      render: () => ({ $ref: `#/components/schemas/${name}` }),
    },
  );
}

/** A schema as a component of its own. */
export function named<W extends AnyWire>(name: string, schema: W): W {
  const { render } = behaviourOf(schema);
  return withBehaviour(schema, {
    render: (components) => components.component(name, () => ({ ...render(components), title: name })),
  }) as W;
}

/** A list of two. */
export function pair(first: AnyWire, second: AnyWire): Wire<unknown> {
  const schemas = [first, second];
  return makeWire<unknown>(
    {},
    {
      label: "tuple",
      presence: "required",
      examine: () => {},
      render: (components) => ({
        type: "array",
        prefixItems: schemas.map((schema) => behaviourOf(schema).render(components)),
        minItems: schemas.length,
        maxItems: schemas.length,
      }),
    },
  );
}

/** An object with a member for each of some ids. */
export function recordById(entry: AnyWire): Wire<unknown> {
  return wire.documented(wire.record(entry), { propertyNames: { format: "uuid" } });
}

/** Labels of objects. */
export const labels = wire.record(wire.union([wire.boolean(), wire.integer(), wire.number(), wire.string()]));
