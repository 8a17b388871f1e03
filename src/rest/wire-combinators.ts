/** What makes schemas out of schemas: null, absence, defaults, alternatives and recursion. */
import { ROOT, validatorOf } from "./wire-keywords.ts";
import { type Annotations, annotationsOf, isRawJson } from "./wire-leaf.ts";
import {
  type AnyWire,
  behaviourOf,
  EXACT,
  type Fault,
  type JsonSchema,
  type Location,
  makeWire,
  type OptionalWire,
  Report,
  type Static,
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
          anyOf: [...alternativesOf(type), { type: "null" }],
          ...annotationsOf({ title, description, deprecated, examples } as Annotations),
        };
      },
    },
  );
}

/** Of a union its members, which the reference's document lists beside null. */
function alternativesOf(type: JsonSchema): readonly JsonSchema[] {
  const { anyOf, ...rest } = type as { readonly anyOf?: readonly JsonSchema[] };
  return anyOf === undefined || Object.keys(rest).length > 0 ? [type] : anyOf;
}

/**
 * A property that may be left out and then is absent, where a handler must know what was set.
 * @param told what one that is left out counts as, in the wire's form, for the OpenAPI document alone
 */
export function optional<T>(schema: Wire<T>, told?: string | number | boolean): OptionalWire<T> {
  if (told === undefined) return withBehaviour(schema, { presence: "optional" }) as OptionalWire<T>;
  const { render } = behaviourOf(schema);
  return withBehaviour(schema, {
    presence: "optional",
    render: (components) => ({ ...render(components), default: told }),
  }) as OptionalWire<T>;
}

/** The same schema with keywords in the OpenAPI document that its builder does not write; undefined leaves one out. */
export function documented<T>(schema: Wire<T>, keywords: JsonSchema): Wire<T> {
  const { render } = behaviourOf(schema);
  return withBehaviour(schema, {
    render: (components) =>
      Object.fromEntries(
        Object.entries({ ...render(components), ...keywords }).filter(([, keyword]) => keyword !== undefined),
      ),
  });
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

/** A fault of a part that the check itself has made, where it is told: a model that a validator has built anew. */
export interface FaultOfPart extends Fault {
  readonly part?: { readonly place: Location; readonly input: unknown };
}

/**
 * A schema with a check of what it has converted, as pydantic's validators of mode "after"; made when the schema itself
 * finds no fault.
 */
export function checked<T>(schema: Wire<T>, faultOf: (value: T) => FaultOfPart | undefined): Wire<T> {
  const inner = behaviourOf(schema);
  return makeWire<T>(
    { wireThen: { schema, faultOf } },
    {
      ...inner,
      examine(value, at, report) {
        const count = report.findings.length;
        inner.examine(value, at, report);
        if (report.findings.length > count || report.isFull) return;
        const found = faultOf(convertCopy(schema, value));
        if (found === undefined) return;
        const { part, ...fault } = found;
        if (part === undefined) report.fault(at, value, fault);
        else report.fault([...at, ...part.place], part.input, fault);
      },
    },
  );
}

/** A schema whose converted value is made into another one. */
export function mapped<T, U>(schema: Wire<T>, map: (value: T) => U): Wire<U> {
  return makeWire<U>({ wireThen: { schema, map } }, behaviourOf(schema));
}

/** What a schema makes of a value that it accepts, with the value left as it is. */
function convertCopy<T>(schema: Wire<T>, value: unknown): T {
  const holder = { value: copyJson(value) };
  validatorOf(schema)(holder.value, { ...ROOT, parentData: holder, rootData: holder });
  return holder.value as T;
}

function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson);
  if (typeof value !== "object" || value === null || isRawJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copyJson(entry)]));
}

/** What examining a value by each member of a union has found. */
interface Choice {
  /** The member that is to read the value; undefined when all refuse it. */
  readonly schema: AnyWire | undefined;
  readonly best: Report | undefined;
  readonly refusals: readonly (readonly [label: string, report: Report])[];
}

/**
 * Choices of the value that is being read. Without them a union inside a union, such as triggers inside triggers, would
 * be examined again on every level above it, for each member there: exponentially often.
 */
let choices = new Map<object, Map<readonly AnyWire[], Choice>>();

/** Forgets the choices of the value that was read before; a value may change afterwards. */
export function forgetChoices(): void {
  if (choices.size > 0) choices = new Map();
}

function choose(members: readonly AnyWire[], value: unknown): Choice {
  if (typeof value !== "object" || value === null) return findChoice(members, value);
  let ofValue = choices.get(value);
  if (ofValue === undefined) {
    ofValue = new Map();
    choices.set(value, ofValue);
  }
  let choice = ofValue.get(members);
  if (choice === undefined) {
    choice = findChoice(members, value);
    ofValue.set(members, choice);
  }
  return choice;
}

/** The first exact match without models, else the one with most properties set, then the most exact: pydantic's "smart". */
function findChoice(members: readonly AnyWire[], value: unknown): Choice {
  const refusals: [string, Report][] = [];
  let schema: AnyWire | undefined;
  let best: Report | undefined;
  for (const member of members) {
    const report = new Report();
    const behaviour = behaviourOf(member);
    behaviour.examine(value, [], report);
    if (report.findings.length > 0) {
      refusals.push([behaviour.label, report]);
      continue;
    }
    if (report.exactness === EXACT && report.fieldsSet === undefined) return { schema: member, best: report, refusals };
    if (best === undefined || isBetter(report, best)) {
      schema = member;
      best = report;
    }
  }
  return { schema, best, refusals };
}

function isBetter(candidate: Report, current: Report): boolean {
  const { fieldsSet } = candidate;
  if (fieldsSet !== undefined && current.fieldsSet !== undefined && fieldsSet !== current.fieldsSet) {
    return fieldsSet > current.fieldsSet;
  }
  return candidate.exactness > current.exactness;
}

/** Any of several schemas; the one that fits best reads the value, as pydantic's smart mode chooses. */
export function union<const Members extends readonly AnyWire[]>(
  members: Members,
  options: Annotations = {},
): Wire<Static<Members[number]>> {
  return makeWire<Static<Members[number]>>(
    { wireChoice: (value: unknown) => choose(members, value).schema },
    {
      label: `union[${members.map((member) => behaviourOf(member).label).join(",")}]`,
      presence: "required",
      examine(value, at, report) {
        const { best, refusals } = choose(members, value);
        if (best === undefined) {
          for (const [label, refusal] of refusals) report.adopt(refusal.findings, [...at, label]);
          return;
        }
        report.floor(best.exactness);
        if (best.fieldsSet !== undefined) report.addFieldsSet(best.fieldsSet);
      },
      render: (components) => ({
        anyOf: members.map((member) => behaviourOf(member).render(components)),
        ...annotationsOf(options),
      }),
    },
  );
}

/** A schema that is made when first needed, so that it may contain itself: an object with the name of a component. */
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
      // Its own component comes first and ends the rendering of one that contains itself.
      render: (components) => behaviourOf(schema()).render(components),
    },
  );
}
