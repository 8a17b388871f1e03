/** The evaluator over crashes, beside others, and as automations change. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Core } from "../../../src/core.ts";
import {
  createAutomation,
  deleteAutomation,
  setAutomationEnabled,
} from "../../../src/domains/automations/automation.commands.ts";
import { LEASE_MICROSECONDS } from "../../../src/domains/automations/evaluator-lease.ts";
import type { EventTrigger } from "../../../src/domains/automations/trigger.ts";
import { TriggerEvaluator } from "../../../src/domains/automations/trigger-evaluator.ts";
import { receiveEvents } from "../../../src/domains/events/event.commands.ts";
import { microseconds } from "../../../src/time/duration.ts";
import { type Bench, openBench } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";

const TIMEOUT_MILLISECONDS = 30_000;

const eventTrigger = (changes: Partial<EventTrigger> = {}): EventTrigger => ({
  type: "event",
  id: "00000000-0000-0000-0000-000000000000",
  match: {},
  match_related: {},
  after: [],
  expect: ["wanted"],
  for_each: [],
  posture: "Reactive",
  threshold: 1,
  within: microseconds(0),
  ...changes,
});

let sent = 0;

async function makeAutomation(core: Core, trigger: EventTrigger = eventTrigger()): Promise<string> {
  const automation = await createAutomation(core, {
    name: "automation",
    description: "",
    enabled: true,
    tags: [],
    trigger,
    actions: [{ type: "do-nothing" }],
    actions_on_trigger: [{ type: "cancel-flow-run" }],
    actions_on_resolve: [{ type: "do-nothing" }],
  });
  return automation.id;
}

async function send(core: Core, event = "wanted", count = 1): Promise<void> {
  const now = core.clock.now();
  await receiveEvents(
    core,
    Array.from({ length: count }, () => {
      sent += 1;
      return {
        id: `e0000000-0000-7000-8000-${sent.toString(16).padStart(12, "0")}`,
        occurred: now,
        event,
        resource_id: "thing",
        resource: '{"prefect.resource.id":"thing"}' as never,
        related: "[]" as never,
        payload: "{}" as never,
        follows: null,
        flow_run_id: null,
      };
    }),
  );
}

interface Counted {
  readonly actions: number;
  readonly firings: number;
  readonly buckets: number;
}

async function counted(core: Core): Promise<Counted | undefined> {
  return core.database.get(
    sql<Counted>`select (select count(*) from triggered_action) as actions,
      (select count(*) from event where event = 'prefect.automation.triggered') as firings,
      (select count(*) from automation_bucket) as buckets`,
  );
}

/** Evaluates until nothing is left; on PostgreSQL a transaction of another test may hold events back for a moment. */
async function settle(core: Core, evaluator: TriggerEvaluator): Promise<void> {
  await vi.waitFor(
    async () => {
      await evaluator.round();
      const row = await core.database.get(
        sql<{
          last: number;
          position: string | null;
        }>`select max(sequence) as last, (select position from event_cursor where reader = 'triggers') as position from event`,
      );
      if (Number(row?.position?.split(":")[1]) !== row?.last) throw new Error("Events are held back");
    },
    { timeout: TIMEOUT_MILLISECONDS, interval: 5 },
  );
}

/** The same process, but for transactions that are lost before they are committed. */
function losing(core: Core, isLost: () => boolean): Core {
  const { database } = core;
  const transaction: typeof database.transaction = (work) =>
    database.transaction(async (inner) => {
      const result = await work(inner);
      if (isLost()) throw new Error("The process was killed");
      return result;
    });
  return {
    ...core,
    database: new Proxy(database, { get: (target, key) => (key === "transaction" ? transaction : bound(target, key)) }),
  };
}

function bound(target: object, key: PropertyKey): unknown {
  const value = Reflect.get(target, key);
  return typeof value === "function" ? value.bind(target) : value;
}

