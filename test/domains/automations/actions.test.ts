/** What automations do once they have fired: each kind of action, what is told of it, and that it is done once. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Core } from "../../../src/core.ts";
import { fromJsonText, type JsonText, toJsonText } from "../../../src/db/json-text.ts";
import type { Action } from "../../../src/domains/automations/action.ts";
import { findDueActions, runTriggeredAction } from "../../../src/domains/automations/action-runner.ts";
import { createAutomation } from "../../../src/domains/automations/automation.commands.ts";
import { TriggerEvaluator } from "../../../src/domains/automations/trigger-evaluator.ts";
import { createBlockDocument } from "../../../src/domains/blocks/block-document.commands.ts";
import { createBlockSchema } from "../../../src/domains/blocks/block-schema.commands.ts";
import { createBlockType } from "../../../src/domains/blocks/block-type.commands.ts";
import { receiveEvents } from "../../../src/domains/events/event.commands.ts";
import { readFlowRun } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import { createFlowRun } from "../../../src/domains/flow-runs/flow-run-create.commands.ts";
import { actions } from "../../../src/services/actions.ts";
import { microseconds } from "../../../src/time/duration.ts";
import { at, type Bench, openBench, runRound } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const TIMEOUT_MILLISECONDS = 30_000;
const UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a";

let sent = 0;

async function send(core: Core, resource: string): Promise<string> {
  sent += 1;
  const id = `e0000000-0000-7000-8000-${sent.toString(16).padStart(12, "0")}`;
  await receiveEvents(core, [
    {
      id,
      occurred: core.clock.now(),
      event: "wanted",
      resource_id: resource,
      resource: toJsonText({ "prefect.resource.id": resource, colour: "red" }),
      related: toJsonText([]),
      payload: toJsonText({ size: 3 }),
      follows: null,
      flow_run_id: null,
    },
  ]);
  return id;
}

async function automate(core: Core, ...todo: readonly Action[]): Promise<string> {
  const automation = await createAutomation(core, {
    name: "the automation",
    description: "",
    enabled: true,
    tags: [],
    trigger: {
      type: "event",
      id: UNKNOWN,
      match: {},
      match_related: {},
      after: [],
      expect: ["wanted"],
      for_each: [],
      posture: "Reactive",
      threshold: 1,
      within: microseconds(0),
    },
    actions: todo,
    actions_on_trigger: [],
    actions_on_resolve: [],
  });
  return automation.id;
}

interface Told {
  readonly event: string;
  readonly related: readonly Readonly<Record<string, string>>[];
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Has the event evaluated and what it sets off done, and returns the last event that tells of it. */
async function fire(bench: Bench, resource: string): Promise<Told> {
  const { core } = bench;
  const evaluator = new TriggerEvaluator(core);
  const id = await send(core, resource);
  await vi.waitFor(
    async () => {
      await evaluator.round();
      const row = await core.database.get(
        sql`select 1 from triggered_action where ${core.database.dialect.jsonTextAt(sql.ref("data"), "triggering_event")} like ${`%${id}%`}`,
      );
      if (row === undefined) throw new Error("Nothing has fired");
    },
    { timeout: TIMEOUT_MILLISECONDS, interval: 5 },
  );
  await runRound(core, actions);
  const row = await core.database.get(
    sql<{
      event: string;
      related: JsonText;
      payload: JsonText;
    }>`select event, related, payload from event where event in ('prefect.automation.action.executed', 'prefect.automation.action.failed') order by sequence desc limit 1`,
  );
  if (row === undefined) throw new Error("Nothing was told");
  return {
    event: row.event,
    related: fromJsonText<Told["related"]>(row.related),
    payload: fromJsonText<Told["payload"]>(row.payload),
  };
}

