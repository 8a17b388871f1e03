/** What the templates of an action see (the reference's JinjaTemplateAction), and rendering them. */
import type { Core } from "../../core.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import { readDeployment } from "../deployments/deployment.queries.ts";
import { deploymentJson } from "../deployments/deployment.wire.ts";
import { readFlowRun } from "../flow-runs/flow-run.queries.ts";
import { flowRunJson } from "../flow-runs/flow-run.wire.ts";
import { readFlow } from "../flows/flow.queries.ts";
import { flowJson } from "../flows/flow.wire.ts";
import { readTaskRun } from "../task-runs/task-run.queries.ts";
import { taskRunJson } from "../task-runs/task-run.wire.ts";
import { pythonRepr } from "../templates/python-text.ts";
import { renderTemplate } from "../templates/template.ts";
import { TemplateRenderError, TemplateSyntaxError } from "../templates/template-error.ts";
import { Moment } from "../templates/template-times.ts";
import { type Dictionary, Float, Model, Undefined, type Value } from "../templates/template-values.ts";
import { listVariables } from "../variables/variable.queries.ts";
import { readWorkPool } from "../work-pools/work-pool.queries.ts";
import { readWorkQueue } from "../work-queues/work-queue.queries.ts";
import { ActionFailedError, type ActionRun, firstResourceOfKind, idOfResource } from "./triggered-action.ts";

/** Variables that templates see at most. */
const MOST_VARIABLES = 1_000;

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** JSON as templates see it: numbers with a fraction are floats, objects are dictionaries. */
function valuesOf(json: string): Value {
  const parsed = parseWithSource(json, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && /[.eE]/.test(source) ? new Float(value) : value,
  );
  return asValue(parsed);
}

function asValue(value: unknown): Value {
  if (value instanceof Float || typeof value !== "object" || value === null) return value as Value;
  if (Array.isArray(value)) return value.map(asValue);
  return new Map(Object.entries(value).map(([key, entry]) => [key, asValue(entry)]));
}

function entriesOf(value: Value | undefined): Dictionary {
  return value instanceof Map ? (value as Dictionary) : new Map();
}

/** Moments among the fields of an object; what is deeper in it is the user's. */
function withMoments(fields: Dictionary): Map<string, Value> {
  return new Map(
    [...fields].map(([name, value]): [string, Value] => [
      name,
      typeof value === "string" && MOMENT.test(value) ? new Moment(parseInstant(value)) : value,
    ]),
  );
}

/** Labels as attributes: "prefect.resource.id" is labels.prefect.resource.id (the reference's LabelDiver). */
function labelDiver(labels: ReadonlyMap<string, string>, own = ""): Model {
  const deeper = new Map<string, Map<string, string>>();
  const values = new Map<string, string>();
  for (const [key, value] of labels) {
    const dot = key.indexOf(".");
    if (dot === -1) values.set(key, value);
    else {
      const head = key.slice(0, dot);
      deeper.set(head, (deeper.get(head) ?? new Map()).set(key.slice(dot + 1), value));
    }
  }
  const fields = new Map<string, Value>([["__str__", own]]);
  for (const [head, inner] of deeper) fields.set(head, labelDiver(inner, values.get(head)));
  for (const [key, value] of values) if (!deeper.has(key)) fields.set(key, labelDiver(new Map(), value));
  return new Model("LabelDiver", fields, labels);
}

/** Pages of the web interface, by the kind of object. */
const PAGES: Readonly<Record<string, string>> = {
  "prefect.flow-run": "runs/flow-run/",
  "prefect.task-run": "runs/task-run/",
  "prefect.flow": "flows/flow/",
  "prefect.deployment": "deployments/deployment/",
  "prefect.work-queue": "work-queues/work-queue/",
  "prefect.work-pool": "work-pools/work-pool/",
  "prefect.automation": "automations/automation/",
  "prefect.block-document": "blocks/block/",
  "prefect.concurrency-limit": "concurrency-limits/concurrency-limit/",
};

