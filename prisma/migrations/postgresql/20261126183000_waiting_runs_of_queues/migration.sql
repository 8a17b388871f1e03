-- By hand: Prisma's schema language has no partial indexes. The runs that wait in a queue, those due first at the beginning. In an order
-- of NULLs that no other index has, so that nothing but this one can be gone along for it; SQLite is told which index to take.
CREATE INDEX "flow_run_waiting_in_queue_idx" ON "flow_run"("work_queue_id", "next_scheduled_start_time" NULLS FIRST, "id") WHERE "state_type" = 'SCHEDULED';
