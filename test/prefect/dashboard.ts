import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** A read or a start of a subscription that takes longer has failed. */
const REQUEST_TIMEOUT_SECONDS = 20;
/** The scenarios do something every second; silence for so long means that something was lost. */
const SILENCE_TIMEOUT_SECONDS = 30;
/** More than any scenario has, so that a list is never cut. */
const PAGE = 100;
const LOG_PAGE = 200;

const STATE_FIELDS = "type name message timestamp";
const RUN_FIELDS = `databaseId name stateType stateName runCount startTime endTime totalRunTime tags
  state { ${STATE_FIELDS} } states { ${STATE_FIELDS} }`;

const FLOW_RUN = `query StockClientFlowRun($id: ID!) {
  flowRun(id: $id) {
    ${RUN_FIELDS} parameters flow { name }
    taskRuns(first: ${PAGE}) { nodes { ${RUN_FIELDS} } }
  }
}`;

const LOGS = `query StockClientLogs($id: ID!) {
  flowRun(id: $id) { logs(first: ${LOG_PAGE}) { nodes { level message timestamp } } }
}`;

const TRANSITIONS = `subscription StockClientTransitions($flowRunId: ID!, $includeTasks: Boolean, $after: String) {
  runStateTransitions(flowRunId: $flowRunId, includeTasks: $includeTasks, after: $after) {
    __typename
    ... on RunStateTransition {
      cursor sequence runId kind from { type name } to { type name timestamp } occurred
    }
    ... on StreamGap { after reason resumeAfter }
  }
}`;

const SETTINGS = `query StockClientSettings($deployment: ID!, $automation: ID!, $variable: String!) {
  deployment(id: $deployment) {
    description tags parameters jobVariables
    schedules { slug schedule { ... on IntervalSchedule { intervalSeconds } } }
  }
  automation(id: $automation) { description trigger { ... on EventTrigger { threshold } } }
  variableByName(name: $variable) { value tags }
}`;

/** A state as a dashboard sees it; instants are ISO 8601 in UTC with six decimals and `Z`. */
export interface DashboardState {
  readonly type: string;
  readonly name: string;
  readonly message: string | null;
  readonly timestamp: string;
}

/** A flow run or task run as a dashboard sees it. */
export interface DashboardRun {
  readonly databaseId: string;
  readonly name: string;
  readonly stateType: string;
  readonly stateName: string;
  readonly runCount: number;
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** Seconds. */
  readonly totalRunTime: number;
  readonly tags: readonly string[];
  readonly state: DashboardState;
  readonly states: readonly DashboardState[];
}

/** A flow run with its task runs. */
export interface DashboardFlowRun extends DashboardRun {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly flow: { readonly name: string };
  readonly taskRuns: { readonly nodes: readonly DashboardRun[] };
}

/** A log line as a dashboard sees it. */
export interface DashboardLog {
  readonly level: number;
  readonly message: string;
  readonly timestamp: string;
}

/** One step of a run, as the subscription tells it. */
export interface Transition {
  readonly cursor: string;
  readonly sequence: number | string;
  readonly runId: string;
  readonly kind: "FLOW_RUN" | "TASK_RUN";
  readonly from: { readonly type: string; readonly name: string } | null;
  readonly to: { readonly type: string; readonly name: string; readonly timestamp: string };
  readonly occurred: string;
}

/** What the stream says in place of transitions it can no longer tell. */
interface StreamGap {
  readonly __typename: "StreamGap";
  readonly after: string;
  readonly reason: string;
  readonly resumeAfter: string;
}

type TransitionItem = (Transition & { readonly __typename: "RunStateTransition" }) | StreamGap;

/** A running subscription. */
export interface Following {
  /**
   * The next transition; done when the server ended the stream; rejects when the connection broke, when nothing came for
   * SILENCE_TIMEOUT_SECONDS, and when the server owns up to a gap, which no scenario leaves it a reason for.
   */
  next(): Promise<IteratorResult<Transition>>;
  /** Cuts the connection under the subscription, as a network does: no closing handshake, no goodbye. */
  cut(): void;
  /** Ends the subscription and its connection properly. */
  stop(): Promise<void>;
}

