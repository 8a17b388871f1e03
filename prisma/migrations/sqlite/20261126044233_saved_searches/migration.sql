-- CreateTable
CREATE TABLE "saved_search" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "filters" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_search_name_key" ON "saved_search"("name");

-- CreateIndex
CREATE INDEX "flow_run_state_type_name_timestamp_idx" ON "flow_run_state"("type", "name", "timestamp");

-- CreateIndex
CREATE INDEX "task_run_state_type_name_timestamp_idx" ON "task_run_state"("type", "name", "timestamp");
