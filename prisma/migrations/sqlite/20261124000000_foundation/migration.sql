-- CreateTable
CREATE TABLE "flow" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "labels" TEXT
);

-- CreateTable
CREATE TABLE "flow_run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "flow_id" TEXT NOT NULL,
    "state_id" TEXT,
    "state_type" TEXT,
    "state_name" TEXT,
    "state_timestamp" BIGINT,
    "run_count" INTEGER NOT NULL,
    "expected_start_time" BIGINT,
    "next_scheduled_start_time" BIGINT,
    "start_time" BIGINT,
    "end_time" BIGINT,
    "total_run_time" BIGINT NOT NULL,
    "deployment_id" TEXT,
    "deployment_version" TEXT,
    "work_queue_id" TEXT,
    "work_queue_name" TEXT,
    "flow_version" TEXT,
    "parameters" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "context" TEXT NOT NULL,
    "empirical_policy" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "labels" TEXT,
    "created_by" TEXT,
    "infrastructure_pid" TEXT,
    "infrastructure_document_id" TEXT,
    "job_variables" TEXT,
    "parent_task_run_id" TEXT,
    "auto_scheduled" BOOLEAN NOT NULL,
    CONSTRAINT "flow_run_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "flow_run_work_queue_id_fkey" FOREIGN KEY ("work_queue_id") REFERENCES "work_queue" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "flow_run_state" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "flow_run_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT,
    "state_details" TEXT NOT NULL,
    "data" TEXT,
    CONSTRAINT "flow_run_state_flow_run_id_fkey" FOREIGN KEY ("flow_run_id") REFERENCES "flow_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "flow_run_input" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "flow_run_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "sender" TEXT,
    CONSTRAINT "flow_run_input_flow_run_id_fkey" FOREIGN KEY ("flow_run_id") REFERENCES "flow_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "task_run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "flow_run_id" TEXT,
    "task_key" TEXT NOT NULL,
    "dynamic_key" TEXT NOT NULL,
    "cache_key" TEXT,
    "cache_expiration" BIGINT,
    "task_version" TEXT,
    "flow_run_run_count" INTEGER NOT NULL,
    "empirical_policy" TEXT NOT NULL,
    "task_inputs" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "labels" TEXT,
    "state_id" TEXT,
    "state_type" TEXT,
    "state_name" TEXT,
    "state_timestamp" BIGINT,
    "run_count" INTEGER NOT NULL,
    "expected_start_time" BIGINT,
    "next_scheduled_start_time" BIGINT,
    "start_time" BIGINT,
    "end_time" BIGINT,
    "total_run_time" BIGINT NOT NULL,
    CONSTRAINT "task_run_flow_run_id_fkey" FOREIGN KEY ("flow_run_id") REFERENCES "flow_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "task_run_state" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "task_run_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT,
    "state_details" TEXT NOT NULL,
    "data" TEXT,
    CONSTRAINT "task_run_state_task_run_id_fkey" FOREIGN KEY ("task_run_id") REFERENCES "task_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "task_run_state_cache" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "cache_key" TEXT NOT NULL,
    "cache_expiration" BIGINT,
    "task_run_state_id" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "log" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "flow_run_id" TEXT,
    "task_run_id" TEXT,
    "message" TEXT NOT NULL,
    "timestamp" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "event" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "occurred" BIGINT NOT NULL,
    "received" BIGINT NOT NULL,
    "event" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "related" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "follows" TEXT,
    "flow_run_id" TEXT,
    "internal" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "event_cursor" (
    "reader" TEXT NOT NULL PRIMARY KEY,
    "position" TEXT NOT NULL,
    "updated" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "flow_id" TEXT NOT NULL,
    "version" TEXT,
    "description" TEXT,
    "work_queue_id" TEXT,
    "work_queue_name" TEXT,
    "status" TEXT NOT NULL,
    "last_polled" BIGINT,
    "paused" BOOLEAN NOT NULL,
    "path" TEXT,
    "entrypoint" TEXT,
    "job_variables" TEXT NOT NULL,
    "concurrency_limit_id" TEXT,
    "concurrency_options" TEXT,
    "tags" TEXT NOT NULL,
    "labels" TEXT,
    "parameters" TEXT NOT NULL,
    "pull_steps" TEXT,
    "parameter_openapi_schema" TEXT,
    "enforce_parameter_schema" BOOLEAN NOT NULL,
    "created_by" TEXT,
    "updated_by" TEXT,
    "infrastructure_document_id" TEXT,
    "storage_document_id" TEXT,
    CONSTRAINT "deployment_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "deployment_work_queue_id_fkey" FOREIGN KEY ("work_queue_id") REFERENCES "work_queue" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "work_pool" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "type" TEXT NOT NULL,
    "base_job_template" TEXT NOT NULL,
    "is_paused" BOOLEAN NOT NULL,
    "concurrency_limit" INTEGER,
    "default_queue_id" TEXT,
    "status" TEXT NOT NULL,
    "last_transitioned_status_at" BIGINT,
    "last_status_event_id" TEXT,
    "storage_configuration" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "work_queue" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "is_paused" BOOLEAN NOT NULL,
    "concurrency_limit" INTEGER,
    "priority" INTEGER NOT NULL,
    "work_pool_id" TEXT NOT NULL,
    "last_polled" BIGINT,
    "status" TEXT NOT NULL,
    "filter" TEXT,
    CONSTRAINT "work_queue_work_pool_id_fkey" FOREIGN KEY ("work_pool_id") REFERENCES "work_pool" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "variable" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "tags" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "block_type" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo_url" TEXT,
    "documentation_url" TEXT,
    "description" TEXT,
    "code_example" TEXT,
    "is_protected" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "block_schema" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "checksum" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "capabilities" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "block_type_id" TEXT NOT NULL,
    CONSTRAINT "block_schema_block_type_id_fkey" FOREIGN KEY ("block_type_id") REFERENCES "block_type" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "block_schema_reference" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_block_schema_id" TEXT NOT NULL,
    "reference_block_schema_id" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "block_document" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "is_anonymous" BOOLEAN NOT NULL,
    "block_type_name" TEXT,
    "block_type_id" TEXT NOT NULL,
    "block_schema_id" TEXT NOT NULL,
    CONSTRAINT "block_document_block_type_id_fkey" FOREIGN KEY ("block_type_id") REFERENCES "block_type" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "block_document_block_schema_id_fkey" FOREIGN KEY ("block_schema_id") REFERENCES "block_schema" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "block_document_reference" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_block_document_id" TEXT NOT NULL,
    "reference_block_document_id" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "concurrency_limit_v2" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "limit" INTEGER NOT NULL,
    "active_slots" REAL NOT NULL,
    "denied_slots" REAL NOT NULL,
    "slot_decay_per_second" REAL NOT NULL,
    "avg_slot_occupancy_seconds" REAL NOT NULL
);

