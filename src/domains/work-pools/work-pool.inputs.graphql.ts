/** The inputs of the mutations on work pools and work queues. */
import { builder } from "../../graphql/builder.ts";
import { idempotencyKeyField } from "../../graphql/idempotency.ts";

export const CreateWorkPoolInput = builder.inputType("CreateWorkPoolInput", {
  description: "A new work pool; it gets a queue named default.",
  fields: (t) => ({
    name: t.string({ required: true, description: "Its name, unique among pools." }),
    type: t.string({ required: true, description: "The kind of its workers, such as process." }),
    description: t.string({ description: "What it is for, in words." }),
    baseJobTemplate: t.field({
      type: "JSON",
      description: "How the settings of its jobs are put together from variables.",
    }),
    isPaused: t.boolean({ description: "Whether nothing is handed out of it; false unless given." }),
    concurrencyLimit: t.int({ description: "How many of its runs may be pending or running at once." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

export const UpdateWorkPoolInput = builder.inputType("UpdateWorkPoolInput", {
  description: "Changes of a work pool; what is left out stays.",
  fields: (t) => ({
    id: t.id({ required: true, description: "The work pool's global id or UUID." }),
    description: t.string({ description: "What it is for, in words." }),
    baseJobTemplate: t.field({ type: "JSON", description: "How the settings of its jobs are put together." }),
    concurrencyLimit: t.int({ description: "How many of its runs may go on at once; null for any number." }),
  }),
});

function keyed(name: string, of: string) {
  return builder.inputType(name, {
    description: `Which ${of}.`,
    fields: (t) => ({ id: t.id({ required: true, description: `The ${of}'s global id or UUID.` }) }),
  });
}

export const PauseWorkPoolInput = keyed("PauseWorkPoolInput", "work pool");
export const ResumeWorkPoolInput = keyed("ResumeWorkPoolInput", "work pool");
export const DeleteWorkPoolInput = keyed("DeleteWorkPoolInput", "work pool");
export const PauseWorkQueueInput = keyed("PauseWorkQueueInput", "work queue");
export const ResumeWorkQueueInput = keyed("ResumeWorkQueueInput", "work queue");
export const DeleteWorkQueueInput = keyed("DeleteWorkQueueInput", "work queue");

export const CreateWorkQueueInput = builder.inputType("CreateWorkQueueInput", {
  description: "A new work queue.",
  fields: (t) => ({
    workPoolId: t.id({ required: true, description: "The pool it belongs to: a global id or UUID." }),
    name: t.string({ required: true, description: "Its name, unique in its pool." }),
    description: t.string({ description: "What it is for, in words." }),
    isPaused: t.boolean({ description: "Whether nothing is handed out of it; false unless given." }),
    concurrencyLimit: t.int({ description: "How many of its runs may be pending or running at once." }),
    priority: t.int({
      description: "Its place among the queues of the pool, 1 the first; others make room. Behind them unless given.",
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

export const UpdateWorkQueueInput = builder.inputType("UpdateWorkQueueInput", {
  description: "Changes of a work queue; what is left out stays.",
  fields: (t) => ({
    id: t.id({ required: true, description: "The work queue's global id or UUID." }),
    name: t.string({ description: "Its name, unique in its pool." }),
    description: t.string({ description: "What it is for, in words." }),
    concurrencyLimit: t.int({ description: "How many of its runs may go on at once; null for any number." }),
    priority: t.int({ description: "Its place among the queues of its pool, 1 the first; others make room." }),
  }),
});