function uiUrl(core: Core): string {
  const { host, port, uiUrl: given } = core.settings;
  return (given ?? `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`).replace(/\/$/, "");
}

/** The addresses that the filters ui_url and ui_resource_events_url tell of an object. */
function withPages(core: Core, kind: string, id: string, fields: Map<string, Value>): Map<string, Value> {
  const page = PAGES[kind];
  if (page !== undefined) fields.set("__ui_url__", `${uiUrl(core)}/${page}${id}`);
  return fields.set("__events_url__", `${uiUrl(core)}/events?resource=${kind}.${id}`);
}

function resourceModel(core: Core, labels: Dictionary): Model {
  const texts = new Map([...labels].map(([key, value]): [string, string] => [key, String(value)]));
  const id = texts.get("prefect.resource.id") ?? "";
  const dot = id.lastIndexOf(".");
  const fields = new Map<string, Value>([
    ["id", id],
    ["name", texts.get("prefect.resource.name") ?? null],
    ["role", texts.get("prefect.resource.role") ?? new Undefined("role")],
    ["root", labels],
    ["labels", labelDiver(texts)],
  ]);
  return new Model("Resource", withPages(core, id.slice(0, dot), id.slice(dot + 1), fields), texts);
}

function eventModel(core: Core, event: Value | undefined): Value {
  if (!(event instanceof Map)) return null;
  const fields = withMoments(event as Dictionary);
  const resource = resourceModel(core, entriesOf(fields.get("resource")));
  const listed = fields.get("related");
  const related = (Array.isArray(listed) ? listed : []).map((each) => resourceModel(core, entriesOf(each)));
  const byRole = new Map<string, Value>();
  const allByRole = new Map<string, Value[]>();
  for (const each of related) {
    const role = each.labels?.get("prefect.resource.role") ?? "";
    if (!byRole.has(role)) byRole.set(role, each);
    allByRole.set(role, [...(allByRole.get(role) ?? []), each]);
  }
  const occurred = fields.get("occurred");
  const day = occurred instanceof Moment ? occurred.text().slice(0, 10) : "";
  const url = `${uiUrl(core)}/events/event/${day}/${String(fields.get("id"))}`;
  fields
    .set("resource", resource)
    .set("related", related)
    .set("involved_resources", [resource, ...related]);
  fields.set("resource_in_role", byRole).set("resources_in_role", allByRole).set("url", url).set("__ui_url__", url);
  return new Model("ReceivedEvent", fields);
}

function firingModel(core: Core, firing: Value | undefined): Model {
  const fields = withMoments(entriesOf(firing));
  const inner = fields.get("triggering_firings");
  fields.set("triggering_event", eventModel(core, fields.get("triggering_event")));
  fields.set(
    "triggering_firings",
    (Array.isArray(inner) ? inner : []).map((each) => firingModel(core, each)),
  );
  return new Model("Firing", fields);
}

function allFirings(firing: Model): Model[] {
  const inner = firing.fields.get("triggering_firings");
  return [
    firing,
    ...(Array.isArray(inner) ? inner : []).flatMap((each) => (each instanceof Model ? allFirings(each) : [])),
  ];
}

/** The states that runs tell: a template sees the one that set the action off, though the run may be in another by now. */
function stateFrom(labels: Readonly<Record<string, string>> | undefined): Dictionary | undefined {
  const [type, name, message, timestamp] = ["type", "name", "message", "timestamp"].map(
    (part) => labels?.[`prefect.state-${part}`],
  );
  if (type === undefined || name === undefined || message === undefined || timestamp === undefined) return undefined;
  return new Map<string, Value>([
    ["type", type],
    ["name", name],
    ["message", message],
    ["timestamp", timestamp],
  ]);
}

type Reading = (core: Core, id: string, now: Instant) => Promise<string | undefined>;

