/** Objects and arrays. */
import { type Annotations, annotationsOf, isRawJson, isStorableText, UNSTORABLE_TEXT } from "./wire-leaf.ts";
import {
  type AnyWire,
  behaviourOf,
  type ComponentSink,
  type JsonSchema,
  LAX,
  makeWire,
  type StaticProperties,
  type Wire,
} from "./wire-schema.ts";

type Properties = Record<string, AnyWire>;

export interface ObjectOptions extends Annotations {
  /** The reference's model: names the OpenAPI component and the member in a union's issues. */
  readonly name?: string;
  /** Refuses unknown properties, as models with extra="forbid" do; else they are dropped. */
  readonly forbidExtra?: boolean;
}

/** A model: an object with these properties. A property left out is filled in when its schema has a default. */
export function object<P extends Properties>(properties: P, options: ObjectOptions = {}): Wire<StaticProperties<P>> {
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

  return makeWire<StaticProperties<P>>(objectKeywords(properties, before), {
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
        ...renderProperties(properties, components),
        ...(forbidExtra ? { additionalProperties: false } : {}),
        ...(options.name === undefined ? {} : { title: options.name }),
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
export function parameters<P extends Properties>(properties: P, options: Annotations = {}): Wire<StaticProperties<P>> {
  const names = Object.keys(properties);
  const known: ReadonlySet<string> = new Set(names);

  function before(value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    for (const key in value) {
      if (value[key] === null || !known.has(key)) delete value[key];
    }
    return true;
  }

  return makeWire<StaticProperties<P>>(objectKeywords(properties, before), {
    label: "model",
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
    render(components) {
      const rendered = renderProperties(properties, components);
      return {
        ...rendered,
        properties: nullableParameters(properties, rendered.properties),
        ...annotationsOf(options),
      };
    },
  });
}

/** Parameters without a value of their own may be null, and the document says so. */
function nullableParameters(properties: Properties, rendered: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return Object.fromEntries(
    Object.entries(rendered).map(([name, schema]) => {
      const isOptional = behaviourOf(properties[name] as AnyWire).presence === "optional";
      if (!isOptional || "anyOf" in schema || Object.keys(schema).length === 0) return [name, schema];
      const { title, description, deprecated, examples, ...type } = schema;
      const annotations = annotationsOf({ title, description, deprecated, examples } as Annotations);
      return [name, { anyOf: [type, { type: "null" }], ...annotations }];
    }),
  );
}

interface RenderedProperties extends JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

function renderProperties(properties: Properties, components: ComponentSink): RenderedProperties {
  const rendered = Object.entries(properties).map(([key, schema]) => [key, behaviourOf(schema).render(components)]);
  return { type: "object", properties: Object.fromEntries(rendered), ...requiredOf(properties) };
}

function requiredOf(properties: Properties): { required?: string[] } {
  const required = Object.keys(properties).filter(
    (key) => behaviourOf(properties[key] as AnyWire).presence === "required",
  );
  return required.length === 0 ? {} : { required };
}

function objectKeywords(properties: Properties, before: (value: unknown) => boolean): Record<string, unknown> {
  for (const name of Object.keys(properties)) {
    // Ajv looks properties up without asking whose they are, which is fast, and right but for these names.
    if (name in Object.prototype) throw new Error(`A property cannot be named ${name}`);
  }
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
        const faults = report.findings.length;
        for (const [index, entry] of value.entries()) {
          if (report.isFull) return;
          itemBehaviour.examine(entry, [...at, index], report);
        }
        if (report.findings.length === faults && minItems !== undefined && value.length < minItems) {
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
          if (report.isFull) return;
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
