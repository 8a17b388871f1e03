-- DropIndex
DROP INDEX "worker_status_last_heartbeat_time_idx";

-- CreateTable
CREATE TABLE "concurrency_holding" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "limit_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    CONSTRAINT "concurrency_holding_limit_id_fkey" FOREIGN KEY ("limit_id") REFERENCES "concurrency_limit_v2" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "concurrency_holding_lease_id_fkey" FOREIGN KEY ("lease_id") REFERENCES "concurrency_lease" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "concurrency_holding_limit_id_created_id_idx" ON "concurrency_holding"("limit_id", "created", "id");

-- CreateIndex
CREATE INDEX "concurrency_holding_lease_id_idx" ON "concurrency_holding"("lease_id");

-- CreateIndex
CREATE INDEX "worker_status_last_heartbeat_time_id_idx" ON "worker"("status", "last_heartbeat_time", "id");

-- CreateIndex
CREATE INDEX "worker_last_heartbeat_time_id_idx" ON "worker"("last_heartbeat_time", "id");

-- The leases that are there; no function makes a UUID, so one of random digits is put together
INSERT INTO "concurrency_holding" ("id", "created", "limit_id", "lease_id")
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    "concurrency_lease"."created", "concurrency_limit_v2"."id", "concurrency_lease"."id"
FROM "concurrency_lease"
CROSS JOIN json_each("concurrency_lease"."resource_ids") AS "held"
JOIN "concurrency_limit_v2" ON "concurrency_limit_v2"."id" = "held"."value";
