/** The scalars of the schema. Instants have a type of their own, for Date and graphql-scalars keep only milliseconds. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { GraphQLJSON, GraphQLSafeInt, GraphQLUUID } from "graphql-scalars";
import { exactNumber } from "../domains/exact-json.ts";
import { formatInstant, type Instant, InvalidInstantError, parseInstant } from "../time/instant.ts";

function readInstant(value: unknown, node?: ValueNode): Instant {
  try {
    return parseInstant(value);
  } catch (error) {
    if (!(error instanceof InvalidInstantError)) throw error;
    throw new GraphQLError(error.message, { nodes: node ?? null, extensions: { code: "BAD_USER_INPUT" } });
  }
}

/** ISO 8601 with six decimals and Z outwards; inwards whatever a datetime field of the Prefect server accepts. */
export const DateTimeScalar = new GraphQLScalarType<Instant, string>({
  name: "DateTime",
  description:
    "An instant in UTC, exact to the microsecond, such as `2026-11-24T02:29:40.123456Z`: always six decimals and `Z`. As input any ISO 8601 datetime is understood: with `Z`, an offset or no zone (which means UTC), with fewer decimals or none, with a space for the `T`; and a number of seconds since 1970.",
  serialize: (value) => formatInstant(Number(value) as Instant),
  parseValue: (value) => readInstant(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return readInstant(node.value, node);
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return readInstant(Number(node.value), node);
    throw new GraphQLError(`Expected a datetime, got a literal of the kind ${node.kind}`, { nodes: node });
  },
});

/** As graphql-scalars has it, but for numbers, which keep their text. */
function jsonLiteral(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value);
    case Kind.LIST:
      return node.values.map((item) => jsonLiteral(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, jsonLiteral(value, variables)]));
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    case Kind.NULL:
      return null;
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
  }
}

export const JsonScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: "JSON",
  parseLiteral: jsonLiteral,
  description:
    "Any JSON value. Numbers are printed as they were written, so `1.0` stays `1.0` and long integers keep their digits, outwards and inwards; read them with a parser that keeps them too.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259",
});

export const UuidScalar = new GraphQLScalarType({
  ...GraphQLUUID.toConfig(),
  description: "A UUID in its canonical spelling: 32 lower-case hexadecimal digits in five groups.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc9562",
});

export const SafeIntScalar = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description: "A whole number up to 2^53 - 1, printed as a number: for counts that may outgrow the 32 bits of `Int`.",
});
