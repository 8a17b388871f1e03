/** The schemas and routes of make-reference-cases.py, built with our own plumbing. */
import Fastify, { type FastifyInstance } from "fastify";
import type { JsonText } from "../../src/db/json-text.ts";
import { PenstockError } from "../../src/errors.ts";
import { handleCors } from "../../src/rest/cors.ts";
import { limit, offset } from "../../src/rest/pagination.ts";
import { answerOutside, type JsonAnswer, json, prepareRest, route, serverOptions } from "../../src/rest/routes.ts";
import type { Static } from "../../src/rest/wire.ts";
import { type AnyWire, type Wire, wire } from "../../src/rest/wire.ts";

const COLORS = ["red", "green", "blue"] as const;
const color = wire.enumeration(COLORS, { name: "Color" });
const side = wire.enumeration(["left", "right"], { name: "Side" });
const name = wire.string({ pattern: "^[^/%&><]+$" });

const point = wire.object(
  {
    x: wire.integer(),
    y: wire.withDefault(wire.integer(), 7),
    label: wire.withDefault(wire.nullable(wire.string()), null),
  },
  { name: "Point" },
);
const circle = wire.object(
  { radius: wire.number(), center: wire.withDefault(wire.nullable(point), null) },
  { name: "Circle", forbidExtra: true },
);
const square = wire.object(
  { side: wire.number(), radius: wire.withDefault(wire.nullable(wire.number()), null) },
  { name: "Square", forbidExtra: true },
);

interface TreeNode {
  name: string;
  children: TreeNode[];
}
const tree: Wire<TreeNode> = wire.lazy("Tree", () =>
  wire.object({ name: wire.string(), children: wire.withDefault(wire.array(tree), []) }, { name: "Tree" }),
);

/** By the names of KINDS in make-reference-cases.py. */
export const KINDS: Readonly<Record<string, AnyWire>> = {
  integer: wire.integer(),
  integer_0_to_10: wire.integer({ minimum: 0, maximum: 10 }),
  integer_between_0_and_10: wire.integer({ exclusiveMinimum: 0, exclusiveMaximum: 10 }),
  number: wire.number(),
  number_0_to_1: wire.number({ minimum: 0, maximum: 1 }),
  boolean: wire.boolean(),
  string: wire.string(),
  string_2_to_3: wire.string({ minLength: 2, maxLength: 3 }),
  string_lowercase: wire.string({ pattern: "^[a-z]+$" }),
  string_short_lowercase: wire.string({ minLength: 1, maxLength: 3, pattern: "^[a-z]+$" }),
  name,
  uuid: wire.uuid(),
  datetime: wire.instant(),
  duration: wire.duration(),
  color,
  side,
  literal: wire.literal(["any", "all"]),
  constant: wire.literal(["only"]),
  object: wire.jsonObject(),
  any: wire.json(),
  list: wire.array(wire.string()),
  list_1_to_2: wire.array(wire.integer(), { minItems: 1, maxItems: 2 }),
  set: wire.array(wire.string(), { unique: true }),
  nullable_integer: wire.nullable(wire.integer()),
  list_of_nullable: wire.array(wire.nullable(wire.integer())),
  record: wire.record(wire.integer()),
  labels: wire.labels(),
  integer_or_string: wire.union([wire.integer(), wire.string()]),
  string_or_integer: wire.union([wire.string(), wire.integer()]),
  integer_or_number: wire.union([wire.integer(), wire.number()]),
  number_or_integer: wire.union([wire.number(), wire.integer()]),
  uuid_or_string: wire.union([wire.uuid(), wire.string()]),
  integer_or_any_all: wire.union([wire.integer(), wire.literal(["any", "all"])]),
  delay: wire.nullable(
    wire.union([wire.integer(), wire.number(), wire.array(wire.integer()), wire.array(wire.number())]),
  ),
  resource: wire.record(wire.union([wire.string(), wire.array(wire.string())])),
  point,
  circle,
  circle_or_square: wire.union([circle, square]),
  square_or_circle: wire.union([square, circle]),
  point_or_record: wire.union([point, wire.record(wire.integer())]),
  color_or_side: wire.union([color, side]),
  list_or_integer: wire.union([wire.array(wire.integer()), wire.integer()]),
  constrained_or_uuid: wire.union([wire.integer({ minimum: 1 }), wire.uuid()]),
  short_or_integer: wire.union([wire.string({ maxLength: 2 }), wire.integer()]),
  object_or_list: wire.union([wire.jsonObject(), wire.array(wire.json())]),
  number_limited_or_flag: wire.union([wire.number({ exclusiveMinimum: 0 }), wire.boolean()]),
  duration_or_datetime: wire.union([wire.duration(), wire.instant()]),
  set_or_flag: wire.union([wire.array(wire.integer(), { unique: true }), wire.boolean()]),
  nullable_or_point: wire.nullable(wire.union([point, wire.integer()])),
  tree,
};

/** Kinds whose converted value is JSON text. */
export const JSON_TEXT_KINDS: ReadonlySet<string> = new Set(["object", "any", "labels"]);

