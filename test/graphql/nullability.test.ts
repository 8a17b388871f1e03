/** What goes while an answer is made: each object is read by a statement of its own, and others may delete it in between. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database, Statement } from "../../src/db/database.ts";
import { createDeployment, deleteDeployment } from "../../src/domains/deployments/deployment.commands.ts";
import { createDeploymentRun } from "../../src/domains/deployments/deployment-runs.commands.ts";
import { deleteFlow } from "../../src/domains/flows/flow.commands.ts";
import { graphqlDoor } from "../../src/graphql/door.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const PAGE = `{
  flowRuns(orderBy: { field: NAME, direction: ASC }) {
    nodes { name flow { name } deployment { name } }
  }
}`;

describe.each(testDatabases)("answers while others delete on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  /** The database as one request sees it, where something is done before the first statement that matches. */
  function interrupted(pattern: RegExp, act: () => Promise<void>): Database {
    const { database } = door.core;
    let done: Promise<void> | undefined;
    return new Proxy(database, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        if (name !== "all") return value.bind(target);
        return async (statement: Statement<unknown>) => {
          if (pattern.test(statement.compile(target.sql).sql)) {
            done ??= act();
            await done;
          }
          return target.all(statement);
        };
      },
    });
  }

  async function ask(database: Database): Promise<unknown> {
    const other = graphqlDoor({ ...door.core, database });
    try {
      const response = await other.pipeline.fetch("http://test/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: PAGE }),
      });
      return await response.json();
    } finally {
      await other.close();
    }
  }

  test("a page of runs stands when the flow of some is deleted", async () => {
    const { core } = door;
    const [lasting, going] = [await aFlow(core, "lasting"), await aFlow(core, "going")];
    await aFlowRun(core, lasting, { name: "a" });
    await aFlowRun(core, going, { name: "b" });
    await aFlowRun(core, lasting, { name: "c" });
    const answer = await ask(interrupted(/from "?flow"? /, () => deleteFlow(core, going.id)));
    expect(answer).toMatchObject({
      data: {
        flowRuns: {
          nodes: [
            { name: "a", flow: { name: "lasting" } },
            { name: "b", flow: null },
            { name: "c", flow: { name: "lasting" } },
          ],
        },
      },
    });
    expect(answer).not.toHaveProperty("errors");
  });

  test("and when their deployment is deleted", async () => {
    const { core } = door;
    const flow = await aFlow(core);
    const { deployment } = await createDeployment(core, { name: "d", flow_id: flow.id, parameters: json("{}") });
    await createDeploymentRun(core, deployment.id, { name: "a", state: { type: "RUNNING" } });
    const answer = await ask(interrupted(/from "?deployment"? /, () => deleteDeployment(core, deployment.id)));
    expect(answer).toMatchObject({ data: { flowRuns: { nodes: [{ name: "a", flow: {}, deployment: null }] } } });
    expect(answer).not.toHaveProperty("errors");
  });
});
