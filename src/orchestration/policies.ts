/**
 * Which rules govern which transitions, in the reference's order (core_policy.py, global_policy.py). Comments tell of the
 * one rule that is only there, and of the one that is only here.
 */
import {
  incrementRunTime,
  setEndTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
  setRunStateName,
  setRunStateTimestamp,
  setRunStateType,
  setStartTime,
} from "./global-transforms.ts";
import {
  ensureFlowRunStateTimestampIsUnique,
  incrementFlowRunCount,
  removeResumingIndicator,
  updateFlowRunStateDetails,
  updateSubflowParentTask,
  updateSubflowStateDetails,
} from "./global-transforms-flow-runs.ts";
import { incrementTaskRunCount, updateTaskRunStateDetails } from "./global-transforms-task-runs.ts";
import type { Policy, RunTransition } from "./rule.ts";
import { bypassCancellingFlowRunsWithNoInfra } from "./rules/bypass-cancelling-flow-runs-with-no-infra.ts";
import { cacheInsertion } from "./rules/cache-insertion.ts";
import { cacheRetrieval } from "./rules/cache-retrieval.ts";
import { copyScheduledTime } from "./rules/copy-scheduled-time.ts";
import { copyTaskParametersId } from "./rules/copy-task-parameters-id.ts";
import { enforceCancellingToCancelledTransition } from "./rules/enforce-cancelling-to-cancelled-transition.ts";
import { enforceDeploymentConcurrencyOnLate } from "./rules/enforce-deployment-concurrency-on-late.ts";
import { enforceWorkPoolConcurrency } from "./rules/enforce-work-pool-concurrency.ts";
import { enqueueScheduledTasks } from "./rules/enqueue-scheduled-tasks.ts";
import { ensureOnlyScheduledFlowsMarkedLate } from "./rules/ensure-only-scheduled-flows-marked-late.ts";
import { handleFlowTerminalStateTransitions } from "./rules/handle-flow-terminal-state-transitions.ts";
import { handlePausingFlows } from "./rules/handle-pausing-flows.ts";
import { handleResumingPausedFlows } from "./rules/handle-resuming-paused-flows.ts";
import { handleTaskTerminalStateTransitions } from "./rules/handle-task-terminal-state-transitions.ts";
import { preserveDeploymentConcurrencyLeaseId } from "./rules/preserve-deployment-concurrency-lease-id.ts";
import { preventDuplicateTransitions } from "./rules/prevent-duplicate-transitions.ts";
import { preventPendingTransitions } from "./rules/prevent-pending-transitions.ts";
import { preventResultDataLoss } from "./rules/prevent-result-data-loss.ts";
import { preventRunningTasksFromStoppedFlows } from "./rules/prevent-running-tasks-from-stopped-flows.ts";
import { releaseFlowConcurrencySlots } from "./rules/release-flow-concurrency-slots.ts";
import { releaseTaskConcurrencySlots } from "./rules/release-task-concurrency-slots.ts";
import { removeDeploymentConcurrencyLeaseForOldClientVersions } from "./rules/remove-deployment-concurrency-lease-for-old-client-versions.ts";
import { renameReruns } from "./rules/rename-reruns.ts";
import { retryFailedFlows } from "./rules/retry-failed-flows.ts";
import { retryFailedTasks } from "./rules/retry-failed-tasks.ts";
import { secureFlowConcurrencySlots } from "./rules/secure-flow-concurrency-slots.ts";
import { secureTaskConcurrencySlots } from "./rules/secure-task-concurrency-slots.ts";
import { updateFlowRunTrackerOnTasks } from "./rules/update-flow-run-tracker-on-tasks.ts";
import { validateDeploymentConcurrencyAtRunning } from "./rules/validate-deployment-concurrency-at-running.ts";
import { waitForScheduledTime } from "./rules/wait-for-scheduled-time.ts";
import type { FlowRunTransition, TaskRunTransition } from "./transition-context.ts";

export type FlowRunPolicyRules = Policy<FlowRunTransition>;
export type TaskRunPolicyRules = Policy<TaskRunTransition>;

