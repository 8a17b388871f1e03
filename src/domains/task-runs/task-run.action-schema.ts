/** The bodies by which task runs are created and changed (the reference's TaskRunCreate and TaskRunUpdate). */
import { toJsonText } from "../../db/json-text.ts";
import { wire } from "../../rest/wire.ts";
import { newStateSchema, runNameSchema, tagsSchema, taskRunPolicySchema, valueError } from "../runs/run-schema.ts";

const optionalText = wire.optional(wire.nullable(wire.string()));

function runInput<const Type extends string>(name: string, type: Type, property: "id" | "name" | "type") {
  return wire.object(
    {
      input_type: wire.withDefault(wire.literal([type]), type),
      [property]: property === "id" ? wire.uuid() : wire.string(),
    },
    { name },
  );
}

/** Where the arguments of a task come from: results of other runs, parameters of the flow, constants. */
const taskInputsSchema = wire.mapped(
  wire.record(
    wire.array(
      wire.union([
        runInput("TaskRunResult", "task_run", "id"),
        runInput("FlowRunResult", "flow_run", "id"),
        runInput("Parameter", "parameter", "name"),
        runInput("Constant", "constant", "type"),
      ]),
    ),
  ),
  // In the order of the reference's models, also where the kind of input was left out.
  (inputs) => {
    const ordered = Object.entries(inputs).map(([argument, sources]) => [
      argument,
      sources.map(({ input_type, ...rest }) => ({ input_type, ...rest })),
    ]);
    return toJsonText(Object.fromEntries(ordered));
  },
);

/** @param maximumCacheKeyLength PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH, in characters */
export function newTaskRunSchema(maximumCacheKeyLength: number) {
  const cacheKey = wire.checked(wire.string(), (key) =>
    key.length > maximumCacheKeyLength && [...key].length > maximumCacheKeyLength
      ? valueError(`Cache key exceeded maximum allowed length of ${maximumCacheKeyLength} characters.`)
      : undefined,
  );
  return wire.object(
    {
      id: wire.optional(wire.nullable(wire.uuid())),
      state: wire.optional(wire.nullable(newStateSchema)),
      name: wire.optional(runNameSchema),
      flow_run_id: wire.optional(wire.nullable(wire.uuid())),
      task_key: wire.string({ description: "A unique identifier for the task being run." }),
      dynamic_key: wire.string({
        description:
          "A dynamic key used to differentiate between multiple runs of the same task within the same flow run.",
      }),
      cache_key: wire.optional(wire.nullable(cacheKey)),
      cache_expiration: wire.optional(wire.nullable(wire.instant())),
      task_version: optionalText,
      empirical_policy: wire.optional(taskRunPolicySchema),
      tags: wire.optional(tagsSchema),
      labels: wire.optional(wire.labels()),
      task_inputs: wire.optional(taskInputsSchema),
    },
    { name: "TaskRunCreate", forbidExtra: true },
  );
}

export const taskRunChangesSchema = wire.object(
  { name: wire.optional(runNameSchema) },
  { name: "TaskRunUpdate", forbidExtra: true },
);
