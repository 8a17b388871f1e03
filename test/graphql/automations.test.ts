import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAutomation, type NewAutomation } from "../../src/domains/automations/automation.commands.ts";
import { triggerSchema } from "../../src/domains/automations/trigger-schema.ts";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { read } from "../../src/rest/wire.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import type { AutomationInput, EventTriggerInput } from "./generated/graphql.ts";
import { graphql } from "./generated/index.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const Automations = graphql(`
  query Automations($filter: AutomationFilter, $orderBy: AutomationOrder, $first: Int, $after: String) {
    automations(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { name enabled tags }
    }
  }
`);

const AutomationPage = graphql(`
  query AutomationPage($id: ID!) {
    automation(id: $id) {
      name
      trigger {
        __typename
        ... on CompoundTrigger {
          required
          withinSeconds
          triggers {
            __typename
            ... on EventTrigger {
              posture
              match { labels { label patterns } }
              matchRelated { labels { label patterns } }
              after
              expect
              forEach
              threshold
              withinSeconds
            }
            ... on SequenceTrigger { triggers { __typename } }
          }
        }
      }
      actions {
        __typename
        ... on RunDeploymentAction { isInferred parameters scheduleAfterSeconds deployment { name } }
        ... on DeploymentAction { type deployment { name } }
        ... on ChangeFlowRunStateAction { stateType stateName force }
        ... on FlowRunAction { type }
        ... on CallWebhookAction { payload }
      }
    }
  }
`);

const Create = graphql(`
  mutation CreateAutomation($input: CreateAutomationInput!) {
    createAutomation(input: $input) {
      __typename
      ... on AutomationSuccess { automation { databaseId name trigger { __typename } actions { __typename } } }
      ... on MutationError { code message }
    }
  }
`);

const Replace = graphql(`
  mutation ReplaceAutomation($input: ReplaceAutomationInput!) {
    replaceAutomation(input: $input) {
      __typename
      ... on AutomationSuccess { automation { name enabled tags trigger { __typename } } }
      ... on MutationError { code message }
    }
  }
