/** The events that tell of actions, against those of the reference; reference-actions.json was recorded. */
import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fromJsonText, type JsonText } from "../../../src/db/json-text.ts";
import { TriggerEvaluator } from "../../../src/domains/automations/trigger-evaluator.ts";
import { newId } from "../../../src/ids.ts";
import { actions } from "../../../src/services/actions.ts";
import { formatInstant } from "../../../src/time/instant.ts";
import { runRound } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { normaliser } from "../../support/reference-player.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

type Json = Readonly<Record<string, unknown>>;

interface Case {
  readonly action: Json;
  readonly event: Json;
  readonly told: unknown;
}

const { setup, cases }: { setup: readonly (readonly [string, Json, string])[]; cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("reference-actions.json", import.meta.url), "utf8"),
);

/** Templates that fail are told with what was wrong; the reference tells the name of its own exception. */
const TOLD_IN_OTHER_WORDS = "Unable to create flow run from deployment: InvalidJinja()";

/** New runs have names left to chance, which would else be compared. */
function withoutNames(events: unknown): unknown {
  return JSON.parse(
    JSON.stringify(events).replace(/"prefect.resource.name":"[a-z]+-[a-z]+"/g, '"prefect.resource.name":"name"'),
  );
}

interface Row {
  readonly event: string;
  readonly id: string;
  readonly follows: string | null;
  readonly resource: JsonText;
  readonly related: JsonText;
  readonly payload: JsonText;
}

describe.each(testDatabases)("what is told of actions on $name", (testDatabase) => {
  let server: TestServer;
  let evaluator: TriggerEvaluator;
  const kept = normaliser();
  const send = async (call: string, body: unknown): Promise<Json> => {
    const [method, path] = call.split(" ") as ["POST", string];
    const answer = await server.application.inject({
      method,
      url: `/api${path}`,
      payload: kept.filled(body) as object,
    });
    if (answer.statusCode >= 300) throw new Error(`${call}: ${answer.body}`);
    return answer.body === "" ? {} : answer.json();
  };

  beforeAll(async () => {
    server = await createTestServer(testDatabase);
    evaluator = new TriggerEvaluator(server.core);
    for (const [call, body, name] of setup) kept.keep(name, await send(call, body));
  });
  afterAll(() => server.close());

  const readTold = async ({ action, event }: Case, place: number): Promise<unknown> => {
    const { database, clock } = server.core;
    const name = `wanted.${place}`;
    const trigger = { type: "event", expect: [name], posture: "Reactive", threshold: 1, within: 0 };
    const { id } = await send("POST /automations/", { name: `automation ${place}`, trigger, actions: [action] });
    const occurred = formatInstant(clock.now());
    await send("POST /events", [{ ...event, event: name, payload: {}, occurred, id: newId(clock.now()) }]);
    return vi.waitFor(
      async () => {
        await evaluator.round();
        await runRound(server.core, actions);
        const rows = await database.all(
          sql<Row>`select event, id, follows, resource, related, payload from event
            where resource_id = ${`prefect.automation.${id}`} and event like ${"prefect.automation.%trigger%"}
              or resource_id = ${`prefect.automation.${id}`} and event like ${"prefect.automation.action.%"} order by sequence`,
        );
        if (rows.length < 3) throw new Error("It is not told yet");
        const events = rows.map(({ resource, related, payload, ...rest }) => ({
          ...rest,
          resource: fromJsonText(resource),
          related: fromJsonText(related),
          payload: fromJsonText(payload),
        }));
        return normaliser().normalised(events);
      },
      { timeout: 10_000, interval: 5 },
    );
  };

  test.each(cases.map((each, place) => ({ ...each, place, action: each.action, type: each.action.type })))(
    "$place: $type",
    { timeout: 30_000 },
    async ({ place, ...each }) => {
      const ours = await readTold(each, place);
      const isToldOtherwise = JSON.stringify(each.told).includes(TOLD_IN_OTHER_WORDS);
      const told = (events: unknown): unknown =>
        JSON.parse(
          JSON.stringify(withoutNames(events)).replace(
            /"reason":"Unable to create (?:[^"\\]|\\.)*"/,
            '"reason":"unable"',
          ),
        );
      expect(isToldOtherwise ? told(ours) : withoutNames(ours)).toEqual(
        isToldOtherwise ? told(each.told) : withoutNames(each.told),
      );
    },
  );
});
