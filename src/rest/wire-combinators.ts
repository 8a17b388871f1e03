/** What makes schemas out of schemas: null, absence, defaults, alternatives and recursion. */
import type { Static } from "typebox";
import { type Annotations, annotationsOf } from "./wire-leaf.ts";
import {
  type AnyWire,
  behaviourOf,
  EXACT,
  type Location,
  makeWire,
  type OptionalWire,
  Report,
  type Wire,
  withBehaviour,
} from "./wire-schema.ts";

/** null, or what the schema reads. */
export function nullable<T>(schema: Wire<T>): Wire<T | null> {
  const inner = behaviourOf(schema);
  return makeWire<T | null>(
    { wireNullable: schema },
    {
      label: `nullable[${inner.label}]`,
      presence: "required",
      ...(inner.isSequence === undefined ? {} : { isSequence: inner.isSequence }),
      ...(inner.print === undefined ? {} : { print: inner.print }),
      examine(value, at, report) {
        if (value !== null) inner.examine(value, at, report);
      },
      render(components) {
        const { title, description, deprecated, examples, ...type } = inner.render(components);
        return {
          anyOf: [type, { type: "null" }],
          ...annotationsOf({ title, description, deprecated, examples } as Annotations),
        };
      },
    },
  );
}

/** A property that may be left out and then is absent, where a handler must know what was set. */
export function optional<T>(schema: Wire<T>): OptionalWire<T> {
  return withBehaviour(schema, { presence: "optional" }) as OptionalWire<T>;
}

/**
 * A property that takes a value when it is left out.
 * @param value the converted value; a function is called each time, anything else is cloned each time
 */
export function withDefault<T>(schema: Wire<T>, value: T | (() => T)): Wire<T> {
  const inner = behaviourOf(schema);
  const makeDefault =
    typeof value === "function"
      ? (value as () => T)
      : typeof value === "object" && value !== null
        ? () => structuredClone(value)
        : () => value;
  return withBehaviour(schema, {
    presence: "default",
    makeDefault,
    render(components) {
      const rendered = inner.render(components);
      // A function may depend on the moment or on settings, and null goes without saying.
      if (typeof value === "function" || value === null) return rendered;
      return { ...rendered, default: inner.print === undefined ? value : inner.print(value) };
    },
  });
}

interface Candidate {
  readonly schema: AnyWire;
  readonly report: Report;
}

/** The first exact match without models, else the one with most properties set, then the most exact: pydantic's "smart". */
function chooseMember(members: readonly AnyWire[], value: unknown): AnyWire | undefined {
  let best: Candidate | undefined;
  for (const schema of members) {
    const report = new Report();
    behaviourOf(schema).examine(value, [], report);
    if (report.issues.length > 0) continue;
    if (report.exactness === EXACT && report.fieldsSet === undefined) return schema;
    if (best === undefined || isBetter(report, best.report)) best = { schema, report };
  }
  return best?.schema;
}

function isBetter(candidate: Report, current: Report): boolean {
  if (
    candidate.fieldsSet !== undefined &&
    current.fieldsSet !== undefined &&
    candidate.fieldsSet !== current.fieldsSet
  ) {
    return candidate.fieldsSet > current.fieldsSet;
  }
  return candidate.exactness > current.exactness;
}

/** Any of several schemas; the one that fits best reads the value, as pydantic's smart mode chooses. */
export function union<const Members extends readonly AnyWire[]>(
  members: Members,
  options: Annotations = {},
): Wire<Static<Members[number]>> {
  return makeWire<Static<Members[number]>>(
    { wireChoice: (value: unknown) => chooseMember(members, value) },
    {
      label: `union[${members.map((member) => behaviourOf(member).label).join(",")}]`,
      presence: "required",
      examine(value, at, report) {
        const chosen = chooseMember(members, value);
        if (chosen !== undefined) behaviourOf(chosen).examine(value, at, report);
        else for (const member of members) examineMember(member, value, at, report);
      },
      render: (components) => ({
        anyOf: members.map((member) => behaviourOf(member).render(components)),
        ...annotationsOf(options),
      }),
    },
  );
}

function examineMember(member: AnyWire, value: unknown, at: Location, report: Report): void {
  const behaviour = behaviourOf(member);
  behaviour.examine(value, [...at, behaviour.label], report);
}

/** A schema that is made when first needed, so that it may contain itself. */
export function lazy<T>(name: string, make: () => Wire<T>): Wire<T> {
  let made: Wire<T> | undefined;
  const schema = (): Wire<T> => {
    made ??= make();
    return made;
  };
  return makeWire<T>(
    { wireChoice: schema },
    {
      label: name,
      presence: "required",
      examine: (value, at, report) => behaviourOf(schema()).examine(value, at, report),
      render: (components) => components.component(name, () => behaviourOf(schema()).render(components)),
    },
  );
}
