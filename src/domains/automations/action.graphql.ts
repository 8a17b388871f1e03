/** Actions of automations in GraphQL: a union of their kinds. */
import { builder } from "../../graphql/builder.ts";
import { BlockDocument } from "../blocks/block-document.graphql.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import { WorkPool } from "../work-pools/work-pool.graphql.ts";
import { WorkQueue } from "../work-queues/work-queue.graphql.ts";
import type { ActionOf, Action as ActionValue } from "./action.ts";

const TYPE = "Its type, such as `pause-deployment`.";

const DoNothingAction = builder.objectRef<ActionOf<"do-nothing">>("DoNothingAction").implement({
  description: "Does nothing but tell that the automation has fired.",
  fields: (t) => ({ type: t.exposeString("type", { description: TYPE }) }),
});

const RunDeploymentAction = builder.objectRef<ActionOf<"run-deployment">>("RunDeploymentAction").implement({
  description: "Creates a flow run of a deployment.",
  fields: (t) => ({
    type: t.exposeString("type", { description: TYPE }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment; null for that of the event, and for one that does not exist.",
      resolve: ({ deployment_id: id }, _args, { loaders }) => (id === null ? null : loaders.deployments.load(id)),
    }),
    isInferred: t.boolean({
      description: "Whether the deployment is that of the event.",
      resolve: ({ source }) => source === "inferred",
    }),
    parameters: t.field({
      type: "JSON",
      nullable: true,
      description: "Parameters, which may hold templates; null for those of the deployment.",
      resolve: ({ parameters }) => parameters,
    }),
    jobVariables: t.field({
      type: "JSON",
      nullable: true,
      description: "Job variables; null for those of the deployment.",
      resolve: ({ job_variables: variables }) => variables,
    }),
    scheduleAfterSeconds: t.float({
      description: "In how many seconds the run is to begin.",
      resolve: ({ schedule_after: seconds }) => seconds,
    }),
  }),
});

type PauseOrResume = ActionOf<"pause-deployment" | "resume-deployment">;
const DeploymentAction = builder.objectRef<PauseOrResume>("DeploymentAction").implement({
  description: "Pauses or resumes a deployment.",
  fields: (t) => ({
    type: t.exposeString("type", { description: TYPE }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment; null for that of the event, and for one that does not exist.",
      resolve: ({ deployment_id: id }, _args, { loaders }) => (id === null ? null : loaders.deployments.load(id)),
    }),
  }),
});

type RunAction = ActionOf<"cancel-flow-run" | "suspend-flow-run" | "resume-flow-run" | "delete-flow-run">;
const FlowRunAction = builder.objectRef<RunAction>("FlowRunAction").implement({
  description: "Cancels, suspends, resumes or deletes the flow run of the event.",
  fields: (t) => ({ type: t.exposeString("type", { description: TYPE }) }),
});

const ChangeFlowRunStateAction = builder
  .objectRef<ActionOf<"change-flow-run-state">>("ChangeFlowRunStateAction")
  .implement({
    description: "Gives the flow run of the event another state.",
    fields: (t) => ({
      type: t.exposeString("type", { description: TYPE }),
      stateType: t.field({
        type: StateTypeEnum,
        description: "The type of the state.",
        resolve: ({ state }) => state,
      }),
      stateName: t.string({
        nullable: true,
        description: "The name of the state; null for that of its type.",
        resolve: ({ name }) => name,
      }),
      message: t.exposeString("message", {
        nullable: true,
        description: "What the state says; null for the automation.",
      }),
      force: t.exposeBoolean("force", { description: "Whether the rules of transitions are passed over." }),
    }),
  });

const WorkPoolAction = builder.objectRef<ActionOf<"pause-work-pool" | "resume-work-pool">>("WorkPoolAction").implement({
  description: "Pauses or resumes a work pool.",
  fields: (t) => ({
    type: t.exposeString("type", { description: TYPE }),
    workPool: t.field({
      type: WorkPool,
      nullable: true,
      description: "The work pool; null for that of the event, and for one that does not exist.",
      resolve: ({ work_pool_id: id }, _args, { loaders }) => (id === null ? null : loaders.workPools.load(id)),
    }),
  }),
});

