/** Triggers as they come over the wire, with the reference's words for what is wrong with them. */
import { named } from "../../rest/answer-schemas.ts";
import { type Wire, wire } from "../../rest/wire.ts";
import { makeLeaf, REFUSED, valueError } from "../../rest/wire-leaf.ts";
import { behaviourOf, EXACT, type Fault, withBehaviour } from "../../rest/wire-schema.ts";
import { isJsonObject } from "../../rest/wire-structures.ts";
import { type Microseconds, microseconds } from "../../time/duration.ts";
import { type CompoundTrigger, type EventTrigger, postures, type SequenceTrigger, type Trigger } from "./trigger.ts";

/** A proactive trigger has to leave events that long to come. */
const SHORTEST_PROACTIVE = microseconds(10_000_000);

/** Triggers in a composite one, and levels of them: beyond any use, and each costs work for every event. */
const MOST_TRIGGERS = 100;
const MOST_LEVELS = 10;
/** Patterns and labels of one trigger; each is looked at for every event. */
const MOST_PATTERNS = 1_000;

type Specification = Record<string, string | string[]>;

function labels(name: string): Wire<Specification> {
  const patterns = wire.union([wire.string(), wire.array(wire.string(), { maxItems: MOST_PATTERNS })]);
  return withBehaviour(wire.record(patterns) as Wire<Specification>, { label: name });
}

const SPECIFICATION = named("ResourceSpecification", labels("ResourceSpecification"));
const ALIKE = labels("dict[str,union[str,list[str]]]");

/** The reference reads an object by a validator before the union: its faults stand without the union's names. */
function readBefore<T>(union: Wire<T>): Wire<T> {
  const { examine } = behaviourOf(union);
  const inner = behaviourOf(SPECIFICATION);
  return withBehaviour(union, {
    examine(value, at, report) {
      const count = report.findings.length;
      const objects = isJsonObject(value) ? [value] : Array.isArray(value) ? value.filter(isJsonObject) : [];
      for (const object of objects) inner.examine(object, at, report);
      if (report.findings.length === count) examine(value, at, report);
    },
  });
}

const SPECIFICATIONS = withBehaviour(wire.array(wire.union([SPECIFICATION, ALIKE]), { maxItems: MOST_PATTERNS }), {
  label: "list[union[ResourceSpecification,dict[str,union[str,list[str]]]]]",
});

/** Whatever id a trigger comes with is replaced. */
const placeholderId = (): string => "00000000-0000-0000-0000-000000000000";

const POSTURES = "Posture.Reactive or Posture.Proactive";
const posture = makeLeaf<(typeof postures)[number]>({
  label: "literal[Posture.Reactive,Posture.Proactive]",
  convert: (value) => postures.find((each) => each === value) ?? REFUSED,
  fault: () => ({ type: "literal_error", msg: `Input should be ${POSTURES}`, ctx: { expected: POSTURES } }),
  exactness: () => EXACT,
  jsonSchema: { type: "string", enum: [...postures] },
});

const NOT_NEGATIVE: Fault = {
  type: "greater_than_equal",
  msg: "Input should be greater than or equal to 0 seconds",
  ctx: { ge: "0 seconds" },
};
const DURATION = {
  type: undefined,
  format: undefined,
  anyOf: [{ type: "number" }, { type: "string", format: "duration" }],
};
const within = wire.documented(wire.duration(), DURATION);
const notNegative = wire.checked(within, (value) => (value < 0 ? NOT_NEGATIVE : undefined));
const names = wire.array(wire.string(), { unique: true, maxItems: MOST_PATTERNS });

const eventProperties = {
  type: wire.withDefault(wire.literal(["event"]), "event"),
  id: wire.withDefault(wire.uuid(), placeholderId),
  match: wire.withDefault(readBefore(wire.union([SPECIFICATION, ALIKE])), () => ({})),
  match_related: wire.withDefault(readBefore(wire.union([SPECIFICATION, ALIKE, SPECIFICATIONS])), () => ({})),
  after: wire.withDefault(names, () => []),
  expect: wire.withDefault(names, () => []),
  for_each: wire.withDefault(names, () => []),
  posture,
  threshold: wire.withDefault(wire.integer(), 1),
  within: wire.documented(wire.withDefault(notNegative, microseconds(0)), { minimum: 0, default: "PT0S" }),
};

/** What the reference says before it looks at the fields. */
function faultBefore(value: unknown): Fault | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, "within")) return undefined;
  if (value.within === null) return valueError("`within` should be a valid timedelta");
  if (value.posture !== "Proactive") return undefined;
  const within = durationOf(value.within);
  return within !== undefined && within !== 0 && within < SHORTEST_PROACTIVE
    ? valueError("`within` for Proactive triggers must be greater than or equal to 10 seconds")
    : undefined;
}