-- CreateTable
CREATE TABLE "concurrency_lease" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "expiration" BIGINT NOT NULL,
    "resource_ids" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "holder_type" TEXT,
    "holder_id" TEXT
);

-- CreateTable
CREATE TABLE "configuration" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "flow_name_key" ON "flow"("name");

-- CreateIndex
CREATE INDEX "flow_created_id_idx" ON "flow"("created", "id");

-- CreateIndex
CREATE INDEX "flow_updated_id_idx" ON "flow"("updated", "id");

-- CreateIndex
CREATE INDEX "flow_run_flow_id_expected_start_time_id_idx" ON "flow_run"("flow_id", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_deployment_id_expected_start_time_id_idx" ON "flow_run"("deployment_id", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_work_queue_id_next_scheduled_start_time_idx" ON "flow_run"("work_queue_id", "next_scheduled_start_time");

-- CreateIndex
CREATE INDEX "flow_run_expected_start_time_id_idx" ON "flow_run"("expected_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_next_scheduled_start_time_id_idx" ON "flow_run"("next_scheduled_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_end_time_id_idx" ON "flow_run"("end_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_state_type_expected_start_time_id_idx" ON "flow_run"("state_type", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_name_id_idx" ON "flow_run"("name", "id");

-- CreateIndex
CREATE INDEX "flow_run_parent_task_run_id_idx" ON "flow_run"("parent_task_run_id");

-- CreateIndex
CREATE UNIQUE INDEX "flow_run_flow_id_idempotency_key_key" ON "flow_run"("flow_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "flow_run_state_flow_run_id_timestamp_key" ON "flow_run_state"("flow_run_id", "timestamp");

-- CreateIndex
CREATE UNIQUE INDEX "flow_run_input_flow_run_id_key_key" ON "flow_run_input"("flow_run_id", "key");

-- CreateIndex
CREATE INDEX "task_run_flow_run_id_expected_start_time_id_idx" ON "task_run"("flow_run_id", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "task_run_expected_start_time_id_idx" ON "task_run"("expected_start_time", "id");

-- CreateIndex
CREATE INDEX "task_run_next_scheduled_start_time_id_idx" ON "task_run"("next_scheduled_start_time", "id");

-- CreateIndex
CREATE INDEX "task_run_end_time_id_idx" ON "task_run"("end_time", "id");

-- CreateIndex
CREATE INDEX "task_run_state_type_expected_start_time_id_idx" ON "task_run"("state_type", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "task_run_name_id_idx" ON "task_run"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "task_run_flow_run_id_task_key_dynamic_key_key" ON "task_run"("flow_run_id", "task_key", "dynamic_key");

-- CreateIndex
CREATE UNIQUE INDEX "task_run_state_task_run_id_timestamp_key" ON "task_run_state"("task_run_id", "timestamp");

-- CreateIndex
CREATE INDEX "task_run_state_cache_cache_key_created_idx" ON "task_run_state_cache"("cache_key", "created");

-- CreateIndex
CREATE UNIQUE INDEX "log_id_key" ON "log"("id");

-- CreateIndex
CREATE INDEX "log_flow_run_id_timestamp_id_idx" ON "log"("flow_run_id", "timestamp", "id");

-- CreateIndex
CREATE INDEX "log_task_run_id_timestamp_id_idx" ON "log"("task_run_id", "timestamp", "id");

-- CreateIndex
CREATE INDEX "log_timestamp_id_idx" ON "log"("timestamp", "id");

-- CreateIndex
CREATE UNIQUE INDEX "event_id_key" ON "event"("id");

-- CreateIndex
CREATE INDEX "event_flow_run_id_sequence_idx" ON "event"("flow_run_id", "sequence");

-- CreateIndex
CREATE INDEX "event_resource_id_sequence_idx" ON "event"("resource_id", "sequence");

-- CreateIndex
CREATE INDEX "event_occurred_id_idx" ON "event"("occurred", "id");

-- CreateIndex
CREATE INDEX "deployment_created_id_idx" ON "deployment"("created", "id");

-- CreateIndex
CREATE INDEX "deployment_updated_id_idx" ON "deployment"("updated", "id");

-- CreateIndex
CREATE INDEX "deployment_name_id_idx" ON "deployment"("name", "id");

-- CreateIndex
CREATE INDEX "deployment_work_queue_id_idx" ON "deployment"("work_queue_id");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_flow_id_name_key" ON "deployment"("flow_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "work_pool_name_key" ON "work_pool"("name");

-- CreateIndex
CREATE INDEX "work_pool_type_idx" ON "work_pool"("type");

-- CreateIndex
CREATE INDEX "work_queue_work_pool_id_priority_idx" ON "work_queue"("work_pool_id", "priority");

-- CreateIndex
CREATE UNIQUE INDEX "work_queue_work_pool_id_name_key" ON "work_queue"("work_pool_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "variable_name_key" ON "variable"("name");

-- CreateIndex
CREATE UNIQUE INDEX "block_type_slug_key" ON "block_type"("slug");

-- CreateIndex
CREATE INDEX "block_type_name_id_idx" ON "block_type"("name", "id");

-- CreateIndex
CREATE INDEX "block_schema_block_type_id_created_idx" ON "block_schema"("block_type_id", "created");

-- CreateIndex
CREATE UNIQUE INDEX "block_schema_checksum_version_key" ON "block_schema"("checksum", "version");

-- CreateIndex
CREATE INDEX "block_schema_reference_parent_block_schema_id_idx" ON "block_schema_reference"("parent_block_schema_id");

-- CreateIndex
CREATE INDEX "block_document_name_id_idx" ON "block_document"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "block_document_block_type_id_name_key" ON "block_document"("block_type_id", "name");

-- CreateIndex
CREATE INDEX "block_document_reference_parent_block_document_id_idx" ON "block_document_reference"("parent_block_document_id");

-- CreateIndex
CREATE INDEX "block_document_reference_reference_block_document_id_idx" ON "block_document_reference"("reference_block_document_id");

-- CreateIndex
CREATE UNIQUE INDEX "concurrency_limit_v2_name_key" ON "concurrency_limit_v2"("name");

-- CreateIndex
CREATE INDEX "concurrency_lease_expiration_idx" ON "concurrency_lease"("expiration");

-- CreateIndex
CREATE INDEX "concurrency_lease_holder_id_idx" ON "concurrency_lease"("holder_id");

-- CreateIndex
CREATE UNIQUE INDEX "configuration_key_key" ON "configuration"("key");

-- By hand: Prisma's schema language has no expression indexes. Runs are listed by when they started or should have.
CREATE INDEX "flow_run_start_or_expected_idx" ON "flow_run"(coalesce("start_time", "expected_start_time"), "id");
