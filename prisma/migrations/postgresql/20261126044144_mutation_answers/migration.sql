-- CreateTable
CREATE TABLE "mutation_answer" (
    "mutation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "answer" JSONB,
    "created" BIGINT NOT NULL,

    CONSTRAINT "mutation_answer_pkey" PRIMARY KEY ("mutation","key")
);

-- CreateIndex
CREATE INDEX "mutation_answer_created_idx" ON "mutation_answer"("created");

-- By hand: what follows one run reads its events in commit-safe order, too, and no farther back than it must.
DROP INDEX "event_flow_run_id_sequence_idx";
CREATE INDEX "event_flow_run_id_transaction_id_sequence_idx" ON "event"("flow_run_id", "transaction_id", "sequence");
