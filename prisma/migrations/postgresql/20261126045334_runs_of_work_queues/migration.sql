-- CreateIndex
CREATE INDEX "flow_run_work_queue_id_expected_start_time_id_idx" ON "flow_run"("work_queue_id", "expected_start_time", "id");
