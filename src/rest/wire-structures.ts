/** Objects, arrays and what combines schemas. */
import type { Static, TObject } from "typebox";
import { type Annotations, annotationsOf, isRawJson, isStorableText, UNSTORABLE_TEXT } from "./wire-leaf.ts";
import {
  type AnyWire,
  behaviourOf,
  EXACT,
  type JsonSchema,
  LAX,
  type Location,
  makeWire,
  type OptionalWire,
  Report,
  type Wire,
  withBehaviour,
} from "./wire-schema.ts";

type Properties = Record<string, AnyWire>;
type ObjectOf<P extends Properties> = Static<TObject<P>>;

export interface ObjectOptions extends Annotations {
  /** The reference's model: names the OpenAPI component and the member in a union's issues. */
  readonly name?: string;
  /** Refuses unknown properties, as models with extra="forbid" do; else they are dropped. */
  readonly forbidExtra?: boolean;
}

/** A model: an object with these properties. A property left out is filled in when its schema has a default. */
export function object<P extends Properties>(properties: P, options: ObjectOptions = {}): Wire<ObjectOf<P>> {
  const { name = "model", forbidExtra = false } = options;
  const known: ReadonlySet<string> = new Set(Object.keys(properties));

  function before(value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    for (const key in value) {
      if (known.has(key)) continue;
      if (forbidExtra) return false;
      delete value[key];
    }
    return true;
  }

  return makeWire<ObjectOf<P>>(objectKeywords(properties, before), {
    label: name,
    presence: "required",
    properties,
    examine(value, at, report) {
      if (!isJsonObject(value)) {
        report.fault(at, value, {
          type: "model_attributes_type",
          msg: "Input should be a valid dictionary or object to extract fields from",
        });
        return;
      }
      report.floor(LAX);
      report.addFieldsSet(Object.keys(value).filter((key) => known.has(key)).length);
      for (const [key, schema] of Object.entries(properties)) {
        const behaviour = behaviourOf(schema);
        if (Object.hasOwn(value, key)) behaviour.examine(value[key], [...at, key], report);
        else if (behaviour.presence === "required") {
          report.fault([...at, key], value, { type: "missing", msg: "Field required" });
        }
      }
      if (!forbidExtra) return;
      for (const key of Object.keys(value)) {
        if (known.has(key)) continue;
        report.fault([...at, key], value[key], {
          type: "extra_forbidden",
          msg: "Extra inputs are not permitted",
        });
      }
    },
    render(components) {
      const render = (): JsonSchema => ({
        type: "object",
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, schema]) => [key, behaviourOf(schema).render(components)]),
        ),
        ...requiredOf(properties),
        ...(forbidExtra ? { additionalProperties: false } : {}),
        title: options.name ?? "",
        ...annotationsOf(options),
      });
      return options.name === undefined ? render() : components.component(options.name, render);
    },
  });
}

/**
 * The body of a route that takes several body parameters, FastAPI's "embedded" body: a parameter that is null counts as
 * left out, a body that is left out counts as empty, and unknown parameters are ignored.
 */
export function parameters<P extends Properties>(properties: P, options: ObjectOptions = {}): Wire<ObjectOf<P>> {
  const names = Object.keys(properties);
  const known: ReadonlySet<string> = new Set(names);

  function before(value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    for (const key in value) {
      if (value[key] === null || !known.has(key)) delete value[key];
    }
    return true;
  }

  return makeWire<ObjectOf<P>>(objectKeywords(properties, before), {
    label: options.name ?? "model",
    presence: names.some((key) => behaviourOf(properties[key] as AnyWire).presence === "required")
      ? "required"
      : "optional",
    properties,
    isParameters: true,
    examine(value, at, report) {
      for (const [key, schema] of Object.entries(properties)) {
        const behaviour = behaviourOf(schema);
        const field = isJsonObject(value) ? value[key] : undefined;
        if (field !== undefined && field !== null) behaviour.examine(field, [...at, key], report);
        // FastAPI looks parameters up in whatever the body is, and finds even the optional ones missing in a list.
        else if (behaviour.presence === "required" || !isJsonObject(value)) {
          report.fault([...at, key], null, { type: "missing", msg: "Field required" });
        }
      }
    },
    render: (components) => {
      const render = (): JsonSchema => ({
        type: "object",
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, schema]) => [key, behaviourOf(schema).render(components)]),
        ),
        ...requiredOf(properties),
        ...annotationsOf(options),
      });
      return options.name === undefined ? render() : components.component(options.name, render);
    },
  });
}

