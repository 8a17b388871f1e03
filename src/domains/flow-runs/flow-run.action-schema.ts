/** The bodies by which flow runs are created and changed (the reference's FlowRunCreate and FlowRunUpdate). */
import { wire } from "../../rest/wire.ts";
import { flowRunPolicySchema, newStateSchema, runNameSchema, tagsSchema, valueError } from "../runs/run-schema.ts";

/** The largest parameters of a run, in bytes of JSON (the reference's PREFECT_SERVER_API_MAX_PARAMETER_SIZE). */
const MAXIMUM_PARAMETER_BYTES = 524_288;

const NON_ASCII = /[^\0-\x7f]/g;

/** The size of JSON as Python's json.dumps writes it, which escapes all but ASCII: six bytes for each UTF-16 unit. */
function pythonJsonSize(json: string): number {
  return json.length + (json.match(NON_ASCII)?.length ?? 0) * 5;
}

/** SizedParameters. */
const parametersSchema = wire.checked(wire.jsonObject(), (json) => {
  const size = pythonJsonSize(json);
  if (size <= MAXIMUM_PARAMETER_BYTES) return undefined;
  const [limit, got] = [MAXIMUM_PARAMETER_BYTES, size].map((bytes) => bytes.toLocaleString("en-US"));
  return valueError(`Flow run parameters must be less than ${limit} bytes when serialized (got ${got} bytes).`);
});

const optionalText = wire.optional(wire.nullable(wire.string()));
const optionalId = wire.optional(wire.nullable(wire.uuid()));

export const newFlowRunSchema = wire.object(
  {
    state: wire.optional(wire.nullable(newStateSchema)),
    name: wire.optional(runNameSchema),
    flow_id: wire.uuid({ description: "The id of the flow being run." }),
    flow_version: optionalText,
    parameters: wire.optional(parametersSchema),
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

export const flowRunChangesSchema = wire.object(
  {
    name: wire.optional(runNameSchema),
    flow_version: optionalText,
    parameters: wire.optional(parametersSchema),
    empirical_policy: wire.optional(flowRunPolicySchema),
    tags: wire.optional(tagsSchema),
    infrastructure_pid: optionalText,
    job_variables: wire.optional(wire.nullable(wire.jsonObject())),
  },
  { name: "FlowRunUpdate", forbidExtra: true },
);