/** What a dashboard asks of the server over GraphQL; the one place of this folder that knows the schema. */
export interface Dashboard {
  /** A flow run by the id the client knows, with its states and task runs; null when there is none. */
  flowRun(id: string): Promise<DashboardFlowRun | null>;
  /** What a person has set of a deployment, an automation and a variable of a name. */
  settings(deployment: string, automation: string, variable: string): Promise<object>;
  /** The log lines of a flow run and its task runs. */
  logs(flowRunId: string): Promise<readonly DashboardLog[]>;
  /**
   * Follows the transitions of a flow run and its task runs. Returns when the connection stands and the server has read
   * the subscription.
   *
   * @param after the cursor of the last transition already seen; without it, what happens from now on.
   */
  follow(flowRunId: string, after?: string): Promise<Following>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

async function ask<Data>(url: string, query: string, variables: Record<string, unknown>): Promise<Data> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_SECONDS * 1000),
  });
  const text = await response.text();
  if (!response.headers.get("content-type")?.includes("json")) {
    throw new Error(`GraphQL answered ${response.status}: ${text}`);
  }
  const answer = JSON.parse(text) as Answer<Data>;
  if (answer.errors !== undefined || !answer.data) throw new Error(`GraphQL answered ${text}`);
  return answer.data;
}

async function follow(url: string, flowRunId: string, after?: string): Promise<Following> {
  let socket: WebSocket | undefined;
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    // A reconnection of its own would hide what the test is about.
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
    on: { opened: (opened) => (socket = opened as WebSocket) },
  });
  const iterator = client.iterate<{ runStateTransitions: TransitionItem }>({
    query: TRANSITIONS,
    variables: { flowRunId, includeTasks: true, after: after ?? null },
  });
  const connected = new Promise<void>((resolve, reject) => {
    client.on("connected", () => resolve());
    client.on("closed", (event) => reject(new Error(`the subscription was refused: ${JSON.stringify(event)}`)));
  });
  await connected;
  const opened = socket;
  if (opened === undefined) throw new Error("connected without a socket");
  // The subscribe message goes out right after the acknowledgement, and messages are read in order: when the answer to a
  // ping sent behind it comes back, the server has read it.
  await new Promise<void>((resolve) => {
    client.on("pong", () => resolve());
    setImmediate(() => opened.send(JSON.stringify({ type: "ping" })));
  });
  return {
    async next() {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        const error = new Error(`no transition came within ${SILENCE_TIMEOUT_SECONDS} s`);
        timer = setTimeout(() => reject(error), SILENCE_TIMEOUT_SECONDS * 1000);
      });
      const { done, value } = await Promise.race([iterator.next(), silence]).finally(() => clearTimeout(timer));
      if (done) return { done: true, value: undefined };
      const item = value.data?.runStateTransitions;
      if (value.errors !== undefined || item?.__typename !== "RunStateTransition") {
        throw new Error(`the stream said ${JSON.stringify(value)}`);
      }
      return { done: false, value: item };
    },
    cut: () => opened.terminate(),
    async stop() {
      await iterator.return?.();
      await client.dispose();
    },
  };
}

/**
 * Opens the GraphQL door.
 *
 * @param url its address, such as `http://127.0.0.1:4200/graphql`; the WebSocket has the same path.
 */
export function openDashboard(url: string): Dashboard {
  return {
    async flowRun(id) {
      return (await ask<{ flowRun: DashboardFlowRun | null }>(url, FLOW_RUN, { id })).flowRun;
    },
    settings: (deployment, automation, variable) => ask(url, SETTINGS, { deployment, automation, variable }),
    async logs(flowRunId) {
      type Data = { flowRun: { logs: { nodes: readonly DashboardLog[] } } };
      return (await ask<Data>(url, LOGS, { id: flowRunId })).flowRun.logs.nodes;
    },
    follow: (flowRunId, after) => follow(url, flowRunId, after),
  };
}
