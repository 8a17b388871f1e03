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

/** What policies.ts holds a place for: the event is written with every state, the others need concurrency limits. */
const ABSENT: ReadonlySet<string> = new Set([
  "InstrumentFlowRunStateTransitions",
  "ValidateDeploymentConcurrencyAtRunning",
  "SecureFlowConcurrencySlots",
  "RemoveDeploymentConcurrencyLeaseForOldClientVersions",
  "ReleaseFlowConcurrencySlots",
  "EnforceDeploymentConcurrencyOnLate",
  "SecureTaskConcurrencySlots",
  "ReleaseTaskConcurrencySlots",
]);

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
  expect(names).toEqual(table.policies[name]?.filter((rule) => !ABSENT.has(rule)));
});
