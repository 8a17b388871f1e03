-- CreateTable
CREATE TABLE "csrf_token" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "client" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "expiration" BIGINT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "csrf_token_client_key" ON "csrf_token"("client");

-- CreateIndex
CREATE INDEX "csrf_token_expiration_idx" ON "csrf_token"("expiration");
