/** How the databases come by due runs, whatever else is scheduled: a few steps along an index for each deployment. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readChildPages } from "../../../src/db/child-lists.ts";
import { listDeployments, readDeploymentByName } from "../../../src/domains/deployments/deployment.queries.ts";
import { readDeploymentHealth } from "../../../src/domains/deployments/deployment-health.queries.ts";
import { begunRunsOfDeployment } from "../../../src/domains/deployments/deployment-run-lists.queries.ts";
import { listDueRuns } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import type { Instant } from "../../../src/time/instant.ts";
import { type Bench, NOW, openBench, plansOf } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const DEPLOYMENTS = 5;
const RUNS_OF_EACH = 1_500;
const TIMEOUT_MILLISECONDS = 60_000;

describe.each(testDatabases)("plans of deployments on $name", { timeout: TIMEOUT_MILLISECONDS }, (testDatabase) => {
  let bench: Bench;
  let ids: string[];
  beforeEach(async () => {
    bench = await openBench(testDatabase);
    const seed = new SeedRows(NOW);
    const flow = seed.flow({ name: "flow" });
    ids = Array.from({ length: DEPLOYMENTS }, (_, index) => {
      const { id } = seed.deployment({ name: `d${index}`, flow_id: flow.id });
      for (let run = 0; run < RUNS_OF_EACH; run += 1) {
        seed.flowRun({
          flow_id: flow.id,
          deployment_id: id,
          state_type: "SCHEDULED",
          next_scheduled_start_time: (NOW + run * 1_000_000) as Instant,
        });
      }
      return id;
    });
    await seed.insert(bench.core.database);
    await bench.core.database.transaction(async (transaction) => {
      await transaction.run(sql`analyze`);
    });
  }, TIMEOUT_MILLISECONDS);
  afterEach(() => bench.close());

  test("due runs come from the index of their deployments, and nothing is scanned", async () => {
    const plans = await plansOf(bench.core, (core) =>
      listDueRuns(core, { deploymentIds: ids.slice(0, 2), before: NOW, limit: 10 }),
    );
    expect(plans).toHaveLength(1);
    expect(plans[0]).toContain("flow_run_deployment_id_next_scheduled_start_time_id_idx");
    expect(plans[0]).not.toMatch(/SCAN flow_run\b|Seq Scan on flow_run\b/);
  });

  test("how deployments fare is told by a few steps along an index for each of them", async () => {
    const plans = await plansOf(bench.core, (core) => readDeploymentHealth(core, ids, 20));
    expect(plans).toHaveLength(2);
    expect(plans.join()).toContain("flow_run_deployment_id_expected_start_time_id_idx");
    expect(plans.join()).toContain("flow_run_deployment_id_next_scheduled_start_time_id_idx");
    expect(plans.join()).not.toMatch(/SCAN flow_run\b|Seq Scan on flow_run\b/);
  });

  test("the last run of each is the first of those that have begun, however many are late", async () => {
    const { database } = bench.core;
    const plans = await plansOf(bench.core, (core) =>
      readChildPages(database, core.database, begunRunsOfDeployment("DESC"), ids, { first: 1 }),
    );
    expect(plans).toHaveLength(1);
    expect(plans[0]).toContain("flow_run_begun_deployment_idx");
    expect(plans[0]).not.toMatch(/SCAN flow_run\b|Seq Scan on flow_run\b/);
  });

  test("a deployment is found by its names, and lists walk along their order", async () => {
    const [byName] = await plansOf(bench.core, (core) => readDeploymentByName(core, "flow", "d1"));
    const [listed] = await plansOf(bench.core, (core) =>
      listDeployments(core, { filters: {}, sort: "NAME_ASC", limit: 10, offset: 0 }),
    );
    // PostgreSQL reads tables of five rows whole, and is right.
    if (testDatabase.name === "postgresql") return expect([byName, listed]).not.toContain(undefined);
    expect(byName).toContain("deployment_flow_id_name_key");
    expect(byName).toContain("flow_name_key");
    expect(listed).toContain("deployment_name_id_idx");
    expect(listed).not.toContain("USE TEMP B-TREE");
  });
});
