/** The shapes of answers: Task workers. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const taskWorkerResponse = wire.object(
  {
    identifier: wire.string(),
    task_keys: wire.array(wire.string()),
    timestamp: wire.instant(),
  },
  { name: "TaskWorkerResponse" },
);
