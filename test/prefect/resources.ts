import type { Rest } from "./rest.ts";

/** A server's resources of every kind that `prefect transfer` knows, and of those it does not, made through REST. */

interface Made {
  readonly id: string;
}
type Fields = Readonly<Record<string, unknown>>;

/** Long enough ago that no schedule's anchor moves with the day of the test. */
const ANCHOR = "2026-01-05T06:00:00Z";

function makeDocument(rest: Rest, name: string, type: Made, schema: Made, data: Fields): Promise<Made> {
  return rest.post("/block_documents/", { name, block_type_id: type.id, block_schema_id: schema.id, data });
}

async function makeBlocks(rest: Rest): Promise<void> {
  const pilotType = await rest.post<Made>("/block_types/", { name: "Pilot", slug: "pilot" });
  const tugType = await rest.post<Made>("/block_types/", {
    name: "Tug",
    slug: "tug",
    description: "Pulls ships.",
    logo_url: "https://example.org/tug.png",
    code_example: "Tug.load('x')",
  });
  const pilotFields = {
    block_type_slug: "pilot",
    title: "Pilot",
    type: "object",
    properties: {
      code: { format: "password", title: "Code", type: "string", writeOnly: true },
      years: { default: 1, title: "Years", type: "integer" },
    },
    required: ["code"],
    secret_fields: ["code"],
    block_schema_references: {},
  };
  const pilotSchema = await rest.post<Made & { checksum: string }>("/block_schemas/", {
    block_type_id: pilotType.id,
    capabilities: ["steer"],
    version: "1.2",
    fields: pilotFields,
  });
  const tugSchema = await rest.post<Made>("/block_schemas/", {
    block_type_id: tugType.id,
    capabilities: ["pull", "push"],
    fields: {
      block_type_slug: "tug",
      title: "Tug",
      type: "object",
      properties: {
        pilot: { $ref: "#/definitions/Pilot" },
        crew: { items: { $ref: "#/definitions/Pilot" }, title: "Crew", type: "array" },
        log: { additionalProperties: true, default: {}, title: "Log", type: "object" },
      },
      required: ["pilot"],
      secret_fields: ["pilot.code"],
      block_schema_references: {
        pilot: { block_schema_checksum: pilotSchema.checksum, block_type_slug: "pilot" },
      },
      definitions: { Pilot: pilotFields },
    },
  });
  const pilot = await makeDocument(rest, "old-hand", pilotType, pilotSchema, { code: "anchor", years: 40 });
  await makeDocument(rest, "steady", tugType, tugSchema, {
    pilot: { $ref: { block_document_id: pilot.id } },
    log: { big: 2 ** 40, ratio: 0.5, words: "Übersee" },
  });
}

async function makePools(rest: Rest) {
  const template = {
    job_configuration: { command: "{{ command }}", env: "{{ env }}", berth: "{{ berth }}" },
    variables: {
      type: "object",
      properties: {
        command: { type: "string", title: "Command" },
        env: { type: "object", title: "Environment" },
        berth: { type: "integer", title: "Berth", default: 3 },
      },
    },
  };
  const quay = await rest.post<Made & { default_queue_id: string }>("/work_pools/", {
    name: "quay",
    type: "process",
    description: "Where ships lie.",
    base_job_template: template,
    concurrency_limit: 7,
  });
  await rest.patch(`/work_queues/${quay.default_queue_id}`, { description: "Of all the rest.", concurrency_limit: 5 });
  const express = await rest.post<Made>("/work_pools/quay/queues", {
    name: "express",
    description: "Before all others.",
    priority: 1,
    concurrency_limit: 2,
  });
  await rest.post("/work_pools/quay/queues", { name: "idle", is_paused: true });
  await rest.post("/work_pools/", {
    name: "roads",
    type: "docker",
    is_paused: true,
    base_job_template: {},
    storage_configuration: {
      bundle_upload_step: { "prefect_harbour.upload": { bucket: "b" } },
      bundle_execution_step: { "prefect_harbour.execute": { bucket: "b" } },
    },
  });
  // Pools of types that only Prefect Cloud serves.
  await rest.post("/work_pools/", { name: "pushed", type: "ecs:push", base_job_template: {} });
  await rest.post("/work_pools/", { name: "managed", type: "prefect:managed", base_job_template: {} });
  return { quay, express };
}

async function makeDeployments(rest: Rest): Promise<Made> {
  const voyage = await rest.post<Made>("/flows/", { name: "voyage", tags: ["sea"], labels: { coast: "north" } });
  await rest.post<Made>("/flows/", { name: "never deployed", tags: [] });
  const schema = {
    title: "Parameters",
    type: "object",
    properties: { ship: { title: "ship", position: 0, type: "string" } },
    required: ["ship"],
  };
  const everything = await rest.post<Made>("/deployments/", {
    flow_id: voyage.id,
    name: "everything",
    description: "With all there is.",
    version: "7",
    tags: ["north", "daily"],
    paused: true,
    entrypoint: "voyage.py:voyage",
    path: "/srv/voyages",
    parameters: { ship: "Fram" },
    parameter_openapi_schema: schema,
    enforce_parameter_schema: true,
    work_pool_name: "quay",
    work_queue_name: "express",
    job_variables: { berth: 4 },
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/srv" } }],
    concurrency_limit: 3,
    concurrency_options: { collision_strategy: "CANCEL_NEW", grace_period_seconds: 90 },
    schedules: [
      {
        schedule: { interval: 3600, anchor_date: ANCHOR, timezone: "Europe/Oslo" },
        active: false,
        slug: "hourly",
        parameters: { ship: "Maud" },
        max_scheduled_runs: 9,
      },
      { schedule: { cron: "0 6 * * 1", timezone: "UTC", day_or: true }, active: true, slug: "monday" },
      { schedule: { rrule: "FREQ=DAILY;COUNT=400", timezone: "America/New_York" }, active: true },
    ],
  });
  await rest.post("/deployments/", { flow_id: voyage.id, name: "bare" });
  await rest.post("/deployments/", { flow_id: voyage.id, name: "on the default queue", work_pool_name: "quay" });
  return everything;
}

