import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { readSettings } from "../../src/config.ts";
import { SizedCache } from "../../src/graphql/document-cache.ts";
import { PersistedDocuments } from "../../src/graphql/persisted-documents.ts";
import { schema } from "../../src/graphql/schema.ts";
import { hashOf, readTrustedDocuments } from "../../src/graphql/trusted-documents.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

const [sqlite] = testDatabases;
if (sqlite === undefined) throw new Error("There is no test database");

const VERSION = "query Version { server { version } }";
const CHANGES = "subscription Changes { flowRunChanges { __typename } }";
const UNTRUSTED = "query Other { server { prefectVersion } }";
const named = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });

interface Refused {
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** One operation over each transport: the code of its refusal, or "data". */
function transportsOf(server: () => TestServer, url: () => string) {
  const codeOf = (answer: Partial<Refused>): string => answer.errors?.[0]?.extensions.code ?? "data";
  const overHttp = async (request: object, method: "GET" | "POST" = "POST"): Promise<string> => {
    const search = Object.entries(request).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const response = await server().application.inject(
      method === "POST"
        ? { method, url: "/graphql", payload: request }
        : { method, url: "/graphql", query: Object.fromEntries(search) },
    );
    return codeOf(response.json());
  };
  const overEvents = async (request: object): Promise<string> => {
    const response = await fetch(`${url()}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(request),
    });
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      // An accepted subscription begins with the interval of reconnection.
      if (text.startsWith("retry:")) return "data";
    }
    return codeOf(JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? text));
  };
  const overWebSocket = async (request: object): Promise<string> => {
    const socket = new WebSocket(`${url().replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    try {
      socket.send(JSON.stringify({ type: "connection_init" }));
      await once(socket, "message");
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: "", ...request } }));
      const [data] = (await once(socket, "message")) as [Buffer];
      const message = JSON.parse(String(data)) as { type: string; payload: Refused["errors"] };
      return message.type === "error" ? codeOf({ errors: message.payload }) : "data";
    } finally {
      socket.terminate();
    }
  };
  return { overHttp, overEvents, overWebSocket };
}

describe("automatic persisted queries", () => {
  let server: TestServer;
  let url: string;
  beforeAll(async () => {
    server = await createTestServer(sqlite);
    url = await server.listen();
  });
  afterAll(() => server.close());
  const { overHttp, overEvents, overWebSocket } = transportsOf(
    () => server,
    () => url,
  );

  test("are sent once and named afterwards, whatever the transport", async () => {
    expect(await overHttp({ extensions: named(VERSION) })).toBe("PERSISTED_QUERY_NOT_FOUND");
    expect(await overWebSocket({ extensions: named(VERSION) })).toBe("PERSISTED_QUERY_NOT_FOUND");
    expect(await overHttp({ query: VERSION, extensions: named(VERSION) })).toBe("data");
    expect(await overHttp({ extensions: named(VERSION) })).toBe("data");
    expect(await overHttp({ extensions: named(VERSION) }, "GET")).toBe("data");
    expect(await overHttp({ documentId: `sha256:${hashOf(VERSION)}` })).toBe("data");
    expect(await overWebSocket({ extensions: named(VERSION) })).toBe("data");
    expect(await overEvents({ extensions: named(CHANGES) })).toBe("PERSISTED_QUERY_NOT_FOUND");
    expect(await overEvents({ query: CHANGES, extensions: named(CHANGES) })).toBe("data");
    expect(await overEvents({ extensions: named(CHANGES) })).toBe("data");
  });

  test("are refused under a hash that is not theirs, and as names that cannot be", async () => {
    const forged = { query: UNTRUSTED, extensions: named(VERSION) };
    expect(await overHttp(forged)).toBe("PERSISTED_QUERY_MISMATCH");
    expect(await overWebSocket(forged)).toBe("PERSISTED_QUERY_MISMATCH");
    for (const persistedQuery of [
      "x",
      {},
      { version: 2, sha256Hash: hashOf(VERSION) },
      { version: 1, sha256Hash: 1 },
    ]) {
      expect(await overHttp({ query: VERSION, extensions: { persistedQuery } })).toBe("BAD_REQUEST");
    }
    expect(await overHttp({ query: VERSION, documentId: 1 })).toBe("BAD_REQUEST");
    expect(await overHttp({ documentId: "__proto__" })).toBe("PERSISTED_QUERY_NOT_FOUND");
  });

  test("answer what is not found with the words and the status that clients look for", async () => {
    const ask = (accept: string) =>
      server.application.inject({
        method: "POST",
        url: "/graphql",
        headers: { accept },
        payload: { extensions: named("{ unknown }") },
      });
    const answer = await ask("application/graphql-response+json");
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { errors: [{ message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }] },
    ]);
    expect((await ask("application/json")).statusCode).toBe(200);
  });

  test("name no mutation in a GET", async () => {
    const mutation = 'mutation { deleteFlowRun(input: { id: "x" }) { __typename } }';
    await overHttp({ query: mutation, extensions: named(mutation) });
    expect(await overHttp({ extensions: named(mutation) }, "GET")).toBe("BAD_REQUEST");
  });
});

