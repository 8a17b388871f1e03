// Generated from prisma/schema.prisma by prisma/tables-generator.ts; do not edit.
import type { ColumnType } from "kysely";
import type { Microseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type { JsonText } from "./json-text.ts";

/** A boolean column: booleans go in, both drivers hand out 0 or 1. */
export type Flag = ColumnType<0 | 1, boolean, boolean>;
/** A number the database assigns. */
export type Assigned = ColumnType<number, never, never>;

export const stateTypes = ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"] as const;
export type StateType = (typeof stateTypes)[number];

export interface FlowTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  tags: JsonText;
  labels: JsonText | null;
}

export interface FlowRunTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  flow_id: string;
  state_id: string | null;
  state_type: StateType | null;
  state_name: string | null;
  state_timestamp: Instant | null;
  run_count: number;
  expected_start_time: Instant | null;
  next_scheduled_start_time: Instant | null;
  start_time: Instant | null;
  end_time: Instant | null;
  total_run_time: Microseconds;
  deployment_id: string | null;
  deployment_version: string | null;
  work_queue_id: string | null;
  work_queue_name: string | null;
  flow_version: string | null;
  parameters: JsonText;
  idempotency_key: string | null;
  context: JsonText;
  empirical_policy: JsonText;
  tags: JsonText;
  labels: JsonText | null;
  created_by: JsonText | null;
  infrastructure_pid: string | null;
  infrastructure_document_id: string | null;
  job_variables: JsonText | null;
  parent_task_run_id: string | null;
  auto_scheduled: Flag;
}

export interface FlowRunStateTable {
  id: string;
  created: Instant;
  updated: Instant;
  flow_run_id: string;
  type: StateType;
  timestamp: Instant;
  name: string;
  message: string | null;
  state_details: JsonText;
  data: JsonText | null;
}

export interface FlowRunInputTable {
  id: string;
  created: Instant;
  updated: Instant;
  flow_run_id: string;
  key: string;
  value: string;
  sender: string | null;
}

export interface TaskRunTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  flow_run_id: string | null;
  task_key: string;
  dynamic_key: string;
  cache_key: string | null;
  cache_expiration: Instant | null;
  task_version: string | null;
  flow_run_run_count: number;
  empirical_policy: JsonText;
  task_inputs: JsonText;
  tags: JsonText;
  labels: JsonText | null;
  state_id: string | null;
  state_type: StateType | null;
  state_name: string | null;
  state_timestamp: Instant | null;
  run_count: number;
  expected_start_time: Instant | null;
  next_scheduled_start_time: Instant | null;
  start_time: Instant | null;
  end_time: Instant | null;
  total_run_time: Microseconds;
}

export interface TaskRunStateTable {
  id: string;
  created: Instant;
  updated: Instant;
  task_run_id: string;
  type: StateType;
  timestamp: Instant;
  name: string;
  message: string | null;
  state_details: JsonText;
  data: JsonText | null;
}

export interface TaskRunDeliveryTable {
  sequence: Assigned;
  task_run_id: string;
  task_key: string;
  is_retry: Flag;
  claimed_by: string | null;
  claim_expires: Instant | null;
  acknowledged: Flag;
}

export interface TaskWorkerTable {
  identifier: string;
  task_keys: JsonText;
  last_seen: Instant;
  served_by: string;
}

export interface TaskRunStateCacheTable {
  id: string;
  created: Instant;
  cache_key: string;
  cache_expiration: Instant | null;
  task_run_state_id: string;
}

export interface LogTable {
  sequence: Assigned;
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  level: number;
  flow_run_id: string | null;
  task_run_id: string | null;
  message: string;
  timestamp: Instant;
}

export interface EventTable {
  sequence: Assigned;
  id: string;
  occurred: Instant;
  received: Instant;
  event: string;
  resource_id: string;
  resource: JsonText;
  related: JsonText;
  payload: JsonText;
  change: JsonText | null;
  follows: string | null;
  flow_run_id: string | null;
  internal: Flag;
}

export interface EventResourceTable {
  resource_id: string;
  occurred: Instant;
  sequence: number;
  role: string;
}

export interface EventCursorTable {
  reader: string;
  position: string;
  updated: Instant;
}

