-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "StateType" AS ENUM ('SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED', 'CANCELLING');

-- CreateTable
CREATE TABLE "flow" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "tags" JSONB NOT NULL,
    "labels" JSONB,

    CONSTRAINT "flow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_run" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "flow_id" UUID NOT NULL,
    "state_id" UUID,
    "state_type" "StateType",
    "state_name" TEXT,
    "state_timestamp" BIGINT,
    "run_count" INTEGER NOT NULL,
    "expected_start_time" BIGINT,
    "next_scheduled_start_time" BIGINT,
    "start_time" BIGINT,
    "end_time" BIGINT,
    "total_run_time" BIGINT NOT NULL,
    "deployment_id" UUID,
    "deployment_version" TEXT,
    "work_queue_id" UUID,
    "work_queue_name" TEXT,
    "flow_version" TEXT,
    "parameters" JSONB NOT NULL,
    "idempotency_key" TEXT,
    "context" JSONB NOT NULL,
    "empirical_policy" JSONB NOT NULL,
    "tags" JSONB NOT NULL,
    "labels" JSONB,
    "created_by" JSONB,
    "infrastructure_pid" TEXT,
    "infrastructure_document_id" UUID,
    "job_variables" JSONB,
    "parent_task_run_id" UUID,
    "auto_scheduled" BOOLEAN NOT NULL,

    CONSTRAINT "flow_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_run_state" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "flow_run_id" UUID NOT NULL,
    "type" "StateType" NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT,
    "state_details" JSONB NOT NULL,
    "data" JSONB,

    CONSTRAINT "flow_run_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_run_input" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "flow_run_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "sender" TEXT,

    CONSTRAINT "flow_run_input_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_run" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "flow_run_id" UUID,
    "task_key" TEXT NOT NULL,
    "dynamic_key" TEXT NOT NULL,
    "cache_key" TEXT,
    "cache_expiration" BIGINT,
    "task_version" TEXT,
    "flow_run_run_count" INTEGER NOT NULL,
    "empirical_policy" JSONB NOT NULL,
    "task_inputs" JSONB NOT NULL,
    "tags" JSONB NOT NULL,
    "labels" JSONB,
    "state_id" UUID,
    "state_type" "StateType",
    "state_name" TEXT,
    "state_timestamp" BIGINT,
    "run_count" INTEGER NOT NULL,
    "expected_start_time" BIGINT,
    "next_scheduled_start_time" BIGINT,
    "start_time" BIGINT,
    "end_time" BIGINT,
    "total_run_time" BIGINT NOT NULL,

    CONSTRAINT "task_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_run_state" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "task_run_id" UUID NOT NULL,
    "type" "StateType" NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT,
    "state_details" JSONB NOT NULL,
    "data" JSONB,

    CONSTRAINT "task_run_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_run_state_cache" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "cache_key" TEXT NOT NULL,
    "cache_expiration" BIGINT,
    "task_run_state_id" UUID NOT NULL,

    CONSTRAINT "task_run_state_cache_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "log" (
    "sequence" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "flow_run_id" UUID,
    "task_run_id" UUID,
    "message" TEXT NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "transaction_id" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "log_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "event" (
    "sequence" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "occurred" BIGINT NOT NULL,
    "received" BIGINT NOT NULL,
    "event" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "resource" JSONB NOT NULL,
    "related" JSONB NOT NULL,
    "payload" JSONB NOT NULL,
    "follows" UUID,
    "flow_run_id" UUID,
    "internal" BOOLEAN NOT NULL,
    "transaction_id" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "event_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "event_cursor" (
    "reader" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "updated" BIGINT NOT NULL,

    CONSTRAINT "event_cursor_pkey" PRIMARY KEY ("reader")
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "flow_id" UUID NOT NULL,
    "version" TEXT,
    "description" TEXT,
    "work_queue_id" UUID,
    "work_queue_name" TEXT,
    "status" TEXT NOT NULL,
    "last_polled" BIGINT,
    "paused" BOOLEAN NOT NULL,
    "path" TEXT,
    "entrypoint" TEXT,
    "job_variables" JSONB NOT NULL,
    "concurrency_limit_id" UUID,
    "concurrency_options" JSONB,
    "tags" JSONB NOT NULL,
    "labels" JSONB,
    "parameters" JSONB NOT NULL,
    "pull_steps" JSONB,
    "parameter_openapi_schema" JSONB,
    "enforce_parameter_schema" BOOLEAN NOT NULL,
    "created_by" JSONB,
    "updated_by" JSONB,
    "infrastructure_document_id" UUID,
    "storage_document_id" UUID,

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_pool" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "type" TEXT NOT NULL,
    "base_job_template" JSONB NOT NULL,
    "is_paused" BOOLEAN NOT NULL,
    "concurrency_limit" INTEGER,
    "default_queue_id" UUID,
    "status" TEXT NOT NULL,
    "last_transitioned_status_at" BIGINT,
    "last_status_event_id" UUID,
    "storage_configuration" JSONB NOT NULL,

    CONSTRAINT "work_pool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_queue" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "is_paused" BOOLEAN NOT NULL,
    "concurrency_limit" INTEGER,
    "priority" INTEGER NOT NULL,
    "work_pool_id" UUID NOT NULL,
    "last_polled" BIGINT,
    "status" TEXT NOT NULL,
    "filter" JSONB,

    CONSTRAINT "work_queue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variable" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "tags" JSONB NOT NULL,

    CONSTRAINT "variable_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_type" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo_url" TEXT,
    "documentation_url" TEXT,
    "description" TEXT,
    "code_example" TEXT,
    "is_protected" BOOLEAN NOT NULL,

    CONSTRAINT "block_type_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_schema" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "checksum" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "capabilities" JSONB NOT NULL,
    "version" TEXT NOT NULL,
    "block_type_id" UUID NOT NULL,

    CONSTRAINT "block_schema_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_schema_reference" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_block_schema_id" UUID NOT NULL,
    "reference_block_schema_id" UUID NOT NULL,

    CONSTRAINT "block_schema_reference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_document" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "is_anonymous" BOOLEAN NOT NULL,
    "block_type_name" TEXT,
    "block_type_id" UUID NOT NULL,
    "block_schema_id" UUID NOT NULL,

    CONSTRAINT "block_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_document_reference" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_block_document_id" UUID NOT NULL,
    "reference_block_document_id" UUID NOT NULL,

    CONSTRAINT "block_document_reference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "concurrency_limit_v2" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "limit" INTEGER NOT NULL,
    "active_slots" DOUBLE PRECISION NOT NULL,
    "denied_slots" DOUBLE PRECISION NOT NULL,
    "slot_decay_per_second" DOUBLE PRECISION NOT NULL,
    "avg_slot_occupancy_seconds" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "concurrency_limit_v2_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "concurrency_lease" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "expiration" BIGINT NOT NULL,
    "resource_ids" JSONB NOT NULL,
    "slots" INTEGER NOT NULL,
    "holder_type" TEXT,
    "holder_id" TEXT,

    CONSTRAINT "concurrency_lease_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "configuration" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "configuration_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "flow_run" ADD CONSTRAINT "flow_run_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_run" ADD CONSTRAINT "flow_run_work_queue_id_fkey" FOREIGN KEY ("work_queue_id") REFERENCES "work_queue"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_run_state" ADD CONSTRAINT "flow_run_state_flow_run_id_fkey" FOREIGN KEY ("flow_run_id") REFERENCES "flow_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_run_input" ADD CONSTRAINT "flow_run_input_flow_run_id_fkey" FOREIGN KEY ("flow_run_id") REFERENCES "flow_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_run" ADD CONSTRAINT "task_run_flow_run_id_fkey" FOREIGN KEY ("flow_run_id") REFERENCES "flow_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_run_state" ADD CONSTRAINT "task_run_state_task_run_id_fkey" FOREIGN KEY ("task_run_id") REFERENCES "task_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_work_queue_id_fkey" FOREIGN KEY ("work_queue_id") REFERENCES "work_queue"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work_queue" ADD CONSTRAINT "work_queue_work_pool_id_fkey" FOREIGN KEY ("work_pool_id") REFERENCES "work_pool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "block_schema" ADD CONSTRAINT "block_schema_block_type_id_fkey" FOREIGN KEY ("block_type_id") REFERENCES "block_type"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "block_document" ADD CONSTRAINT "block_document_block_type_id_fkey" FOREIGN KEY ("block_type_id") REFERENCES "block_type"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "block_document" ADD CONSTRAINT "block_document_block_schema_id_fkey" FOREIGN KEY ("block_schema_id") REFERENCES "block_schema"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: Prisma's schema language has no expression indexes. Runs are listed by when they started or should have.
CREATE INDEX "flow_run_start_or_expected_idx" ON "flow_run"(coalesce("start_time", "expected_start_time"), "id");

-- By hand: tails read the log in commit-safe order, by (transaction, sequence).
CREATE INDEX "event_transaction_id_sequence_idx" ON "event"("transaction_id", "sequence");
CREATE INDEX "log_transaction_id_sequence_idx" ON "log"("transaction_id", "sequence");