const pointCreate = wire.object(
  {
    x: wire.integer(),
    id: wire.withDefault(wire.nullable(wire.uuid()), null),
    name: wire.withDefault(name, "origin"),
    tags: wire.withDefault(wire.array(wire.string()), []),
    data: wire.withDefault(wire.jsonObject(), "{}" as JsonText),
  },
  { name: "PointCreate", forbidExtra: true },
);
const pointFilter = wire.object(
  { any_: wire.withDefault(wire.nullable(wire.array(wire.uuid())), null) },
  { name: "PointFilter", forbidExtra: true },
);

/** Joins the point's JSON text into the answer's, as the routes of lists do. */
function writePoint({ data, ...rest }: Static<typeof pointCreate>): JsonAnswer {
  return json(`${JSON.stringify(rest).slice(0, -1)},"data":${data}}`);
}

export async function createReferenceApp(): Promise<FastifyInstance> {
  const application = Fastify({ ...serverOptions });
  handleCors(application, { allowedOrigins: "*", allowedMethods: "*", allowedHeaders: "*" });
  answerOutside(application);
  await application.register(
    async (api) => {
      prepareRest(api, { title: "API", version: "1" });
      addRoutes(api);
    },
    { prefix: "/api" },
  );
  return application;
}

function addRoutes(api: FastifyInstance): void {
  const tags = ["Points"];
  const id = wire.uuid();
  route(api, {
    method: "GET",
    path: "/health",
    summary: "Health",
    tags: ["Root"],
    checksVersion: false,
    handler: () => true,
  });
  route(api, {
    method: "POST",
    path: "/points/",
    body: pointCreate,
    status: 201,
    summary: "Create Point",
    tags,
    handler: ({ body }) => writePoint(body),
  });
  route(api, {
    method: "GET",
    path: "/points/{id}",
    params: { id },
    summary: "Read Point",
    tags,
    handler: ({ params }) => ({ id: params.id }),
  });
  route(api, {
    method: "PATCH",
    path: "/points/{id}",
    params: { id },
    body: pointCreate,
    status: 204,
    summary: "Update Point",
    tags,
    handler: () => undefined,
  });
  route(api, {
    method: "DELETE",
    path: "/points/{id}",
    params: { id },
    status: 204,
    summary: "Delete Point",
    tags,
    handler: () => {
      throw new PenstockError("NOT_FOUND", "Point not found");
    },
  });
  route(api, {
    method: "GET",
    path: "/points/name/{name}",
    params: { name: wire.string() },
    summary: "Read Point By Name",
    tags,
    handler: ({ params }) => ({ name: params.name }),
  });
  route(api, {
    method: "POST",
    path: "/points/lease/{lease_id}/renew",
    params: { lease_id: id },
    malformedId: 422,
    body: wire.parameters({ seconds: wire.number({ minimum: 1 }) }),
    summary: "Renew",
    tags,
    handler: ({ params, body }) => ({ lease_id: params.lease_id, seconds: body.seconds }),
  });
  route(api, {
    method: "POST",
    path: "/points/filter",
    body: wire.parameters({
      limit: limit(200),
      offset: offset(),
      points: wire.optional(pointFilter),
      sort: wire.withDefault(color, "red"),
    }),
    summary: "Filter Points",
    tags,
    handler: ({ body }) => ({ limit: body.limit, offset: body.offset, points: body.points ?? null, sort: body.sort }),
  });
  route(api, {
    method: "POST",
    path: "/points/move",
    body: wire.parameters({
      x: wire.integer(),
      y: wire.withDefault(wire.integer(), 2),
      note: wire.optional(wire.string()),
    }),
    summary: "Move",
    tags,
    handler: ({ body }) => ({ x: body.x, y: body.y, note: body.note ?? null }),
  });
  route(api, {
    method: "POST",
    path: "/points/bulk",
    body: wire.array(pointCreate),
    summary: "Bulk",
    tags,
    handler: ({ body }) => body.length,
  });
  route(api, {
    method: "POST",
    path: "/points/optional",
    body: wire.optional(pointCreate),
    summary: "Optional",
    tags,
    handler: ({ body }) => (body === undefined ? null : writePoint(body)),
  });
  route(api, {
    method: "GET",
    path: "/points/search",
    query: {
      count: wire.integer(),
      deep: wire.withDefault(wire.boolean(), false),
      tag: wire.optional(wire.array(wire.string())),
      id: wire.optional(id),
    },
    summary: "Search",
    tags,
    handler: ({ query }) => ({ ...query, tag: query.tag ?? null, id: query.id ?? null }),
  });
  route(api, { method: "POST", path: "/points/bare", summary: "Bare", tags, handler: () => ({ bare: true }) });
  route(api, {
    method: "GET",
    path: "/points/missing",
    summary: "Missing",
    tags,
    handler: () => {
      throw new PenstockError("NOT_FOUND", "Point 12 not found", { restProperty: "exception_message" });
    },
  });
  route(api, {
    method: "GET",
    path: "/points/failing",
    summary: "Failing",
    tags,
    handler: () => {
      throw new Error("no");
    },
  });
}
