-- By hand: Prisma's schema language has no partial indexes. One in 32 runs, by the last digits of their ids, with all that
-- percentiles are computed from: a histogram of a million runs reads its sample without looking at the others.
CREATE INDEX "flow_run_sample_idx" ON "flow_run"("expected_start_time", "state_type", "start_time", "total_run_time", "id") WHERE right("id"::text, 4) collate "C" < '0800';

-- By hand: the runs of a deployment that have begun, so that its last one is found behind any number of late ones.
CREATE INDEX "flow_run_begun_deployment_idx" ON "flow_run"("deployment_id", "expected_start_time", "id") WHERE "state_type" <> 'SCHEDULED';
