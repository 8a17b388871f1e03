/** Bad requests, made from the OpenAPI document that the server itself hands out. */
import { incompressible, UNKNOWN_ID } from "./support.ts";

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: JsonSchema } } };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Operated {
  readonly method: Method;
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  readonly headers: readonly string[];
  readonly body: JsonSchema | undefined;
}

export function operationsOf(document: ApiDocument): readonly Operated[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const names = (place: string) => parameters.filter((each) => each.in === place).map((each) => each.name);
      return {
        method: method.toUpperCase() as Method,
        path,
        pathParameters: names("path"),
        queryParameters: names("query"),
        headers: names("header"),
        body: requestBody?.content["application/json"].schema,
      };
    }),
  );
}

/** How deep members are looked for; what lies deeper repeats (filters of filters). */
const DEEPEST_MEMBER = 5;

export type MemberPath = readonly (string | number)[];

export interface Member {
  readonly path: MemberPath;
  readonly schema: JsonSchema;
  /** The component it is a property of, and its name. */
  readonly label: string;
}

export class Schemas {
  readonly #schemas: Readonly<Record<string, JsonSchema>>;
  readonly #known: Readonly<Record<string, unknown>>;

  /** @param known values for properties of these names, such as ids of what is there */
  constructor(document: ApiDocument, known: Readonly<Record<string, unknown>>) {
    this.#schemas = document.components.schemas;
    this.#known = known;
  }

  #resolved(schema: JsonSchema): readonly (readonly [schema: JsonSchema, component: string | undefined])[] {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.split("/").at(-1) as string;
      return this.#resolved(this.#schemas[name] ?? {}).map(([each, inner]) => [each, inner ?? name]);
    }
    const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (choices !== undefined) return choices.flatMap((choice) => this.#resolved(choice));
    return schema.type === "null" ? [] : [[schema, undefined]];
  }

  /** A value that the schema takes, with its required properties alone. */
  example(schema: JsonSchema, name = "", depth = 0): unknown {
    if (name in this.#known) return this.#known[name];
    const [resolved = {}] = this.#resolved(schema)[0] ?? [];
    if (resolved.const !== undefined) return resolved.const;
    if (resolved.enum !== undefined) return resolved.enum[0];
    switch (resolved.type) {
      case "object":
        return Object.fromEntries(
          Object.entries(resolved.properties ?? {})
            .filter(([property]) => resolved.required?.includes(property) && depth < DEEPEST_MEMBER)
            .map(([property, inner]) => [property, this.example(inner, property, depth + 1)]),
        );
      case "array":
        return depth < DEEPEST_MEMBER ? [this.example(resolved.items ?? {}, "", depth + 1)] : [];
      case "integer":
      case "number":
        return Math.max(resolved.minimum ?? 1, 1);
      case "boolean":
        return true;
      case "string":
        if (resolved.format === "uuid") return UNKNOWN_ID;
        return resolved.format?.startsWith("date") ? "2026-03-11T00:00:00Z" : "text";
      default:
        return "anything";
    }
  }

  /** Every member of what the schema describes, down to DEEPEST_MEMBER. */
  members(schema: JsonSchema, path: MemberPath = [], component = "body"): readonly Member[] {
    if (path.length > DEEPEST_MEMBER) return [];
    return this.#resolved(schema).flatMap(([resolved, ownComponent]) => {
      const label = ownComponent ?? component;
      const own = path.length === 0 ? [] : [{ path, schema: resolved, label: `${component}.${path.at(-1)}` }];
      const properties = Object.entries(resolved.properties ?? {}).flatMap(([name, inner]) =>
        this.members(inner, [...path, name], label),
      );
      const items = resolved.items === undefined ? [] : this.members(resolved.items, [...path, 0], label);
      return [...own, ...properties, ...items];
    });
  }
}

/** A copy of `value` in which `member` stands at the path; what lies on the way and is no container becomes one. */
export function withMember(value: unknown, path: MemberPath, member: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return member;
  if (typeof step === "number") return [withMember(Array.isArray(value) ? value[step] : undefined, rest, member)];
  const container = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const inner = (container as Record<string, unknown>)[step];
  return { ...container, [step]: withMember(inner, rest, member) };
}

export function withoutMember(value: unknown, path: MemberPath): unknown {
  const [step = ""] = path;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== step));
}

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What no field wants to be, and some fields are: every JSON type, and values at the edges of each. */
export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  JSON.rawJSON("9223372036854775808"),
  JSON.rawJSON(`-${"9".repeat(400)}`),
  JSON.rawJSON("1e400"),
  JSON.rawJSON("-0.0"),
  1e308,
  "",
  " ",
  "text",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udc00\ud800",
  "\u202e\ufeff\u{10ffff}",
  "%",
  "_%\\%_",
  "\\",
  "(a+)+$",
  "[",
  "'; DROP TABLE flow; --",
  "{{ ''.__class__ }}",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "PT1S",
  "P1Y",
  "-1",
  "1e400",
  "NaN",
  "Infinity",
  "0000-00-00T00:00:00Z",
  "9999-12-31T23:59:59.999999Z",
  "0001-01-01T00:00:00+14:00",
  "2026-02-30T00:00:00Z",
  UNKNOWN_ID,
  "0a0a0a0a-0000-4000-8000-00000000000",
  "urn:uuid:0a0a0a0a-0000-4000-8000-00000000000a",
  [],
  [null],
  [[]],
  ["\u0000"],
  ["a", 1, {}, "\ud800"],
  [UNKNOWN_ID, UNKNOWN_ID],
  Array.from({ length: 500 }, (_, index) => `tag ${index}`),
  {},
  { "": "" },
  { "\u0000": 1 },
  { "\ud800": 1 },
  JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1, "hasOwnProperty": 1, "toString": 1 }'),
  { any_: null },
  { any_: "text" },
  { any_: [], all_: [], not_any_: [], is_null_: null, operator: "xor_" },
  { like_: "%".repeat(300) },
  { before_: "tomorrow", after_: -1e18 },
  { $ref: "#" },
  { type: "object", properties: 1 },
  nested(300),
  nested(2_000),
];

