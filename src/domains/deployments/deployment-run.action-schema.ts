/** The body by which a deployment's runs are created (the reference's DeploymentFlowRunCreate). */
import { wire } from "../../rest/wire.ts";
import {
  flowRunPolicySchema,
  newStateSchema,
  runNameSchema,
  sizedParametersSchema,
  tagsSchema,
} from "../runs/run-schema.ts";

const optionalText = wire.optional(wire.nullable(wire.string()));
const optionalId = wire.optional(wire.nullable(wire.uuid()));

export const newDeploymentRunSchema = wire.object(
  {
    state: wire.optional(wire.nullable(newStateSchema)),
    name: wire.optional(runNameSchema),
    parameters: wire.optional(sizedParametersSchema),
    enforce_parameter_schema: wire.optional(wire.nullable(wire.boolean())),
    context: wire.optional(wire.jsonObject()),
    infrastructure_document_id: optionalId,
    empirical_policy: wire.optional(flowRunPolicySchema),
    tags: wire.optional(tagsSchema),
    idempotency_key: optionalText,
    labels: wire.optional(wire.labels()),
    parent_task_run_id: optionalId,
    work_queue_name: optionalText,
    job_variables: wire.optional(wire.nullable(wire.jsonObject())),
  },
  { name: "DeploymentFlowRunCreate", forbidExtra: true },
);
