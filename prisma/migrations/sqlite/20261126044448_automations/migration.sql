-- CreateTable
CREATE TABLE "automation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "tags" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "actions" TEXT NOT NULL,
    "actions_on_trigger" TEXT NOT NULL,
    "actions_on_resolve" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "automation_related_resource" (
    "automation_id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "is_owner" BOOLEAN NOT NULL,

    PRIMARY KEY ("automation_id", "resource_id"),
    CONSTRAINT "automation_related_resource_automation_id_fkey" FOREIGN KEY ("automation_id") REFERENCES "automation" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "trigger_evaluator" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT,
    "expires" BIGINT NOT NULL,
    "events_clock" BIGINT,
    "events_clock_set_at" BIGINT
);

-- CreateTable
CREATE TABLE "proactive_trigger" (
    "trigger_id" TEXT NOT NULL PRIMARY KEY,
    "automation_id" TEXT NOT NULL,
    "next_look" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "automation_bucket" (
    "trigger_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "bucketing_key" TEXT NOT NULL,
    "start" BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_event" TEXT,

    PRIMARY KEY ("trigger_id", "key")
);

-- CreateTable
CREATE TABLE "automation_held_event" (
    "trigger_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "occurred" BIGINT NOT NULL,
    "held" BIGINT NOT NULL,

    PRIMARY KEY ("trigger_id", "key", "event_id")
);

-- CreateTable
CREATE TABLE "automation_event_follower" (
    "follower_event_id" TEXT NOT NULL PRIMARY KEY,
    "leader_event_id" TEXT NOT NULL,
    "received" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "composite_child_firing" (
    "parent_trigger_id" TEXT NOT NULL,
    "child_trigger_id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "fired" BIGINT NOT NULL,
    "firing" TEXT NOT NULL,

    PRIMARY KEY ("parent_trigger_id", "child_trigger_id")
);

-- CreateTable
CREATE TABLE "triggered_action" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "automation_id" TEXT NOT NULL,
    "created" BIGINT NOT NULL,
    "due" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "data" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "automation_name_id_idx" ON "automation"("name", "id");

-- CreateIndex
CREATE INDEX "automation_created_id_idx" ON "automation"("created", "id");

-- CreateIndex
CREATE INDEX "automation_updated_id_idx" ON "automation"("updated", "id");

-- CreateIndex
CREATE INDEX "automation_related_resource_resource_id_idx" ON "automation_related_resource"("resource_id");

-- CreateIndex
CREATE INDEX "proactive_trigger_next_look_trigger_id_idx" ON "proactive_trigger"("next_look", "trigger_id");

-- CreateIndex
CREATE INDEX "proactive_trigger_automation_id_idx" ON "proactive_trigger"("automation_id");

-- CreateIndex
CREATE INDEX "automation_bucket_automation_id_idx" ON "automation_bucket"("automation_id");

-- CreateIndex
CREATE INDEX "automation_bucket_end_idx" ON "automation_bucket"("end");

-- CreateIndex
CREATE INDEX "automation_held_event_automation_id_idx" ON "automation_held_event"("automation_id");

-- CreateIndex
CREATE INDEX "automation_held_event_held_idx" ON "automation_held_event"("held");

-- CreateIndex
CREATE INDEX "automation_event_follower_leader_event_id_idx" ON "automation_event_follower"("leader_event_id");

-- CreateIndex
CREATE INDEX "automation_event_follower_received_idx" ON "automation_event_follower"("received");

-- CreateIndex
CREATE INDEX "composite_child_firing_automation_id_idx" ON "composite_child_firing"("automation_id");

-- CreateIndex
CREATE INDEX "triggered_action_due_id_idx" ON "triggered_action"("due", "id");

-- CreateIndex
CREATE INDEX "triggered_action_automation_id_idx" ON "triggered_action"("automation_id");
