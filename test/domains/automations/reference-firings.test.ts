/**
 * The evaluation of triggers against the reference's: random automations of every kind and random events, late, early, out of
 * order and following others, with a clock that is turned by hand. Step by step the same has to fire, upon the same events.
 */
import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import { appendEvents } from "../../../src/db/event-log.ts";
import { toJsonText } from "../../../src/db/json-text.ts";
import { createAutomation } from "../../../src/domains/automations/automation.commands.ts";
import { evaluateProactiveTriggers, tidyTriggers } from "../../../src/domains/automations/proactive-round.ts";
import type { Trigger } from "../../../src/domains/automations/trigger.ts";
import { TriggerEvaluator } from "../../../src/domains/automations/trigger-evaluator.ts";
import { triggerSchema } from "../../../src/domains/automations/trigger-schema.ts";
import { read } from "../../../src/rest/wire.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";
import { type Bench, openBench } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";

type EventStep = readonly [
  at: number,
  kind: "event",
  id: number,
  occurred: number,
  name: string,
  resource: string,
  label: string,
  owner: string | null,
  follows: number | null,
];
type Step = EventStep | readonly [at: number, kind: "look" | "tidy"];

interface Fired {
  readonly automation: string;
  readonly event: number | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly firings?: readonly Omit<Fired, "automation">[];
}

interface Case {
  readonly triggers: readonly unknown[];
  readonly steps: readonly Step[];
  readonly firings: readonly (readonly [step: number, fired: readonly Fired[]])[];
}

const cases: readonly Case[] = JSON.parse(readFileSync(new URL("reference-firings.json", import.meta.url), "utf8"));

/** Each step is some transactions, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 120_000;
const BASE = parseInstant("2027-03-01T00:00:00Z");
const moment = (micros: number): Instant => (BASE + micros) as Instant;
const idOf = (number: number): string => `e0000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

function triggerOf(definition: unknown): Trigger {
  const result = read(triggerSchema, () => structuredClone(definition));
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

async function send(bench: Bench, step: EventStep): Promise<void> {
  const [at, , id, occurred, name, resource, label, owner, follows] = step;
  const related =
    owner === null ? [] : [{ "prefect.resource.id": owner, "prefect.resource.role": "owner", color: "red" }];
  const { database } = bench.core;
  await database.transaction((transaction) =>
    appendEvents(database, transaction, [
      {
        id: idOf(id),
        occurred: moment(occurred),
        received: moment(at),
        event: name,
        resource_id: resource,
        resource: toJsonText({ "prefect.resource.id": resource, kind: label }),
        related: toJsonText(related),
        payload: toJsonText({}),
        follows: follows === null ? null : idOf(follows),
        flow_run_id: null,
        internal: false,
      },
    ]),
  );
}

interface WireFiring {
  readonly triggering_event: { readonly id: string } | null;
  readonly triggering_labels: Readonly<Record<string, string>>;
  readonly triggering_firings: readonly WireFiring[];
}

function told(firing: WireFiring): Omit<Fired, "automation"> {
  const event = firing.triggering_event;
  const inner = firing.triggering_firings.map(told).toSorted(byText);
  return {
    event: event === null ? null : Number.parseInt(event.id.slice(-8), 16),
    ...(Object.keys(firing.triggering_labels).length === 0 ? {} : { labels: firing.triggering_labels }),
    ...(inner.length === 0 ? {} : { firings: inner }),
  };
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

/** Evaluates all events there are; on PostgreSQL a transaction of another test may hold them back for a moment. */
async function settle(bench: Bench, evaluator: TriggerEvaluator): Promise<void> {
  await vi.waitFor(
    async () => {
      await evaluator.round();
      const row = await bench.core.database.get(
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

/** What has fired since this was last asked. */
async function takeFired(bench: Bench): Promise<Fired[]> {
  return bench.core.database.transaction(async (transaction) => {
    const rows = await transaction.all(sql<{ data: string }>`select data from triggered_action`);
    await transaction.run(sql`delete from triggered_action`);
    return rows
      .map(({ data }) => JSON.parse(data))
      .map(({ automation, firing }) => ({ automation: automation.name, ...told(firing) }));
  });
}

function normal(fired: readonly Fired[]): unknown[] {
  const sorted = (each: Omit<Fired, "automation">): object => ({
    ...each,
    ...(each.firings === undefined ? {} : { firings: each.firings.map(sorted).toSorted(byText) }),
  });
  return fired.map((each) => ({ automation: each.automation, ...sorted(each) })).toSorted(byText);
}

describe.each(testDatabases)("triggers on $name", (testDatabase) => {
  test("fire when the reference's fire", { timeout: TIMEOUT_MILLISECONDS }, async () => {
    const bench = await openBench(testDatabase);
    try {
      for (const [index, { triggers, steps, firings }] of cases.entries()) {
        await bench.core.database.transaction(async (transaction) => {
          for (const table of [
            "event",
            "event_cursor",
            "automation",
            "proactive_trigger",
            "automation_bucket",
            "automation_held_event",
            "automation_event_follower",
            "composite_child_firing",
            "trigger_evaluator",
          ])
            await transaction.run(sql`delete from ${sql.table(table)}`);
        });
        bench.clock.set(BASE);
        for (const [number, definition] of triggers.entries()) {
          await createAutomation(bench.core, {
            name: `automation-${number}`,
            description: "",
            enabled: true,
            tags: [],
            trigger: triggerOf(definition),
            actions: [{ type: "do-nothing" }],
            actions_on_trigger: [],
            actions_on_resolve: [],
          });
        }
        const evaluator = new TriggerEvaluator(bench.core);
        await settle(bench, evaluator);
        const expected = new Map(firings);
        for (const [number, step] of steps.entries()) {
          bench.clock.set(moment(step[0]));
          if (step[1] === "event") await send(bench, step);
          else if (step[1] === "look") await evaluateProactiveTriggers(bench.core);
          else await tidyTriggers(bench.core);
          await settle(bench, evaluator);
          const fired = normal(await takeFired(bench));
          expect(fired, `case ${index}, step ${number}: ${JSON.stringify(step)}`).toEqual(
            normal(expected.get(number) ?? []),
          );
        }
      }
    } finally {
      await bench.close();
    }
  });
});