const anyDuration = wire.duration() as unknown as { wireLeaf: { convert(value: unknown): Microseconds | symbol } };

function durationOf(value: unknown): Microseconds | undefined {
  const converted = anyDuration.wireLeaf.convert(value);
  return typeof converted === "number" ? converted : undefined;
}

/** Adds a look at the value as it came, which answers before the schema does. */
function checkedBefore<T>(schema: Wire<T>, faultOf: (value: unknown) => Fault | undefined): Wire<T> {
  const { examine } = behaviourOf(schema);
  const { wireBefore } = schema as unknown as { wireBefore?: (value: unknown) => boolean };
  const examined = withBehaviour(schema, {
    examine(value, at, report) {
      const fault = faultOf(value);
      if (fault === undefined) examine(value, at, report);
      else report.fault(at, value, fault);
    },
  });
  const before = (value: unknown): boolean => faultOf(value) === undefined && (wireBefore?.(value) ?? true);
  return { ...examined, wireBefore: before } as unknown as Wire<T>;
}

const eventTrigger: Wire<EventTrigger> = wire.mapped(
  checkedBefore(wire.object(eventProperties, { name: "EventTrigger" }), faultBefore),
  (trigger) =>
    trigger.posture === "Proactive" && trigger.within === 0 ? { ...trigger, within: SHORTEST_PROACTIVE } : trigger,
);

const required = wire.union([wire.integer(), wire.literal(["any", "all"])]);

function requireFault({ require, triggers }: Pick<CompoundTrigger, "require" | "triggers">): Fault | undefined {
  if (typeof require !== "number") return undefined;
  if (require < 1) return valueError("require must be at least 1");
  if (require <= triggers.length) return undefined;
  return valueError("require must be less than or equal to the number of triggers");
}

function makeCompound(label: string, triggers: () => Wire<Trigger[]>): Wire<CompoundTrigger> {
  const properties = {
    type: wire.withDefault(wire.literal(["compound"]), "compound"),
    id: wire.withDefault(wire.uuid(), placeholderId),
    triggers: triggers(),
    within: wire.nullable(within),
    require: required,
  };
  const schema = wire.checked(wire.object(properties, { name: "CompoundTrigger" }), requireFault);
  return withBehaviour(schema as Wire<CompoundTrigger>, { label });
}

function makeSequence(triggers: () => Wire<Trigger[]>): Wire<SequenceTrigger> {
  const properties = {
    type: wire.withDefault(wire.literal(["sequence"]), "sequence"),
    id: wire.withDefault(wire.uuid(), placeholderId),
    triggers: triggers(),
    within: wire.nullable(within),
  };
  return wire.object(properties, { name: "SequenceTrigger" }) as Wire<SequenceTrigger>;
}

/** pydantic names a compound trigger by the validators around it, of which it has one fewer inside itself. */
const INSIDE_ITSELF = "function-after[validate_require(), CompoundTrigger]";
const ELSEWHERE = `function-after[validate_require(), ${INSIDE_ITSELF}]`;

/** A named member of a union that is made when first used. */
function later<T>(name: string, label: string, make: () => Wire<T>): Wire<T> {
  return withBehaviour(wire.lazy(name, make), { label });
}

function anyTrigger(compound: Wire<CompoundTrigger>): Wire<Trigger> {
  return wire.union([eventTrigger, compound, sequence]) as unknown as Wire<Trigger>;
}

function list(item: Wire<Trigger>): Wire<Trigger[]> {
  return wire.array(item, { maxItems: MOST_TRIGGERS });
}

const sequence: Wire<SequenceTrigger> = later("SequenceTrigger", "SequenceTrigger", () =>
  makeSequence(() => list(anyTrigger(compound))),
);
const inner: Wire<CompoundTrigger> = later("CompoundTrigger", INSIDE_ITSELF, () =>
  makeCompound(INSIDE_ITSELF, () => list(anyTrigger(inner))),
);
const compound: Wire<CompoundTrigger> = later("CompoundTrigger", ELSEWHERE, () =>
  makeCompound(ELSEWHERE, () => list(anyTrigger(inner))),
);

function levels(trigger: Trigger): number {
  return trigger.type === "event" ? 1 : 1 + Math.max(0, ...trigger.triggers.map(levels));
}

function count(trigger: Trigger): number {
  return trigger.type === "event" ? 1 : trigger.triggers.reduce((sum, child) => sum + count(child), 1);
}

/** ServerTriggerTypes. */
export const triggerSchema: Wire<Trigger> = wire.checked(anyTrigger(compound), (trigger) => {
  if (levels(trigger) > MOST_LEVELS) return valueError(`Triggers must not be nested more than ${MOST_LEVELS} deep`);
  return count(trigger) > MOST_TRIGGERS
    ? valueError(`An automation must not have more than ${MOST_TRIGGERS} triggers`)
    : undefined;
});