describe.each(testDatabases)(
  "the evaluator of triggers on $name",
  { timeout: TIMEOUT_MILLISECONDS },
  (testDatabase) => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await openBench(testDatabase);
    });
    afterEach(() => bench.close());

    test("fires once though it is killed before it commits", async () => {
      await makeAutomation(bench.core);
      let isKilled = false;
      const evaluator = new TriggerEvaluator(losing(bench.core, () => isKilled));
      await settle(bench.core, evaluator);
      await send(bench.core);
      isKilled = true;
      await vi.waitFor(
        async () => {
          const outcome = await evaluator.round().then(() => "nothing to evaluate", String);
          expect(outcome).toBe("Error: The process was killed");
        },
        { timeout: TIMEOUT_MILLISECONDS },
      );
      expect(await counted(bench.core)).toEqual({ actions: 0, firings: 0, buckets: 0 });
      isKilled = false;
      // Another process, once the lease of the killed one is over.
      bench.clock.advance(microseconds(LEASE_MICROSECONDS));
      await settle(bench.core, new TriggerEvaluator(bench.core));
      expect(await counted(bench.core)).toEqual({ actions: 2, firings: 1, buckets: 0 });
    });

    test("an event that cannot be evaluated stops no other", async () => {
      await makeAutomation(bench.core);
      await send(bench.core, "wanted", 3);
      const evaluator = new TriggerEvaluator(bench.core);
      // Not JSON, which only a fault outside could bring about.
      if (bench.core.database.dialect.name === "sqlite") {
        await bench.core.database.transaction((transaction) =>
          transaction.run(
            sql`update event set resource = '{' where id = (select id from event where event = 'wanted' order by sequence limit 1)`,
          ),
        );
        await settle(bench.core, evaluator);
        expect(bench.errors).toHaveLength(1);
        expect((await counted(bench.core))?.firings).toBe(2);
      } else {
        await settle(bench.core, evaluator);
        expect((await counted(bench.core))?.firings).toBe(3);
      }
    });

    test("of several processes one evaluates, and another when it is gone", async () => {
      await makeAutomation(bench.core);
      const other = await bench.another();
      const [first, second] = [new TriggerEvaluator(bench.core), new TriggerEvaluator(other)];
      await settle(bench.core, first);
      await send(bench.core);
      await vi.waitFor(async () => expect((await second.round()).state).toBe("standing by"));
      await settle(bench.core, first);
      await send(bench.core);
      // The first says nothing more.
      bench.clock.advance(microseconds(LEASE_MICROSECONDS));
      await settle(other, second);
      expect((await counted(other))?.firings).toBe(2);
      await send(bench.core);
      await vi.waitFor(async () => expect((await first.round()).state).toBe("standing by"));
    });

    test("processes that race count each event once", async () => {
      await makeAutomation(bench.core);
      const cores = [bench.core, await bench.another(), await bench.another()];
      const evaluators = cores.map((core) => new TriggerEvaluator(core));
      for (let turn = 0; turn < 10; turn += 1) {
        await send(bench.core, "wanted", 20);
        bench.clock.advance(microseconds(LEASE_MICROSECONDS));
        await Promise.all(evaluators.map((evaluator) => evaluator.round()));
      }
      bench.clock.advance(microseconds(LEASE_MICROSECONDS));
      await settle(bench.core, evaluators[0] as TriggerEvaluator);
      expect((await counted(bench.core))?.firings).toBe(200);
    });

    test("automations take part from their creation to their deletion, in the order of the log", async () => {
      const evaluator = new TriggerEvaluator(bench.core);
      await send(bench.core);
      const id = await makeAutomation(bench.core, eventTrigger({ threshold: 5, within: microseconds(60_000_000) }));
      await send(bench.core, "wanted", 2);
      await setAutomationEnabled(bench.core, id, false);
      await send(bench.core, "wanted", 2);
      await settle(bench.core, evaluator);
      // What was loaded when the evaluator began is what there was then.
      const counts = sql<{ count: number }>`select count from automation_bucket`;
      expect(await bench.core.database.all(counts)).toEqual([]);
      await setAutomationEnabled(bench.core, id, true);
      await settle(bench.core, evaluator);
      await send(bench.core, "wanted", 3);
      await settle(bench.core, evaluator);
      expect(await bench.core.database.all(counts)).toEqual([{ count: 3 }]);
      await setAutomationEnabled(bench.core, id, false);
      await send(bench.core, "wanted", 1);
      await settle(bench.core, evaluator);
      expect(await bench.core.database.all(counts)).toEqual([{ count: 3 }]);
      await setAutomationEnabled(bench.core, id, true);
      await settle(bench.core, evaluator);
      await send(bench.core, "wanted", 1);
      await deleteAutomation(bench.core, id);
      await settle(bench.core, evaluator);
      expect(await counted(bench.core)).toEqual({ actions: 0, firings: 0, buckets: 0 });
    });

    test("an automation that takes any event is not set off by what it tells itself", async () => {
      await makeAutomation(bench.core, eventTrigger({ expect: [] }));
      const evaluator = new TriggerEvaluator(bench.core);
      await settle(bench.core, evaluator);
      await send(bench.core, "anything");
      await settle(bench.core, evaluator);
      expect((await counted(bench.core))?.firings).toBe(1);
    });

    test("automations that take any event do not set each other off", async () => {
      for (const expected of [[], ["*"], ["prefect.*", "wanted"]]) {
        await makeAutomation(bench.core, eventTrigger({ expect: expected }));
      }
      const evaluator = new TriggerEvaluator(bench.core);
      await settle(bench.core, evaluator);
      const before = await counted(bench.core);
      await send(bench.core);
      await settle(bench.core, evaluator);
      expect((await counted(bench.core))?.firings).toBe((before?.firings ?? 0) + 3);
    });

    test("an automation that asks for what others tell of their firing is set off by it, not by its own", async () => {
      await makeAutomation(bench.core);
      await makeAutomation(bench.core, eventTrigger({ expect: ["prefect.automation.triggered"] }));
      await makeAutomation(bench.core, eventTrigger({ expect: ["nothing"], after: ["prefect.automation.created"] }));
      const evaluator = new TriggerEvaluator(bench.core);
      await settle(bench.core, evaluator);
      await send(bench.core);
      await settle(bench.core, evaluator);
      expect((await counted(bench.core))?.firings).toBe(2);
    });

    test("many firings are spread over transactions, and none is lost", async () => {
      for (let index = 0; index < 30; index += 1) await makeAutomation(bench.core);
      const evaluator = new TriggerEvaluator(bench.core);
      await settle(bench.core, evaluator);
      await send(bench.core, "wanted", 20);
      await settle(bench.core, evaluator);
      expect(await counted(bench.core)).toEqual({ actions: 1_200, firings: 600, buckets: 0 });
    });

    test("a batch of events takes few statements, however many automations there are", async () => {
      for (let index = 0; index < 20; index += 1) {
        await makeAutomation(
          bench.core,
          eventTrigger({ expect: [`name-${index}`], threshold: 1_000, within: microseconds(60_000_000) }),
        );
      }
      const statements: string[] = [];
      const evaluator = new TriggerEvaluator({
        ...bench.core,
        database: new Proxy(bench.core.database, {
          get: (target, key) =>
            key === "transaction"
              ? (work: Parameters<typeof target.transaction>[0]) =>
                  target.transaction((inner) =>
                    work(
                      new Proxy(inner, {
                        get: (each, name) => {
                          if (name === "all" || name === "get" || name === "run") statements.push(String(name));
                          return bound(each, name);
                        },
                      }),
                    ),
                  )
              : bound(target, key),
        }),
      });
      await settle(bench.core, evaluator);
      await send(bench.core, "name-3", 100);
      statements.length = 0;
      await settle(bench.core, evaluator);
      // Lease, its clock, cursor, windows, automations, the window, followers, clock, cursor.
      expect(statements.length).toBeLessThanOrEqual(12);
    });
  },
);
