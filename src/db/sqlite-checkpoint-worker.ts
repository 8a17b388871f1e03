/** The thread's side of sqlite-checkpoints.ts: a connection of its own that copies the log into the database file when asked to. */
import { parentPort, workerData } from "node:worker_threads";
import { SqliteConnection } from "./sqlite-connection.ts";

const { handle } = new SqliteConnection(workerData as string, false);

/** Copies what it can; returns how many pages there are in the log, 0 when another connection copies at the moment. */
function copy(): number {
  const [copied] = handle.pragma("wal_checkpoint(PASSIVE)") as { readonly log: number }[];
  return Math.max(0, copied?.log ?? 0);
}

parentPort?.on("message", () => parentPort?.postMessage(copy()));
