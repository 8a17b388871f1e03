/** Connected task workers in GraphQL: a short list of what is there now, so neither nodes nor pages. */

import { fromJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { checkedText } from "../../graphql/input-checks.ts";
import { listTaskWorkers } from "./task-worker.queries.ts";
import type { TaskWorker as TaskWorkerRow } from "./task-worker.ts";

/** As many as a page of anything; a server process takes more connections than that. */
const MOST_WORKERS = 1_000;
/** Each is looked for in every worker's keys. */
const MOST_KEYS = 1_000;

export const TaskWorker = builder.objectRef<TaskWorkerRow>("TaskWorker").implement({
  description: "A process that serves tasks and is connected to be handed background runs of them.",
  fields: (t) => ({
    identifier: t.exposeString("identifier", {
      description: "What the worker calls itself; stock ones, by their host and process.",
    }),
    taskKeys: t.field({
      type: ["String"],
      description: "The keys of the tasks it serves.",
      resolve: (worker) => fromJsonText<string[]>(worker.task_keys),
    }),
    lastSeen: t.expose("last_seen", { type: "DateTime", description: "When it was last known to be connected." }),
  }),
});

builder.queryFields((t) => ({
  taskWorkers: t.field({
    type: [TaskWorker],
    description: "The task workers that are connected now, by their identifiers; the first 1,000 of them.",
    args: {
      keys: t.arg.stringList({ description: "Only workers that serve at least one of these tasks." }),
    },
    resolve: (_root, { keys }, { core }) => {
      if (keys != null && keys.length > MOST_KEYS) {
        throw new PenstockError("INVALID", `\`keys\` must not hold more than ${MOST_KEYS} keys`);
      }
      for (const key of keys ?? []) checkedText("keys", key);
      return listTaskWorkers(core, keys ?? [], MOST_WORKERS);
    },
  }),
}));
