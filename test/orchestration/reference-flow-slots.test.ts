/** The rules on slots of deployments' limits against the reference's decisions, and what becomes of the slots. */
import { expect, test } from "vitest";
import { decideFlowRunTransition } from "../../src/orchestration/orchestrate.ts";
import {
  coreFlowPolicy,
  type FlowRunPolicyRules,
  markLateRunsPolicy,
  minimalFlowPolicy,
} from "../../src/orchestration/policies.ts";
import { flowRunPolicy } from "../../src/orchestration/run-policy.ts";
import { UNRENEWED_LEASE_DURATION } from "../../src/orchestration/slots/slot-ledger.ts";
import { SLOT_HOLDING_STATES, type State } from "../../src/orchestration/states.ts";
import type { FlowRunTransition, RunDeployment } from "../../src/orchestration/transition-context.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { describeChanges, describeOutcome, draftOf, now, stateOf } from "./reference-table.ts";
import { replay } from "./replay.ts";
import {
  Books,
  type FlowSlotSetting,
  type SlotAnswer,
  settings,
  slotTable,
  verdictOf,
  withKnownLease,
} from "./slot-table.ts";

const POLICIES: Readonly<Record<string, FlowRunPolicyRules>> = {
  CoreFlowPolicy: coreFlowPolicy,
  MinimalFlowPolicy: minimalFlowPolicy,
  MarkLateRunsPolicy: markLateRunsPolicy,
};

const { ids } = slotTable;
const KNOWN_LEASES = [ids.lease, ids.held];

/** Where the reference's books go wrong, and ours therefore differ. */
const DEVIATIONS = {
  "the reference fails where the slot that comes back is of a limit that is switched off": 0,
  "the reference takes a slot from somebody else where the run holds none": 0,
  "the reference forgets leases that nobody renews, and counts their slots on": 0,
  "the reference takes a slot for a run that has to wait, and leaves it to expire": 0,
};
type Deviation = keyof typeof DEVIATIONS;

replay(slotTable.flow_runs, (policy, setting, describedInitial, proposal, reference): SlotAnswer => {
  const initial = describedInitial && stateOf(describedInitial, "initial", slotTable.initial_timestamp);
  const books = booksOf(setting);
  const transition: FlowRunTransition = {
    now,
    clientVersion: setting.client,
    apiVersion: null,
    random: () => slotTable.random,
    settings,
    outcome: { status: "ACCEPT" },
    validated: null,
    run: {
      ...draftOf(ids.flow_run, setting.run, initial),
      deployment_id: setting.deployment === false ? null : ids.deployment,
      parent_task_run_id: null,
      infrastructure_pid: setting.infrastructure_pid ?? null,
      empirical_policy: flowRunPolicy(setting.policy),
    },
    initial,
    proposed: stateOf(proposal, "proposed"),
    effects: [],
    facts: {
      laterStateTimestamps: [],
      deployment: setting.deployment === true ? deploymentOf(setting, books) : undefined,
      leaseIsThere: namesLease(initial) && books.leases.has("named"),
      fullLimit: undefined,
    },
  };
  const before = { ...transition.run };
  decideFlowRunTransition(POLICIES[policy] as FlowRunPolicyRules, transition);
  const outcome = describeOutcome(transition.outcome, transition.validated, initial);
  const verdict = {
    ...outcome,
    state: withKnownLease(outcome.state, KNOWN_LEASES),
    run: describeChanges(before, transition.run),
  };
  const held = books.leases.has("named");
  keep(books, transition);
  const deviation = deviationOf(reference, transition, held);
  if (deviation === undefined && !("error" in reference)) return { ...verdict, ...books.describe(reference) };
  if (deviation === undefined) return reference;
  DEVIATIONS[deviation] += 1;
  if ("error" in reference) {
    expect(verdict.status).not.toBe("ABORT");
    return reference;
  }
  expect(verdict).toEqual(verdictOf(reference));
  return reference;
});

test("the deviations are all there are, and each is there", () => {
  expect(Object.values(DEVIATIONS).every((count) => count > 0)).toBe(true);
});

function booksOf({ limit, lease, deployment }: FlowSlotSetting): Books {
  const hasLimit = limit !== undefined && deployment !== "gone";
  const books = new Books(limit === undefined ? {} : { deployment: limit });
  const on = lease?.on ?? (hasLimit ? "deployment" : undefined);
  if (lease && on) books.leases.set("named", { limits: [on], slots: lease.slots ?? 1, expires: lease.expires });
  return books;
}

function deploymentOf({ options }: FlowSlotSetting, books: Books): RunDeployment {
  const gracePeriod = options?.grace_period_seconds;
  return {
    limit: books.facts("deployment"),
    collisionStrategy: options?.collision_strategy ?? "ENQUEUE",
    gracePeriod: gracePeriod === undefined ? null : microsecondsFromSeconds(gracePeriod),
  };
}

function namesLease(state: State | null): boolean {
  return state?.state_details.deployment_concurrency_lease_id === ids.lease;
}

/** Keeps the books as the effects have it; those of a state that is not written, too. */
function keep(books: Books, { effects }: FlowRunTransition): void {
  for (const effect of effects) {
    if (effect.kind === "takeDeploymentSlot") books.take("new", [effect.limitId], effect.leaseDuration);
    else if (effect.kind === "renewDeploymentLease") books.extend("named", effect.leaseDuration);
    else if (effect.kind === "keepDeploymentLease") books.extend("named", UNRENEWED_LEASE_DURATION);
    else if (effect.kind === "releaseDeploymentSlot" && effect.leaseId === ids.lease) books.end("named");
  }
}

function deviationOf(reference: SlotAnswer, transition: FlowRunTransition, held: boolean): Deviation | undefined {
  const { initial, proposed, effects, facts, outcome } = transition;
  const isReleased = effects.some((effect) => effect.kind === "releaseDeploymentSlot");
  if ("error" in reference) {
    expect(reference.error).toBe("RuntimeError");
    expect(isReleased && facts.deployment?.limit?.active).toBe(false);
    return "the reference fails where the slot that comes back is of a limit that is switched off";
  }
  const holds = initial !== null && SLOT_HOLDING_STATES.has(initial.type);
  if (holds && isReleased && !(namesLease(initial) && held)) {
    return "the reference takes a slot from somebody else where the run holds none";
  }
  if (held && effects.some((effect) => effect.kind === "keepDeploymentLease")) {
    return "the reference forgets leases that nobody renews, and counts their slots on";
  }
  if (proposed === null && outcome.status === "WAIT" && "new" in reference.leases) {
    return "the reference takes a slot for a run that has to wait, and leaves it to expire";
  }
  return undefined;
}
