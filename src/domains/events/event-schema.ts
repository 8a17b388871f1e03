/** Events and their filters as they come over the wire (the reference's events.schemas.events and events.filters). */
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { named } from "../../rest/answer-schemas.ts";
import { type AnyWire, type Wire, wire } from "../../rest/wire.ts";
import { makeLeaf, REFUSED } from "../../rest/wire-leaf.ts";
import { behaviourOf, type Fault, withBehaviour } from "../../rest/wire-schema.ts";
import { isJsonObject } from "../../rest/wire-structures.ts";
import type { Instant } from "../../time/instant.ts";
import { criterion, filterObject, ids, texts } from "../filters/criteria-schema.ts";
import { MAXIMUM_TEXT_QUERY_LENGTH } from "../filters/text-search.ts";
import type { EventFilter } from "./event.filter.ts";
import { type ClientEvent, DEFAULT_EVENT_LIMITS, type EventLimits, flowRunOf, type Resource } from "./event.ts";

function valueError(message: string): Fault {
  return { type: "value_error", msg: `Value error, ${message}`, ctx: { error: {} } };
}

/**
 * Adds a check to a schema of an object or a list, made when the schema itself finds no fault, as pydantic's validators of
 * mode "after" are. It sees the value as it came.
 */
function checked<T>(schema: Wire<T>, faultOf: (value: never) => Fault | undefined): Wire<T> {
  const behaviour = behaviourOf(schema);
  const { wireBefore } = schema as unknown as { wireBefore?: (value: unknown) => boolean };
  const examined = withBehaviour(schema, {
    examine(value, at, report) {
      const faults = report.issues.length;
      behaviour.examine(value, at, report);
      const fault = report.issues.length === faults ? faultOf(value as never) : undefined;
      if (fault !== undefined) report.fault(at, value, fault);
    },
  });
  const before = (value: unknown): boolean =>
    (wireBefore === undefined || wireBefore(value)) &&
    (typeof value !== "object" || value === null || faultOf(value as never) === undefined);
  return { ...examined, wireBefore: before } as unknown as Wire<T>;
}

/** Text that a row can hold: clients put whole exception messages into labels and payloads, whatever is in them. */
function text(): Wire<string> {
  return wire.string({ stripNul: true });
}

function requiredLabel(value: Resource, kind: string, label: string): Fault | undefined {
  if (!Object.hasOwn(value, label)) return valueError(`${kind} must include the ${label} label`);
  return value[label] === "" ? valueError(`The ${label} label must be non-empty`) : undefined;
}

function resource(limits: EventLimits, isRelated: boolean): Wire<Record<string, string>> {
  return checked(named(isRelated ? "RelatedResource" : "Resource", wire.record(text())), (value: Resource) => {
    const { maximumLabelsPerResource: maximum } = limits;
    if (Object.keys(value).length > maximum) {
      return valueError(`The maximum number of labels per resource is ${maximum}`);
    }
    const fault = requiredLabel(value, "Resources", "prefect.resource.id");
    return fault ?? (isRelated ? requiredLabel(value, "Related Resources", "prefect.resource.role") : undefined);
  });
}

/** What JSON.stringify writes for U+0000 and unpaired surrogates; a backslash before it may make it plain text. */
const ESCAPED_UNSTORABLE = /\\u(?:0000|d[89a-f])/;

function storable(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd");
  if (Array.isArray(value)) return value.map(storable);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), storable(entry)]));
}

/** An object of any content as JSON text, with U+FFFD for what a row cannot hold: an event is too precious to refuse. */
function payload(): Wire<JsonText> {
  return makeLeaf<JsonText>({
    label: "dict[str,any]",
    convert(value) {
      if (!isJsonObject(value)) return REFUSED;
      const json = toJsonText(value);
      return ESCAPED_UNSTORABLE.test(json) ? toJsonText(storable(value)) : json;
    },
    fault: () => ({ type: "dict_type", msg: "Input should be a valid dictionary" }),
    jsonSchema: { type: "object", additionalProperties: true },
  });
}

