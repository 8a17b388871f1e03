-- By hand: Prisma's schema language has no partial indexes. The runs of a flow that are scheduled, those due first at the
-- beginning: a page of flows shows the next of each.
CREATE INDEX "flow_run_scheduled_flow_idx" ON "flow_run"("flow_id", "next_scheduled_start_time", "id") WHERE "state_type" = 'SCHEDULED';
