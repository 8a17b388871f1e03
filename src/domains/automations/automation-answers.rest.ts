/** The shapes of answers: Automations. They make the OpenAPI document; the queries write the answers. */
import { component, named } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

const specification = wire.record(wire.union([wire.string(), wire.array(wire.string())]));

export const resourceSpecification = named("ResourceSpecification", specification);

export const eventTriggerOutput = wire.object(
  {
    type: wire.withDefault(wire.literal(["event"]), "event"),
    id: wire.optional(wire.uuid()),
    match: wire.optional(wire.union([resourceSpecification, specification])),
    match_related: wire.optional(
      wire.union([
        resourceSpecification,
        specification,
        wire.array(wire.union([resourceSpecification, specification])),
      ]),
    ),
    after: wire.optional(wire.array(wire.string(), { unique: true })),
    expect: wire.optional(wire.array(wire.string(), { unique: true })),
    for_each: wire.optional(wire.array(wire.string(), { unique: true })),
    posture: wire.literal(["Reactive", "Proactive"]),
    threshold: wire.withDefault(wire.integer(), 1),
    within: wire.withDefault(wire.number({ minimum: 0 }), 0.0),
  },
  { name: "EventTrigger-Output" },
);

const inner = wire.union([
  eventTriggerOutput,
  component("CompoundTrigger-Output"),
  component("SequenceTrigger-Output"),
]);

export const compoundTriggerOutput = wire.object(
  {
    type: wire.withDefault(wire.literal(["compound"]), "compound"),
    id: wire.optional(wire.uuid()),
    triggers: wire.array(inner),
    within: wire.nullable(wire.number()),
    require: wire.union([wire.integer(), wire.literal(["any", "all"])]),
  },
  { name: "CompoundTrigger-Output" },
);

export const sequenceTriggerOutput = wire.object(
  {
    type: wire.withDefault(wire.literal(["sequence"]), "sequence"),
    id: wire.optional(wire.uuid()),
    triggers: wire.array(inner),
    within: wire.nullable(wire.number()),
  },
  { name: "SequenceTrigger-Output" },
);

export const runDeploymentOutput = wire.object(
  {
    type: wire.withDefault(wire.literal(["run-deployment"]), "run-deployment"),
    source: wire.withDefault(wire.literal(["selected", "inferred"]), "selected"),
    deployment_id: wire.optional(wire.nullable(wire.uuid())),
    parameters: wire.optional(wire.nullable(wire.jsonObject())),
    job_variables: wire.optional(wire.nullable(wire.jsonObject())),
    schedule_after: wire.optional(wire.number({ minimum: 0 })),
  },
  { name: "RunDeployment-Output" },
);

const actions = wire.array(
  wire.union([
    component("DoNothing"),
    runDeploymentOutput,
    component("PauseDeployment"),
    component("ResumeDeployment"),
    component("CancelFlowRun"),
    component("DeleteFlowRun"),
    component("ChangeFlowRunState"),
    component("PauseWorkQueue"),
    component("ResumeWorkQueue"),
    component("SendNotification"),
    component("CallWebhook"),
    component("PauseAutomation"),
    component("ResumeAutomation"),
    component("SuspendFlowRun"),
    component("ResumeFlowRun"),
    component("PauseWorkPool"),
    component("ResumeWorkPool"),
  ]),
);

export const automation = wire.object(
  {
    name: wire.string(),
    description: wire.withDefault(wire.string(), ""),
    enabled: wire.withDefault(wire.boolean(), true),
    tags: wire.optional(wire.array(wire.string())),
    trigger: wire.union([eventTriggerOutput, compoundTriggerOutput, sequenceTriggerOutput]),
    actions,
    actions_on_trigger: wire.optional(actions),
    actions_on_resolve: wire.optional(actions),
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
  },
  { name: "Automation" },
);
