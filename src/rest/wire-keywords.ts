/**
 * Ajv, and the keywords by which it converts a value in place: native `type`, `properties`, `required`, `items` carry the
 * structure, the keywords here the reading of values. Ajv stops at the first fault and says nothing about it; the faults
 * are then found by `examine` (wire-schema.ts) in the untouched request.
 */
import { _, Ajv, type Code, type CodeKeywordDefinition, type FuncKeywordDefinition, type KeywordCxt } from "ajv";
import type { AnyWire } from "./wire-schema.ts";

/** What a conversion returns for a value that it does not accept. */
export const REFUSED: unique symbol = Symbol("refused");

export interface RawJson {
  readonly rawJSON: string;
}

const isRawJsonObject = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON;

/** Whether the value is a number that JavaScript would print differently, held as text. */
export function isRawJson(value: unknown): value is RawJson {
  return typeof value === "object" && value !== null && isRawJsonObject(value);
}

/** Writes a new value where Ajv's current one stands. */
function replaceData(cxt: KeywordCxt, value: Code): void {
  const { gen, data, it } = cxt;
  gen.assign(data, value);
  gen.if(_`${it.parentData} !== undefined`, () => {
    gen.assign(_`${it.parentData}[${it.parentDataProperty}]`, data);
  });
}

/** `wireLeaf: { convert }`: replaces a value by its conversion. */
const wireLeaf: CodeKeywordDefinition = {
  keyword: "wireLeaf",
  schemaType: "object",
  code(cxt) {
    const { gen, data } = cxt;
    const convert = gen.scopeValue("func", { ref: cxt.schema.convert });
    const refused = gen.scopeValue("obj", { ref: REFUSED });
    const converted = gen.const("converted", _`${convert}(${data})`);
    cxt.result(_`${converted} !== ${refused}`, () => replaceData(cxt, converted));
  },
};

/** `wireBefore: (object) => boolean`: looks at an object before its properties are read; may delete some. */
const wireBefore: CodeKeywordDefinition = {
  // Without a type, so that it runs before the keywords of objects.
  keyword: "wireBefore",
  code(cxt) {
    const before = cxt.gen.scopeValue("func", { ref: cxt.schema });
    cxt.fail(_`!${before}(${cxt.data})`);
  },
};

/** `wireDefaults: [{ name, make?, value? }]`: fills in what is left out, after the properties have been converted. */
const wireDefaults: CodeKeywordDefinition = {
  keyword: "wireDefaults",
  type: "object",
  schemaType: "array",
  code(cxt) {
    const { gen, data } = cxt;
    for (const { name, make } of cxt.schema as readonly { name: string; make: () => unknown }[]) {
      const makeDefault = gen.scopeValue("func", { ref: make });
      gen.if(_`${data}[${name}] === undefined`, () => {
        gen.assign(_`${data}[${name}]`, _`${makeDefault}()`);
      });
    }
  },
};

/** `wireUnique: true`: keeps the first of equal items, after the items have been converted. */
const wireUnique: FuncKeywordDefinition = {
  keyword: "wireUnique",
  type: "array",
  schemaType: "boolean",
  schema: false,
  errors: false,
  validate(items: unknown[]) {
    const kept = new Set(items);
    if (kept.size < items.length) items.splice(0, items.length, ...kept);
    return true;
  },
};

/** `wireNullable: schema`: null stays null, anything else is read by the schema. */
const wireNullable: CodeKeywordDefinition = {
  keyword: "wireNullable",
  schemaType: "object",
  code(cxt) {
    const { gen, data } = cxt;
    const valid = gen.let("valid", true);
    const isRead = gen.name("isRead");
    gen.if(_`${data} !== null`, () => {
      cxt.subschema({ keyword: "wireNullable" }, isRead);
      gen.assign(valid, isRead);
    });
    cxt.ok(valid);
  },
};

/** `wireThen: { schema, faultOf?, map? }`: looks at what the schema has converted, and may refuse or replace it. */
const wireThen: CodeKeywordDefinition = {
  keyword: "wireThen",
  schemaType: "object",
  code(cxt) {
    const { gen, data, schema } = cxt;
    const valid = gen.name("valid");
    cxt.subschema({ keyword: "wireThen", schemaProp: "schema" }, valid);
    gen.if(valid, () => {
      if (schema.faultOf !== undefined) {
        const faultOf = gen.scopeValue("func", { ref: schema.faultOf });
        gen.if(_`${faultOf}(${data}) !== undefined`, () => cxt.error());
      }
      if (schema.map !== undefined) replaceData(cxt, _`${gen.scopeValue("func", { ref: schema.map })}(${data})`);
    });
    cxt.ok(valid);
  },
};

/** `wireChoice: (value) => schema | undefined`: the schema that is to read this value, chosen by looking at it. */
const wireChoice = {
  keyword: "wireChoice",
  modifying: true,
  errors: false,
  compile(choose: (value: unknown) => AnyWire | undefined) {
    return (value: unknown, context?: { parentData: unknown; parentDataProperty: string | number }): boolean => {
      const schema = choose(value);
      if (schema === undefined) return false;
      return validatorOf(schema)(value, context as never) as boolean;
    };
  },
} as const;

const ajv = new Ajv({
  strict: true,
  // Properties are read by their own schemas; the object's `required` names only some of them.
  strictRequired: false,
  validateSchema: false,
  addUsedSchema: false,
  messages: false,
  keywords: [wireLeaf, wireBefore, wireDefaults, wireUnique, wireNullable, wireThen, wireChoice],
});

/** What Ajv is told of a value that stands in `{ value }`, besides that holder, so that it can replace a scalar. */
export const ROOT = { parentDataProperty: "value", instancePath: "", dynamicAnchors: {} } as const;

const validators = new WeakMap<object, ReturnType<typeof ajv.compile>>();

/** Ajv's function for a schema; compiled once, when first used, for a server has hundreds. */
export function validatorOf(schema: AnyWire): ReturnType<typeof ajv.compile> {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = ajv.compile(schema);
    validators.set(schema, validator);
  }
  return validator;
}
