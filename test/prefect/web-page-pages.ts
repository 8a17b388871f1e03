/** Every page of Prefect's web page, opened by what test/prefect/flows/web_page.py has made, and what it shows then. */

/** Ids and names that the script prints. */
export type Made = Readonly<
  Record<
    | "mark"
    | "pool"
    | "deployment"
    | "flow"
    | "flow_run"
    | "failed_run"
    | "turned_run"
    | "task_run"
    | "tag_limit"
    | "block"
    | "automation"
    | "event"
    | "event_date"
    | "event_in_feed"
    | "table",
    string
  >
>;

export type Version = "v1" | "v2";

export interface PageToOpen {
  /** Below the path of the page's version. */
  readonly path: string;
  /** The page is not opened before: it shows nothing of the minute that is not over. */
  readonly from?: string;
  /** What is clicked on first. */
  readonly click?: string;
  /** Texts that are there once the page has what it asked for. */
  readonly shows: readonly string[];
}

/** The tabs of a page: each is opened by itself, and shows its own text. */
function tabs(path: string, shown: Readonly<Record<string, string>>): readonly PageToOpen[] {
  return Object.entries(shown).map(([tab, text]) => ({ path: `${path}?tab=${tab}`, shows: [text] }));
}

/** What both versions have under the same paths. */
function commonPages(made: Made): readonly PageToOpen[] {
  const { mark } = made;
  const pool = `/work-pools/work-pool/${made.pool}`;
  const deployment = `/deployments/deployment/${made.deployment}`;
  return [
    { path: "/dashboard", shows: ["Flow Runs", "Task Runs", made.pool] },
    { path: "/runs", shows: [`voyage-${mark}`, `sank-${mark}`] },
    { path: "/flows", shows: [`voyage-${mark}`, `storm-${mark}`, `pilot-${mark}`] },
    { path: `/flows/flow/${made.flow}`, shows: [`voyage-${mark}`, `sank-${mark}`] },
    { path: "/deployments", shows: ["daily", `voyage-${mark}`] },
    { path: deployment, shows: ["daily", `sank-${mark}`, "north"] },
    { path: `${deployment}/run`, shows: ["ship"] },
    { path: `${deployment}/edit`, shows: ["daily"] },
    { path: `${deployment}/duplicate`, shows: ["daily"] },
    { path: "/work-pools", shows: [made.pool] },
    { path: "/work-pools/create", shows: ["Process"] },
    { path: pool, shows: [made.pool, `sank-${mark}`] },
    { path: `${pool}/edit`, shows: [made.pool] },
    { path: `${pool}/queue/create`, shows: [made.pool] },
    { path: `${pool}/queue/urgent`, shows: ["urgent"] },
    { path: `${pool}/queue/urgent/edit`, shows: ["urgent"] },
    { path: "/blocks", shows: [`word-${mark}`, `hold-${mark}`] },
    { path: "/blocks/catalog", shows: ["Secret", "Webhook", "Local File System"] },
    { path: "/blocks/catalog/secret", shows: ["Secret"] },
    { path: "/blocks/catalog/secret/create", shows: ["Secret"] },
    { path: `/blocks/block/${made.block}`, shows: [`word-${mark}`] },
    { path: `/blocks/block/${made.block}/edit`, shows: ["word"] },
    { path: "/variables", shows: [`course_${mark}`, `speed_${mark}`] },
    { path: "/automations", shows: [`rescue-${mark}`] },
    { path: "/automations/create", shows: ["Trigger"] },
    { path: `/automations/automation/${made.automation}`, shows: [`rescue-${mark}`, "Sends help."] },
    { path: `/automations/automation/${made.automation}/edit`, shows: ["Trigger"] },
    { path: "/events", from: made.event_in_feed, shows: ["harbour.signal"] },
    { path: `/events/event/${made.event_date}/${made.event}`, shows: ["harbour"] },
    { path: "/concurrency-limits", shows: [`berths-${mark}`] },
    { path: `/concurrency-limits/concurrency-limit/${made.tag_limit}`, shows: [`lock-${mark}`] },
    { path: "/artifacts", shows: [`ships-${mark}`, `progress-${mark}`] },
    { path: `/artifacts/key/ships-${mark}`, shows: [`ships-${mark}`] },
    { path: `/artifacts/artifact/${made.table}`, shows: [`ships-${mark}`, "1892"] },
    { path: "/settings", shows: ["3.9.1"] },
  ];
}

function tabsOfVersion1(made: Made): readonly PageToOpen[] {
  const { mark } = made;
  const flowRun = `/runs/flow-run/${made.flow_run}`;
  return [
    ...tabs(flowRun, { Logs: "sails for 3 days", Details: made.flow_run, Parameters: "Sverdrup" }),
    { path: flowRun, click: "Task Runs", shows: ["sound-"] },
    { path: flowRun, click: "Subflow Runs", shows: [`pilot-${mark}`] },
    { path: flowRun, click: "Artifacts", shows: [`ships-${mark}`] },
    { path: `/runs/flow-run/${made.failed_run}?tab=Logs`, shows: [`storm-${mark}`, "a leak"] },
    ...tabs(`/runs/task-run/${made.task_run}`, { Logs: "fathoms", Artifacts: "as sounded", Details: made.task_run }),
    ...tabs(`/flows/flow/${made.flow}`, { Deployments: "daily", Details: made.flow }),
    ...tabs(`/deployments/deployment/${made.deployment}`, { Parameters: "Fram", Configuration: "HARBOUR" }),
    ...tabs(`/work-pools/work-pool/${made.pool}`, { "Work+Queues": "urgent", Workers: `pilot-boat-${mark}` }),
  ];
}

function tabsOfVersion2(made: Made): readonly PageToOpen[] {
  const { mark } = made;
  return [
    { path: "/runs?tab=task-runs", shows: ["sound-"] },
    ...tabs(`/runs/flow-run/${made.flow_run}`, {
      Logs: "sails for 3 days",
      TaskRuns: "sound-",
      SubflowRuns: `pilot-${mark}`,
      Artifacts: `ships-${mark}`,
      Details: made.flow_run,
      Parameters: "Sverdrup",
      JobVariables: `voyage-${mark}`,
    }),
    { path: `/runs/flow-run/${made.failed_run}`, shows: [`storm-${mark}`, "a leak"] },
    ...tabs(`/runs/task-run/${made.task_run}`, {
      Logs: "fathoms",
      Artifacts: "as sounded",
      TaskInputs: "depth",
      Details: made.task_run,
    }),
    ...tabs(`/flows/flow/${made.flow}`, { deployments: "daily", details: made.flow }),
    ...tabs(`/deployments/deployment/${made.deployment}`, {
      Upcoming: "Scheduled",
      Parameters: "Fram",
      Configuration: "HARBOUR",
      Description: "Every",
    }),
    ...tabs(`/work-pools/work-pool/${made.pool}`, {
      "Work+Queues": "urgent",
      Workers: `pilot-boat-${mark}`,
      Deployments: "daily",
    }),
    { path: "/concurrency-limits?tab=task-run", shows: [`lock-${mark}`] },
  ];
}

export function pagesOf(version: Version, made: Made): readonly PageToOpen[] {
  return [...commonPages(made), ...(version === "v1" ? tabsOfVersion1(made) : tabsOfVersion2(made))];
}
