import { setTimeout as sleep } from "node:timers/promises";

/** Answers of the REST API, as far as the tests look at them. */
export interface SeenRun {
  readonly id: string;
  readonly name: string;
  readonly state_type: string;
  readonly state_name: string;
  readonly state: { readonly message: string | null } | null;
  readonly expected_start_time: string;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly auto_scheduled: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly run_count: number;
  readonly deployment_id: string | null;
}

export interface SeenDeployment {
  readonly id: string;
  readonly name: string;
  readonly paused: boolean;
  readonly status: string;
  readonly schedules: readonly { readonly slug: string | null; readonly active: boolean }[];
}

export interface Rest {
  /** @throws Error with status and body when the answer is none of success. */
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<void>;
  /** A deployment by `flow/deployment`. */
  deployment(name: string): Promise<SeenDeployment>;
  /** Creates a run of a deployment, due at once unless a time in milliseconds since the epoch is given. */
  createRun(deploymentId: string, parameters?: Readonly<Record<string, unknown>>, due?: number): Promise<SeenRun>;
  run(id: string): Promise<SeenRun>;
  /** All runs of a deployment, in the order of their expected time. */
  runsOf(deploymentId: string): Promise<readonly SeenRun[]>;
}

/** A foreign server's SQLite may be locked for as long as its other requests take; ours has no such answer to give. */
const PATIENCE_WITH_FOREIGN_SERVERS = process.env.PENSTOCK_TEST_API_URL ? 100 : 0;
const PAUSE_MILLISECONDS = 300;

async function fetchPatiently(url: string, init?: RequestInit): Promise<Response> {
  let response = await fetch(url, init);
  for (let again = 0; response.status === 503 && again < PATIENCE_WITH_FOREIGN_SERVERS; again += 1) {
    await sleep(PAUSE_MILLISECONDS);
    response = await fetch(url, init);
  }
  return response;
}

function sent(method: string, body: unknown): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export function restOf(apiUrl: string): Rest {
  const ask = async <Answer>(path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetchPatiently(`${apiUrl}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text || "null") as Answer;
  };
  const rest: Rest = {
    get: (path) => ask(path),
    post: (path, body = {}) => ask(path, sent("POST", body)),
    patch: (path, body) => ask(path, sent("PATCH", body)),
    deployment: (name) => rest.get(`/deployments/name/${name.split("/").map(encodeURIComponent).join("/")}`),
    createRun: (deploymentId, parameters = {}, due = undefined) =>
      rest.post(`/deployments/${deploymentId}/create_flow_run`, {
        parameters,
        state: {
          type: "SCHEDULED",
          ...(due !== undefined && { state_details: { scheduled_time: new Date(due).toISOString() } }),
        },
      }),
    run: (id) => rest.get(`/flow_runs/${id}`),
    runsOf: (deploymentId) =>
      rest.post("/flow_runs/filter", {
        deployments: { id: { any_: [deploymentId] } },
        sort: "EXPECTED_START_TIME_ASC",
      }),
  };
  return rest;
}
