import { afterAll, beforeAll, describe } from "vitest";
import type { TestDatabase } from "../support/databases.ts";
import { expectDashboardAgrees, expectWitnessed } from "./agreement.ts";
import { type ClientOptions, type ClientProcess, startClient } from "./client-process.ts";
import { type Dashboard, openDashboard } from "./dashboard.ts";
import { prefectEnvironment } from "./environment.ts";
import { type FlowReport, reportOf } from "./report.ts";
import { type Rest, restOf } from "./rest.ts";
import { type FlowOptions, type FlowOutput, runFlow, type StartedFlow, startFlow } from "./run-flow.ts";
import { type RunningPenstock, startPenstock } from "./server.ts";

/** The tests of a file wait for each other's Python processes, so the last one waits for all. */
const TEST_TIMEOUT_SECONDS = 480;
const SERVER_TIMEOUT_SECONDS = 90;

type ScriptOptions = Omit<FlowOptions, "apiUrl" | "script">;

/** What the tests of one file share: a server of their own and the stock client. */
export interface PrefectSuite {
  /** Address of the REST API, with its `/api`. */
  apiUrl(): string;
  /** Runs a script to its end. */
  run(script: string, options?: ScriptOptions): Promise<FlowOutput>;
  /** Starts a script that another process acts on, see startFlow. */
  start(script: string, options?: ScriptOptions): Promise<StartedFlow>;
  /** Starts a process that stays: a runner, a worker. It is stopped at the end of the suite, if it is still there. */
  client(options: Omit<ClientOptions, "apiUrl">): Promise<ClientProcess>;
  /** The REST API, for looking at what the clients' processes do. */
  rest(): Rest;
  /** The GraphQL door; undefined when a foreign server was given, which has none. */
  dashboard(): Dashboard | undefined;
  /** Runs a script, and holds its report against what passed through its process and against GraphQL. */
  report<Extra = unknown>(script: string, options?: ScriptOptions): Promise<FlowReport & Extra>;
  /** Holds a report against what passed through its process and against GraphQL. */
  agrees(report: FlowReport): Promise<void>;
}

interface SuiteOptions {
  readonly graphqlOnly?: boolean;
  /** Whether its tests run at the same time; their processes must be idle most of the time then. */
  readonly concurrent?: boolean;
  readonly database?: TestDatabase;
  readonly serverVariables?: Readonly<Record<string, string>>;
  /** Whether something else is missing that its tests need. */
  readonly skip?: boolean;
}

/**
 * Describes tests that need the stock client. Their server is started before the first and stopped after the last; the
 * tests run at the same time, as far as there are places for their Python processes. Without Python the whole suite is
 * skipped, and prefectEnvironment has printed why.
 *
 * @param graphqlOnly tests that make no sense against a foreign server in PENSTOCK_TEST_API_URL.
 * @param database where the server keeps its data; SQLite unless given.
 * @param serverVariables settings of the server.
 * @param skip whether something else is missing that its tests need; the caller has printed what.
 */
export async function prefectSuite(
  name: string,
  define: (suite: PrefectSuite) => void,
  { graphqlOnly = false, concurrent = true, database, serverVariables, skip: cannot = false }: SuiteOptions = {},
): Promise<void> {
  const environment = await prefectEnvironment();
  const foreign = Boolean(process.env.PENSTOCK_TEST_API_URL);
  const skip = cannot || environment === undefined || (graphqlOnly && foreign);
  const options = { timeout: TEST_TIMEOUT_SECONDS * 1000, concurrent, skip };
  describe(name, options, () => {
    let server: RunningPenstock | undefined;
    let open: Dashboard | undefined;
    const clients: ClientProcess[] = [];
    let created: Awaited<ReturnType<TestDatabase["create"]>> | undefined;
    beforeAll(async () => {
      created = foreign ? undefined : await database?.create();
      server = await startPenstock({
        ...(created !== undefined && { databaseUrl: created.url }),
        ...(serverVariables !== undefined && { environmentVariables: serverVariables }),
      });
      if (server.graphqlUrl !== undefined) open = openDashboard(server.graphqlUrl);
    }, SERVER_TIMEOUT_SECONDS * 1000);
    afterAll(async () => {
      await Promise.all(clients.map((client) => client.stop()));
      await server?.stop();
      await created?.drop();
    }, SERVER_TIMEOUT_SECONDS * 1000);

    const address = (): string => {
      if (server === undefined) throw new Error("the server is only there while tests run");
      return server.apiUrl;
    };
    const python = () => {
      if (environment === undefined) throw new Error("the suite is skipped without Python");
      return environment;
    };
    const suite: PrefectSuite = {
      apiUrl: address,
      run: (script, more) => runFlow(python(), { ...more, script, apiUrl: address() }),
      start: (script, more) => startFlow(python(), { ...more, script, apiUrl: address() }),
      async client(more) {
        const client = await startClient(python(), { ...more, apiUrl: address() });
        clients.push(client);
        return client;
      },
      rest: () => restOf(address()),
      dashboard: () => open,
      async report<Extra>(script: string, more?: ScriptOptions) {
        const report = reportOf<Extra>(await suite.run(script, more));
        await suite.agrees(report);
        return report;
      },
      async agrees(report) {
        expectWitnessed(report);
        if (open !== undefined) await expectDashboardAgrees(open, report);
      },
    };
    define(suite);
  });
}