test("what is kept of documents is bounded by its size", () => {
  const cache = new SizedCache<string>(100, (_key, value) => value.length);
  cache.set("a", "x".repeat(40));
  cache.set("b", "x".repeat(40));
  expect(cache.get("a")).toBeDefined();
  cache.set("c", "x".repeat(40));
  // The one that was used longest ago has gone.
  expect([cache.get("a"), cache.get("b"), cache.get("c")].map((value) => value?.length)).toEqual([40, undefined, 40]);
  cache.set("d", "x".repeat(101));
  expect([cache.get("d"), cache.size]).toEqual([undefined, 2]);
  cache.set("a", "y");
  cache.set("e", "x".repeat(59));
  expect([cache.get("a"), cache.get("c")?.length, cache.get("e")?.length]).toEqual(["y", 40, 59]);
});

test("clients that fill the cache with their own documents make others send theirs again", () => {
  const documents = new PersistedDocuments(new Map(), false);
  const first = `{ server { version } } #${"x".repeat(90_000)}`;
  documents.textOf({ query: first, extensions: named(first) });
  expect(documents.textOf({ extensions: named(first) })).toBe(first);
  for (let index = 0; index < 100; index += 1) {
    const text = `{ server { version } } #${index}${"x".repeat(90_000)}`;
    documents.textOf({ query: text, extensions: named(text) });
  }
  expect(() => documents.textOf({ extensions: named(first) })).toThrow("PersistedQueryNotFound");
});

