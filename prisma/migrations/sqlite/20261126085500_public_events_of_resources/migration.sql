-- By hand, for Prisma's schema language has no partial indexes: public events of a resource, or of resources that begin alike, in the
-- order of time and counted without a look at their rows.
CREATE INDEX "event_public_resource_idx" ON "event"("resource_id", "occurred", "id") WHERE NOT "internal";
