/** /logs/out: the logs to come that match a filter. */
import type { Core } from "../../core.ts";
import type { LogFollower } from "../../db/log-follower.ts";
import { logSnapshot, wasSeen } from "../../db/log-snapshot.ts";
import { replayThenFollow } from "../../db/replay-then-follow.ts";
import type { WebSocketConnection } from "../../rest/websocket-connection.ts";
import type { WebSocketEndpoint } from "../../rest/websocket-endpoint.ts";
import { receiveFilter } from "../../rest/websocket-filter.ts";
import { compileLogFilter } from "./log.filter.ts";
import type { LogRow } from "./log.ts";
import { liveLogJson } from "./log.wire.ts";
import { logFilterSchema } from "./log-schema.ts";

/** Written once however many streams send the row. */
const frames = new WeakMap<LogRow, string>();

function frameOf(row: LogRow): string {
  let frame = frames.get(row);
  if (frame === undefined) {
    frame = `{"type":"log","log":${liveLogJson(row)}}`;
    frames.set(row, frame);
  }
  return frame;
}

/**
 * /logs/out: after `{"type": "filter", "filter": LogFilter}`, every matching log that comes in, however slow the client.
 * Always on, where the reference sends nothing unless PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED and its sibling are set.
 */
export function logsOut(core: Core, follower: LogFollower<"log">): WebSocketEndpoint {
  async function serve(connection: WebSocketConnection): Promise<void> {
    const message = await receiveFilter(connection, logFilterSchema);
    if (message === undefined) return;
    const snapshot = await logSnapshot(core.database);
    const test = compileLogFilter(message.filter);
    const items = replayThenFollow(core.database, follower, {
      after: snapshot.positions.log,
      matches: (row) => !wasSeen(snapshot.seen, row.position) && test(row),
      signal: connection.closed,
    });
    for await (const item of items) {
      if (item.kind === "gap") {
        core.logger.warn({ path: "/api/logs/out", ...item }, "A stream has lost logs that are no longer kept");
        continue;
      }
      for (const row of item.rows) await connection.send(frameOf(row));
    }
  }

  return { path: "/api/logs/out", isStream: true, serve };
}
