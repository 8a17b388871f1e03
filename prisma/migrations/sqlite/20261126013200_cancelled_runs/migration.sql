-- By hand: Prisma's schema language has no partial indexes. The runs that were cancelled, newest at the end: their task runs
-- are looked after for a day.
CREATE INDEX "flow_run_cancelled_idx" ON "flow_run"("end_time", "id") WHERE "state_type" = 'CANCELLED';

-- By hand: the runs of subflows that have not ended; they end with the run they belong to when that is cancelled.
CREATE INDEX "flow_run_unfinished_subflow_idx" ON "flow_run"("id") WHERE "parent_task_run_id" IS NOT NULL AND "state_type" IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING');
