/** What the filters of all lists are made of, and how it maps onto the filter objects that REST uses. */
import { PenstockError } from "../errors.ts";
import type { Instant } from "../time/instant.ts";
import { builder } from "./builder.ts";
import { databaseIdOf } from "./global-ids.ts";

/** Values of one list in a filter: each is bound in the statement, and a page never shows more objects than this. */
export const MAX_FILTER_VALUES = 1_000;

type Given<Value> = Value | null | undefined;

export const OrderDirection = builder.enumType("OrderDirection", {
  description: "Which end of an order comes first.",
  values: {
    ASC: { description: "The smallest, the earliest, or A first." },
    DESC: { description: "The largest, the latest, or Z first." },
  } as const,
});

export const IdFilter = builder.inputType("IdFilter", {
  description: "Narrows by ids: global ids or plain UUIDs.",
  fields: (t) => ({
    in: t.idList({ description: "One of these; an empty list matches nothing." }),
    notIn: t.idList({ description: "None of these." }),
  }),
});

export const NameFilter = builder.inputType("NameFilter", {
  description: "Narrows by a name.",
  fields: (t) => ({
    in: t.stringList({ description: "Exactly one of these; an empty list matches nothing." }),
    contains: t.string({
      description: "Contains this text, whatever its case; `%` stands for any text and `_` for any character.",
    }),
  }),
});

export const TextFilter = builder.inputType("TextFilter", {
  description: "Narrows by a text that is compared exactly.",
  fields: (t) => ({
    in: t.stringList({ description: "One of these; an empty list matches nothing." }),
    notIn: t.stringList({ description: "None of these." }),
  }),
});

export const TagsFilter = builder.inputType("TagsFilter", {
  description: "Narrows by tags.",
  fields: (t) => ({
    all: t.stringList({ description: "Has every one of these tags." }),
    any: t.stringList({ description: "Has at least one of these tags; an empty list matches nothing." }),
    isEmpty: t.boolean({ description: "Has no tags at all, or, when false, some." }),
  }),
});

export const TimeFilter = builder.inputType("TimeFilter", {
  description: "Narrows by a time. Both ends are inclusive.",
  fields: (t) => ({
    after: t.field({ type: "DateTime", description: "At this instant or later." }),
    before: t.field({ type: "DateTime", description: "At this instant or earlier." }),
  }),
});

export const OptionalTimeFilter = builder.inputType("OptionalTimeFilter", {
  description: "Narrows by a time that an object may not have yet. Both ends are inclusive.",
  fields: (t) => ({
    after: t.field({ type: "DateTime", description: "At this instant or later." }),
    before: t.field({ type: "DateTime", description: "At this instant or earlier." }),
    isNull: t.boolean({ description: "Has no such time, or, when false, has one." }),
  }),
});

export const ParentFilter = builder.inputType("ParentFilter", {
  description: "Narrows by what an object belongs to.",
  fields: (t) => ({
    in: t.idList({ description: "It belongs to one of these: global ids or UUIDs." }),
    isNull: t.boolean({ description: "It belongs to none, or, when false, to some." }),
  }),
});

/** @throws PenstockError INVALID for a list longer than a filter may have */
export function bounded<Value>(values: Given<readonly Value[]>): Given<readonly Value[]> {
  if (values != null && values.length > MAX_FILTER_VALUES) {
    throw new PenstockError("INVALID", `A list in a filter must not have more than ${MAX_FILTER_VALUES} values`);
  }
  return values;
}

/** @throws PenstockError INVALID for ids that are neither UUIDs nor global ids of that type */
export function idCriterion(typename: string, filter: Given<{ in?: Given<string[]>; notIn?: Given<string[]> }>) {
  if (filter == null) return undefined;
  const ids = (texts: Given<string[]>) => bounded(texts)?.map((text) => databaseIdOf(typename, text));
  return { any_: ids(filter.in), not_any_: ids(filter.notIn) };
}

export function parentCriterion(typename: string, filter: Given<{ in?: Given<string[]>; isNull?: Given<boolean> }>) {
  return filter == null ? undefined : { any_: idCriterion(typename, { in: filter.in })?.any_, is_null_: filter.isNull };
}

export function nameCriterion(filter: Given<{ in?: Given<string[]>; contains?: Given<string> }>) {
  return filter == null ? undefined : { any_: bounded(filter.in), like_: filter.contains };
}

export function valueCriterion<Value>(filter: Given<{ in?: Given<Value[]>; notIn?: Given<Value[]> }>) {
  return filter == null ? undefined : { any_: bounded(filter.in), not_any_: bounded(filter.notIn) };
}

export function tagsCriterion(
  filter: Given<{ all?: Given<string[]>; any?: Given<string[]>; isEmpty?: Given<boolean> }>,
) {
  return filter == null
    ? undefined
    : { all_: bounded(filter.all), any_: bounded(filter.any), is_null_: filter.isEmpty };
}

export function timeCriterion(
  filter: Given<{ after?: Given<Instant>; before?: Given<Instant>; isNull?: Given<boolean> }>,
) {
  return filter == null ? undefined : { after_: filter.after, before_: filter.before, is_null_: filter.isNull };
}
