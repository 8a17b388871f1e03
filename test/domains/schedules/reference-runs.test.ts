/** What the planner makes of deployments' schedules over REST, run by run, against what the reference makes of them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatInstant, parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer } from "../../support/server.ts";

type Run = Readonly<Record<string, unknown>>;

interface Table {
  readonly deployments: readonly Readonly<Record<string, unknown>>[];
  readonly windows: readonly object[];
  readonly runs: readonly (readonly Run[])[];
}

const table = JSON.parse(readFileSync(new URL("reference-runs.json", import.meta.url), "utf8")) as Table;

const ID = /id \d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Those of states have the offset of the schedule's zone in the reference. */
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** The same runs with their ids by the order in which they appear, and moments in one notation. */
function comparable(runs: readonly Run[]): unknown {
  const ids = new Map<string, string>();
  const mark = (id: string): string => {
    const known = ids.get(id) ?? `#${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  const convert = (value: unknown): unknown => {
    if (typeof value === "string")
      return MOMENT.test(value) ? formatInstant(parseInstant(value)) : value.replace(ID, mark);
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(members.map(([key, member]) => [key, convert(member)]));
  };
  return convert(runs);
}

/** What the table keeps of a run. */
function kept(run: Run, keys: readonly string[]): Run {
  const { type, name, message, state_details } = run.state as Record<string, Record<string, unknown>>;
  const state = { type, name, message, scheduled_time: state_details?.scheduled_time };
  return { ...Object.fromEntries(keys.filter((key) => key !== "state").map((key) => [key, run[key]])), state };
}

describe.each(testDatabases)("planned runs on $name", (testDatabase) => {
  test("are those of the reference", { timeout: 120_000 }, async () => {
    const server = await createTestServer(testDatabase, { services: false });
    const post = async (path: string, payload: object) => {
      const response = await server.application.inject({ method: "POST", url: `/api${path}`, payload });
      expect(response.statusCode, `${path} ${response.body}`).toBeLessThan(300);
      return response.json();
    };
    try {
      const flow = await post("/flows/", { name: "planned" });
      for (const [index, deployment] of table.deployments.entries()) {
        const { id } = await post("/deployments/", { ...deployment, flow_id: flow.id });
        for (const window of table.windows) expect(await post(`/deployments/${id}/schedule`, window)).toBeNull();
        const ours = (await post("/flow_runs/filter", {
          deployments: { id: { any_: [id] } },
          sort: "EXPECTED_START_TIME_ASC",
        })) as Run[];
        const theirs = table.runs[index] ?? [];
        const keys = Object.keys(theirs[0] ?? {});
        const wanted = comparable(theirs);
        expect(comparable(ours.map((run) => kept(run, keys))), String(deployment.name)).toEqual(wanted);
      }
    } finally {
      await server.close();
    }
  });
});
