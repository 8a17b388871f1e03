/**
 * What a wire schema is. To TypeScript it is a schema with a static type; to Ajv an object of keywords that read and convert
 * a request's value in place, fast, stopping at the first fault; and under a symbol it carries what Ajv cannot say: the
 * reference's words for every fault, the fitness of a union's member, and the OpenAPI rendering.
 */
declare const VALUE: unique symbol;
declare const OPTIONAL: unique symbol;

/** A schema whose converted value has type T. Both members are there for the compiler alone. */
export interface Wire<T> {
  readonly [VALUE]: T;
}

/** A schema of a property that may be left out. */
export interface OptionalWire<T> extends Wire<T> {
  readonly [OPTIONAL]: true;
}

/** The converted value of a schema. */
export type Static<W extends AnyWire> = W[typeof VALUE];

type OptionalKeys<P> = { [K in keyof P]: P[K] extends OptionalWire<unknown> ? K : never }[keyof P];

/** The converted values of a record of schemas, some of which may be left out. */
export type StaticProperties<P extends Readonly<Record<string, AnyWire>>> = {
  -readonly [K in Exclude<keyof P, OptionalKeys<P>>]: Static<P[K]>;
} & { -readonly [K in OptionalKeys<P>]?: Static<P[K]> };

// biome-ignore lint/suspicious/noExplicitAny: stands for a schema of any static type; `unknown` would lose variance
export type AnyWire = Wire<any>;

/** One entry of `exception_detail` in a 422 answer, in pydantic's words; keys in pydantic's order. */
export interface Issue {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

export type Location = readonly (string | number)[];

/** A location inside a location; joined only for what is told, for issues travel up through many unions. */
interface Nested {
  readonly before: Location;
  readonly after: Location | Nested;
}

/** An issue that may still lack its place in the whole. */
export interface Finding extends Omit<Issue, "loc"> {
  readonly place: Location | Nested;
}

function joinPlace(place: Location | Nested): Location {
  const parts: Location[] = [];
  let rest = place;
  while ("before" in rest) {
    parts.push(rest.before);
    rest = rest.after;
  }
  return [...parts, rest].flat();
}

/** pydantic's exactness of a match; decides between members of a union. */
export const LAX = 0;
export const STRICT = 1;
export const EXACT = 2;
export type Exactness = typeof LAX | typeof STRICT | typeof EXACT;

/** No reader goes through more issues, and a hostile request could hold millions; what comes after them is not told. */
export const MAXIMUM_ISSUES = 1_000;

/** Gathers what examining a value finds: its faults, and how well it fits where it has none. */
export class Report {
  readonly findings: Finding[] = [];
  exactness: Exactness = EXACT;
  /** How many declared properties the value sets, over all models inside it; undefined when there is no model. */
  fieldsSet: number | undefined;

  fault(place: Location, input: unknown, fault: Fault): void {
    if (!this.isFull) this.findings.push({ ...fault, place, input });
  }

  get isFull(): boolean {
    return this.findings.length >= MAXIMUM_ISSUES;
  }

  /** Takes over what was found with places relative to `at`. */
  adopt(findings: readonly Finding[], at: Location): void {
    for (const { type, place, msg, input, ctx } of findings) {
      if (this.isFull) return;
      const adopted = { type, place: { before: at, after: place }, msg, input };
      this.findings.push(ctx === undefined ? adopted : { ...adopted, ctx });
    }
  }

  /** The issues, with keys in pydantic's order. */
  get issues(): Issue[] {
    return this.findings.map(({ type, place, msg, input, ctx }) => {
      const issue = { type, loc: joinPlace(place), msg, input };
      return ctx === undefined ? issue : { ...issue, ctx };
    });
  }

  floor(exactness: Exactness): void {
    if (exactness < this.exactness) this.exactness = exactness;
  }

  addFieldsSet(count: number): void {
    this.fieldsSet = (this.fieldsSet ?? 0) + count;
  }
}

/** An issue without its place. */
export type Fault = Omit<Issue, "loc" | "input">;

export type JsonSchema = Record<string, unknown>;

/** Given to OpenAPI rendering: models become named components. */
export interface ComponentSink {
  /** Returns a reference to the component, rendering it the first time it is named. */
  component(name: string, render: () => JsonSchema): JsonSchema;
}

export type Presence = "required" | "optional" | "default";

/** The part of a schema that Ajv does not see. */
export interface Behaviour {
  /** How pydantic names this member of a union in an issue's `loc`. */
  readonly label: string;
  /** Finds every fault of `value`, in pydantic's order. Neither converts nor changes it. */
  examine(value: unknown, at: Location, report: Report): void;
  render(components: ComponentSink): JsonSchema;
  readonly presence: Presence;
  /** The converted value of a property that is left out. */
  readonly makeDefault?: () => unknown;
  /** The wire's form of a converted value, for defaults in the OpenAPI document; the same unless given. */
  print?(value: unknown): unknown;
  /** What answers show in place of a refused body, where the reference's own checks have changed it. */
  echo?(value: unknown): unknown;
  /** The names of an object's declared properties with their schemas, in declaration order. */
  readonly properties?: Readonly<Record<string, AnyWire>>;
  /** Whether the object's properties are FastAPI body parameters, see wire.parameters. */
  readonly isParameters?: boolean;
  /** Whether a repeated query parameter gathers into a list for this schema. */
  readonly isSequence?: boolean;
}

const BEHAVIOUR = Symbol("behaviour");

interface Behaving {
  readonly [BEHAVIOUR]: Behaviour;
}

/** Joins Ajv keywords and behaviour into a schema. */
export function makeWire<T>(keywords: Readonly<Record<string, unknown>>, behaviour: Behaviour): Wire<T> {
  return { ...keywords, [BEHAVIOUR]: behaviour } as unknown as Wire<T>;
}

export function behaviourOf(schema: AnyWire): Behaviour {
  return (schema as unknown as Behaving)[BEHAVIOUR];
}

/** The same schema with some of its behaviour replaced. */
export function withBehaviour<T>(schema: Wire<T>, changes: Partial<Behaviour>): Wire<T> {
  return { ...schema, [BEHAVIOUR]: { ...behaviourOf(schema), ...changes } } as unknown as Wire<T>;
}
