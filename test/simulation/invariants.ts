/** What has to hold at every moment, and after the rounds of each service. */
import { sql } from "kysely";
import type { Database } from "../../src/db/database.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import type { World } from "./world.ts";

async function rows<Row>(database: Database, statement: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return database.all<Row>(statement);
}

/** Every active slot has a lease, and no limit is exceeded. */
async function slotProblems({ core: { database } }: World): Promise<string[]> {
  const limits = await rows(
    database,
    sql<{
      id: string;
      name: string;
      limit: number;
      active_slots: number;
    }>`select id, name, "limit", active_slots from concurrency_limit_v2`,
  );
  const leases = await rows(
    database,
    sql<{ resource_ids: string; slots: number }>`select resource_ids, slots from concurrency_lease`,
  );
  return limits.flatMap((limit) => {
    const held = leases
      .filter((lease) => (JSON.parse(lease.resource_ids) as string[]).includes(limit.id))
      .reduce((sum, lease) => sum + lease.slots, 0);
    const problems: string[] = [];
    if (limit.active_slots !== held)
      problems.push(`${limit.name} has ${limit.active_slots} slots taken but ${held} leased`);
    if (held > limit.limit) problems.push(`${limit.name} of ${limit.limit} has ${held} slots leased`);
    return problems;
  });
}

/** Watches over the world; what does not hold is added to `problems`. */
export function watch(world: World, problems: string[]): void {
  const { database } = world.core;
  const before = (seconds: number): Instant => (world.now() - microsecondsFromSeconds(seconds)) as Instant;
  const none = async (what: string, statement: ReturnType<typeof sql<{ id: string }>>): Promise<void> => {
    const found = await rows(database, statement);
    if (found.length > 0)
      problems.push(`${formatInstant(world.now())}: ${found.length} ${what}, such as ${found[0]?.id}`);
  };
  world.checks.set("late runs", async () => {
    await none(
      "runs are late but not marked",
      sql`select id from flow_run where state_type = 'SCHEDULED' and state_name = 'Scheduled' and next_scheduled_start_time <= ${before(15)}`,
    );
  });
  world.checks.set("pause expirations", () =>
    none(
      "pauses are over",
      sql`select flow_run.id from flow_run join flow_run_state on flow_run_state.id = flow_run.state_id where flow_run.state_type = 'PAUSED' and ${database.dialect.jsonTextAt(sql.ref("flow_run_state.state_details"), "pause_timeout")} < ${formatInstant(world.now())}`,
    ),
  );
  world.checks.set("cancellation timeouts", () =>
    none(
      "cancellations take too long",
      sql`select id from flow_run where state_type = 'CANCELLING' and state_timestamp <= ${before(300)}`,
    ),
  );
  world.checks.set("foreman", async () => {
    await none(
      "workers are silent",
      sql`select id from worker where status = 'ONLINE' and last_heartbeat_time < ${before(90)}`,
    );
    await none(
      "pools pass for ready",
      sql`select id from work_pool where status = 'READY' and not exists (select 1 from worker where work_pool_id = work_pool.id and status = 'ONLINE')`,
    );
  });
  world.checks.set("repossessor", async () => {
    await none("leases are over", sql`select id from concurrency_lease where expiration <= ${world.now()}`);
    for (const problem of await slotProblems(world)) problems.push(`${formatInstant(world.now())}: ${problem}`);
  });
}