export interface DeploymentTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  flow_id: string;
  version: string | null;
  description: string | null;
  work_queue_id: string | null;
  work_queue_name: string | null;
  status: string;
  last_polled: Instant | null;
  paused: Flag;
  path: string | null;
  entrypoint: string | null;
  job_variables: JsonText;
  concurrency_limit_id: string | null;
  concurrency_options: JsonText | null;
  tags: JsonText;
  labels: JsonText | null;
  parameters: JsonText;
  pull_steps: JsonText | null;
  parameter_openapi_schema: JsonText | null;
  enforce_parameter_schema: Flag;
  created_by: JsonText | null;
  updated_by: JsonText | null;
  infrastructure_document_id: string | null;
  storage_document_id: string | null;
}

export interface DeploymentScheduleTable {
  id: string;
  created: Instant;
  updated: Instant;
  deployment_id: string;
  schedule: JsonText;
  active: Flag;
  max_scheduled_runs: number | null;
  parameters: JsonText;
  slug: string | null;
}

export interface WorkPoolTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  description: string | null;
  type: string;
  base_job_template: JsonText;
  is_paused: Flag;
  concurrency_limit: number | null;
  default_queue_id: string | null;
  status: string;
  last_transitioned_status_at: Instant | null;
  last_status_event_id: string | null;
  storage_configuration: JsonText;
}

export interface WorkQueueTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  description: string;
  is_paused: Flag;
  concurrency_limit: number | null;
  priority: number;
  work_pool_id: string;
  last_polled: Instant | null;
  status: string;
  filter: JsonText | null;
}

export interface WorkerTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  work_pool_id: string;
  last_heartbeat_time: Instant;
  heartbeat_interval_seconds: number | null;
  status: string;
}

export interface WorkerCleanupMessageTable {
  id: string;
  created: Instant;
  updated: Instant;
  work_pool_id: string;
  work_queue_id: string | null;
  idempotency_key: string;
  kind: string;
  target: JsonText;
  data: JsonText;
  delivery_count: number;
  reservation_token: string | null;
  lease_expires_at: Instant | null;
  completed_at: Instant | null;
  dead_lettered_at: Instant | null;
  dead_letter_reason: string | null;
  release_reason: string | null;
}

export interface VariableTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  value: JsonText;
  tags: JsonText;
}

export interface CsrfTokenTable {
  id: string;
  created: Instant;
  updated: Instant;
  client: string;
  digest: string;
  expiration: Instant;
}

export interface SavedSearchTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  filters: JsonText;
}

export interface ArtifactTable {
  id: string;
  created: Instant;
  updated: Instant;
  key: string | null;
  type: string | null;
  description: string | null;
  data: JsonText | null;
  metadata_: JsonText | null;
  flow_run_id: string | null;
  task_run_id: string | null;
}

export interface ArtifactCollectionTable {
  id: string;
  created: Instant;
  updated: Instant;
  key: string;
  latest_id: string;
  type: string | null;
  description: string | null;
  data: JsonText | null;
  metadata_: JsonText | null;
  flow_run_id: string | null;
  task_run_id: string | null;
}

export interface BlockTypeTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  slug: string;
  logo_url: string | null;
  documentation_url: string | null;
  description: string | null;
  code_example: string | null;
  is_protected: Flag;
}

export interface BlockSchemaTable {
  id: string;
  created: Instant;
  updated: Instant;
  checksum: string;
  fields: JsonText;
  capabilities: JsonText;
  version: string;
  block_type_id: string;
}

export interface BlockSchemaReferenceTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  parent_block_schema_id: string;
  reference_block_schema_id: string;
}

export interface BlockDocumentTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  data: string;
  is_anonymous: Flag;
  block_type_name: string | null;
  block_type_id: string;
  block_schema_id: string;
}

export interface BlockDocumentReferenceTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  parent_block_document_id: string;
  reference_block_document_id: string;
}

export interface ConcurrencyLimitV2Table {
  id: string;
  created: Instant;
  updated: Instant;
  active: Flag;
  name: string;
  limit: number;
  active_slots: number;
  denied_slots: number;
  slot_decay_per_second: number;
  avg_slot_occupancy_seconds: number;
}

