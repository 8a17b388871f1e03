/** The rules on slots of limits on tags against the reference's decisions, and what becomes of the slots. */
import { expect, test } from "vitest";
import { decideTaskRunTransition } from "../../src/orchestration/orchestrate.ts";
import {
  backgroundTaskPolicy,
  clientSideTaskPolicy,
  coreTaskPolicy,
  minimalTaskPolicy,
  type TaskRunPolicyRules,
} from "../../src/orchestration/policies.ts";
import { taskRunPolicy } from "../../src/orchestration/run-policy.ts";
import { tagLimitName } from "../../src/orchestration/slots/limit.ts";
import { UNRENEWED_LEASE_DURATION } from "../../src/orchestration/slots/slot-ledger.ts";
import type { TaskRunTransition } from "../../src/orchestration/transition-context.ts";
import { describeChanges, describeOutcome, draftOf, now, stateOf } from "./reference-table.ts";
import { replay } from "./replay.ts";
import { Books, type SlotAnswer, settings, slotTable, type TaskSlotSetting, verdictOf } from "./slot-table.ts";

const POLICIES: Readonly<Record<string, TaskRunPolicyRules>> = {
  CoreTaskPolicy: coreTaskPolicy,
  ClientSideTaskOrchestrationPolicy: clientSideTaskPolicy,
  BackgroundTaskPolicy: backgroundTaskPolicy,
  MinimalTaskPolicy: minimalTaskPolicy,
};

const { ids } = slotTable;
const CACHED_STATE = stateOf(slotTable.cached.state, "cached");
/** The held lease is good for so long yet. */
const HELD_MICROSECONDS = 200_000_000;

/** Where the reference's books go wrong, and ours therefore differ. */
const DEVIATIONS = {
  "the reference fails where the slot that comes back is of a limit that is switched off": 0,
  "the reference takes slots for a run that it gives up over a limit of 0, and keeps them for a century": 0,
};
type Deviation = keyof typeof DEVIATIONS;

replay(slotTable.task_runs, (policy, setting, describedInitial, proposal, reference): SlotAnswer => {
  const initial = describedInitial && stateOf(describedInitial, "initial", slotTable.initial_timestamp);
  const books = booksOf(setting);
  const proposed = stateOf(proposal, "proposed");
  const { run_count, state } = setting.flow_run as NonNullable<TaskSlotSetting["flow_run"]>;
  const transition: TaskRunTransition = {
    run: {
      ...draftOf(ids.task_run, setting.run, initial),
      flow_run_id: ids.flow_run,
      task_key: "t",
      flow_run_run_count: setting.run.flow_run_run_count ?? 0,
      empirical_policy: taskRunPolicy(setting.policy),
    },
    initial,
    proposed,
    validated: null,
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: {
      flowRun: { id: ids.flow_run, run_count, state: state && stateOf(state, "flow run's") },
      cachedState: proposal.details?.cache_key === slotTable.cached.key ? CACHED_STATE : null,
      tagLimits: proposed.type === "RUNNING" ? tagLimitsOf(setting, books) : [],
      holdsLeases: setting.held.some((name) => setting.tags.map(tagLimitName).includes(name)),
    },
    now,
    clientVersion: null,
    apiVersion: null,
    random: () => slotTable.random,
    settings,
  };
  const before = { ...transition.run };
  // As the reference's set_task_run_state has it, a deferred state is always one of a background task.
  const rules = proposal.details?.deferred ? backgroundTaskPolicy : (POLICIES[policy] as TaskRunPolicyRules);
  decideTaskRunTransition(rules, transition);
  const verdict = {
    ...describeOutcome(transition.outcome, transition.validated, initial),
    run: describeChanges(before, transition.run),
  };
  keep(books, transition);
  const deviation = deviationOf(reference, transition);
  if (deviation === undefined && !("error" in reference)) return { ...verdict, ...books.describe(reference) };
  if (deviation === undefined) return reference;
  DEVIATIONS[deviation] += 1;
  if (!("error" in reference)) expect(verdict).toEqual(verdictOf(reference));
  return reference;
});

test("the deviations are all there are, and each is there", () => {
  expect(Object.values(DEVIATIONS).every((count) => count > 0)).toBe(true);
});

function booksOf({ limits, held }: TaskSlotSetting): Books {
  const named = Object.entries(limits).map(([tag, limit]) => [tagLimitName(tag), limit] as const);
  const books = new Books(Object.fromEntries(named));
  if (held.length > 0) books.leases.set("held", { limits: [...held].sort(), slots: 1, expires: HELD_MICROSECONDS });
  return books;
}

function tagLimitsOf({ tags }: TaskSlotSetting, books: Books) {
  return [...tags].sort().flatMap((tag) => books.facts(tagLimitName(tag)) ?? []);
}

function keep(books: Books, { effects }: TaskRunTransition): void {
  for (const effect of effects) {
    if (effect.kind === "takeTagSlots") books.take("new", effect.limitIds, UNRENEWED_LEASE_DURATION);
    else if (effect.kind === "releaseTagSlots") books.end("held");
  }
}

function deviationOf(reference: SlotAnswer, { effects, outcome }: TaskRunTransition): Deviation | undefined {
  if ("error" in reference) {
    expect(reference.error).toBe("RuntimeError");
    expect(effects).toContainEqual({ kind: "releaseTagSlots" });
    return "the reference fails where the slot that comes back is of a limit that is switched off";
  }
  if (outcome.status === "ABORT" && "new" in reference.leases) {
    return "the reference takes slots for a run that it gives up over a limit of 0, and keeps them for a century";
  }
  return undefined;
}
