/** The serializers against the reference's response models, which wrote reference-answers.json. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { flowRunJson, workerFlowRunJson } from "../../../src/domains/flow-runs/flow-run.wire.ts";
import { flowJson } from "../../../src/domains/flows/flow.wire.ts";
import { currentStateJson, stateJson, stateRowJson } from "../../../src/domains/runs/state.wire.ts";
import { taskRunJson, taskRunPageItemJson } from "../../../src/domains/task-runs/task-run.wire.ts";
import { stateFromRow } from "../../../src/orchestration/state-rows.ts";
import { formatInstant, type Instant, parseInstant } from "../../../src/time/instant.ts";

const NOW = parseInstant("2026-06-01T00:00:00Z");

/** The file has no types; its rows are made of the columns the serializers read. */
const serializers = {
  flow: (row: never) => flowJson(row),
  flowRun: (row: never) => flowRunJson(row, NOW),
  workerFlowRun: (row: never) => workerFlowRunJson(row, NOW),
  taskRun: (row: never) => taskRunJson(row, NOW),
  taskRunPageItem: (row: never) => taskRunPageItemJson(row, NOW),
};

interface Answer {
  readonly kind: keyof typeof serializers;
  readonly row: Record<string, unknown>;
  readonly json: string;
}

const answers = JSON.parse(
  readFileSync(new URL("reference-answers.json", import.meta.url), "utf8"),
) as readonly Answer[];

/** The reference leaves out decimals that are zero; ours are always six. */
function withWholeInstants(value: unknown): unknown {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatInstant(parseInstant(value));
  if (Array.isArray(value)) return value.map(withWholeInstants);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withWholeInstants(each)]));
}

test.each(answers)("$kind $row.name", ({ kind, row, json }) => {
  const text = serializers[kind](row as never);
  // Compared as text, so that the order of fields counts as well.
  expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(withWholeInstants(JSON.parse(json))));
});

test("floats and big integers keep their text", () => {
  const { row } = answers.find((answer) => answer.kind === "flowRun") as Answer;
  const text = flowRunJson(row as never, NOW);
  expect(text).toContain('"big": 12345678901234567890');
  expect(text).toContain('"size": 1.0');
  expect(text).toContain('"x": 1.0');
  expect(text).toContain('"estimated_start_time_delta":2.0');
});

test("a state reads the same from a run, from its own row, and from the orchestration", () => {
  const { row } = answers[0] as Answer;
  const state = {
    id: row.state_id,
    created: 0 as Instant,
    updated: 0 as Instant,
    type: row.state_type,
    name: row.state_name,
    timestamp: row.state_timestamp,
    message: row.state_message,
    state_details: row.state_details,
    data: row.state_data,
  } as never;
  const expected = JSON.parse(currentStateJson(row as never));
  expect(expected).toMatchObject({ id: row.state_id, type: "FAILED", state_details: { cache_key: "k" } });
  expect(JSON.parse(stateRowJson(state))).toEqual(expected);
  expect(JSON.parse(stateJson(stateFromRow(state)))).toEqual(expected);
});
