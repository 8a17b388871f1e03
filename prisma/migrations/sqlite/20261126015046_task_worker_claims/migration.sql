-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_task_run_delivery" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "task_run_id" TEXT NOT NULL,
    "task_key" TEXT NOT NULL,
    "is_retry" BOOLEAN NOT NULL,
    "claimed_by" TEXT,
    "claim_expires" BIGINT,
    "acknowledged" BOOLEAN NOT NULL,
    CONSTRAINT "task_run_delivery_task_run_id_fkey" FOREIGN KEY ("task_run_id") REFERENCES "task_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_task_run_delivery" ("claim_expires", "claimed_by", "is_retry", "sequence", "task_key", "task_run_id") SELECT "claim_expires", "claimed_by", "is_retry", "sequence", "task_key", "task_run_id" FROM "task_run_delivery";
DROP TABLE "task_run_delivery";
ALTER TABLE "new_task_run_delivery" RENAME TO "task_run_delivery";
CREATE UNIQUE INDEX "task_run_delivery_task_run_id_key" ON "task_run_delivery"("task_run_id");
CREATE INDEX "task_run_delivery_task_key_claimed_by_is_retry_sequence_idx" ON "task_run_delivery"("task_key", "claimed_by", "is_retry" DESC, "sequence");
CREATE INDEX "task_run_delivery_claimed_by_idx" ON "task_run_delivery"("claimed_by");
CREATE INDEX "task_run_delivery_claim_expires_idx" ON "task_run_delivery"("claim_expires");
CREATE TABLE "new_task_worker" (
    "identifier" TEXT NOT NULL PRIMARY KEY,
    "task_keys" TEXT NOT NULL,
    "last_seen" BIGINT NOT NULL,
    "served_by" TEXT NOT NULL
);
INSERT INTO "new_task_worker" ("identifier", "last_seen", "task_keys") SELECT "identifier", "last_seen", "task_keys" FROM "task_worker";
DROP TABLE "task_worker";
ALTER TABLE "new_task_worker" RENAME TO "task_worker";
CREATE INDEX "task_worker_served_by_idx" ON "task_worker"("served_by");
CREATE INDEX "task_worker_last_seen_idx" ON "task_worker"("last_seen");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
