/** A GraphQL door on a fresh database, with or without sockets, and the few rows tests begin with. */
import type { AddressInfo } from "node:net";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import Fastify, { type FastifyInstance } from "fastify";
import { print } from "graphql";
import { readSettings, type Settings } from "../../src/config.ts";
import type { Core } from "../../src/core.ts";
import type { JsonText } from "../../src/db/json-text.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createFlowRun, type NewFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import type { FlowRunRow } from "../../src/domains/flow-runs/flow-run.ts";
import { createFlow } from "../../src/domains/flows/flow.commands.ts";
import type { FlowRow } from "../../src/domains/flows/flow.ts";
import { type GraphQLDoor, graphqlDoor } from "../../src/graphql/door.ts";
import { type Clock, systemClock } from "../../src/time/clock.ts";
import type { TestDatabase } from "../support/databases.ts";

export interface GraphQLAnswer<Data> {
  readonly data: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly [key: string]: unknown };
  }[];
  readonly extensions?: { readonly cost?: { readonly requested: number; readonly limit: number } };
}

export interface TestDoor {
  readonly core: Core;
  readonly door: GraphQLDoor;
  /** What the server has logged as errors. */
  readonly logged: unknown[];
  /** SQL of the statements since the list was last emptied. */
  readonly statements: string[];
  /** Runs a typed document, or a text, without a socket; the answer as it is. */
  execute<Data, Variables>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>>;
  /** As execute, but fails on errors. */
  query<Data, Variables>(document: TypedDocumentNode<Data, Variables> | string, variables?: Variables): Promise<Data>;
  /** Listens, and resolves to the base URL without a path, such as http://127.0.0.1:40001. */
  listen(): Promise<string>;
  readonly application: FastifyInstance;
  close(): Promise<void>;
}

export async function createTestDoor(
  testDatabase: TestDatabase,
  options: { readonly clock?: Clock; readonly settings?: Partial<Settings> } = {},
): Promise<TestDoor> {
  const { url, drop } = await testDatabase.create();
  const statements: string[] = [];
  const logged: unknown[] = [];
  const database = await openDatabase(url, { onStatement: (statement) => statements.push(statement) });
  const core: Core = {
    database,
    clock: options.clock ?? systemClock,
    settings: { ...readSettings({}), databaseUrl: url, ...options.settings },
    logger: { info: () => {}, warn: () => {}, error: (fields) => logged.push(fields) },
  };
  const door = graphqlDoor(core);
  const application = Fastify({ forceCloseConnections: "idle" });
  door.register(application);
  application.server.on("upgrade", (request, socket, head) => {
    if (!door.handleUpgrade(request, socket, head)) socket.destroy();
  });

  async function execute<Data, Variables>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>> {
    const query = typeof document === "string" ? document : print(document);
    const response = await door.pipeline.fetch("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphQLAnswer<Data>;
  }

  return {
    core,
    door,
    logged,
    statements,
    application,
    execute,
    query: async (document, variables) => {
      const { data, errors } = await execute(document, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    listen: async () => {
      await application.listen({ host: "127.0.0.1", port: 0 });
      return `http://127.0.0.1:${(application.server.address() as AddressInfo).port}`;
    },
    close: async () => {
      await application.close();
      await door.close();
      await database.close();
      await drop();
    },
  };
}

export async function aFlow(core: Core, name = "a flow"): Promise<FlowRow> {
  return (await createFlow(core, { name, tags: [], labels: null })).flow;
}

export async function aFlowRun(
  core: Core,
  flow: FlowRow,
  input: Omit<NewFlowRun, "flow_id"> = {},
): Promise<FlowRunRow> {
  return (await createFlowRun(core, { flow_id: flow.id, ...input })).run;
}

export function json(text: string): JsonText {
  return text as JsonText;
}
