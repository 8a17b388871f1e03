-- DropIndex
DROP INDEX "event_occurred_id_idx";

-- CreateTable
CREATE TABLE "event_resource" (
    "resource_id" TEXT NOT NULL,
    "occurred" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "role" TEXT NOT NULL,

    PRIMARY KEY ("resource_id", "occurred", "sequence", "role")
-- By hand: the key is all there is of a row.
) WITHOUT ROWID;

-- By hand, for Prisma's schema language has no partial indexes: what is asked of events is asked of public ones, by time and by
-- name.
CREATE INDEX "event_public_idx" ON "event"("occurred", "id") WHERE NOT "internal";
CREATE INDEX "event_public_name_idx" ON "event"("event", "occurred", "id") WHERE NOT "internal";
