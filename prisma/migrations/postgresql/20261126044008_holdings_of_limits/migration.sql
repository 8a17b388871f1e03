-- DropIndex
DROP INDEX "worker_status_last_heartbeat_time_idx";

-- CreateTable
CREATE TABLE "concurrency_holding" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "limit_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,

    CONSTRAINT "concurrency_holding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "concurrency_holding_limit_id_created_id_idx" ON "concurrency_holding"("limit_id", "created", "id");

-- CreateIndex
CREATE INDEX "concurrency_holding_lease_id_idx" ON "concurrency_holding"("lease_id");

-- CreateIndex
CREATE INDEX "worker_status_last_heartbeat_time_id_idx" ON "worker"("status", "last_heartbeat_time", "id");

-- CreateIndex
CREATE INDEX "worker_last_heartbeat_time_id_idx" ON "worker"("last_heartbeat_time", "id");

-- AddForeignKey
ALTER TABLE "concurrency_holding" ADD CONSTRAINT "concurrency_holding_limit_id_fkey" FOREIGN KEY ("limit_id") REFERENCES "concurrency_limit_v2"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "concurrency_holding" ADD CONSTRAINT "concurrency_holding_lease_id_fkey" FOREIGN KEY ("lease_id") REFERENCES "concurrency_lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The leases that are there
INSERT INTO "concurrency_holding" ("id", "created", "limit_id", "lease_id")
SELECT gen_random_uuid(), "concurrency_lease"."created", "concurrency_limit_v2"."id", "concurrency_lease"."id"
FROM "concurrency_lease"
CROSS JOIN LATERAL jsonb_array_elements_text("concurrency_lease"."resource_ids") AS "held"("id")
JOIN "concurrency_limit_v2" ON "concurrency_limit_v2"."id" = "held"."id"::uuid;
