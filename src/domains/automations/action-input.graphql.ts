/** Actions as GraphQL takes them, and as the wire has them. */
import type { StateType } from "../../db/tables.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { checkedJson } from "../../graphql/input-checks.ts";
import { readJsonText } from "../../rest/json-reading.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";

const PlainActionEnum = builder.enumType("PlainAction", {
  description: "An action that needs no more than its name.",
  values: {
    DO_NOTHING: { value: "do-nothing", description: "Only tells that the automation has fired." },
    CANCEL_FLOW_RUN: { value: "cancel-flow-run", description: "Cancels the flow run of the event." },
    SUSPEND_FLOW_RUN: { value: "suspend-flow-run", description: "Suspends the flow run of the event." },
    RESUME_FLOW_RUN: { value: "resume-flow-run", description: "Resumes the flow run of the event." },
    DELETE_FLOW_RUN: { value: "delete-flow-run", description: "Deletes the flow run of the event." },
  } as const,
});

const ActionTargetInput = builder.inputType("ActionTargetInput", {
  description: "What an action is done to.",
  fields: (t) => ({ id: t.id({ description: "Its global id or UUID; that of the event unless given." }) }),
});

const RunDeploymentInput = builder.inputType("RunDeploymentActionInput", {
  description: "Creates a flow run of a deployment.",
  fields: (t) => ({
    deploymentId: t.id({ description: "The deployment's global id or UUID; that of the event unless given." }),
    parameters: t.field({ type: "JSON", description: "Parameters, which may hold templates." }),
    jobVariables: t.field({ type: "JSON", description: "Job variables." }),
    scheduleAfterSeconds: t.float({ defaultValue: 0, description: "In how many seconds the run is to begin." }),
  }),
});

const ChangeFlowRunStateInput = builder.inputType("ChangeFlowRunStateActionInput", {
  description: "Gives the flow run of the event another state.",
  fields: (t) => ({
    stateType: t.field({ type: StateTypeEnum, required: true, description: "The type of the state." }),
    stateName: t.string({ description: "The name of the state; that of its type unless given." }),
    message: t.string({ description: "What the state says; that of the automation unless given." }),
    force: t.boolean({ defaultValue: false, description: "Whether the rules of transitions are passed over." }),
  }),
});

const SendNotificationInput = builder.inputType("SendNotificationActionInput", {
  description: "Sends a notification by a block.",
  fields: (t) => ({
    blockDocumentId: t.id({ required: true, description: "The UUID of the block document." }),
    subject: t.string({ description: "The subject, which may be a template." }),
    body: t.string({ required: true, description: "The text, which may be a template." }),
  }),
});

const CallWebhookInput = builder.inputType("CallWebhookActionInput", {
  description: "Calls the webhook of a block.",
  fields: (t) => ({
    blockDocumentId: t.id({ required: true, description: "The UUID of the block document." }),
    payload: t.string({ defaultValue: "", description: "What is sent, which may be a template." }),
  }),
});

export const ActionInput = builder.inputType("ActionInput", {
  description: "What an automation does: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    plain: t.field({ type: PlainActionEnum, description: "An action that needs no more than its name." }),
    runDeployment: t.field({ type: RunDeploymentInput, description: "Runs a deployment." }),
    pauseDeployment: t.field({ type: ActionTargetInput, description: "Pauses a deployment." }),
    resumeDeployment: t.field({ type: ActionTargetInput, description: "Resumes a deployment." }),
    pauseWorkPool: t.field({ type: ActionTargetInput, description: "Pauses a work pool." }),
    resumeWorkPool: t.field({ type: ActionTargetInput, description: "Resumes a work pool." }),
    pauseWorkQueue: t.field({ type: ActionTargetInput, description: "Pauses a work queue." }),
    resumeWorkQueue: t.field({ type: ActionTargetInput, description: "Resumes a work queue." }),
    pauseAutomation: t.field({ type: ActionTargetInput, description: "Pauses an automation." }),
    resumeAutomation: t.field({ type: ActionTargetInput, description: "Resumes an automation." }),
    changeFlowRunState: t.field({ type: ChangeFlowRunStateInput, description: "Changes a flow run's state." }),
    sendNotification: t.field({ type: SendNotificationInput, description: "Sends a notification." }),
    callWebhook: t.field({ type: CallWebhookInput, description: "Calls a webhook." }),
  }),
});

type Target = typeof ActionTargetInput.$inferInput | null | undefined;

/** The type of an action upon an object, the object's name in GraphQL, and that of its id on the wire. */
const TARGETS = [
  ["pauseDeployment", "pause-deployment", "Deployment", "deployment_id"],
  ["resumeDeployment", "resume-deployment", "Deployment", "deployment_id"],
  ["pauseWorkPool", "pause-work-pool", "WorkPool", "work_pool_id"],
  ["resumeWorkPool", "resume-work-pool", "WorkPool", "work_pool_id"],
  ["pauseWorkQueue", "pause-work-queue", "WorkQueue", "work_queue_id"],
  ["resumeWorkQueue", "resume-work-queue", "WorkQueue", "work_queue_id"],
  ["pauseAutomation", "pause-automation", "Automation", "automation_id"],
  ["resumeAutomation", "resume-automation", "Automation", "automation_id"],
] as const;

function targetOf(typename: string, key: string, id: string | number | null | undefined): object {
  if (id == null) return { source: "inferred" };
  return { source: "selected", [key]: databaseIdOf(typename, String(id)) };
}

function jsonOrNull(name: string, value: unknown): unknown {
  return value == null ? null : readJsonText(checkedJson(name, value));
}

/** The action on the wire. @throws PenstockError INVALID for ids of other types and JSON that cannot be stored */
export function actionOf(input: typeof ActionInput.$inferInput): object {
  const { plain, runDeployment, changeFlowRunState: change, sendNotification: send, callWebhook } = input;
  if (plain != null) return { type: plain };
  for (const [field, type, typename, key] of TARGETS) {
    const target: Target = input[field];
    if (target != null) return { type, ...targetOf(typename, key, target.id) };
  }
  if (runDeployment != null) {
    return {
      type: "run-deployment",
      ...targetOf("Deployment", "deployment_id", runDeployment.deploymentId),
      parameters: jsonOrNull("parameters", runDeployment.parameters),
      job_variables: jsonOrNull("jobVariables", runDeployment.jobVariables),
      schedule_after: runDeployment.scheduleAfterSeconds ?? 0,
    };
  }
  if (change != null) {
    const state: StateType = change.stateType;
    const { stateName: name = null, message = null, force } = change;
    return { type: "change-flow-run-state", state, name, message, force: force ?? false };
  }
  if (send != null) {
    const subject = send.subject == null ? {} : { subject: send.subject };
    return {
      type: "send-notification",
      block_document_id: databaseIdOf("BlockDocument", String(send.blockDocumentId)),
      body: send.body,
      ...subject,
    };
  }
  return {
    type: "call-webhook",
    block_document_id: databaseIdOf("BlockDocument", String(callWebhook?.blockDocumentId)),
    payload: callWebhook?.payload ?? "",
  };
}
