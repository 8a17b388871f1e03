-- DropIndex
DROP INDEX "flow_run_work_queue_id_next_scheduled_start_time_idx";

-- CreateTable
CREATE TABLE "task_run_delivery" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "task_run_id" TEXT NOT NULL,
    "task_key" TEXT NOT NULL,
    "is_retry" BOOLEAN NOT NULL,
    "claimed_by" TEXT,
    "claim_expires" BIGINT,
    CONSTRAINT "task_run_delivery_task_run_id_fkey" FOREIGN KEY ("task_run_id") REFERENCES "task_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "task_worker" (
    "identifier" TEXT NOT NULL PRIMARY KEY,
    "task_keys" TEXT NOT NULL,
    "last_seen" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "deployment_schedule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "schedule" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "max_scheduled_runs" INTEGER,
    "parameters" TEXT NOT NULL,
    "slug" TEXT,
    CONSTRAINT "deployment_schedule_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "work_pool_id" TEXT NOT NULL,
    "last_heartbeat_time" BIGINT NOT NULL,
    "heartbeat_interval_seconds" INTEGER,
    "status" TEXT NOT NULL,
    CONSTRAINT "worker_work_pool_id_fkey" FOREIGN KEY ("work_pool_id") REFERENCES "work_pool" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "worker_cleanup_message" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "work_pool_id" TEXT NOT NULL,
    "work_queue_id" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "delivery_count" INTEGER NOT NULL,
    "reservation_token" TEXT,
    "lease_expires_at" BIGINT,
    "completed_at" BIGINT,
    "dead_lettered_at" BIGINT,
    "dead_letter_reason" TEXT,
    "release_reason" TEXT,
    CONSTRAINT "worker_cleanup_message_work_pool_id_fkey" FOREIGN KEY ("work_pool_id") REFERENCES "work_pool" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_deployment" (
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
    CONSTRAINT "deployment_work_queue_id_fkey" FOREIGN KEY ("work_queue_id") REFERENCES "work_queue" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "deployment_concurrency_limit_id_fkey" FOREIGN KEY ("concurrency_limit_id") REFERENCES "concurrency_limit_v2" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "deployment_infrastructure_document_id_fkey" FOREIGN KEY ("infrastructure_document_id") REFERENCES "block_document" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "deployment_storage_document_id_fkey" FOREIGN KEY ("storage_document_id") REFERENCES "block_document" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_deployment" ("concurrency_limit_id", "concurrency_options", "created", "created_by", "description", "enforce_parameter_schema", "entrypoint", "flow_id", "id", "infrastructure_document_id", "job_variables", "labels", "last_polled", "name", "parameter_openapi_schema", "parameters", "path", "paused", "pull_steps", "status", "storage_document_id", "tags", "updated", "updated_by", "version", "work_queue_id", "work_queue_name") SELECT "concurrency_limit_id", "concurrency_options", "created", "created_by", "description", "enforce_parameter_schema", "entrypoint", "flow_id", "id", "infrastructure_document_id", "job_variables", "labels", "last_polled", "name", "parameter_openapi_schema", "parameters", "path", "paused", "pull_steps", "status", "storage_document_id", "tags", "updated", "updated_by", "version", "work_queue_id", "work_queue_name" FROM "deployment";
DROP TABLE "deployment";
ALTER TABLE "new_deployment" RENAME TO "deployment";
CREATE INDEX "deployment_created_id_idx" ON "deployment"("created", "id");
CREATE INDEX "deployment_updated_id_idx" ON "deployment"("updated", "id");
CREATE INDEX "deployment_name_id_idx" ON "deployment"("name", "id");
CREATE INDEX "deployment_work_queue_id_idx" ON "deployment"("work_queue_id");
CREATE INDEX "deployment_status_last_polled_idx" ON "deployment"("status", "last_polled");
CREATE INDEX "deployment_concurrency_limit_id_idx" ON "deployment"("concurrency_limit_id");
CREATE INDEX "deployment_infrastructure_document_id_idx" ON "deployment"("infrastructure_document_id");
CREATE INDEX "deployment_storage_document_id_idx" ON "deployment"("storage_document_id");
CREATE UNIQUE INDEX "deployment_flow_id_name_key" ON "deployment"("flow_id", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "task_run_delivery_task_run_id_key" ON "task_run_delivery"("task_run_id");

-- CreateIndex
CREATE INDEX "task_run_delivery_task_key_is_retry_sequence_idx" ON "task_run_delivery"("task_key", "is_retry", "sequence");

-- CreateIndex
CREATE INDEX "task_run_delivery_claimed_by_idx" ON "task_run_delivery"("claimed_by");

-- CreateIndex
CREATE INDEX "deployment_schedule_deployment_id_updated_id_idx" ON "deployment_schedule"("deployment_id", "updated", "id");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_schedule_deployment_id_slug_key" ON "deployment_schedule"("deployment_id", "slug");

-- CreateIndex
CREATE INDEX "worker_work_pool_id_last_heartbeat_time_id_idx" ON "worker"("work_pool_id", "last_heartbeat_time", "id");

-- CreateIndex
CREATE INDEX "worker_status_last_heartbeat_time_idx" ON "worker"("status", "last_heartbeat_time");

-- CreateIndex
CREATE UNIQUE INDEX "worker_work_pool_id_name_key" ON "worker"("work_pool_id", "name");

-- CreateIndex
CREATE INDEX "worker_cleanup_message_work_pool_id_completed_at_dead_lettered_at_lease_expires_at_created_idx" ON "worker_cleanup_message"("work_pool_id", "completed_at", "dead_lettered_at", "lease_expires_at", "created");

-- CreateIndex
CREATE INDEX "worker_cleanup_message_lease_expires_at_idx" ON "worker_cleanup_message"("lease_expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "worker_cleanup_message_work_pool_id_idempotency_key_key" ON "worker_cleanup_message"("work_pool_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "flow_run_deployment_id_next_scheduled_start_time_id_idx" ON "flow_run"("deployment_id", "next_scheduled_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_work_queue_id_next_scheduled_start_time_id_idx" ON "flow_run"("work_queue_id", "next_scheduled_start_time", "id");

-- CreateIndex
CREATE INDEX "work_pool_created_id_idx" ON "work_pool"("created", "id");

-- CreateIndex
CREATE INDEX "work_queue_name_id_idx" ON "work_queue"("name", "id");

-- CreateIndex
CREATE INDEX "work_queue_status_last_polled_idx" ON "work_queue"("status", "last_polled");

-- By hand: Prisma's schema language has no partial indexes. The runs that hold a slot of their queue; they are few.
CREATE INDEX "flow_run_occupying_work_queue_idx" ON "flow_run"("work_queue_id") WHERE "state_type" IN ('PENDING', 'RUNNING');

-- By hand: the runs that are due and not marked late yet.
CREATE INDEX "flow_run_not_late_idx" ON "flow_run"("next_scheduled_start_time", "id") WHERE "state_type" = 'SCHEDULED' AND "state_name" = 'Scheduled';
