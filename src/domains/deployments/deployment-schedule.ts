/** The schedules of a deployment as requests state them, and what a change of them comes to. */
import { EMPTY_OBJECT, type JsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import type { ScheduleInput } from "../schedules/schedule.ts";
import type { DeploymentScheduleRow } from "./deployment.ts";

export interface NewDeploymentSchedule {
  readonly schedule: ScheduleInput;
  readonly active: boolean;
  readonly parameters: JsonText;
  readonly max_scheduled_runs: number | null;
  readonly slug: string | null;
}

/** What can be changed of a schedule; what is left out or null stays as it is. */
export interface DeploymentScheduleChanges {
  readonly schedule?: ScheduleInput | null;
  readonly active?: boolean | null;
  readonly parameters?: JsonText | null;
  readonly max_scheduled_runs?: number | null;
  readonly slug?: string | null;
}

/** A schedule in a request that changes a deployment. */
export interface GivenSchedule extends DeploymentScheduleChanges {
  /** The slug of the schedule that this one takes the place of. */
  readonly replaces?: string | null;
}

export interface SchedulePatch {
  readonly id: string;
  readonly changes: DeploymentScheduleChanges;
  /** The schedule takes another slug, which another one may have until then. */
  readonly isRenamed: boolean;
}

export type ScheduleChange =
  | { readonly kind: "none" }
  | { readonly kind: "replace"; readonly schedules: readonly NewDeploymentSchedule[] }
  | {
      readonly kind: "patch";
      readonly patches: readonly SchedulePatch[];
      readonly additions: readonly NewDeploymentSchedule[];
    };

function refuse(detail: string): never {
  throw new PenstockError("INVALID", detail);
}

/** A schedule that comes with a deployment; how many runs are planned ahead is not taken over, as in the reference. */
function newSchedule(given: GivenSchedule): NewDeploymentSchedule {
  const { schedule, active, parameters, slug } = given;
  if (schedule === null || schedule === undefined) {
    return refuse("Unable to create new deployment schedules without a schedule configuration.");
  }
  return {
    schedule,
    active: active ?? true,
    parameters: parameters ?? EMPTY_OBJECT,
    max_scheduled_runs: null,
    slug: slug ?? null,
  };
}

function has<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

/**
 * What the schedules in a change of a deployment come to: where all of them, and all that are there, have slugs, they are
 * told apart by these; otherwise they take the place of all that are there (the reference's update_deployment).
 *
 * @param given undefined when the change says nothing of schedules
 * @throws PenstockError INVALID for schedules that cannot be told apart, or that nothing is known of
 */
export function scheduleChangeOf(
  given: readonly GivenSchedule[] | undefined,
  existing: readonly DeploymentScheduleRow[],
): ScheduleChange {
  const haveSlugs = existing.length > 0 && existing.every((schedule) => schedule.slug !== null);
  if (given === undefined) return { kind: "none" };
  if (!haveSlugs) return { kind: "replace", schedules: given.filter((each) => has(each.schedule)).map(newSchedule) };
  if (!given.every((each) => has(each.slug))) {
    return refuse("Please provide a slug for each schedule in your request to ensure schedules are updated correctly.");
  }
  checkReplacements(given, existing);
  const patches: SchedulePatch[] = [];
  const additions: NewDeploymentSchedule[] = [];
  for (const each of given) {
    const target = existing.find((schedule) => schedule.slug === (each.replaces || each.slug));
    if (target === undefined) additions.push(newSchedule(each));
    else patches.push({ id: target.id, changes: each, isRenamed: Boolean(each.replaces) });
  }
  return { kind: "patch", patches, additions };
}

function checkReplacements(given: readonly GivenSchedule[], existing: readonly DeploymentScheduleRow[]): void {
  const replaced = new Set<string>();
  for (const { replaces } of given) {
    if (!replaces) continue;
    if (replaced.has(replaces)) refuse(`Multiple schedules have 'replaces' targeting the same slug: ${replaces}`);
    replaced.add(replaces);
  }
  const slugs = new Set(existing.map((schedule) => schedule.slug));
  for (const { slug, replaces } of given) {
    if (slug && replaces && slugs.has(slug) && !replaced.has(slug)) {
      refuse(`Cannot rename schedule from '${replaces}' to '${slug}': a schedule with slug '${slug}' already exists.`);
    }
  }
}

/** The schedules that a new deployment comes with. */
export function schedulesOfNewDeployment(schedules: readonly NewDeploymentSchedule[]): NewDeploymentSchedule[] {
  return schedules.map(newSchedule);
}
