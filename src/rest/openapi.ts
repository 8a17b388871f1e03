/** The OpenAPI 3.1 document of an API, from its routes' schemas. */
import type { RouteInformation } from "./registry.ts";
import { type AnyWire, behaviourOf, type ComponentSink, type JsonSchema } from "./wire-schema.ts";

export interface DocumentOptions {
  readonly title: string;
  readonly version: string;
}

class Components implements ComponentSink {
  readonly schemas: Record<string, JsonSchema> = {};

  /** @throws Error when a schema names a component that no schema makes */
  checkReferences(document: JsonSchema): JsonSchema {
    for (const [, name = ""] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (this.schemas[name] === undefined) throw new Error(`No schema makes the component ${name}`);
    }
    return document;
  }

  component(name: string, render: () => JsonSchema): JsonSchema {
    if (this.schemas[name] === undefined) {
      // Reserved first, so that a schema that contains itself ends.
      this.schemas[name] = {};
      this.schemas[name] = render();
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

/** Renders the document; names of components are those of the reference's models. */
export function openApiDocument(routes: readonly RouteInformation[], options: DocumentOptions): JsonSchema {
  const components = new Components();
  const paths: Record<string, JsonSchema> = {};
  for (const information of routes) {
    if (information.hidden) continue;
    paths[information.path] ??= {};
    (paths[information.path] as JsonSchema)[information.method.toLowerCase()] = renderOperation(
      information,
      components,
    );
  }
  return components.checkReferences({
    openapi: "3.1.0",
    info: { title: options.title, version: options.version },
    paths,
    components: { schemas: components.schemas },
  });
}

/** The reference's names for what 422 carries; its clients are generated from them. */
const VALIDATION_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  HTTPValidationError: {
    type: "object",
    properties: { detail: { type: "array", items: { $ref: "#/components/schemas/ValidationError" } } },
    title: "HTTPValidationError",
  },
  ValidationError: {
    type: "object",
    properties: {
      loc: { type: "array", items: { anyOf: [{ type: "string" }, { type: "integer" }] } },
      msg: { type: "string" },
      type: { type: "string" },
      input: {},
      ctx: { type: "object" },
    },
    required: ["loc", "msg", "type"],
    title: "ValidationError",
  },
};

const VERSION_PARAMETER: JsonSchema = {
  name: "x-prefect-api-version",
  in: "header",
  required: false,
  schema: { type: "string" },
};

function renderOperation(information: RouteInformation, components: ComponentSink): JsonSchema {
  const { body, params, query, headers, response, status } = information;
  const operationId = information.operationId ?? defaultOperationId(information);
  const parameters = [
    ...renderParameters("path", params, components),
    ...renderParameters("query", query, components),
    ...renderParameters("header", headers, components),
    ...(information.checksVersion ? [VERSION_PARAMETER] : []),
  ];
  const content = response === undefined ? {} : behaviourOf(response).render(components);
  return {
    tags: information.tags,
    summary: information.summary,
    ...(information.description === undefined ? {} : { description: information.description }),
    operationId,
    ...(information.deprecated ? { deprecated: true } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: renderBody(body, operationId, components) }),
    responses: {
      [String(status)]: {
        description: "Successful Response",
        ...(status === 204 ? {} : { content: { "application/json": { schema: content } } }),
      },
      ...(parameters.length === 0 && body === undefined ? {} : { 422: renderInvalid(components) }),
    },
  };
}

function renderInvalid(components: ComponentSink): JsonSchema {
  for (const [name, schema] of Object.entries(VALIDATION_COMPONENTS)) components.component(name, () => schema);
  return {
    description: "Validation Error",
    content: { "application/json": { schema: { $ref: "#/components/schemas/HTTPValidationError" } } },
  };
}

function renderParameters(
  place: string,
  schemas: Readonly<Record<string, AnyWire>>,
  components: ComponentSink,
): JsonSchema[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const rendered = behaviourOf(schema).render(components);
    return {
      name,
      in: place,
      required: place === "path" || behaviourOf(schema).presence === "required",
      schema: rendered,
      ...(rendered.description === undefined ? {} : { description: rendered.description }),
    };
  });
}

/** FastAPI gathers several body parameters into a component that is named after the operation. */
function renderBody(body: AnyWire, operationId: string, components: ComponentSink): JsonSchema {
  const { isParameters, presence, render } = behaviourOf(body);
  const title = `Body_${operationId}`;
  const schema = isParameters
    ? components.component(title, () => ({ ...render(components), title }))
    : render(components);
  return { ...(presence === "required" ? { required: true } : {}), content: { "application/json": { schema } } };
}

/** FastAPI's: the function's name, from which it also makes the summary, the path and the method. */
function defaultOperationId({ summary, path, method }: RouteInformation): string {
  const functionName = summary.toLowerCase().replaceAll(" ", "_");
  return `${`${functionName}${path}`.replace(/\W/g, "_")}_${method.toLowerCase()}`;
}