`);

const SetEnabled = graphql(`
  mutation SetAutomationEnabled($input: SetAutomationEnabledInput!) {
    setAutomationEnabled(input: $input) {
      __typename
      ... on AutomationSuccess { automation { enabled } }
      ... on MutationError { code message }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteAutomation($input: DeleteAutomationInput!) {
    deleteAutomation(input: $input) {
      __typename
      ... on DeleteAutomationSuccess { deletedDatabaseId }
      ... on MutationError { code }
    }
  }
`);

const NOW = parseInstant("2026-01-01T12:00:00Z");

function automation(changes: Partial<NewAutomation> & { readonly wire?: unknown } = {}): NewAutomation {
  const { wire = { posture: "Reactive", expect: ["x"] }, ...more } = changes;
  const result = read(triggerSchema, () => structuredClone(wire));
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return {
    name: "automation",
    description: "",
    enabled: true,
    tags: [],
    trigger: result.value,
    actions: [],
    actions_on_trigger: [],
    actions_on_resolve: [],
    ...more,
  };
}

describe.each(testDatabases)("automations in GraphQL on $name", (testDatabase) => {
  let door: TestDoor;
  const clock = new ManualClock(NOW);
  beforeEach(async () => {
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(() => door.close());

  test("are listed page by page, with few statements", async () => {
    for (const [index, name] of ["b", "c", "a"].entries()) {
      await createAutomation(door.core, automation({ name, tags: index === 1 ? ["sea"] : [] }));
      clock.advance(microsecondsFromSeconds(1));
    }
    const orderBy = { field: "NAME", direction: "ASC" } as const;
    door.statements.length = 0;
    const first = await door.execute(Automations, { orderBy, first: 2 });
    expect(door.statements.length).toBeLessThanOrEqual(2);
    expect(first.data?.automations).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [{ name: "a" }, { name: "b" }],
    });
    const after = first.data?.automations.pageInfo.endCursor;
    const second = await door.execute(Automations, { orderBy, first: 2, after: after ?? null });
    expect(second.data?.automations.nodes.map(({ name }) => name)).toEqual(["c"]);
    const newest = await door.execute(Automations, {});
    expect(newest.data?.automations.nodes.map(({ name }) => name)).toEqual(["a", "c", "b"]);
    const tagged = await door.execute(Automations, { filter: { tags: ["sea"], name: ["b", "c"] } });
    expect(tagged.data?.automations).toMatchObject({ totalCount: 1, nodes: [{ name: "c", tags: ["sea"] }] });
  });

  test("tell their triggers and actions by kind", async () => {
    const seed = new SeedRows(NOW);
    const { id: flow_id } = seed.flow({ name: "flow" });
    const { id: deployment_id } = seed.deployment({ name: "deployment", flow_id });
    await seed.insert(door.core.database);
    const wire = {
      type: "compound",
      require: "any",
      within: 60,
      triggers: [
        {
          posture: "Proactive",
          match: { "prefect.resource.id": "a.*" },
          match_related: [{ x: ["1", "2"] }],
          after: ["b"],
          expect: ["c"],
          for_each: ["d"],
          threshold: 2,
          within: 10.5,
        },
        { type: "sequence", within: null, triggers: [{ posture: "Reactive" }] },
      ],
    };
    const { id } = await createAutomation(
      door.core,
      automation({
        wire,
        actions: [
          {
            type: "run-deployment",
            source: "selected",
            deployment_id,
            parameters: { a: 1 },
            job_variables: null,
            schedule_after: 2.5,
          },
          { type: "pause-deployment", source: "inferred", deployment_id: null },
          { type: "change-flow-run-state", name: null, state: "FAILED", message: null, force: true },
          { type: "cancel-flow-run" },
          { type: "call-webhook", block_document_id: deployment_id, payload: "{{ event.id }}" },
        ],
      }),
    );
    const { data, errors } = await door.execute(AutomationPage, { id });
    expect(errors).toBeUndefined();
    expect(data?.automation).toEqual({
      name: "automation",
      trigger: {
        __typename: "CompoundTrigger",
        required: 1,
        withinSeconds: 60,
        triggers: [
          {
            __typename: "EventTrigger",
            posture: "PROACTIVE",
            match: { labels: [{ label: "prefect.resource.id", patterns: ["a.*"] }] },
            matchRelated: [{ labels: [{ label: "x", patterns: ["1", "2"] }] }],
            after: ["b"],
            expect: ["c"],
            forEach: ["d"],
            threshold: 2,
            withinSeconds: 10.5,
          },
          { __typename: "SequenceTrigger", triggers: [{ __typename: "EventTrigger" }] },
        ],
      },
      actions: [
        {
          __typename: "RunDeploymentAction",
          isInferred: false,
          parameters: { a: 1 },
          scheduleAfterSeconds: 2.5,
          deployment: { name: "deployment" },
        },
        { __typename: "DeploymentAction", type: "pause-deployment", deployment: null },
        { __typename: "ChangeFlowRunStateAction", stateType: "FAILED", stateName: null, force: true },
        { __typename: "FlowRunAction", type: "cancel-flow-run" },
        { __typename: "CallWebhookAction", payload: "{{ event.id }}" },
      ],
    });
  });

  test("are paused, resumed and deleted, and say what is refused", async () => {
    const { id } = await createAutomation(door.core, automation());
    const input = { id: encodeGlobalId("Automation", id), enabled: false };
    const paused = await door.execute(SetEnabled, { input });
    expect(paused.data?.setAutomationEnabled).toMatchObject({ automation: { enabled: false } });
    const wire = { posture: "Reactive", expect: ["prefect.flow-run.*"] };
    const run = {
      type: "run-deployment",
      source: "inferred",
      deployment_id: null,
      parameters: null,
      job_variables: null,
      schedule_after: 0,
    } as const;
    const looping = await createAutomation(door.core, automation({ wire, enabled: false, actions: [run] }));
    const refused = await door.execute(SetEnabled, { input: { id: looping.id, enabled: true } });
    expect(refused.data?.setAutomationEnabled).toMatchObject({ __typename: "ValidationError" });
    const deleted = await door.execute(Delete, { input: { id } });
    expect(deleted.data?.deleteAutomation).toEqual({ __typename: "DeleteAutomationSuccess", deletedDatabaseId: id });
    const again = await door.execute(Delete, { input: { id } });
    expect(again.data?.deleteAutomation).toMatchObject({ __typename: "NotFoundError" });
  });

  test("are made of typed inputs, once for a key, and replaced", async () => {
    const event: EventTriggerInput = {
      posture: "REACTIVE",
      expect: ["x"],
      match: { labels: [{ label: "a", patterns: ["b*"] }] },
    };
    const given: AutomationInput = {
      name: "made",
      tags: ["sea"],
      trigger: {
        compound: {
          required: 2,
          withinSeconds: 60,
          triggers: [{ event }, { sequence: { triggers: [{ event }, { event: { posture: "PROACTIVE" } }] } }],
        },
      },
      actions: [
        { plain: "DO_NOTHING" },
        { runDeployment: { parameters: { a: [1.5, "{{ event.id }}"] } } },
        { pauseWorkPool: { id: encodeGlobalId("WorkPool", "0a0a0a0a-0000-4000-8000-00000000000a") } },
        { changeFlowRunState: { stateType: "FAILED" } },
        { callWebhook: { blockDocumentId: "0a0a0a0a-0000-4000-8000-00000000000a" } },
      ],
    };
    const input = { automation: given, idempotencyKey: "once" };
    const made = await door.execute(Create, { input });
    expect(made.data?.createAutomation).toMatchObject({
      __typename: "AutomationSuccess",
      automation: {
        name: "made",
        trigger: { __typename: "CompoundTrigger" },
        actions: [
          { __typename: "DoNothingAction" },
          { __typename: "RunDeploymentAction" },
          { __typename: "WorkPoolAction" },
          { __typename: "ChangeFlowRunStateAction" },
          { __typename: "CallWebhookAction" },
        ],
      },
    });
    expect(await door.execute(Create, { input })).toEqual(made);
    const result = made.data?.createAutomation;
    if (result?.__typename !== "AutomationSuccess") throw new Error("Nothing was made");
    const { databaseId } = result.automation;
    const replaced = await door.execute(Replace, {
      input: { id: databaseId, automation: { name: "other", enabled: false, trigger: { event }, actions: [] } },
    });
    expect(replaced.data?.replaceAutomation).toMatchObject({
      automation: { name: "other", enabled: false, tags: [], trigger: { __typename: "EventTrigger" } },
    });
  });

  test("are refused with the words that REST has for them", async () => {
    const event: EventTriggerInput = { posture: "REACTIVE", expect: ["prefect.flow-run.*"] };
    const cases: readonly (readonly [Omit<AutomationInput, "name">, string])[] = [
      [{ trigger: { event }, actions: [{ runDeployment: {} }] }, "infinite loop"],
      [{ trigger: { event: { posture: "PROACTIVE", withinSeconds: 5 } }, actions: [] }, "10 seconds"],
      [{ trigger: { compound: { required: 2, triggers: [{ event }] } }, actions: [] }, "number of triggers"],
      [
        {
          trigger: { event },
          actions: [{ callWebhook: { blockDocumentId: "0a0a0a0a-0000-4000-8000-00000000000a", payload: "{{ x" } }],
        },
        "not a valid template",
      ],
    ];
    for (const [given, words] of cases) {
      const { data } = await door.execute(Create, { input: { automation: { name: "x", ...given } } });
      expect(data?.createAutomation).toMatchObject({
        __typename: "ValidationError",
        message: expect.stringContaining(words),
      });
    }
  });
});
