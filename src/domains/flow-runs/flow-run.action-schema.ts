/** The bodies by which flow runs are created and changed (the reference's FlowRunCreate and FlowRunUpdate). */
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

export const newFlowRunSchema = wire.object(
  {
    state: wire.optional(wire.nullable(newStateSchema)),
    name: wire.optional(runNameSchema),
    flow_id: wire.uuid({ description: "The id of the flow being run." }),
    flow_version: optionalText,
    parameters: wire.optional(sizedParametersSchema),
    context: wire.optional(wire.jsonObject()),
    parent_task_run_id: optionalId,
    infrastructure_document_id: optionalId,
    empirical_policy: wire.optional(flowRunPolicySchema),
    tags: wire.optional(tagsSchema),
    labels: wire.optional(wire.labels()),
    idempotency_key: optionalText,
    work_pool_name: optionalText,
    work_queue_name: optionalText,
    job_variables: wire.optional(wire.nullable(wire.jsonObject())),
    deployment_id: wire.optional(wire.nullable(wire.uuid({ deprecated: true }))),
  },
  { name: "FlowRunCreate", forbidExtra: true },
);

const nullableName = wire.documented(runNameSchema, { type: undefined, anyOf: [{ type: "string" }, { type: "null" }] });

export const flowRunChangesSchema = wire.object(
  {
    name: wire.optional(nullableName),
    flow_version: optionalText,
    parameters: wire.optional(sizedParametersSchema),
    empirical_policy: wire.optional(flowRunPolicySchema),
    tags: wire.optional(tagsSchema),
    infrastructure_pid: optionalText,
    job_variables: wire.optional(wire.nullable(wire.jsonObject())),
  },
  { name: "FlowRunUpdate", forbidExtra: true },
);