function requiredOf(properties: Properties): { required?: string[] } {
  const required = Object.keys(properties).filter(
    (key) => behaviourOf(properties[key] as AnyWire).presence === "required",
  );
  return required.length === 0 ? {} : { required };
}

function objectKeywords(properties: Properties, before: (value: unknown) => boolean): Record<string, unknown> {
  const defaults = Object.entries(properties).flatMap(([name, schema]) => {
    const { makeDefault } = behaviourOf(schema);
    return makeDefault === undefined ? [] : [{ name, make: makeDefault }];
  });
  return {
    wireBefore: before,
    type: "object",
    properties,
    ...requiredOf(properties),
    ...(defaults.length === 0 ? {} : { wireDefaults: defaults }),
  };
}

/** Whether a JSON value is an object; a number held as text is none. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawJson(value);
}

export interface ArrayOptions extends Annotations {
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A Python set in the reference: equal items are kept once, at their first place. */
  readonly unique?: boolean;
}

/** A list of items. */
export function array<T>(item: Wire<T>, options: ArrayOptions = {}): Wire<T[]> {
  const { minItems, maxItems, unique = false } = options;
  const kind = unique ? "Set" : "List";
  const itemBehaviour = behaviourOf(item);
  return makeWire<T[]>(
    {
      type: "array",
      items: item,
      ...(minItems === undefined ? {} : { minItems }),
      ...(maxItems === undefined ? {} : { maxItems }),
      ...(unique ? { wireUnique: true } : {}),
    },
    {
      label: `${kind.toLowerCase()}[${itemBehaviour.label}]`,
      presence: "required",
      isSequence: true,
      examine(value, at, report) {
        if (!Array.isArray(value)) {
          const name = kind.toLowerCase();
          report.fault(at, value, { type: `${name}_type`, msg: `Input should be a valid ${name}` });
          return;
        }
        if (maxItems !== undefined && value.length > maxItems) {
          report.fault(at, value, {
            type: "too_long",
            msg: `${kind} should have at most ${maxItems} item${maxItems === 1 ? "" : "s"} after validation, not ${value.length}`,
            ctx: { field_type: kind, max_length: maxItems, actual_length: value.length },
          });
          return;
        }
        const faults = report.issues.length;
        for (const [index, entry] of value.entries()) itemBehaviour.examine(entry, [...at, index], report);
        if (report.issues.length === faults && minItems !== undefined && value.length < minItems) {
          report.fault(at, value, {
            type: "too_short",
            msg: `${kind} should have at least ${minItems} item${minItems === 1 ? "" : "s"} after validation, not ${value.length}`,
            ctx: { field_type: kind, min_length: minItems, actual_length: value.length },
          });
        }
      },
      render: (components) => ({
        type: "array",
        items: itemBehaviour.render(components),
        ...(unique ? { uniqueItems: true } : {}),
        ...(minItems === undefined ? {} : { minItems }),
        ...(maxItems === undefined ? {} : { maxItems }),
        ...annotationsOf(options),
      }),
    },
  );
}

/** A dict of any keys whose values all have one schema. */
export function record<T>(entry: Wire<T>, options: Annotations = {}): Wire<Record<string, T>> {
  const entryBehaviour = behaviourOf(entry);
  function before(value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    for (const key in value) if (!isStorableText(key)) return false;
    return true;
  }
  return makeWire<Record<string, T>>(
    { wireBefore: before, type: "object", additionalProperties: entry },
    {
      label: `dict[str,${entryBehaviour.label}]`,
      presence: "required",
      examine(value, at, report) {
        if (!isJsonObject(value)) {
          report.fault(at, value, { type: "dict_type", msg: "Input should be a valid dictionary" });
          return;
        }
        for (const [key, field] of Object.entries(value)) {
          if (!isStorableText(key)) report.fault([...at, key, "[key]"], key, UNSTORABLE_TEXT);
          entryBehaviour.examine(field, [...at, key], report);
        }
      },
      render: (components) => ({
        type: "object",
        additionalProperties: entryBehaviour.render(components),
        ...annotationsOf(options),
      }),
    },
  );
}

/** null, or what the schema reads. */
export function nullable<T>(schema: Wire<T>): Wire<T | null> {
  const inner = behaviourOf(schema);
  return makeWire<T | null>(
    { wireNullable: schema },
    {
      label: `nullable[${inner.label}]`,
      presence: "required",
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
      // The default of a conversion, such as an instant, is no JSON value of the schema; only plain ones are shown.
      const plain = typeof value === "function" ? undefined : value;
      return plain === undefined || Number.isNaN(plain) ? rendered : { ...rendered, default: plain };
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
