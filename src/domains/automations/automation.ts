/** Automations: what the server does by itself once something has, or has not, happened. */
import type { Selectable } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import type { AutomationTable } from "../../db/tables.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import {
  type Condition,
  column,
  combine,
  given,
  type IdFilter,
  idCondition,
  type NameFilter,
  nameCondition,
  type Operator,
  type Optional,
  type TagsFilter,
  tagsCondition,
  within,
} from "../filters/criteria.ts";
import { quoted } from "../json-writer.ts";
import type { Action } from "./action.ts";
import { type Trigger, triggerFromWire, type WireTrigger } from "./trigger.ts";

export type AutomationRow = Readonly<Selectable<AutomationTable>>;

/** An automation as the evaluator and the actions look at it. */
export interface Automation {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly actions_on_resolve: readonly Action[];
}

export const automationSorts = ["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"] as const;
export type AutomationSort = (typeof automationSorts)[number];

/** What pages of automations can be ordered by, in either direction; equal values are ordered by id. */
export type AutomationOrderField = "ID" | "CREATED" | "UPDATED" | "NAME";

export interface AutomationFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<Omit<IdFilter, "not_any_">>;
  readonly name?: Optional<Omit<NameFilter, "like_">>;
  readonly created?: Optional<{ readonly before_?: Optional<Instant> }>;
  readonly tags?: Optional<TagsFilter>;
}

/** The condition on a row of `automation` (the reference's events.filters.AutomationFilter). */
export function automationCondition(dialect: Dialect, filter: AutomationFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, column("automation", "id"), criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, column("automation", "name"), criterion)),
    given(filter.created, (criterion) => combine("and_", within(column("automation", "created"), criterion))),
    given(filter.tags, (criterion) => tagsCondition(dialect, column("automation", "tags"), criterion)),
  ]);
}

export function parseTrigger(text: JsonText): Trigger {
  return triggerFromWire(fromJsonText<WireTrigger>(text));
}

export function parseActions(text: JsonText): readonly Action[] {
  return fromJsonText<readonly Action[]>(text);
}

export function parseAutomation(row: AutomationRow): Automation {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    trigger: parseTrigger(row.trigger),
    actions: parseActions(row.actions),
    actions_on_trigger: parseActions(row.actions_on_trigger),
    actions_on_resolve: parseActions(row.actions_on_resolve),
  };
}

/** An automation on the wire. */
export function automationJson(row: AutomationRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"description":${quoted(row.description)},"enabled":${row.enabled === 1},"tags":${row.tags},"trigger":${row.trigger},"actions":${row.actions},"actions_on_trigger":${row.actions_on_trigger},"actions_on_resolve":${row.actions_on_resolve}}`;
}
