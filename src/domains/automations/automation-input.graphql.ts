/** Automations as GraphQL takes them, refused with the words that REST has for them. */

import type { StateType } from "../../db/tables.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { checkedJson, checkedName, checkedTags, checkedText } from "../../graphql/input-checks.ts";
import { readJsonText } from "../../rest/json-reading.ts";
import { read } from "../../rest/wire.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import type { NewAutomation } from "./automation.commands.ts";
import { automationCreate } from "./automation-schema.ts";
import { TriggerPostureEnum } from "./trigger.graphql.ts";
import type { Posture } from "./trigger.ts";

const LabelMatchInput = builder.inputType("LabelMatchInput", {
  description: "What a label of a resource must be.",
  fields: (t) => ({
    label: t.string({ required: true, description: "The label's name." }),
    patterns: t.stringList({
      required: true,
      description: "Any one of these fits; a star stands for any text, and a ! before it all turns it round.",
    }),
  }),
});

const ResourceMatchInput = builder.inputType("ResourceMatchInput", {
  description: "What a resource must be like.",
  fields: (t) => ({
    labels: t.field({ type: [LabelMatchInput], required: true, description: "Labels that must all fit." }),
  }),
});

const EventTriggerInput = builder.inputType("EventTriggerInput", {
  description: "Fires upon events, or upon their absence.",
  fields: (t) => ({
    posture: t.field({
      type: TriggerPostureEnum,
      required: true,
      description: "Whether it waits for events or for their absence.",
    }),
    match: t.field({
      type: ResourceMatchInput,
      description: "What the resource of an event must be like; any will do.",
    }),
    matchRelated: t.field({
      type: [ResourceMatchInput],
      description: "What related resources must be like: each of these is met by some.",
    }),
    after: t.stringList({ description: "Names of events of which one must come first." }),
    expect: t.stringList({ description: "Names of the events that count; every event where there are none." }),
    forEach: t.stringList({ description: "Labels for each combination of whose values it counts apart." }),
    threshold: t.int({ defaultValue: 1, description: "How many events fire it, or keep it from firing." }),
    withinSeconds: t.float({
      defaultValue: 0,
      description: "In how many seconds; of a proactive trigger 10 at least, and 10 unless given.",
    }),
  }),
});

interface TriggersInput {
  readonly withinSeconds?: number | null | undefined;
  readonly triggers: readonly TriggerInputShape[];
}

interface TriggerInputShape {
  readonly event?: typeof EventTriggerInput.$inferInput | null | undefined;
  readonly compound?: (TriggersInput & { readonly required?: number | null | undefined }) | null | undefined;
  readonly sequence?: TriggersInput | null | undefined;
}

const TriggerInput = builder.inputRef<TriggerInputShape>("TriggerInput");
const WITHIN = "In how many seconds they must fire; any time unless given.";

const CompoundTriggerInput = builder
  .inputRef<TriggersInput & { readonly required?: number | null | undefined }>("CompoundTriggerInput")
  .implement({
    description: "Fires once enough of the triggers inside it have fired.",
    fields: (t) => ({
      required: t.int({ description: "How many of them must fire; all unless given." }),
      withinSeconds: t.float({ description: WITHIN }),
      triggers: t.field({ type: [TriggerInput], required: true, description: "The triggers inside it." }),
    }),
  });

const SequenceTriggerInput = builder.inputRef<TriggersInput>("SequenceTriggerInput").implement({
  description: "Fires once the triggers inside it have all fired in their order.",
  fields: (t) => ({
    withinSeconds: t.float({ description: WITHIN }),
    triggers: t.field({ type: [TriggerInput], required: true, description: "The triggers, in their order." }),
  }),
});

TriggerInput.implement({
  description: "What an automation waits for: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    event: t.field({ type: EventTriggerInput, description: "Events, or their absence." }),
    compound: t.field({ type: CompoundTriggerInput, description: "Several triggers together." }),
    sequence: t.field({ type: SequenceTriggerInput, description: "Several triggers in order." }),
  }),
});

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

const ActionInput = builder.inputType("ActionInput", {
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

export const AutomationInput = builder.inputType("AutomationInput", {
  description: "What an automation is.",
  fields: (t) => ({
    name: t.string({ required: true, description: "Its name." }),
    description: t.string({ defaultValue: "", description: "What is to be said of it." }),
    enabled: t.boolean({ defaultValue: true, description: "Whether its trigger is evaluated." }),
    tags: t.stringList({ description: "Its tags." }),
    trigger: t.field({ type: TriggerInput, required: true, description: "What it waits for." }),
    actions: t.field({ type: [ActionInput], required: true, description: "What it does whenever it fires." }),
    actionsOnTrigger: t.field({
      type: [ActionInput],
      description: "What it does besides when it goes into the triggered state, with the event of that.",
    }),
  }),
});

/** As many as a filter may look for: each is compared with every event. */
const MOST_MATCHES = 1_000;

/** @throws PenstockError INVALID */
function boundedMatch<Part>(parts: readonly Part[]): readonly Part[] {
  if (parts.length <= MOST_MATCHES) return parts;
  throw new PenstockError("INVALID", `A trigger must not have more than ${MOST_MATCHES} matches`);
}

function specificationOf(match: typeof ResourceMatchInput.$inferInput): Record<string, readonly string[]> {
  return Object.fromEntries(boundedMatch(match.labels).map(({ label, patterns }) => [label, patterns]));
}

function triggerOf({ event, compound, sequence }: TriggerInputShape): object {
  if (event != null) {
    return {
      type: "event",
      posture: event.posture satisfies Posture,
      match: event.match == null ? {} : specificationOf(event.match),
      match_related: boundedMatch(event.matchRelated ?? []).map(specificationOf),
      after: event.after ?? [],
      expect: event.expect ?? [],
      for_each: event.forEach ?? [],
      threshold: event.threshold ?? 1,
      within: event.withinSeconds ?? 0,
    };
  }
  const given = compound ?? sequence;
  const inside = { within: given?.withinSeconds ?? null, triggers: (given?.triggers ?? []).map(triggerOf) };
  if (compound == null) return { type: "sequence", ...inside };
  return { type: "compound", require: compound.required ?? "all", ...inside };
}

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

function actionOf(input: typeof ActionInput.$inferInput): object {
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

/** Faults of members of a union that the value was never meant for. */
const OF_OTHER_KINDS: ReadonlySet<string> = new Set(["literal_error", "missing"]);

/** @throws PenstockError INVALID */
export function checkedAutomation(input: typeof AutomationInput.$inferInput): NewAutomation {
  const body = (): unknown => ({
    name: checkedName("name", input.name),
    description: checkedText("description", input.description) ?? "",
    enabled: input.enabled ?? true,
    tags: checkedTags(input.tags ?? []),
    trigger: triggerOf(input.trigger),
    actions: input.actions.map(actionOf),
    actions_on_trigger: (input.actionsOnTrigger ?? []).map(actionOf),
  });
  const result = read(automationCreate, body);
  if (result.issues === undefined) return result.value;
  const kind = input.trigger.event != null ? "Event" : input.trigger.compound != null ? "Compound" : "Sequence";
  const own = result.issues.filter(({ loc: [field, member] }) => field !== "trigger" || String(member).includes(kind));
  const told = own.find(({ type }) => !OF_OTHER_KINDS.has(type)) ?? own[0];
  throw new PenstockError("INVALID", told?.msg.replace(/^Value error, /, "") ?? "The automation is invalid");
}
