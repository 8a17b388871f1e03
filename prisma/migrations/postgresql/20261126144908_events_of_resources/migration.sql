-- One index of events by resource in place of two: those of streams, by sequence, are few enough for each resource to be sorted, and
-- without their ids public events are counted in two thirds of the time. By hand, for Prisma does not know the partial one.
DROP INDEX "event_public_resource_idx";

-- DropIndex
DROP INDEX "event_resource_id_sequence_idx";

-- CreateIndex
CREATE INDEX "event_resource_id_occurred_internal_idx" ON "event"("resource_id", "occurred", "internal");

-- CreateIndex
CREATE INDEX "event_resource_role_occurred_sequence_idx" ON "event_resource"("role", "occurred", "sequence");
