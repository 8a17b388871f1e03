-- CreateIndex
CREATE INDEX "automation_bucket_trigger_id_end_idx" ON "automation_bucket"("trigger_id", "end");

-- CreateIndex
CREATE INDEX "automation_bucket_trigger_id_count_idx" ON "automation_bucket"("trigger_id", "count");
