/** The OpenAPI 3.1 document of an API, from its routes' schemas. */
import type { RouteInformation } from "./registry.ts";
import { type AnyWire, behaviourOf, type ComponentSink, type JsonSchema } from "./wire-schema.ts";

export interface DocumentOptions {
  readonly title: string;
  readonly version: string;
}

class Components implements ComponentSink {
  readonly schemas: Record<string, JsonSchema> = {};

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
  return {
    openapi: "3.1.0",
    info: { title: options.title, version: options.version },
    paths,
    components: { schemas: components.schemas },
  };
}

function renderOperation(information: RouteInformation, components: ComponentSink): JsonSchema {
  const { body, params, query, headers, response } = information;
  const parameters = [
    ...renderParameters("path", params, components),
    ...renderParameters("query", query, components),
    ...renderParameters("header", headers, components),
  ];
  return {
    tags: information.tags,
    summary: information.summary,
    ...(information.description === undefined ? {} : { description: information.description }),
    operationId: information.operationId ?? defaultOperationId(information),
    ...(information.deprecated ? { deprecated: true } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: renderBody(body, components) }),
    responses: {
      [String(information.status)]: {
        description: "Successful Response",
        ...(information.status === 204
          ? {}
          : {
              content: {
                "application/json": { schema: response === undefined ? {} : behaviourOf(response).render(components) },
              },
            }),
      },
    },
  };
}

function renderParameters(
  place: string,
  schemas: Readonly<Record<string, AnyWire>>,
  components: ComponentSink,
): JsonSchema[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const { description, ...rendered } = behaviourOf(schema).render(components);
    return {
      name,
      in: place,
      required: place === "path" || behaviourOf(schema).presence === "required",
      schema: rendered,
      ...(description === undefined ? {} : { description }),
    };
  });
}

function renderBody(body: AnyWire, components: ComponentSink): JsonSchema {
  return {
    ...(behaviourOf(body).presence === "required" ? { required: true } : {}),
    content: { "application/json": { schema: behaviourOf(body).render(components) } },
  };
}

function defaultOperationId({ summary, path, method }: RouteInformation): string {
  return `${summary} ${path} ${method}`.toLowerCase().replace(/\W+/g, "_");
}
