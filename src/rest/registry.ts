/** What is known of an API's routes: for the OpenAPI document, and for answers to requests that match no route. */
import type { AnyWire } from "./wire-schema.ts";

export interface RouteInformation {
  readonly method: string;
  /** In OpenAPI form, such as "/flow_runs/{id}". */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly operationId?: string;
  readonly deprecated?: boolean;
  readonly status: number;
  readonly params: Readonly<Record<string, AnyWire>>;
  readonly query: Readonly<Record<string, AnyWire>>;
  readonly headers: Readonly<Record<string, AnyWire>>;
  readonly body?: AnyWire;
  readonly response?: AnyWire;
  readonly checksVersion: boolean;
  /** Left out of the OpenAPI document. */
  readonly hidden?: boolean;
}

interface Entry {
  readonly information: RouteInformation;
  readonly expression: RegExp;
}

/** Starlette's {id:uuid} converter. */
const UUID_SEGMENT = "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}";

export class RouteRegistry {
  readonly #entries: Entry[] = [];

  /** @param uuidParams the path parameters that match only UUIDs */
  add(information: RouteInformation, uuidParams: ReadonlySet<string>): void {
    const pattern = information.path.replace(/\{(\w+)\}|[.*+?^$()|[\]\\]/g, (match, name: string | undefined) =>
      name === undefined ? `\\${match}` : uuidParams.has(name) ? UUID_SEGMENT : "[^/]+",
    );
    this.#entries.push({ information, expression: new RegExp(`^${pattern}$`) });
  }

  get routes(): readonly RouteInformation[] {
    return this.#entries.map((entry) => entry.information);
  }

  /** The method of the first route with this path, which is all that Starlette names in Allow; undefined when none has it. */
  methodOf(path: string): string | undefined {
    return this.#entries.find((entry) => entry.expression.test(path))?.information.method;
  }
}

/** "/flow_runs/{id}" as Fastify writes it. */
export function fastifyPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}
