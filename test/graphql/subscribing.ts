/** Subscriptions over real sockets, by the clients dashboards use: graphql-ws and graphql-sse. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { createClient as createEventsClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import { WebSocket } from "ws";

/** What a stream owes a test is here long before. */
const SILENCE_MILLISECONDS = 5_000;

export interface Subscription<Data> {
  /** The data of the next item; rejects on errors, on the stream's end and when nothing comes. */
  next(): Promise<Data>;
  /** The data of every item, until the stream ends; throws what it breaks with. */
  items(): AsyncIterable<Data>;
  /** Resolves to what is left when the stream ends by itself, or the error with which it broke. */
  rest(): Promise<{ readonly items: Data[]; readonly error?: unknown }>;
  stop(): Promise<void>;
}

export interface Subscriber {
  subscribe<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Subscription<Data>;
  /** Cuts the connection as a network does. */
  cut(): void;
  close(): Promise<void>;
}

type Results<Data> = AsyncIterableIterator<{ readonly data?: Data | null; readonly errors?: unknown }>;

function subscription<Data>(results: Results<Data>): Subscription<Data> {
  const next = async (): Promise<Data | undefined> => {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("nothing came")), SILENCE_MILLISECONDS);
    });
    const { done, value } = await Promise.race([results.next(), silence]).finally(() => clearTimeout(timer));
    if (done === true) return undefined;
    if (value.errors !== undefined) throw new Error(JSON.stringify(value.errors));
    return value.data ?? undefined;
  };
  async function* items(): AsyncGenerator<Data> {
    for await (const { data, errors } of results) {
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      if (data !== null && data !== undefined) yield data;
    }
  }
  return {
    items,
    next: async () => {
      const data = await next();
      if (data === undefined) throw new Error("the stream has ended");
      return data;
    },
    rest: async () => {
      const items: Data[] = [];
      try {
        for (let data = await next(); data !== undefined; data = await next()) items.push(data);
      } catch (error) {
        return { items, error };
      }
      return { items };
    },
    stop: async () => void (await results.return?.()),
  };
}

export function overWebSocket(url: string): Subscriber {
  let socket: WebSocket | undefined;
  const client = createSocketClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
    },
  });
  return {
    subscribe: (document, variables) =>
      subscription(client.iterate({ query: print(document), variables }) as Results<never>),
    cut: () => socket?.terminate(),
    close: async () => client.dispose(),
  };
}

export function overEvents(url: string): Subscriber {
  const aborts = new Set<AbortController>();
  const client = createEventsClient({
    url: `${url}/graphql`,
    retryAttempts: 0,
    fetchFn: (input: string, init: RequestInit) => {
      const abort = new AbortController();
      aborts.add(abort);
      init.signal?.addEventListener("abort", () => abort.abort());
      return fetch(input, { ...init, signal: abort.signal });
    },
  });
  return {
    subscribe: (document, variables) =>
      subscription(client.iterate({ query: print(document), variables }) as Results<never>),
    cut: () => {
      for (const abort of aborts) abort.abort();
    },
    close: async () => client.dispose(),
  };
}

export const transports = [
  { transport: "graphql-ws", connect: overWebSocket },
  { transport: "server-sent events", connect: overEvents },
] as const;
