/** The shapes of answers: Task runs. They make the OpenAPI document; the queries write the answers. */
import { component, labels, named } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";
import { state } from "../runs/run-answers.rest.ts";

/** What all answers with a whole task run have. */
const taskRunFields = {
  id: wire.uuid(),
  created: wire.nullable(wire.instant()),
  updated: wire.nullable(wire.instant()),
  name: wire.optional(wire.string()),
  flow_run_id: wire.optional(wire.nullable(wire.uuid())),
  task_key: wire.string(),
  dynamic_key: wire.string(),
  cache_key: wire.optional(wire.nullable(wire.string())),
  cache_expiration: wire.optional(wire.nullable(wire.instant())),
  task_version: wire.optional(wire.nullable(wire.string())),
  empirical_policy: wire.optional(component("TaskRunPolicy")),
  tags: wire.optional(wire.array(wire.string())),
  labels: wire.optional(wire.nullable(labels)),
  state_id: wire.optional(wire.nullable(wire.uuid())),
  task_inputs: wire.optional(
    wire.record(
      wire.array(
        wire.union([
          component("TaskRunResult"),
          component("FlowRunResult"),
          component("Parameter"),
          component("Constant"),
        ]),
      ),
    ),
  ),
  state_type: wire.optional(wire.nullable(component("StateType"))),
  state_name: wire.optional(wire.nullable(wire.string())),
  run_count: wire.withDefault(wire.integer(), 0),
  flow_run_run_count: wire.withDefault(wire.integer(), 0),
  expected_start_time: wire.optional(wire.nullable(wire.instant())),
  next_scheduled_start_time: wire.optional(wire.nullable(wire.instant())),
  start_time: wire.optional(wire.nullable(wire.instant())),
  end_time: wire.optional(wire.nullable(wire.instant())),
  total_run_time: wire.withDefault(wire.number(), 0.0),
  estimated_run_time: wire.withDefault(wire.number(), 0.0),
  estimated_start_time_delta: wire.withDefault(wire.number(), 0.0),
  state: wire.optional(wire.nullable(state)),
};

export const taskRun = wire.object(
  {
    ...taskRunFields,
  },
  { name: "TaskRun" },
);

export const uiTaskRun = wire.object(
  {
    ...taskRunFields,
    flow_run_name: wire.optional(wire.nullable(wire.string())),
  },
  { name: "UITaskRun" },
);

export const taskRunResponse = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.optional(wire.string()),
    flow_run_id: wire.optional(wire.nullable(wire.uuid())),
    task_key: wire.string(),
    state_id: wire.optional(wire.nullable(wire.uuid())),
    state: wire.optional(wire.nullable(state)),
    task_version: wire.optional(wire.nullable(wire.string())),
    task_inputs: wire.optional(
      wire.record(
        wire.array(
          wire.union([
            component("TaskRunResult"),
            component("FlowRunResult"),
            component("Parameter"),
            component("Constant"),
          ]),
        ),
      ),
    ),
    empirical_policy: wire.optional(component("TaskRunPolicy")),
    tags: wire.optional(wire.array(wire.string())),
    start_time: wire.optional(wire.nullable(wire.instant())),
    end_time: wire.optional(wire.nullable(wire.instant())),
    total_run_time: wire.withDefault(wire.number(), 0.0),
    estimated_run_time: wire.withDefault(wire.number(), 0.0),
    estimated_start_time_delta: wire.withDefault(wire.number(), 0.0),
  },
  { name: "TaskRunResponse" },
);

export const taskRunPaginationResponse = wire.object(
  {
    results: wire.array(taskRunResponse),
    count: wire.integer(),
    limit: wire.integer(),
    pages: wire.integer(),
    page: wire.integer(),
  },
  { name: "TaskRunPaginationResponse" },
);

export const taskRunCount = named("TaskRunCount", wire.record(wire.integer()));

export const countByState = wire.object(
  {
    COMPLETED: wire.withDefault(wire.integer(), 0),
    PENDING: wire.withDefault(wire.integer(), 0),
    RUNNING: wire.withDefault(wire.integer(), 0),
    FAILED: wire.withDefault(wire.integer(), 0),
    CANCELLED: wire.withDefault(wire.integer(), 0),
    CRASHED: wire.withDefault(wire.integer(), 0),
    PAUSED: wire.withDefault(wire.integer(), 0),
    CANCELLING: wire.withDefault(wire.integer(), 0),
    SCHEDULED: wire.withDefault(wire.integer(), 0),
  },
  { name: "CountByState" },
);
