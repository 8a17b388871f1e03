-- By hand: Prisma's schema language has no partial indexes. Runs that have ended and hang from no other, those first that ended
-- longest ago: what has been kept long enough is found at the beginning.
CREATE INDEX "flow_run_ended_idx" ON "flow_run"("end_time", "id") WHERE "parent_task_run_id" IS NULL AND "state_type" IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED');
