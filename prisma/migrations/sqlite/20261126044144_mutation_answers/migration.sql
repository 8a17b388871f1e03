-- CreateTable
CREATE TABLE "mutation_answer" (
    "mutation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "answer" TEXT,
    "created" BIGINT NOT NULL,

    PRIMARY KEY ("mutation", "key")
);

-- CreateIndex
CREATE INDEX "mutation_answer_created_idx" ON "mutation_answer"("created");
