-- CreateTable
CREATE TABLE "artifact" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "key" TEXT,
    "type" TEXT,
    "description" TEXT,
    "data" TEXT,
    "metadata_" TEXT,
    "flow_run_id" TEXT,
    "task_run_id" TEXT
);

-- CreateTable
CREATE TABLE "artifact_collection" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "latest_id" TEXT NOT NULL,
    "type" TEXT,
    "description" TEXT,
    "data" TEXT,
    "metadata_" TEXT,
    "flow_run_id" TEXT,
    "task_run_id" TEXT
);

-- CreateIndex
CREATE INDEX "artifact_created_id_idx" ON "artifact"("created", "id");

-- CreateIndex
CREATE INDEX "artifact_updated_id_idx" ON "artifact"("updated", "id");

-- CreateIndex
CREATE INDEX "artifact_key_id_idx" ON "artifact"("key", "id");

-- CreateIndex
CREATE INDEX "artifact_flow_run_id_created_id_idx" ON "artifact"("flow_run_id", "created", "id");

-- CreateIndex
CREATE INDEX "artifact_task_run_id_created_id_idx" ON "artifact"("task_run_id", "created", "id");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_collection_key_key" ON "artifact_collection"("key");

-- CreateIndex
CREATE INDEX "artifact_collection_created_id_idx" ON "artifact_collection"("created", "id");

-- CreateIndex
CREATE INDEX "artifact_collection_updated_id_idx" ON "artifact_collection"("updated", "id");

-- CreateIndex
CREATE INDEX "artifact_collection_latest_id_idx" ON "artifact_collection"("latest_id");

-- CreateIndex
CREATE INDEX "artifact_collection_flow_run_id_idx" ON "artifact_collection"("flow_run_id");

-- CreateIndex
CREATE INDEX "artifact_collection_task_run_id_idx" ON "artifact_collection"("task_run_id");