export interface ConcurrencyLeaseTable {
  id: string;
  created: Instant;
  expiration: Instant;
  resource_ids: JsonText;
  slots: number;
  holder_type: string | null;
  holder_id: string | null;
}

export interface ConcurrencyHoldingTable {
  id: string;
  created: Instant;
  limit_id: string;
  lease_id: string;
}

export interface ConfigurationTable {
  id: string;
  created: Instant;
  updated: Instant;
  key: string;
  value: JsonText;
}

export interface MutationAnswerTable {
  mutation: string;
  key: string;
  digest: string;
  answer: JsonText | null;
  created: Instant;
}

export interface AutomationTable {
  id: string;
  created: Instant;
  updated: Instant;
  name: string;
  description: string;
  enabled: Flag;
  tags: JsonText;
  trigger: JsonText;
  actions: JsonText;
  actions_on_trigger: JsonText;
  actions_on_resolve: JsonText;
}

export interface AutomationRelatedResourceTable {
  automation_id: string;
  resource_id: string;
  is_owner: Flag;
}

export interface TriggerEvaluatorTable {
  name: string;
  holder: string | null;
  expires: Instant;
  events_clock: Instant | null;
  events_clock_set_at: Instant | null;
}

export interface ProactiveTriggerTable {
  trigger_id: string;
  automation_id: string;
  next_look: Instant;
}

export interface AutomationBucketTable {
  trigger_id: string;
  key: string;
  automation_id: string;
  bucketing_key: JsonText;
  start: Instant;
  end: Instant;
  count: number;
  last_event: JsonText | null;
}

export interface AutomationHeldEventTable {
  trigger_id: string;
  key: string;
  event_id: string;
  automation_id: string;
  occurred: Instant;
  held: Instant;
}

export interface AutomationEventFollowerTable {
  follower_event_id: string;
  leader_event_id: string;
  received: Instant;
}

export interface CompositeChildFiringTable {
  parent_trigger_id: string;
  child_trigger_id: string;
  automation_id: string;
  fired: Instant;
  firing: JsonText;
}

export interface TriggeredActionTable {
  id: string;
  automation_id: string;
  created: Instant;
  due: Instant;
  attempts: number;
  data: JsonText;
}

export interface Tables {
  flow: FlowTable;
  flow_run: FlowRunTable;
  flow_run_state: FlowRunStateTable;
  flow_run_input: FlowRunInputTable;
  task_run: TaskRunTable;
  task_run_state: TaskRunStateTable;
  task_run_delivery: TaskRunDeliveryTable;
  task_worker: TaskWorkerTable;
  task_run_state_cache: TaskRunStateCacheTable;
  log: LogTable;
  event: EventTable;
  event_resource: EventResourceTable;
  event_cursor: EventCursorTable;
  deployment: DeploymentTable;
  deployment_schedule: DeploymentScheduleTable;
  work_pool: WorkPoolTable;
  work_queue: WorkQueueTable;
  worker: WorkerTable;
  worker_cleanup_message: WorkerCleanupMessageTable;
  variable: VariableTable;
  csrf_token: CsrfTokenTable;
  saved_search: SavedSearchTable;
  artifact: ArtifactTable;
  artifact_collection: ArtifactCollectionTable;
  block_type: BlockTypeTable;
  block_schema: BlockSchemaTable;
  block_schema_reference: BlockSchemaReferenceTable;
  block_document: BlockDocumentTable;
  block_document_reference: BlockDocumentReferenceTable;
  concurrency_limit_v2: ConcurrencyLimitV2Table;
  concurrency_lease: ConcurrencyLeaseTable;
  concurrency_holding: ConcurrencyHoldingTable;
  configuration: ConfigurationTable;
  mutation_answer: MutationAnswerTable;
  automation: AutomationTable;
  automation_related_resource: AutomationRelatedResourceTable;
  trigger_evaluator: TriggerEvaluatorTable;
  proactive_trigger: ProactiveTriggerTable;
  automation_bucket: AutomationBucketTable;
  automation_held_event: AutomationHeldEventTable;
  automation_event_follower: AutomationEventFollowerTable;
  composite_child_firing: CompositeChildFiringTable;
  triggered_action: TriggeredActionTable;
}
