-- CreateTable
CREATE TABLE "automation" (
    "id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "updated" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "tags" JSONB NOT NULL,
    "trigger" JSONB NOT NULL,
    "actions" JSONB NOT NULL,
    "actions_on_trigger" JSONB NOT NULL,
    "actions_on_resolve" JSONB NOT NULL,

    CONSTRAINT "automation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "automation_related_resource" (
    "automation_id" UUID NOT NULL,
    "resource_id" TEXT NOT NULL,
    "is_owner" BOOLEAN NOT NULL,

    CONSTRAINT "automation_related_resource_pkey" PRIMARY KEY ("automation_id","resource_id")
);

-- CreateTable
CREATE TABLE "trigger_evaluator" (
    "name" TEXT NOT NULL,
    "holder" UUID,
    "expires" BIGINT NOT NULL,
    "events_clock" BIGINT,
    "events_clock_set_at" BIGINT,

    CONSTRAINT "trigger_evaluator_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "proactive_trigger" (
    "trigger_id" UUID NOT NULL,
    "automation_id" UUID NOT NULL,
    "next_look" BIGINT NOT NULL,

    CONSTRAINT "proactive_trigger_pkey" PRIMARY KEY ("trigger_id")
);

-- CreateTable
CREATE TABLE "automation_bucket" (
    "trigger_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "automation_id" UUID NOT NULL,
    "bucketing_key" JSONB NOT NULL,
    "start" BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_event" JSONB,

    CONSTRAINT "automation_bucket_pkey" PRIMARY KEY ("trigger_id","key")
);

-- CreateTable
CREATE TABLE "automation_held_event" (
    "trigger_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "automation_id" UUID NOT NULL,
    "occurred" BIGINT NOT NULL,
    "held" BIGINT NOT NULL,

    CONSTRAINT "automation_held_event_pkey" PRIMARY KEY ("trigger_id","key","event_id")
);

-- CreateTable
CREATE TABLE "automation_event_follower" (
    "follower_event_id" UUID NOT NULL,
    "leader_event_id" UUID NOT NULL,
    "received" BIGINT NOT NULL,

    CONSTRAINT "automation_event_follower_pkey" PRIMARY KEY ("follower_event_id")
);

-- CreateTable
CREATE TABLE "composite_child_firing" (
    "parent_trigger_id" UUID NOT NULL,
    "child_trigger_id" UUID NOT NULL,
    "automation_id" UUID NOT NULL,
    "fired" BIGINT NOT NULL,
    "firing" JSONB NOT NULL,

    CONSTRAINT "composite_child_firing_pkey" PRIMARY KEY ("parent_trigger_id","child_trigger_id")
);

-- CreateTable
CREATE TABLE "triggered_action" (
    "id" UUID NOT NULL,
    "automation_id" UUID NOT NULL,
    "created" BIGINT NOT NULL,
    "due" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "triggered_action_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "automation_related_resource" ADD CONSTRAINT "automation_related_resource_automation_id_fkey" FOREIGN KEY ("automation_id") REFERENCES "automation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
