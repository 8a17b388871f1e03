import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAutomation } from "../../src/domains/automations/automation.commands.ts";
import { triggerSchema } from "../../src/domains/automations/trigger-schema.ts";
import { createBlockDocument } from "../../src/domains/blocks/block-document.commands.ts";
import { createBlockSchema } from "../../src/domains/blocks/block-schema.commands.ts";
import { createBlockType } from "../../src/domains/blocks/block-type.commands.ts";
import { createDeployment } from "../../src/domains/deployments/deployment-create.commands.ts";
import { read } from "../../src/rest/wire.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("18-automations");

const WIRE = {
  type: "compound",
  require: "all",
  within: 60,
  triggers: [
    {
      posture: "Reactive",
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      expect: ["prefect.flow-run.Failed"],
    },
    { type: "sequence", within: 30, triggers: [{ posture: "Reactive" }] },
  ],
};

interface Page {
  readonly automations: { readonly totalCount: number; readonly nodes: readonly object[] };
}

describe.each(testDatabases)("the page of automations on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  /** An automation with a deployment and a block of its own. */
  async function anAutomation(name: string): Promise<void> {
    const { core } = door;
    const flow = await aFlow(core, `flow of ${name}`);
    const { deployment } = await createDeployment(core, { name, flow_id: flow.id, parameters: json("{}") });
    const type = await createBlockType(core, { name, slug: name });
    const input = { block_type_id: type.id, capabilities: ["notify"], version: "1.0" };
    const { schema } = await createBlockSchema(core, { ...input, fields: json(`{"title":"${name}"}`) });
    const ids = { block_type_id: type.id, block_schema_id: schema.row.id };
    const block = await createBlockDocument(core, { ...ids, name, data: json("{}"), is_anonymous: false });
    const trigger = read(triggerSchema, () => structuredClone(WIRE));
    if (trigger.issues !== undefined) throw new Error(JSON.stringify(trigger.issues));
    await createAutomation(core, {
      name,
      description: "",
      enabled: true,
      tags: ["night"],
      trigger: trigger.value,
      actions: [
        { type: "pause-deployment", source: "selected", deployment_id: deployment.id },
        { type: "send-notification", block_document_id: block.row.id, subject: "Failed", body: "{{ event.id }}" },
        { type: "call-webhook", block_document_id: block.row.id, payload: "" },
      ],
      actions_on_trigger: [],
      actions_on_resolve: [],
    });
  }

  test("is one operation, of as many statements however many there are", async () => {
    const counts: number[] = [];
    for (const names of [["a"], ["b", "c", "d"]]) {
      for (const name of names) await anAutomation(name);
      door.statements.length = 0;
      const { automations } = await door.query<Page, object>(page, {});
      counts.push(door.statements.length);
      expect(automations.totalCount).toBe(names.length === 1 ? 1 : 4);
      expect(automations.nodes[0]).toMatchObject({
        name: "a",
        enabled: true,
        tags: ["night"],
        trigger: {
          __typename: "CompoundTrigger",
          required: 2,
          allWithinSeconds: 60,
          triggers: [
            { __typename: "EventTrigger", posture: "REACTIVE", expect: ["prefect.flow-run.Failed"], threshold: 1 },
            { __typename: "SequenceTrigger", allWithinSeconds: 30 },
          ],
        },
        actions: [
          { __typename: "DeploymentAction", type: "pause-deployment", deployment: { name: "a" } },
          { __typename: "SendNotificationAction", subject: "Failed", blockDocument: { name: "a" } },
          { __typename: "CallWebhookAction", blockDocument: { name: "a" } },
        ],
      });
    }
    // The page and its count, deployments and blocks.
    expect(counts).toEqual([4, 4]);
  });
});