describe.each(testDatabases)("actions on $name", { timeout: TIMEOUT_MILLISECONDS }, (testDatabase) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(testDatabase);
  });
  afterEach(() => bench.close());

  async function makeDeployment(): Promise<string> {
    const seed = new SeedRows(at(-60));
    const { id: flow_id } = seed.flow({ name: "deployed" });
    const { id } = seed.deployment({ name: "deployment", flow_id, enforce_parameter_schema: false });
    await seed.insert(bench.core.database);
    return id;
  }

  async function makeRun(): Promise<string> {
    const seed = new SeedRows(at(-60));
    const { id: flow_id } = seed.flow({ name: `flow-${sent}` });
    const { id: deployment_id } = seed.deployment({ name: "deployment", flow_id });
    await seed.insert(bench.core.database);
    const input = { flow_id, deployment_id, name: "the run", state: { type: "RUNNING" } } as const;
    return (await createFlowRun(bench.core, input)).run.id;
  }

  test("a deployment is run, with parameters of templates, and once however often it is tried", async () => {
    const deployment = await makeDeployment();
    const parameters = {
      plain: 1,
      colour: "{{ event.resource.colour or event.resource['colour'] }}",
      size: "{{ event.payload.size }}",
      nested: { text: "it is {{ automation.name }}" },
    };
    const id = await automate(bench.core, {
      type: "run-deployment",
      source: "selected",
      deployment_id: deployment,
      parameters,
      job_variables: null,
      schedule_after: 10,
    });
    const told = await fire(bench, "thing");
    expect(told).toMatchObject({
      event: "prefect.automation.action.executed",
      payload: { action_type: "run-deployment", action_index: 0, status_code: 201 },
    });
    const runs = await bench.core.database.all(
      sql<{
        id: string;
        parameters: JsonText;
        created_by: JsonText;
        next_scheduled_start_time: number;
        idempotency_key: string;
      }>`select id, parameters, created_by, next_scheduled_start_time, idempotency_key from flow_run`,
    );
    expect(runs).toHaveLength(1);
    const [run] = runs;
    expect(run && fromJsonText(run.parameters)).toEqual({
      plain: 1,
      colour: "red",
      size: 3,
      nested: { text: "it is the automation" },
    });
    expect(run && fromJsonText(run.created_by)).toEqual({ id, type: "AUTOMATION", display_value: "the automation" });
    expect(run?.next_scheduled_start_time).toBe(at(10));
    expect(run?.idempotency_key).toMatch(/^automation .*, action 0, invocation /);
    expect(told.related.map((resource) => resource["prefect.resource.role"])).toEqual([
      "target",
      "flow-run",
      "automation-triggered-event",
      "triggering-event",
    ]);
  });

  test("flow runs are cancelled, failed by force, suspended, resumed and deleted", async () => {
    const kinds: readonly (readonly [Action, string | undefined])[] = [
      [{ type: "suspend-flow-run" }, "Suspended"],
      [{ type: "resume-flow-run" }, "AwaitingResume"],
      [{ type: "change-flow-run-state", name: "Broken", state: "FAILED", message: null, force: true }, "Broken"],
      [{ type: "delete-flow-run" }, undefined],
    ];
    for (const [action, state] of kinds) {
      const run = await makeRun();
      if (action.type === "resume-flow-run") {
        await automate(bench.core, { type: "suspend-flow-run" });
        await fire(bench, `prefect.flow-run.${run}`);
      }
      await bench.core.database.transaction((transaction) =>
        transaction.run(sql`update automation set enabled = ${false}`),
      );
      await automate(bench.core, action);
      const told = await fire(bench, `prefect.flow-run.${run}`);
      expect(told.event, JSON.stringify(told)).toBe("prefect.automation.action.executed");
      const row = await readFlowRun(bench.core, run);
      if (state === "AwaitingResume") expect(row?.state_type).toBe("SCHEDULED");
      else expect(row?.state_name).toBe(state);
    }
  });

  test("what cannot be done is told with its reason, and not tried again", async () => {
    const cases: readonly (readonly [Action, string])[] = [
      [{ type: "cancel-flow-run" }, "No flow run could be inferred"],
      [
        { type: "pause-deployment", source: "selected", deployment_id: UNKNOWN },
        "Unexpected status from 'pause-deployment' action: 404",
      ],
      [{ type: "pause-work-pool", source: "inferred", work_pool_id: null }, "No work pool could be inferred"],
      [{ type: "resume-work-pool", source: "selected", work_pool_id: UNKNOWN }, `Work pool ${UNKNOWN} not found`],
      [
        { type: "pause-work-queue", source: "selected", work_queue_id: UNKNOWN },
        "Unexpected status from 'pause-work-queue' action: 404",
      ],
      [
        { type: "pause-automation", source: "selected", automation_id: UNKNOWN },
        "Unexpected status from 'pause-automation' action: 404",
      ],
      [
        { type: "call-webhook", block_document_id: UNKNOWN, payload: "" },
        "Unexpected status from 'call-webhook' action: 404",
      ],
    ];
    for (const [action, reason] of cases) {
      await bench.core.database.transaction((transaction) =>
        transaction.run(sql`update automation set enabled = ${false}`),
      );
      await automate(bench.core, action);
      const told = await fire(bench, "thing");
      expect(told).toMatchObject({ event: "prefect.automation.action.failed", payload: { reason } });
    }
    expect(await findDueActions(bench.core, undefined, 10)).toEqual([]);
    expect(await bench.core.database.all(sql`select 1 from triggered_action`)).toEqual([]);
  });

  test("an automation that pauses itself fires once", async () => {
    await automate(bench.core, { type: "pause-automation", source: "inferred", automation_id: null });
    const [{ id } = { id: "" }] = await bench.core.database.all(sql<{ id: string }>`select id from automation`);
    expect((await fire(bench, `prefect.automation.${id}`)).event).toBe("prefect.automation.action.executed");
    expect(await bench.core.database.all(sql`select enabled from automation`)).toEqual([{ enabled: 0 }]);
  });

  async function makeBlock(slug: string, values: Readonly<Record<string, unknown>>): Promise<string> {
    const { core } = bench;
    const type = await createBlockType(core, { name: slug, slug });
    const fields = toJsonText({
      title: slug,
      type: "object",
      properties: {},
      block_type_slug: slug,
      secret_fields: [],
    });
    const { schema } = await createBlockSchema(core, {
      fields,
      block_type_id: type.id,
      capabilities: [],
      version: "1",
    });
    const document = await createBlockDocument(core, {
      name: "the-block",
      data: toJsonText(values),
      block_type_id: type.id,
      block_schema_id: schema.row.id,
      is_anonymous: false,
    });
    return document.row.id;
  }

  interface Received {
    readonly method: string | undefined;
    readonly body: string;
    readonly colour: unknown;
  }

  /** A server that answers every request, and says what it was sent. */
  async function listener(status: number): Promise<{ url: string; received: Received[]; close(): Promise<void> }> {
    const received: Received[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => {
        received.push({ method: request.method, body, colour: request.headers["x-colour"] });
        response.writeHead(status, { "x-forwarded-for": "hidden", "x-told": "yes" }).end("thanks".repeat(500));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
    return { url: `http://127.0.0.1:${port}/hook`, received, close };
  }

  test("webhooks are called with what their templates say, and their answers told in part", async () => {
    const { url, received, close } = await listener(202);
    try {
      const id = await makeBlock("webhook", { method: "PUT", url, headers: { "x-colour": "blue" } });
      const payload =
        "{{ event.resource.id }} is {{ event.resource['colour'] }}, {{ event.resource | ui_resource_events_url }}";
      await automate(bench.core, { type: "call-webhook", block_document_id: id, payload });
      const told = await fire(bench, "thing.one");
      expect(received).toEqual([
        {
          method: "PUT",
          body: "thing.one is red, http://127.0.0.1:4200/events?resource=thing.one",
          colour: "blue",
        },
      ]);
      expect(told).toMatchObject({
        event: "prefect.automation.action.executed",
        payload: { status_code: 202, response_headers: { "x-told": "yes" } },
      });
      expect(JSON.stringify(told.payload)).not.toContain("hidden");
      expect(String(told.payload.response_body)).toHaveLength(1_000);
      expect(told.related[0]).toMatchObject({ "prefect.resource.role": "block", "prefect.resource.name": "the-block" });
    } finally {
      await close();
    }
  });

  test("a webhook that nobody answers fails without telling where it was to go", async () => {
    const id = await makeBlock("webhook", { url: "http://127.0.0.1:9/secret-path" });
    await automate(bench.core, { type: "call-webhook", block_document_id: id, payload: "" });
    const told = await fire(bench, "thing");
    expect(told.event).toBe("prefect.automation.action.failed");
    expect(JSON.stringify(told.payload)).not.toContain("secret-path");
  });

  test("notifications go to Slack, and a template that fails is told", async () => {
    const { url, received, close } = await listener(200);
    try {
      const id = await makeBlock("slack-webhook", { url });
      const notification = { type: "send-notification", block_document_id: id, subject: "news" } as const;
      await automate(bench.core, { ...notification, body: "of {{ automation.name }}" });
      expect((await fire(bench, "thing")).event).toBe("prefect.automation.action.executed");
      expect(received.map(({ body }) => JSON.parse(body).attachments)).toMatchObject([
        [{ title: "news", text: "of the automation" }],
      ]);
      await bench.core.database.transaction((transaction) =>
        transaction.run(sql`update automation set enabled = ${false}`),
      );
      await automate(bench.core, { ...notification, body: "{{ 1 / 0 }}" });
      expect(await fire(bench, "thing")).toMatchObject({
        event: "prefect.automation.action.failed",
        payload: {
          reason: "Template rendering failed: ZeroDivisionError('division by zero')",
          template_source: "{{ 1 / 0 }}",
        },
      });
    } finally {
      await close();
    }
  });

  test("notifications that this server cannot send, or not with what the block holds, fail and say why", async () => {
    for (const [type, data, reason] of [
      ["email-server-credentials", {}, "Notifications by blocks of the type 'email-server-credentials' need Python"],
      ["ms-teams-webhook", { url: "https://example.com/s3cret" }, "Invalid Microsoft Teams Workflow URL provided."],
      ["twilio-sms", { account_sid: "AC1", auth_token: "s3cret", from_phone_number: "+1" }, "names nobody to notify"],
      ["mattermost-webhook", { hostname: "127.0.0.1", port: 9, token: "s3cret" }, "Notification failed"],
    ] as const) {
      const id = await makeBlock(type, data);
      await bench.core.database.transaction((transaction) =>
        transaction.run(sql`update automation set enabled = ${false}`),
      );
      await automate(bench.core, { type: "send-notification", block_document_id: id, subject: "a", body: "b" });
      const told = await fire(bench, "thing");
      expect(told.event).toBe("prefect.automation.action.failed");
      expect(told.payload.reason).toContain(reason);
      expect(JSON.stringify(told.payload)).not.toContain("s3cret");
    }
  });

  test("of several processes one carries an action out", async () => {
    await automate(bench.core, { type: "do-nothing" });
    const evaluator = new TriggerEvaluator(bench.core);
    await send(bench.core, "thing");
    // Until then transactions of other databases may hold the log back on PostgreSQL.
    const wait = { timeout: TIMEOUT_MILLISECONDS };
    await vi.waitFor(async () => {
      await evaluator.round();
      expect(await findDueActions(bench.core, undefined, 10)).toHaveLength(1);
    }, wait);
    const other = await bench.another();
    const [due] = await findDueActions(bench.core, undefined, 10);
    if (due === undefined) throw new Error("Nothing is due");
    const outcomes = await Promise.all([runTriggeredAction(bench.core, due), runTriggeredAction(other, due)]);
    expect(outcomes.toSorted()).toEqual([false, true]);
    const told = sql`select 1 from event where event = 'prefect.automation.action.executed'`;
    expect(await bench.core.database.all(told)).toHaveLength(1);
  });
});