function eventName(limits: EventLimits): Wire<string> {
  const inner = behaviourOf(text());
  const { maximumEventNameLength: maximum } = limits;
  const isTooLong = (value: unknown): boolean =>
    typeof value === "string" && value.length > maximum && [...value].length > maximum;
  const { convert } = (text() as unknown as { wireLeaf: { convert(value: unknown): string | typeof REFUSED } })
    .wireLeaf;
  return makeLeaf<string>({
    label: inner.label,
    convert: (value) => (isTooLong(value) ? REFUSED : convert(value)),
    fault: (value) =>
      isTooLong(value)
        ? valueError(`Event name must be at most ${maximum} characters`)
        : { type: "string_type", msg: "Input should be a valid string" },
    jsonSchema: { type: "string" },
  });
}

export interface WireEvent {
  readonly occurred: Instant;
  readonly event: string;
  readonly resource: Resource;
  readonly related: readonly Resource[];
  readonly payload: JsonText;
  readonly id: string;
  readonly follows: string | null;
}

/** Event, as clients send it; unknown fields are dropped, `received` among them. */
export function eventSchema(limits: EventLimits = DEFAULT_EVENT_LIMITS): Wire<WireEvent> {
  const { maximumRelatedResources: maximum } = limits;
  const related = checked(wire.array(resource(limits, true)), (value: readonly unknown[]) =>
    value.length > maximum ? valueError(`The maximum number of related resources is ${maximum}`) : undefined,
  );
  return wire.object(
    {
      occurred: wire.instant(),
      event: eventName(limits),
      resource: resource(limits, false),
      related: wire.withDefault(related, () => []),
      payload: wire.withDefault(payload(), () => EMPTY_OBJECT),
      id: wire.uuid(),
      follows: wire.withDefault(wire.nullable(wire.uuid()), null),
    },
    { name: "Event", description: "The client-side view of an event that has happened to a Resource" },
  );
}

/** An event as its row has it. */
export function clientEvent(event: WireEvent): ClientEvent {
  return {
    id: event.id,
    occurred: event.occurred,
    event: event.event,
    resource_id: event.resource["prefect.resource.id"] as string,
    resource: toJsonText(event.resource),
    related: toJsonText(event.related),
    payload: event.payload,
    follows: event.follows,
    flow_run_id: flowRunOf(event.resource, event.related),
  };
}

const specification: AnyWire = named(
  "ResourceSpecification",
  wire.record(wire.union([wire.string(), wire.array(wire.string())])),
);

const resourceFilter = {
  id: texts,
  id_prefix: texts,
  labels: criterion(specification),
};

const roleAndResource = wire.documented(wire.array(wire.string(), { minItems: 2, maxItems: 2 }), {
  items: undefined,
  prefixItems: [{ type: "string" }, { type: "string" }],
});

function oneOrMore(schema: AnyWire) {
  return criterion(wire.union([schema, wire.array(schema)]));
}

/** EventFilter. Of `occurred`, what is left out is for eventRange to fill in. */
export const eventFilterSchema: Wire<EventFilter> = filterObject("EventFilter", {
  occurred: wire.optional(
    filterObject("EventOccurredFilter", {
      since: wire.optional(wire.instantBound()),
      until: wire.optional(wire.instantBound()),
    }),
  ),
  event: criterion(
    filterObject("EventNameFilter", { prefix: texts, exclude_prefix: texts, name: texts, exclude_name: texts }),
  ),
  resource: criterion(
    filterObject("EventResourceFilter", { ...resourceFilter, distinct: wire.optional(wire.boolean(), false) }),
  ),
  related: oneOrMore(
    filterObject("EventRelatedFilter", {
      id: texts,
      role: texts,
      resources_in_roles: criterion(wire.array(roleAndResource)),
      labels: criterion(specification),
    }),
  ),
  any_resource: oneOrMore(filterObject("EventAnyResourceFilter", resourceFilter)),
  id: wire.optional(filterObject("EventIDFilter", { id: ids })),
  text: criterion(
    filterObject("EventTextFilter", {
      // Not `text`, which may be left out.
      query: wire.string({ maxLength: MAXIMUM_TEXT_QUERY_LENGTH }) as never,
    }),
  ),
  order: wire.optional(wire.enumeration(["ASC", "DESC"], { name: "EventOrder" }), "DESC"),
}) as unknown as Wire<EventFilter>;