/** The objects that templates may speak of by the event's resources. */
const READINGS: Readonly<Record<string, Reading>> = {
  deployment: async (core, id) => optional(await readDeployment(core, id), deploymentJson),
  flow: async (core, id) => optional(await readFlow(core, id), flowJson),
  flow_run: async (core, id, now) => optional(await readFlowRun(core, id), (row) => flowRunJson(row, now)),
  task_run: async (core, id, now) => optional(await readTaskRun(core, id), (row) => taskRunJson(row, now)),
  work_pool: async (core, id) => optional(await readWorkPool(core, { id }), plainRow),
  work_queue: async (core, id) => optional(await readWorkQueue(core, id), plainRow),
};

function optional<Row>(row: Row | undefined, write: (row: Row) => string): string | undefined {
  return row === undefined ? undefined : write(row);
}

/** A row whose columns are what templates ask for. */
function plainRow(row: {
  readonly id: string;
  readonly name: string;
  readonly is_paused: 0 | 1;
  readonly status: string;
}) {
  const { id, name, is_paused: isPaused, status } = row;
  return JSON.stringify({ id, name, is_paused: isPaused === 1, status });
}

async function nativeObject(core: Core, { data }: ActionRun, type: string): Promise<Value> {
  const read = READINGS[type];
  const kind = `prefect.${type.replaceAll("_", "-")}`;
  const resource = data.triggering_event === null ? undefined : firstResourceOfKind(data.triggering_event, kind);
  const id = idOfResource(resource?.["prefect.resource.id"], kind);
  const json = id === undefined || read === undefined ? undefined : await read(core, id, core.clock.now());
  if (id === undefined || json === undefined) return null;
  const fields = withMoments(entriesOf(valuesOf(json)));
  if (type.endsWith("_run")) {
    const state = stateFrom(resource) ?? fields.get("state");
    fields.set("state", state instanceof Map ? new Model("State", withMoments(state as Dictionary)) : null);
  }
  return new Model(type, withPages(core, kind, id, fields));
}

/** The values that templates see; objects and variables are read where the templates speak of them. */
export async function templateValues(core: Core, run: ActionRun, templates: string): Promise<Dictionary> {
  const data = entriesOf(valuesOf(run.json));
  const firing = firingModel(core, data.get("firing"));
  const firings = allFirings(firing);
  const labels = new Map(Object.entries(run.data.triggering_labels));
  const { automation } = run.data;
  const values = new Map<string, Value>([
    [
      "automation",
      new Model(
        "Automation",
        withPages(core, "prefect.automation", automation.id, withMoments(entriesOf(data.get("automation")))),
      ),
    ],
    ["event", eventModel(core, data.get("triggering_event"))],
    ["labels", labelDiver(labels)],
    ["firing", firing],
    ["firings", firings],
    ["events", firings.map((each) => each.fields.get("triggering_event") ?? null).filter((event) => event !== null)],
  ]);
  if (run.data.triggering_event === null) return values;
  for (const type of Object.keys(READINGS)) {
    if (new RegExp(`\\b${type}\\b`).test(templates)) values.set(type, await nativeObject(core, run, type));
  }
  if (/\bvariables\b/.test(templates)) {
    const rows = await listVariables(core, { sort: "NAME_ASC", limit: MOST_VARIABLES, offset: 0 });
    values.set("variables", new Map(rows.map((row) => [row.name, valuesOf(row.value)])));
  }
  return values;
}

/** @throws ActionFailedError for a template that fails, with what and why among the details */
export async function renderAll(core: Core, run: ActionRun, templates: readonly string[]): Promise<string[]> {
  const values = await templateValues(core, run, templates.join("\n"));
  return templates.map((template) => {
    try {
      return renderTemplate(template, values, core.clock.now());
    } catch (error) {
      if (!(error instanceof TemplateRenderError || error instanceof TemplateSyntaxError)) throw error;
      const kind = error instanceof TemplateRenderError ? error.kind : error.name;
      const told = `${kind}(${pythonRepr(error.message)})`;
      run.details.template_error = `Failed to render template due to the following error: ${told}`;
      run.details.template_source = template;
      throw new ActionFailedError(`Template rendering failed: ${told}`);
    }
  });
}
