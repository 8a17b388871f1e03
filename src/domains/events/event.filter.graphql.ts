/** What narrows events in GraphQL: lists, counts and streams alike. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { bounded, idCriterion, TimeFilter } from "../../graphql/filters.ts";
import { EARLIEST_INSTANT, LATEST_INSTANT } from "../../time/instant.ts";
import { type Condition, column } from "../filters/criteria.ts";
import { MAXIMUM_TEXT_QUERY_LENGTH } from "../filters/text-search.ts";
import type { EventFilter, EventRange } from "./event.filter.ts";
import { searchConditions } from "./event-search.queries.ts";

export const EventFilterInput = builder.inputType("EventFilter", {
  description: "Narrows events; all criteria must hold.",
  fields: (t) => ({
    name: t.stringList({ description: "Named exactly like one of these." }),
    namePrefix: t.stringList({ description: "The name begins with one of these, such as prefect.flow-run." }),
    excludeName: t.stringList({ description: "Named like none of these." }),
    excludeNamePrefix: t.stringList({ description: "The name begins with none of these." }),
    resourceId: t.stringList({ description: "Happened to one of these resources, such as prefect.flow-run.<UUID>." }),
    resourceIdPrefix: t.stringList({
      description: "Happened to a resource whose id begins with one of these, such as prefect.work-pool.",
    }),
    relatedResourceId: t.stringList({
      description: "Some resource related to it is one of these, such as prefect.deployment.<UUID>.",
    }),
    anyResourceId: t.stringList({ description: "It, or some resource related to it, is one of these." }),
    flowRunId: t.idList({ description: "Belongs to one of these flow runs: global ids or UUIDs." }),
    occurred: t.field({ type: TimeFilter, description: "By the time it happened." }),
    text: t.string({
      description: `Words and "quoted phrases" of which one occurs in the name, the labels or the payload, whatever its case; a minus before one that must not occur, a plus before one that must. ${MAXIMUM_TEXT_QUERY_LENGTH} characters at most.`,
    }),
  }),
});

/** What the input asks for, in the words of the wire's filter and beside them. */
export interface EventSelection {
  readonly filter: EventFilter;
  readonly range: EventRange;
  /** null for those of any flow run, and of none. */
  readonly flowRunIds: readonly string[] | null;
  /** A list of the input is empty. To the wire that is no criterion; here it matches nothing, as in every other filter. */
  readonly isEmpty: boolean;
}

/** @throws PenstockError INVALID for lists and texts that are too long, and ids that are none of flow runs */
export function eventSelection(input: typeof EventFilterInput.$inferInput | null | undefined): EventSelection {
  const { name, namePrefix, excludeName, excludeNamePrefix, flowRunId, occurred, text } = input ?? {};
  const { resourceId, resourceIdPrefix, relatedResourceId, anyResourceId } = input ?? {};
  const wanted = [name, namePrefix, resourceId, resourceIdPrefix, relatedResourceId, anyResourceId];
  for (const list of [...wanted, excludeName, excludeNamePrefix]) bounded(list);
  if (text != null && text.length > MAXIMUM_TEXT_QUERY_LENGTH) {
    throw new PenstockError("INVALID", `\`text\` must not be longer than ${MAXIMUM_TEXT_QUERY_LENGTH} characters`);
  }
  return {
    filter: {
      event: { name, prefix: namePrefix, exclude_name: excludeName, exclude_prefix: excludeNamePrefix },
      resource: { id: resourceId, id_prefix: resourceIdPrefix },
      related: relatedResourceId == null ? null : { id: relatedResourceId },
      any_resource: anyResourceId == null ? null : { id: anyResourceId },
      text: text == null ? null : { query: text },
    },
    range: { since: occurred?.after ?? EARLIEST_INSTANT, until: occurred?.before ?? LATEST_INSTANT },
    flowRunIds: flowRunId == null ? null : (idCriterion("FlowRun", { in: flowRunId })?.any_ ?? []),
    isEmpty: [...wanted, flowRunId].some((list) => list?.length === 0),
  };
}

/** The condition that the wire's filter has no words for. */
export function flowRunCondition(core: Core, { flowRunIds }: EventSelection): Condition[] {
  return flowRunIds === null ? [] : [core.database.dialect.in(column("event", "flow_run_id"), flowRunIds, "uuid")];
}

/** The conditions on rows of `event` that are selected. */
export async function eventSelectionConditions(core: Core, selection: EventSelection): Promise<Condition[]> {
  if (selection.isEmpty) return [sql<SqlBool>`1 = 0`];
  const { filter, range } = selection;
  return [...(await searchConditions(core, filter, range)), ...flowRunCondition(core, selection)];
}
