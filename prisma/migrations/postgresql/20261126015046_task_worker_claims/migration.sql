-- DropIndex
DROP INDEX "task_run_delivery_task_key_is_retry_sequence_idx";

-- AlterTable
ALTER TABLE "task_run_delivery" ADD COLUMN     "acknowledged" BOOLEAN NOT NULL;

-- AlterTable
ALTER TABLE "task_worker" ADD COLUMN     "served_by" UUID NOT NULL;

-- CreateIndex
CREATE INDEX "task_run_delivery_task_key_claimed_by_is_retry_sequence_idx" ON "task_run_delivery"("task_key", "claimed_by", "is_retry" DESC, "sequence");

-- CreateIndex
CREATE INDEX "task_run_delivery_claim_expires_idx" ON "task_run_delivery"("claim_expires");

-- CreateIndex
CREATE INDEX "task_worker_served_by_idx" ON "task_worker"("served_by");

-- CreateIndex
CREATE INDEX "task_worker_last_seen_idx" ON "task_worker"("last_seen");
