/** The thread's side of sqlite-reader-thread.ts: one read-only connection that answers in order. */
import { parentPort, workerData } from "node:worker_threads";
import { MOST_MAPPED_BYTES, SqliteConnection } from "./sqlite-connection.ts";
import type { ThreadAnswer, ThreadRequest } from "./sqlite-reader-thread.ts";

const connection = new SqliteConnection(workerData as string, true, MOST_MAPPED_BYTES);

function answer(request: ThreadRequest): ThreadAnswer {
  try {
    return { id: request.id, rows: connection.prepare(request.sql).all(request.parameters) };
  } catch (error) {
    return { id: request.id, error: String(error) };
  }
}

parentPort?.on("message", (request: ThreadRequest) => parentPort?.postMessage(answer(request)));