/** More than the database takes as parameters of a statement. */
export const LONGEST_LIST = { sqlite: 33_000, postgresql: 66_000 } as const;
/** More than PostgreSQL takes in a key of an index (some 2,700 bytes) or in an array's member. */
const LONG_KEY = incompressible(20_000);
/** More than SQLite takes as a pattern of LIKE. */
const LONG_PATTERN = "%_".repeat(60_000);

export const HUGE_TEXTS: readonly string[] = [LONG_KEY, LONG_PATTERN];

/** Segments of paths, already encoded. The WHATWG URL of `inject` would itself resolve a bare "..". */
export const HOSTILE_SEGMENTS: readonly string[] = [
  "%00",
  "a%00b",
  "%ff",
  "%",
  "%zz",
  "%ed%a0%80",
  "..%2f..%2fetc",
  "%2e%2e%2f",
  "%20",
  "%F0%9F%92%A5",
  "null",
  "-1",
  "1e9",
  "%25",
  "%27%20OR%201%3D1",
  "__proto__",
  "constructor",
  "a%2Fb",
  "a;b",
  "a%3Fb%23c",
  UNKNOWN_ID,
  UNKNOWN_ID.toUpperCase(),
  UNKNOWN_ID.replaceAll("-", ""),
  `{${UNKNOWN_ID}}`,
  `${UNKNOWN_ID}0`,
  `${UNKNOWN_ID}%00`,
  "x".repeat(2_000),
  "x".repeat(50_000),
  encodeURIComponent(LONG_KEY.slice(0, 2_000)),
];

export const HOSTILE_QUERY_VALUES: readonly string[] = [
  "",
  "-1",
  "0",
  "1e9",
  "1.5",
  "99999999999999999999999",
  "9007199254740993",
  "NaN",
  "true",
  "null",
  "%00",
  "a%00b",
  "%ff",
  "%",
  "%ed%a0%80",
  "[]",
  "%7B%7D",
  "x".repeat(10_000),
  UNKNOWN_ID,
  "0001-01-01",
  "9999-12-31T23%3A59%3A59Z",
];

export const HOSTILE_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { "x-prefect-api-version": "" },
  { "x-prefect-api-version": "0.0.0" },
  { "x-prefect-api-version": "999999999999.0.0" },
  { "x-prefect-api-version": "a.b.c" },
  { "x-prefect-api-version": "-1.-1" },
  { "x-prefect-api-version": "9".repeat(5_000) },
  { "x-prefect-api-version": "0.8.4, 0.8.4" },
  { "content-type": "text/plain" },
  { "content-type": "application/xml" },
  { "content-type": "" },
  { "content-type": "application/json; charset=utf-16" },
  { "content-type": "multipart/form-data; boundary=x" },
  { "content-type": "application/x-www-form-urlencoded" },
  { "content-type": "a/b/c;;;=" },
  { "content-encoding": "gzip" },
  { "transfer-encoding": "nonsense" },
  { "content-length": "3" },
  { origin: "null", "access-control-request-method": "POST" },
  { host: "a b" },
  { "x-forwarded-host": "evil.example", "x-forwarded-proto": "javascript" },
  { authorization: `Bearer ${"x".repeat(5_000)}` },
  { cookie: "a=b; __proto__=c" },
  { "prefect-csrf-token": "x", "prefect-csrf-client": "y" },
];

/** Bodies that are no JSON text, or hardly. */
export const MALFORMED_BODIES: readonly (string | Buffer)[] = [
  "",
  " ",
  "{",
  "}",
  "[",
  '{"a":',
  '{"a":1,}',
  "{'a':1}",
  "nul",
  "NaN",
  "-Infinity",
  "01",
  "1e",
  '"',
  '"\\u12"',
  '"\\ud800"',
  '{"\\ud800":1}',
  '"\u0001"',
  "\ufeff{}",
  "{}{}",
  "// comment\n{}",
  '{"a":1,"a":2}',
  "1e999999",
  "9".repeat(10_000),
  "[".repeat(20_000),
  '{"a":'.repeat(20_000),
  `${"[".repeat(3_000)}${"]".repeat(3_000)}`,
  `{"name":${"[".repeat(400)}${"]".repeat(400)}}`,
  Buffer.from([0xff, 0xfe, 0x00]),
  Buffer.from([0x22, 0xc0, 0x80, 0x22]),
  Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  Buffer.from('{"name":"a"}', "utf16le"),
  "null",
  "true",
  "1",
  '"text"',
  "[]",
  "[{}]",
  "{}",
];
