-- CreateIndex
CREATE INDEX "flow_run_input_flow_run_id_created_id_idx" ON "flow_run_input"("flow_run_id", "created", "id");