describe("trusted documents", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-documents-"));
    await writeFile(join(folder, "version.graphql"), VERSION);
    await writeFile(join(folder, "changes.gql"), CHANGES);
    await writeFile(join(folder, "README.md"), "no document");
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("are read from a folder, from a map as codegen and Relay write it, and from Apollo's manifest", async () => {
    expect(Object.fromEntries(readTrustedDocuments(folder, schema))).toEqual({
      version: VERSION,
      changes: CHANGES,
      [hashOf(VERSION)]: VERSION,
      [hashOf(CHANGES)]: CHANGES,
    });
    const file = join(folder, "documents.json");
    const read = async (content: unknown) => {
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
      return Object.fromEntries(readTrustedDocuments(file, schema));
    };
    const md5 = createHash("md5").update(VERSION).digest("hex");
    expect(await read({ [md5]: VERSION })).toEqual({ [md5]: VERSION, [hashOf(VERSION)]: VERSION });
    const manifest = { format: "apollo-persisted-query-manifest", version: 1 };
    expect(
      await read({ ...manifest, operations: [{ id: "1", name: "Version", type: "query", body: VERSION }] }),
    ).toEqual({ 1: VERSION, [hashOf(VERSION)]: VERSION });
    for (const content of ["{", "[]", "{}", { a: 1 }, { ...manifest, operations: [{ id: 1 }] }]) {
      await expect(read(content)).rejects.toThrow(`PENSTOCK_GRAPHQL_DOCUMENTS: ${file}`);
    }
    await expect(read({ a: "{ nothing }" })).rejects.toThrow('the document a: Cannot query field "nothing"');
    await expect(read({ a: "{" })).rejects.toThrow("the document a: Syntax Error");
    await rm(file);
    expect(() => readTrustedDocuments(join(folder, "nowhere"), schema)).toThrow("ENOENT");
  });

  test("are asked for by the setting that refuses all others", () => {
    expect(() => readSettings({ PENSTOCK_GRAPHQL_DOCUMENTS_ONLY: "true" })).toThrow("PENSTOCK_GRAPHQL_DOCUMENTS");
    const settings = readSettings({ PENSTOCK_GRAPHQL_DOCUMENTS_ONLY: "true", PENSTOCK_GRAPHQL_DOCUMENTS: folder });
    expect(settings).toMatchObject({ graphqlDocuments: folder, graphqlDocumentsOnly: true });
  });

  describe("with all others refused", () => {
    let server: TestServer;
    let url: string;
    beforeAll(async () => {
      server = await createTestServer(sqlite, { settings: { graphqlDocuments: folder, graphqlDocumentsOnly: true } });
      url = await server.listen();
    });
    afterAll(() => server.close());
    const { overHttp, overEvents, overWebSocket } = transportsOf(
      () => server,
      () => url,
    );

    test("are executed by name, by hash and as they are", async () => {
      for (const request of [
        { documentId: "version" },
        { documentId: `sha256:${hashOf(VERSION)}` },
        { extensions: named(VERSION) },
        { query: VERSION },
        { query: VERSION, documentId: "version" },
      ]) {
        expect(await overHttp(request), JSON.stringify(request)).toBe("data");
        expect(await overWebSocket(request), JSON.stringify(request)).toBe("data");
      }
      expect(await overHttp({ documentId: "version" }, "GET")).toBe("data");
      expect(await overEvents({ documentId: "changes" })).toBe("data");
    });

    test("keep all others out, whatever the transport and however they come", async () => {
      for (const request of [
        { query: UNTRUSTED },
        { query: UNTRUSTED, extensions: named(UNTRUSTED) },
        { query: UNTRUSTED, documentId: "version" },
        { extensions: named(UNTRUSTED) },
        { documentId: "nothing" },
        { query: `${VERSION} ` },
        { query: "{ __schema { queryType { name } } }" },
      ]) {
        expect(await overHttp(request), JSON.stringify(request)).toBe("DOCUMENT_NOT_TRUSTED");
        expect(await overHttp(request, "GET"), JSON.stringify(request)).toBe("DOCUMENT_NOT_TRUSTED");
        expect(await overWebSocket(request), JSON.stringify(request)).toBe("DOCUMENT_NOT_TRUSTED");
        expect(await overEvents(request), JSON.stringify(request)).toBe("DOCUMENT_NOT_TRUSTED");
      }
      const text = await server.application.inject({
        method: "POST",
        url: "/graphql",
        headers: { "content-type": "application/graphql" },
        payload: UNTRUSTED,
      });
      expect(text.json().errors[0].extensions.code).toBe("DOCUMENT_NOT_TRUSTED");
      expect(await overHttp({})).toBe("BAD_REQUEST");
      const batch = await server.application.inject({
        method: "POST",
        url: "/graphql",
        payload: [{ query: UNTRUSTED }],
      });
      expect(batch.json().errors[0]).toMatchObject({
        message: "Batching is not supported.",
        extensions: { code: "BAD_REQUEST" },
      });
    });
  });
});
