/** Every example document over every transport: plain HTTP, graphql-ws and graphql-sse, with the same answers. */
import { createClient as createEventsClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createWorld, declares, readOperations, variablesOf, type World } from "./world.ts";

const operations = await readOperations();

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: unknown;
}

interface Transport {
  iterate(request: { query: string; variables: Record<string, unknown> }): AsyncIterableIterator<Answer>;
  dispose(): unknown;
}

/** What passes with time, or with what others ask. */
function withoutMoments(answer: Answer | undefined): unknown {
  return JSON.parse(
    JSON.stringify(answer?.data, (key, value) =>
      /^(snapshotCursor|totalRunTime|estimated.*|lateness|.*Heartbeat.*|lastPolled|now)$/.test(key) ? undefined : value,
    ),
  );
}

describe("the example documents", () => {
  let world: World;
  let overWebSocket: Transport;
  let overEvents: Transport;
  beforeAll(async () => {
    world = await createWorld();
    const url = `${world.url}/graphql`;
    overWebSocket = createSocketClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket }) as Transport;
    overEvents = createEventsClient({ url }) as Transport;
  });
  afterAll(async () => {
    await overWebSocket.dispose();
    await overEvents.dispose();
    await world.close();
  });

  async function first(transport: Transport, query: string, variables: Record<string, unknown>): Promise<Answer> {
    const answers = transport.iterate({ query, variables });
    const { value } = await answers.next();
    await answers.return?.();
    return value;
  }

  test.each(operations.filter(({ kind }) => kind === "query"))("$file", async (operation) => {
    const variables = variablesOf(operation, world);
    const response = await fetch(`${world.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: operation.text, variables }),
    });
    const overHttp = (await response.json()) as Answer;
    expect(overHttp.errors).toBeUndefined();
    for (const transport of [overWebSocket, overEvents]) {
      const answer = await first(transport, operation.text, variables);
      expect(answer.errors).toBeUndefined();
      expect(withoutMoments(answer)).toEqual(withoutMoments(overHttp));
    }
  });

  test.each(operations.filter(({ kind }) => kind === "subscription"))("$file", async (operation) => {
    expect(declares(operation, "after")).toBe(true);
    const variables = { ...variablesOf(operation, world), after: await world.act() };
    const [socket, events] = [
      await first(overWebSocket, operation.text, variables),
      await first(overEvents, operation.text, variables),
    ];
    expect(socket.errors).toBeUndefined();
    expect(Object.values(socket.data ?? {})[0]).toBeTypeOf("object");
    expect(withoutMoments(events)).toEqual(withoutMoments(socket));
  });
});
