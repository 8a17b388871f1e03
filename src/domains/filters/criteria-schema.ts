/** The REST schemas of criteria, from which the filters of all objects are put together. */
import { type OptionalWire, type Wire, wire } from "../../rest/wire.ts";

type Criteria = Record<string, OptionalWire<unknown>>;

/** A filter object of the reference's name: criteria may be left out or null, unknown ones are refused. */
export function filterObject<Properties extends Criteria>(name: string, properties: Properties) {
  return wire.object(properties, { name, forbidExtra: true });
}

/** A criterion that may be left out or be null. */
export function criterion<Value>(schema: Wire<Value>): OptionalWire<Value | null> {
  return wire.optional(wire.nullable(schema));
}

/** `operator`, of the filters that have one. */
export const operator = wire.optional(wire.enumeration(["and_", "or_"], { name: "Operator" }), "and_");

export const ids = criterion(wire.array(wire.uuid()));
export const texts = criterion(wire.array(wire.string()));
export const text = criterion(wire.string());
export const flag = criterion(wire.boolean());
export const bound = criterion(wire.instantBound());
