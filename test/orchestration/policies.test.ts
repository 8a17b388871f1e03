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
  const names = policy.map((step) => step.name);
  expect(names).toEqual(table.policies[name]?.filter((rule) => rule !== EVENT));
});