const EVENT_TRIGGER = {
  type: "event",
  posture: "Reactive",
  expect: ["prefect.flow-run.Failed"],
  match: { "prefect.resource.id": "prefect.flow-run.*" },
  match_related: { "prefect.resource.name": ["voyage"], "prefect.resource.role": "flow" },
  for_each: ["prefect.resource.id"],
  threshold: 2,
  within: 60,
};

function makeAutomation(rest: Rest, name: string, trigger: Fields, actions: readonly Fields[], more: Fields = {}) {
  return rest.post<Made>("/automations/", { name, trigger, actions, enabled: true, ...more });
}

async function makeAutomations(rest: Rest, deployment: Made, pool: Made, queue: Made): Promise<void> {
  const runs = await makeAutomation(
    rest,
    "runs a deployment",
    EVENT_TRIGGER,
    [
      {
        type: "run-deployment",
        source: "selected",
        deployment_id: deployment.id,
        parameters: { ship: "{{ flow_run.name }}" },
        job_variables: { berth: 5 },
      },
      { type: "change-flow-run-state", state: "CANCELLED", name: "Stopped", message: "by hand" },
    ],
    { description: "When a voyage fails.", tags: ["sea"] },
  );
  await makeAutomation(rest, "pauses the pool", { ...EVENT_TRIGGER, posture: "Proactive", within: 120 }, [
    { type: "pause-work-pool", source: "selected", work_pool_id: pool.id },
    { type: "resume-work-queue", source: "selected", work_queue_id: queue.id },
    { type: "pause-deployment", source: "selected", deployment_id: deployment.id },
  ]);
  const inOrder = { type: "sequence", within: 60, triggers: [EVENT_TRIGGER] };
  await makeAutomation(
    rest,
    "pauses another automation",
    { type: "compound", require: "all", within: 300, triggers: [EVENT_TRIGGER, inOrder] },
    [{ type: "pause-automation", source: "selected", automation_id: runs.id }, { type: "cancel-flow-run" }],
    { enabled: false },
  );
  await makeAutomation(rest, "infers", EVENT_TRIGGER, [
    { type: "resume-deployment", source: "inferred" },
    { type: "suspend-flow-run" },
    { type: "do-nothing" },
  ]);
}

/** Blocks of types that every server has from the beginning, with a deployment and an automation that need them. */
export async function makeBlocksOfTheSystem(rest: Rest): Promise<void> {
  const make = async (slug: string, name: string, data: Fields) => {
    const type = await rest.get<Made>(`/block_types/slug/${slug}`);
    const [schema] = await rest.post<readonly Made[]>("/block_schemas/filter", {
      block_schemas: { block_type_id: { any_: [type.id] } },
    });
    if (schema === undefined) throw new Error(`no schema of ${slug}`);
    return makeDocument(rest, name, type, schema, data);
  };
  await make("secret", "harbour-key", { value: "sesame" });
  const files = await make("local-file-system", "hold", { basepath: "/tmp/hold" });
  const webhook = await make("webhook", "horn", { method: "POST", url: "https://example.org/horn" });
  const voyage = await rest.post<Made>("/flows/", { name: "voyage" });
  await rest.post("/deployments/", { flow_id: voyage.id, name: "from storage", storage_document_id: files.id });
  await makeAutomation(rest, "blows the horn", EVENT_TRIGGER, [
    { type: "call-webhook", block_document_id: webhook.id, payload: "{{ event.event }}" },
  ]);
}

/** Fills an empty server. */
export async function makeResources(rest: Rest): Promise<void> {
  await makeBlocks(rest);
  const { quay, express } = await makePools(rest);
  const deployment = await makeDeployments(rest);
  await makeAutomations(rest, deployment, quay, express);
  await makeBlocksOfTheSystem(rest);
  const values = ["text", 42, 1.5, true, null, ["a", { b: 1 }], { nested: { deeply: [1, 2] } }];
  for (const [index, value] of values.entries()) {
    await rest.post("/variables/", { name: `variable_${index}`, value, tags: index === 0 ? ["sea", "north"] : [] });
  }
  await rest.post("/v2/concurrency_limits/", { name: "crane", limit: 4, active: true, slot_decay_per_second: 0 });
  await rest.post("/v2/concurrency_limits/", { name: "calls", limit: 9, active: false, slot_decay_per_second: 0.5 });
  // More than a page of the client.
  for (let index = 0; index < 11; index += 1) {
    await rest.post("/v2/concurrency_limits/", { name: `lock ${index}`, limit: 1, active: true });
  }
  await rest.post("/concurrency_limits/", { tag: "narrow", concurrency_limit: 6 });
}
