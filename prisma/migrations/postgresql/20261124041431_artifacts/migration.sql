-- CreateTable
CREATE TABLE "artifact" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "key" TEXT,
    "type" TEXT,
    "description" TEXT,
    "data" JSONB,
    "metadata_" JSONB,
    "flow_run_id" UUID,
    "task_run_id" UUID,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_collection" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "latest_id" UUID NOT NULL,
    "type" TEXT,
    "description" TEXT,
    "data" JSONB,
    "metadata_" JSONB,
    "flow_run_id" UUID,
    "task_run_id" UUID,

    CONSTRAINT "artifact_collection_pkey" PRIMARY KEY ("id")
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
