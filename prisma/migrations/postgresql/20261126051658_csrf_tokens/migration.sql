-- CreateTable
CREATE TABLE "csrf_token" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "client" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "expiration" BIGINT NOT NULL,

    CONSTRAINT "csrf_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "csrf_token_client_key" ON "csrf_token"("client");

-- CreateIndex
CREATE INDEX "csrf_token_expiration_idx" ON "csrf_token"("expiration");
