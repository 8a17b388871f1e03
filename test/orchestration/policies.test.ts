import { expect, test } from "vitest";
import {
  backgroundTaskPolicy,
  clientSideTaskPolicy,
  coreFlowPolicy,
  coreTaskPolicy,
  globalFlowPolicy,
  globalTaskPolicy,
  markLateRunsPolicy,
  minimalFlowPolicy,
  minimalTaskPolicy,
} from "../../src/orchestration/policies.ts";
import { table } from "./reference-table.ts";

/** No rule of ours: the event is written with every state, whatever the policy. */
const EVENT = "InstrumentFlowRunStateTransitions";
/** No rule of theirs: there only polls look at the limits of pools and queues. */
const OWN = "EnforceWorkPoolConcurrency";

test.each([
  ["CoreFlowPolicy", coreFlowPolicy],
  ["MinimalFlowPolicy", minimalFlowPolicy],
  ["MarkLateRunsPolicy", markLateRunsPolicy],
  ["GlobalFlowPolicy", globalFlowPolicy],
  ["CoreTaskPolicy", coreTaskPolicy],
  ["ClientSideTaskOrchestrationPolicy", clientSideTaskPolicy],
  ["BackgroundTaskPolicy", backgroundTaskPolicy],
  ["MinimalTaskPolicy", minimalTaskPolicy],
  ["GlobalTaskPolicy", globalTaskPolicy],
] as const)("%s has the reference's rules in the reference's order", (name, policy) => {
  const names = policy.map((step) => step.name).filter((rule) => rule !== OWN);
  expect(names).toEqual(table.policies[name]?.filter((rule) => rule !== EVENT));
});

test("what is proposed to begin is held to the limits of its pool before it takes a slot of its deployment", () => {
  const names = coreFlowPolicy.map((step) => step.name);
  expect(names).toContain(OWN);
  expect(names.indexOf(OWN)).toBeLessThan(names.indexOf("SecureFlowConcurrencySlots"));
  expect(minimalFlowPolicy.map((step) => step.name)).not.toContain(OWN);
});