/** What a client's request to set a flow run's state goes through: CoreFlowPolicy. */
export const coreFlowPolicy: FlowRunPolicyRules = [
  preserveDeploymentConcurrencyLeaseId,
  preventDuplicateTransitions,
  handleFlowTerminalStateTransitions,
  enforceCancellingToCancelledTransition,
  bypassCancellingFlowRunsWithNoInfra,
  preventPendingTransitions,
  // Not in the reference. Before a slot of the deployment is taken, which a run that may not begin has no use for.
  enforceWorkPoolConcurrency,
  validateDeploymentConcurrencyAtRunning,
  secureFlowConcurrencySlots,
  removeDeploymentConcurrencyLeaseForOldClientVersions,
  ensureOnlyScheduledFlowsMarkedLate,
  handlePausingFlows,
  handleResumingPausedFlows,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedFlows,
  // InstrumentFlowRunStateTransitions: transition.ts writes the event of every written state, whatever the policy.
  releaseFlowConcurrencySlots,
];

/** What a forced transition of a flow run goes through, and one the server makes itself: MinimalFlowPolicy. */
export const minimalFlowPolicy: FlowRunPolicyRules = [
  preserveDeploymentConcurrencyLeaseId,
  preventResultDataLoss,
  bypassCancellingFlowRunsWithNoInfra,
  // InstrumentFlowRunStateTransitions: as in coreFlowPolicy.
  releaseFlowConcurrencySlots,
];

/** What marking a flow run late goes through: MarkLateRunsPolicy. */
export const markLateRunsPolicy: FlowRunPolicyRules = [
  ensureOnlyScheduledFlowsMarkedLate,
  enforceDeploymentConcurrencyOnLate,
  // InstrumentFlowRunStateTransitions: as in coreFlowPolicy.
];

/** What a client's request to set a task run's state goes through: CoreTaskPolicy. */
export const coreTaskPolicy: TaskRunPolicyRules = [
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  preventRunningTasksFromStoppedFlows,
  // Behind the cache, for a cached result needs no slot.
  secureTaskConcurrencySlots,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTrackerOnTasks,
  cacheInsertion,
  releaseTaskConcurrencySlots,
];

/** As coreTaskPolicy for clients that orchestrate task runs themselves: ClientSideTaskOrchestrationPolicy. */
export const clientSideTaskPolicy: TaskRunPolicyRules = [
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  preventRunningTasksFromStoppedFlows,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTrackerOnTasks,
  cacheInsertion,
  releaseTaskConcurrencySlots,
];

/** What every proposed state that is deferred goes through, forced or not: BackgroundTaskPolicy. */
export const backgroundTaskPolicy: TaskRunPolicyRules = [
  preventPendingTransitions,
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  copyScheduledTime,
  copyTaskParametersId,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTrackerOnTasks,
  cacheInsertion,
  releaseTaskConcurrencySlots,
  enqueueScheduledTasks,
];

/** What a forced transition of a task run goes through, and one the server makes itself: MinimalTaskPolicy. */
export const minimalTaskPolicy: TaskRunPolicyRules = [releaseTaskConcurrencySlots];

const commonGlobalTransforms: Policy<RunTransition> = [
  setRunStateType,
  setRunStateName,
  setRunStateTimestamp,
  setStartTime,
  setEndTime,
  incrementRunTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
];

/** The bookkeeping of every transition of a flow run, behind whatever policy governs it: GlobalFlowPolicy. */
export const globalFlowPolicy: FlowRunPolicyRules = [
  ensureFlowRunStateTimestampIsUnique,
  ...commonGlobalTransforms,
  updateFlowRunStateDetails,
  updateSubflowParentTask,
  updateSubflowStateDetails,
  incrementFlowRunCount,
  removeResumingIndicator,
];

/** The bookkeeping of every transition of a task run, behind whatever policy governs it: GlobalTaskPolicy. */
export const globalTaskPolicy: TaskRunPolicyRules = [
  ...commonGlobalTransforms,
  updateTaskRunStateDetails,
  incrementTaskRunCount,
];