const WorkQueueAction = builder
  .objectRef<ActionOf<"pause-work-queue" | "resume-work-queue">>("WorkQueueAction")
  .implement({
    description: "Pauses or resumes a work queue.",
    fields: (t) => ({
      type: t.exposeString("type", { description: TYPE }),
      workQueue: t.field({
        type: WorkQueue,
        nullable: true,
        description: "The work queue; null for that of the event, and for one that does not exist.",
        resolve: ({ work_queue_id: id }, _args, { loaders }) => (id === null ? null : loaders.workQueues.load(id)),
      }),
    }),
  });

const AutomationAction = builder
  .objectRef<ActionOf<"pause-automation" | "resume-automation">>("AutomationAction")
  .implement({
    description: "Pauses or resumes an automation.",
    fields: (t) => ({
      type: t.exposeString("type", { description: TYPE }),
      automationDatabaseId: t.field({
        type: "UUID",
        nullable: true,
        description: "The id of the automation; null for that of the event.",
        resolve: ({ automation_id: id }) => id,
      }),
    }),
  });

const SendNotificationAction = builder.objectRef<ActionOf<"send-notification">>("SendNotificationAction").implement({
  description: "Sends a notification by a block.",
  fields: (t) => ({
    type: t.exposeString("type", { description: TYPE }),
    blockDocument: t.field({
      type: BlockDocument,
      nullable: true,
      description: "The block document; null for one that does not exist.",
      resolve: ({ block_document_id: id }, _args, { loaders }) => loaders.blockDocuments.load(id),
    }),
    blockDocumentId: t.field({
      type: "UUID",
      description: "The id of the block document.",
      resolve: ({ block_document_id: id }) => id,
    }),
    subject: t.exposeString("subject", { description: "The subject, which may be a template." }),
    body: t.exposeString("body", { description: "The text, which may be a template." }),
  }),
});

const CallWebhookAction = builder.objectRef<ActionOf<"call-webhook">>("CallWebhookAction").implement({
  description: "Calls the webhook of a block.",
  fields: (t) => ({
    type: t.exposeString("type", { description: TYPE }),
    blockDocument: t.field({
      type: BlockDocument,
      nullable: true,
      description: "The block document; null for one that does not exist.",
      resolve: ({ block_document_id: id }, _args, { loaders }) => loaders.blockDocuments.load(id),
    }),
    blockDocumentId: t.field({
      type: "UUID",
      description: "The id of the block document.",
      resolve: ({ block_document_id: id }) => id,
    }),
    payload: t.exposeString("payload", { description: "What is sent, which may be a template." }),
  }),
});

const NAMES = {
  "do-nothing": "DoNothingAction",
  "run-deployment": "RunDeploymentAction",
  "pause-deployment": "DeploymentAction",
  "resume-deployment": "DeploymentAction",
  "cancel-flow-run": "FlowRunAction",
  "suspend-flow-run": "FlowRunAction",
  "resume-flow-run": "FlowRunAction",
  "delete-flow-run": "FlowRunAction",
  "change-flow-run-state": "ChangeFlowRunStateAction",
  "pause-work-pool": "WorkPoolAction",
  "resume-work-pool": "WorkPoolAction",
  "pause-work-queue": "WorkQueueAction",
  "resume-work-queue": "WorkQueueAction",
  "pause-automation": "AutomationAction",
  "resume-automation": "AutomationAction",
  "send-notification": "SendNotificationAction",
  "call-webhook": "CallWebhookAction",
} as const satisfies Record<ActionValue["type"], string>;

export const Action = builder.unionType("Action", {
  description: "What an automation does once it has fired.",
  types: [
    DoNothingAction,
    RunDeploymentAction,
    DeploymentAction,
    FlowRunAction,
    ChangeFlowRunStateAction,
    WorkPoolAction,
    WorkQueueAction,
    AutomationAction,
    SendNotificationAction,
    CallWebhookAction,
  ],
  resolveType: (action: ActionValue) => NAMES[action.type],
});
