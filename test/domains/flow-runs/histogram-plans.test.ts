/** How the databases come by counts and histograms of very many runs: along indexes that have all that is asked, range by range. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countFlowRunsByState } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import { readBucketCounts, readRunGroups } from "../../../src/domains/flow-runs/flow-run-histogram.queries.ts";
import { readBucketTimes } from "../../../src/domains/flow-runs/flow-run-percentiles.queries.ts";
import { timeBuckets } from "../../../src/domains/runs/time-buckets.ts";
import type { Instant } from "../../../src/time/instant.ts";
import { at, type Bench, NOW, openBench, plansOf } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const RUNS = 6_000;
const BUCKETS = timeBuckets({ start: at(-RUNS), end: NOW }, 20);
const TIMEOUT_MILLISECONDS = 60_000;

describe.each(testDatabases)("plans of histograms on $name", { timeout: TIMEOUT_MILLISECONDS }, (testDatabase) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(testDatabase);
    const seed = new SeedRows(NOW);
    const flows = Array.from({ length: 5 }, (_, index) => seed.flow({ name: `flow ${index}` }));
    for (let run = 0; run < RUNS; run += 1) {
      seed.flowRun({
        flow_id: flows[run % flows.length]?.id ?? "",
        state_type: run % 10 === 0 ? "FAILED" : "COMPLETED",
        expected_start_time: (NOW - run * 1_000_000) as Instant,
        start_time: (NOW - run * 1_000_000) as Instant,
      });
    }
    await seed.insert(bench.core.database);
    await bench.core.database.transaction((transaction) => transaction.run(sql`analyze`));
  }, TIMEOUT_MILLISECONDS);
  afterAll(() => bench.close());

  const SCANS = /SCAN flow_run\b|Seq Scan on flow_run\b/;

  test("counts of buckets are ranges of the index by state and time", async () => {
    const [plan] = await plansOf(bench.core, (core) => readBucketCounts(core, {}, BUCKETS));
    expect(plan).toContain("flow_run_state_type_expected_start_time_id_idx");
    expect(plan).not.toMatch(SCANS);
  });

  test("samples of large buckets come from the index of one run in 32", async () => {
    const totals = BUCKETS.map(() => 100_000);
    const [plan] = await plansOf(bench.core, (core) => readBucketTimes(core, {}, BUCKETS, totals));
    expect(plan).toContain("flow_run_sample_idx");
    expect(plan).not.toMatch(SCANS);
  });

  test("groups are ranges of the index of what they are grouped by", async () => {
    const [few, groups] = await plansOf(bench.core, (core) => readRunGroups(core, {}, BUCKETS, "FLOW", 3));
    expect(few).not.toMatch(SCANS);
    expect(groups).toContain("flow_run_flow_id_expected_start_time_id_idx");
    expect(groups).not.toMatch(SCANS);
  });

  test("counts by state go along the index, or at worst through the table once", async () => {
    const [plan = ""] = await plansOf(bench.core, (core) => countFlowRunsByState(core, {}).catch(() => {}));
    expect(plan).toContain("flow_run_state_type_expected_start_time_id_idx");
    expect(plan.match(new RegExp(SCANS, "g"))?.length ?? 0).toBeLessThanOrEqual(testDatabase.name === "sqlite" ? 0 : 1);
  });
});
