-- AlterTable
ALTER TABLE "event" ADD COLUMN "change" TEXT;
